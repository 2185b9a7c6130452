"""Dirty forks are given away, clean ones are kept: who has eaten comes after both neighbours."""
import threading, time

N = 5
table = threading.Condition()
owner = [max(0, fork - 1) for fork in range(N)]
clean, in_use = [False] * N, [False] * N


def ask(i):
    for fork in (i, (i + 1) % N):
        if owner[fork] != i and not clean[fork] and not in_use[fork]:
            owner[fork], clean[fork] = i, True
    return owner[i] == owner[(i + 1) % N] == i


def dine(i):
    for meal in range(3):
        with table:
            while not ask(i):
                table.wait()
            in_use[i] = in_use[(i + 1) % N] = True
        print(f"{i} eats for time {meal + 1}")
        time.sleep(0.05)
        with table:
            for fork in (i, (i + 1) % N):
                in_use[fork] = clean[fork] = False
            table.notify_all()


philosophers = [threading.Thread(target=dine, args=(i,), name=f"{i}", daemon=True) for i in range(N)]
for philosopher in philosophers:
    philosopher.start()
for philosopher in philosophers:
    philosopher.join(timeout=5)
print("stuck:", [philosopher.name for philosopher in philosophers if philosopher.is_alive()])
