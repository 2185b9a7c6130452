"""Who has the lock prints all pages: the order is free, and no pages are mixed."""
import random, threading, time

lock = threading.Lock()


def print_pages(name):
    time.sleep(random.random() / 100)
    with lock:
        for page in range(1, 3):
            print(f"{name}, page {page}")
            time.sleep(0.01)


colleagues = [threading.Thread(target=print_pages, args=(name,)) for name in ("ann", "ben", "cleo")]
for colleague in colleagues:
    colleague.start()
for colleague in colleagues:
    colleague.join()
