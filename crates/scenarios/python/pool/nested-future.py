"""The task's result is the future of another task: the only worker runs that next."""
from concurrent.futures import ThreadPoolExecutor


def outer():
    return pool.submit(lambda: 1)


with ThreadPoolExecutor(max_workers=1) as pool:
    inner = pool.submit(outer).result()
    print(inner.result())
