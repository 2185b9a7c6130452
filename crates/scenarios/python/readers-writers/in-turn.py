"""Everybody comes through a turnstile: nobody overtakes the writer."""
import threading, time

room = threading.Semaphore(1)
count = threading.Lock()
readers = 0
turnstile = threading.Semaphore(1)


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
    global waiting
    with turnstile:
        waiting = 1
        room.acquire()
        waiting = 0
    pages[0] += 1
    time.sleep(0.4)
    pages[1] += 1
    room.release()


threads = [threading.Thread(target=read, name="ann"), threading.Thread(target=write)]
threads += [threading.Thread(target=read, name="ben")]
for thread in threads:
    thread.start()
    time.sleep(0.1)
for thread in threads:
    thread.join()
print("the writer was overtaken", overtaken, "times")
