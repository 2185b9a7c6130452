"""The only worker asks for the result of a task that nobody is left to run. Python does not notice."""
from concurrent.futures import ThreadPoolExecutor, TimeoutError


def outer():
    inner = pool.submit(lambda: 1)
    try:
        # Without a timeout this would wait for ever.
        inner.result(timeout=0.5)
    except TimeoutError:
        print("nothing comes, and nothing says why")
    return inner


with ThreadPoolExecutor(max_workers=1) as pool:
    inner = pool.submit(outer).result()
    print("whoever does not wait inside gets", inner.result())
