"""The producer notifies before the consumer waits: nothing remembers it."""
import threading, time

box = []
filled = threading.Condition()


def consume():
    time.sleep(0.1)
    with filled:
        filled.wait()  # without a look into the box
        print("ann takes", box.pop())


def produce():
    with filled:
        box.append("item")
        filled.notify()


consumer = threading.Thread(target=consume, daemon=True)
producer = threading.Thread(target=produce)
consumer.start()
producer.start()
producer.join()
consumer.join(timeout=1)
print("in the box:", box, "still waiting:", consumer.is_alive())
