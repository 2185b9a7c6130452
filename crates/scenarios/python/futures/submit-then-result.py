"""The result of each part is waited for at once: never are two at work, and times add up."""
import threading, time
from concurrent.futures import ThreadPoolExecutor

lock = threading.Lock()
now = most = 0
start = time.monotonic()


def work(name):
    global now, most
    with lock:
        now += 1
        most = max(most, now)
    begin = time.monotonic() - start
    time.sleep(0.2)
    with lock:
        print(f"{name:4}  {' ' * int(begin * 20)}|---|")
        now -= 1


with ThreadPoolExecutor(max_workers=3) as pool:
    for name in ("ann", "ben", "cleo"):
        pool.submit(work, name).result()
    work("main")
print(f"{time.monotonic() - start:.1f} s, and {most} at work at once")
