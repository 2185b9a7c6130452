"""A producer that is too fast and is not stopped: the items pile up."""
import queue, threading, time

items = queue.Queue()
most = 0


def consume():
    while items.get() is not None:
        time.sleep(0.0001)


consumer = threading.Thread(target=consume)
consumer.start()
for item in range(1000):
    items.put(item)
    most = max(most, items.qsize())
items.put(None)
consumer.join()
print("at most", most, "items in the queue")
