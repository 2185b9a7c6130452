"""Consumers take the mutex before they wait for an item: nobody can bring one."""
import threading, time

slots = threading.Semaphore(1)
items = threading.Semaphore(0)
mutex = threading.Lock()
buffer = []


def produce():
    for item in range(2):
        time.sleep(0.1)
        slots.acquire()
        with mutex:
            buffer.append(item)
        items.release()


def consume():
    with mutex:
        items.acquire()
        item = buffer.pop()
    slots.release()
    print(f"{threading.current_thread().name} takes {item}")


threads = [threading.Thread(target=consume, name=name, daemon=True) for name in ("ann", "ben")]
threads.append(threading.Thread(target=produce, name="producer", daemon=True))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(timeout=1)
print("stuck:", [thread.name for thread in threads if thread.is_alive()])
