"""The lock is held for preparing and printing: the total is the sum of all times."""
import threading, time

printer = threading.Lock()


def work(preparation, printing):
    with printer:
        time.sleep(preparation)
        time.sleep(printing)


start = time.monotonic()
workers = [threading.Thread(target=work, args=(0.2 * (i + 1), 0.3)) for i in range(3)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print(f"{time.monotonic() - start:.1f} s, and the sum of all times is 2.1 s")
