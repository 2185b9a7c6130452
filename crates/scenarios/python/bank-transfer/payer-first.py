"""Each clerk takes the lock of the account that pays first: a deadlock."""
import threading, time

balances = [100, 100]
locks = [threading.Lock(), threading.Lock()]


def transfer(start, end):
    amount = balances[start]
    if amount >= 100:
        time.sleep(0.1)
        balances[start] = amount - 100
        balances[end] += 100


def guarded(start, end):
    with locks[start]:
        time.sleep(0.1)
        with locks[end]:
            transfer(start, end)


clerks = [
    threading.Thread(target=guarded, args=(0, 1), name="ann", daemon=True),
    threading.Thread(target=guarded, args=(1, 0), name="ben", daemon=True),
]
for clerk in clerks:
    clerk.start()
for clerk in clerks:
    clerk.join(timeout=1)
print("stuck:", [clerk.name for clerk in clerks if clerk.is_alive()])
print("balances:", balances, "in all:", sum(balances), "of 200")
