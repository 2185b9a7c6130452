"""One sentinel too few: a consumer waits for ever."""
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
consumers = [threading.Thread(target=consume, daemon=True) for _ in range(4)]
for thread in producers + consumers:
    thread.start()
for producer in producers:
    producer.join()
for _ in consumers[1:]:
    jobs.put(None)
for consumer in consumers:
    consumer.join(timeout=0.5)
print(len(consumed), "of 300 items consumed")
print("still waiting:", [thread.name for thread in consumers if thread.is_alive()])
