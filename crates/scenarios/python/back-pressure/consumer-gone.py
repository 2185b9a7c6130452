"""The consumer leaves without a word: the producer waits for room for ever."""
import queue, threading

items = queue.Queue(maxsize=10)
put = 0


def consume():
    items.get()  # and that is it


def produce():
    global put
    for item in range(1000):
        items.put(item)
        put += 1


consumer = threading.Thread(target=consume)
producer = threading.Thread(target=produce, daemon=True)
consumer.start()
producer.start()
consumer.join()
producer.join(timeout=1)
print("put", put, "of 1000; still waiting:", producer.is_alive())
