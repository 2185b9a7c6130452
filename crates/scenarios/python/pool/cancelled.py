"""A task that is cancelled before a worker has begun it never runs."""
import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor

gate = threading.Event()
with ThreadPoolExecutor(max_workers=1) as pool:
    busy = pool.submit(gate.wait)
    future = pool.submit(print, "never printed")
    print("cancelled:", future.cancel(), "and the running one:", busy.cancel())
    gate.set()
try:
    future.result()
except CancelledError:
    print("no result")
