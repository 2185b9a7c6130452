"""Three colleagues print at once: their pages are mixed."""
import threading, time


def print_pages(name):
    for page in range(1, 3):
        print(f"{name}, page {page}")
        time.sleep(0.01)


colleagues = [threading.Thread(target=print_pages, args=(name,)) for name in ("ann", "ben", "cleo")]
for colleague in colleagues:
    colleague.start()
for colleague in colleagues:
    colleague.join()
