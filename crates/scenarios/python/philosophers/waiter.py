"""A waiter lets all but one sit down: somebody always gets two forks."""
import threading, time

N = 5
forks = [threading.Lock() for _ in range(N)]
waiter = threading.Semaphore(N - 1)


def dine(i):
    left, right = forks[i], forks[(i + 1) % N]
    with waiter, left:
        time.sleep(0.1)
        with right:
            print(f"{i} eats")


philosophers = [threading.Thread(target=dine, args=(i,), name=f"{i}", daemon=True) for i in range(N)]
for philosopher in philosophers:
    philosopher.start()
for philosopher in philosophers:
    philosopher.join(timeout=1)
print("stuck:", [philosopher.name for philosopher in philosophers if philosopher.is_alive()])
