"""One condition for both sides, one notification: Ann wakes Ben, where the producer waits."""
import threading, time

lock = threading.Lock()
not_full = not_empty = threading.Condition(lock)
buffer = []


def produce():
    time.sleep(0.1)  # both consumers wait
    for item in range(2):
        with lock:
            while len(buffer) == 1:
                not_full.wait()
            buffer.append(item)
            not_empty.notify()


def consume():
    with lock:
        while not buffer:
            not_empty.wait()
        item = buffer.pop()
        not_full.notify()
    print(f"{threading.current_thread().name} takes {item}")


threads = [threading.Thread(target=consume, name=name, daemon=True) for name in ("ann", "ben")]
threads.append(threading.Thread(target=produce, name="producer", daemon=True))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(timeout=1)
print("stuck:", [thread.name for thread in threads if thread.is_alive()])
