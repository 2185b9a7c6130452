"""Everybody takes the left fork first: a deadlock."""
import threading, time

N = 5
forks = [threading.Lock() for _ in range(N)]


def dine(i):
    left, right = forks[i], forks[(i + 1) % N]
    with left:
        time.sleep(0.1)
        with right:
            print(f"{i} eats")


philosophers = [threading.Thread(target=dine, args=(i,), name=f"{i}", daemon=True) for i in range(N)]
for philosopher in philosophers:
    philosopher.start()
for philosopher in philosophers:
    philosopher.join(timeout=1)
print("stuck:", [philosopher.name for philosopher in philosophers if philosopher.is_alive()])
