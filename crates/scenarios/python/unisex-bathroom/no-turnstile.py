"""No turnstile: while a man waits, a woman who comes later goes in before."""
import threading, time

room = threading.Semaphore(1)
turnstile = threading.Semaphore(1)
places = threading.Semaphore(2)
switches = {sex: threading.Lock() for sex in "fm"}
counts = {"f": 0, "m": 0}
waiting = {"f": 0, "m": 0}
inside = {"f": 0, "m": 0}
other = {"f": "m", "m": "f"}
met, overtaken = 0, 0


def enter(sex):
    with switches[sex]:
        counts[sex] += 1
        if counts[sex] == 1:
            room.acquire()


def leave(sex):
    with switches[sex]:
        counts[sex] -= 1
        if counts[sex] == 0:
            room.release()


def visit(sex):
    global met, overtaken
    came_after = waiting[other[sex]]
    waiting[sex] = 1
    enter(sex)
    waiting[sex] = 0
    if came_after and waiting[other[sex]]:
        overtaken += 1
    with places:
        inside[sex] += 1
        met += inside[other[sex]]
        time.sleep(0.3)
        inside[sex] -= 1
    leave(sex)


visitors = [threading.Thread(target=visit, args=(sex,)) for sex in "fmf"]
for visitor in visitors:
    visitor.start()
    time.sleep(0.1)
for visitor in visitors:
    visitor.join()
print("women and men met", met, "times, and", overtaken, "were overtaken")
