"""Tasks are marked as done before they are: join returns too early."""
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
        tasks.task_done()  # and then the work
        try:
            work(task)
        except ValueError:
            pass


for _ in range(4):
    threading.Thread(target=consume, daemon=True).start()
for task in range(100):
    tasks.put(task)
tasks.join()
print(done, "of 100 tasks done")
