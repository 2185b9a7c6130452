"""A task fails and is marked as done all the same: join returns."""
import queue, threading, time

tasks = queue.Queue()
count = threading.Lock()
done = 0


def work(task):
    global done
    time.sleep(0.001)
    with count:
        done += 1
    if task == 1:
        raise ValueError("spoilt")


def consume():
    while True:
        task = tasks.get()
        try:
            work(task)
        except ValueError:
            continue
        finally:
            tasks.task_done()


for _ in range(4):
    threading.Thread(target=consume, daemon=True).start()
for task in range(100):
    tasks.put(task)
tasks.join()
print(done, "of 100 tasks done")
