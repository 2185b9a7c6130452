"""Each colleague is joined before the next one starts: one fixed order."""
import threading, time


def print_pages(name):
    for page in range(1, 3):
        print(f"{name}, page {page}")
        time.sleep(0.01)


for name in ("ann", "ben", "cleo"):
    colleague = threading.Thread(target=print_pages, args=(name,))
    colleague.start()
    colleague.join()
