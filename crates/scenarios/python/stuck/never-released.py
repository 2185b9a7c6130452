"""A thread ends without releasing its lock: the next one waits for ever."""
import threading

key = threading.Lock()


def work():
    key.acquire()  # and no release


worker = threading.Thread(target=work, name="ann")
worker.start()
worker.join()
print("got the key:", key.acquire(timeout=1))
