"""The queue is shut down after the producers (from Python 3.13): nobody counts sentinels."""
import queue, sys, threading, time

if sys.version_info < (3, 13):
    sys.exit("queue.Queue.shutdown is new in Python 3.13")

jobs = queue.Queue()
consumed = []


def produce():
    for item in range(100):
        time.sleep(0.0001)
        jobs.put(item)


def consume():
    try:
        while True:
            consumed.append(jobs.get())
    except queue.ShutDown:
        pass


producers = [threading.Thread(target=produce) for _ in range(3)]
consumers = [threading.Thread(target=consume) for _ in range(4)]
for thread in producers + consumers:
    thread.start()
for producer in producers:
    producer.join()
jobs.shutdown()
for consumer in consumers:
    consumer.join()
print(len(consumed), "of 300 items consumed")
