"""The only worker waits for a task that nobody is left to run."""
from concurrent.futures import ThreadPoolExecutor, wait


def outer():
    inner = pool.submit(lambda: 1)
    # Without a timeout this would wait for ever.
    done, not_done = wait([inner], timeout=0.5)
    return f"{len(done)} done, {len(not_done)} not done"


with ThreadPoolExecutor(max_workers=1) as pool:
    print(pool.submit(outer).result())
