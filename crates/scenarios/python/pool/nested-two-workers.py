"""A second worker runs the task that the first one waits for."""
from concurrent.futures import ThreadPoolExecutor, wait


def outer():
    inner = pool.submit(lambda: 1)
    wait([inner])
    return inner.result()


with ThreadPoolExecutor(max_workers=2) as pool:
    print(pool.submit(outer).result())
