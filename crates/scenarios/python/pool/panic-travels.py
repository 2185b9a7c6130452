"""An exception reaches whoever asks for the result, and the worker goes on."""
from concurrent.futures import ThreadPoolExecutor


def fail():
    raise RuntimeError("no paper")


with ThreadPoolExecutor(max_workers=1) as pool:
    fails, works = pool.submit(fail), pool.submit(lambda: 1)
    print(repr(fails.exception()))
    print(works.result())
