"""Consumers look once. Ann is woken for an item, but Ben is faster and takes it."""
import threading, time

box = []
filled = threading.Condition()


def consume():
    with filled:
        if not box:
            filled.wait()
        item = box.pop()  # fails for Ann with an IndexError: the box is empty
        print(f"{threading.current_thread().name} takes {item}")


ann = threading.Thread(target=consume, name="ann", daemon=True)
ben = threading.Thread(target=consume, name="ben", daemon=True)
ann.start()
time.sleep(0.1)  # Ann waits for an item
with filled:
    ben.start()
    time.sleep(0.1)  # Ben waits for the lock
    box.append("item")
    filled.notify()
    time.sleep(0.1)  # now Ann does, too, behind Ben
ann.join(timeout=1)
ben.join(timeout=1)
