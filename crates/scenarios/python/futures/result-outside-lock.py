"""The result is waited for before the lock is taken that the task needs."""
import threading
from concurrent.futures import ThreadPoolExecutor

lock = threading.Lock()
total = 0


def add_one():
    global total
    with lock:
        total += 1


with ThreadPoolExecutor(max_workers=1) as pool:
    pool.submit(add_one).result()
    with lock:
        print("total:", total)
