"""Callbacks run in the order in which they were added, or at once if the task is done."""
import threading
from concurrent.futures import ThreadPoolExecutor

gate = threading.Event()


def callback(name):
    return lambda future: print(name, "in", threading.current_thread().name)


with ThreadPoolExecutor(max_workers=1, thread_name_prefix="worker") as pool:
    future = pool.submit(gate.wait)
    future.add_done_callback(callback("first"))
    future.add_done_callback(callback("second"))
    gate.set()
future.add_done_callback(callback("third"))
