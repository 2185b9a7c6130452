"""The first reader is counted before it has the room: the second one walks in beside the writer."""
import threading, time

room = threading.Semaphore(1)
count = threading.Lock()
readers = 0


def enter():
    global readers
    with count:
        readers += 1
        inside = readers
    if inside == 1:
        room.acquire()
    return inside


def leave():
    global readers
    with count:
        readers -= 1
        if readers == 0:
            room.release()


pages = [0, 0]


def read():
    enter()
    first = pages[0]
    time.sleep(0.2)
    second = pages[1]
    leave()
    print(f"{threading.current_thread().name} reads {first} and {second}")


def write():
    with room:
        time.sleep(0.3)
        pages[0] += 1
        pages[1] += 1


threads = [threading.Thread(target=write)]
threads += [threading.Thread(target=read, name=name) for name in ("ann", "ben")]
for thread in threads:
    thread.start()
    time.sleep(0.1)
for thread in threads:
    thread.join()
