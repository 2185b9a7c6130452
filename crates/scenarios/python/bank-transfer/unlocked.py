"""Two clerks transfer money at once, without locks: some of it is lost or made."""
import threading, time

balances = [100, 100]


def transfer(start, end):
    amount = balances[start]
    if amount >= 100:
        time.sleep(0.1)
        balances[start] = amount - 100
        there = balances[end]
        time.sleep(0.1)
        balances[end] = there + 100


clerks = [
    threading.Thread(target=transfer, args=(0, 1)),
    threading.Thread(target=transfer, args=(1, 0)),
]
for clerk in clerks:
    clerk.start()
for clerk in clerks:
    clerk.join()
print("balances:", balances, "in all:", sum(balances), "of 200")
