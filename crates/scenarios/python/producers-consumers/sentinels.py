"""One sentinel for each consumer, after the producers: everybody goes home."""
import queue, threading, time

jobs = queue.Queue()
consumed = []


def produce():
    for item in range(100):
        time.sleep(0.0001)
        jobs.put(item)


def consume():
    while (item := jobs.get()) is not None:
        consumed.append(item)


producers = [threading.Thread(target=produce) for _ in range(3)]
consumers = [threading.Thread(target=consume) for _ in range(4)]
for thread in producers + consumers:
    thread.start()
for producer in producers:
    producer.join()
for _ in consumers:
    jobs.put(None)
for consumer in consumers:
    consumer.join()
print(len(consumed), "of 300 items consumed")
