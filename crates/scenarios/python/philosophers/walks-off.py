"""Who does not get the right fork leaves with the left one: the table is never cleared."""
import threading, time

N = 5
forks = [threading.Lock() for _ in range(N)]


def dine(i):
    left, right = forks[i], forks[(i + 1) % N]
    time.sleep(0.1 * i)
    left.acquire()
    time.sleep(0.15)
    if right.acquire(blocking=False):
        print(f"{i} eats")
        right.release()
        left.release()
    else:
        print(f"{i} walks off")


philosophers = [threading.Thread(target=dine, args=(i,), name=f"{i}", daemon=True) for i in range(N)]
for philosopher in philosophers:
    philosopher.start()
for philosopher in philosophers:
    philosopher.join()
print("missing forks:", [i for i in range(N) if not forks[i].acquire(timeout=0.1)])
