"""The consumer shuts the queue down when it leaves (from Python 3.13): the producer is told."""
import queue, sys, threading

if sys.version_info < (3, 13):
    sys.exit("queue.Queue.shutdown is new in Python 3.13")

items = queue.Queue(maxsize=10)
put = 0


def consume():
    items.get()
    items.shutdown(immediate=True)


def produce():
    global put
    try:
        for item in range(1000):
            items.put(item)
            put += 1
    except queue.ShutDown:
        print("nobody wants any more")


consumer = threading.Thread(target=consume)
producer = threading.Thread(target=produce)
consumer.start()
producer.start()
consumer.join()
producer.join()
print("put", put, "of 1000")
