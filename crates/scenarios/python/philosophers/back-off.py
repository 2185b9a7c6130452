"""Who does not get the right fork puts the left one down: nobody is stuck, and nobody eats."""
import threading

N, ROUNDS = 5, 3
forks = [threading.Lock() for _ in range(N)]
in_step = threading.Barrier(N)  # bad luck, made certain
fed = []


def dine(i):
    left, right = forks[i], forks[(i + 1) % N]
    for _ in range(ROUNDS):
        with left:
            in_step.wait()
            if right.acquire(blocking=False):
                fed.append(i)
                right.release()
                return
            print(f"{i} puts the left fork down again")
            in_step.wait()


philosophers = [threading.Thread(target=dine, args=(i,)) for i in range(N)]
for philosopher in philosophers:
    philosopher.start()
for philosopher in philosophers:
    philosopher.join()
print("fed:", fed)
