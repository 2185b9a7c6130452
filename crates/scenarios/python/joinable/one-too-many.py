"""The only task is marked as done twice: the second time is an error."""
import queue, threading

tasks = queue.Queue()
tasks.put(1)
tasks.get()


def mark():
    try:
        tasks.task_done()
    except ValueError as error:
        print("refused:", error)


threads = [threading.Thread(target=mark) for _ in range(2)]
for thread in threads:
    thread.start()
tasks.join()
for thread in threads:
    thread.join()
print("unfinished:", tasks.unfinished_tasks)
