"""Ten threads subtract 1 from 10, each under the lock: nothing is left."""
import threading, time

a = 10
lock = threading.Lock()


def subtract():
    global a
    with lock:
        b = a - 1
        time.sleep(0.01)
        a = b


threads = [threading.Thread(target=subtract) for _ in range(10)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(a, "left")
