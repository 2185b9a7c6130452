"""Consumers look again after they were woken: everybody gets an item."""
import threading, time

box = []
filled = threading.Condition()


def consume():
    with filled:
        while not box:
            filled.wait()
        print(f"{threading.current_thread().name} takes {box.pop()}")


def produce():
    for item in range(2):
        time.sleep(0.1)
        with filled:
            box.append(item)
            filled.notify()


threads = [threading.Thread(target=consume, name=name) for name in ("ann", "ben")]
threads.append(threading.Thread(target=produce))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
