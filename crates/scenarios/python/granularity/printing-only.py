"""The lock is held for printing alone: preparing goes on side by side."""
import threading, time

printer = threading.Lock()


def work(preparation, printing):
    time.sleep(preparation)
    with printer:
        time.sleep(printing)


start = time.monotonic()
workers = [threading.Thread(target=work, args=(0.2 * (i + 1), 0.3)) for i in range(3)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print(f"{time.monotonic() - start:.1f} s, and the sum of all times is 2.1 s")
