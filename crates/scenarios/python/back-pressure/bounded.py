"""A producer that is too fast waits for room: never more than ten items."""
import queue, threading, time

items = queue.Queue(maxsize=10)
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
