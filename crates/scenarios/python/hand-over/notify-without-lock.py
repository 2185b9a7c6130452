"""Notifying without the lock is an error; with it, the item is handed over."""
import threading

box = []
filled = threading.Condition(threading.Lock())


def consume():
    with filled:
        while not box:
            filled.wait()
        print("ann takes", box.pop())


try:
    filled.notify()
except RuntimeError as error:
    print("refused:", error)

consumer = threading.Thread(target=consume)
consumer.start()
with filled:
    box.append("item")
    filled.notify()
consumer.join()
