"""The first writer closes the turnstile: no reader overtakes one."""
import threading, time

room = threading.Semaphore(1)
count = threading.Lock()
readers = 0
turnstile = threading.Semaphore(1)
writers_count = threading.Lock()
writers = 0


def enter():
    global readers
    with turnstile, count:
        readers += 1
        if readers == 1:
            room.acquire()
        return readers


def leave():
    global readers
    with count:
        readers -= 1
        if readers == 0:
            room.release()


pages = [0, 0]
waiting, overtaken = 0, 0


def read():
    global overtaken
    came_after = waiting
    inside = enter()
    if inside > 1 and came_after and waiting:
        overtaken += 1
    first = pages[0]
    time.sleep(0.4)
    second = pages[1]
    leave()
    print(f"{threading.current_thread().name} reads {first} and {second}")


def write():
    global waiting, writers
    with writers_count:
        writers += 1
        if writers == 1:
            turnstile.acquire()
    waiting = 1
    with room:
        waiting = 0
        pages[0] += 1
        time.sleep(0.4)
        pages[1] += 1
    with writers_count:
        writers -= 1
        if writers == 0:
            turnstile.release()


threads = [threading.Thread(target=read, name="ann"), threading.Thread(target=write)]
threads += [threading.Thread(target=read, name="ben")]
for thread in threads:
    thread.start()
    time.sleep(0.1)
for thread in threads:
    thread.join()
print("the writer was overtaken", overtaken, "times")
