"""A result is waited for with the lock held that the task needs: neither goes on."""
import threading
from concurrent.futures import ThreadPoolExecutor, TimeoutError

lock = threading.Lock()
total = 0


def add_one():
    global total
    with lock:
        total += 1


with ThreadPoolExecutor(max_workers=1) as pool:
    with lock:
        future = pool.submit(add_one)
        try:
            # Without a timeout this would wait for ever.
            future.result(timeout=0.5)
        except TimeoutError:
            print("still waiting for a task that waits for us")
print("total:", total)
