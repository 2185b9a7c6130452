"""A thread takes an RLock it already has: it may."""
import threading

balance = 0
account = threading.RLock()


def deposit(amount):
    global balance
    with account:
        balance += amount


def transfer():
    with account:
        deposit(1)


clerks = [threading.Thread(target=transfer, name=name, daemon=True) for name in ("ann", "ben")]
for clerk in clerks:
    clerk.start()
for clerk in clerks:
    clerk.join(timeout=1)
print("balance:", balance, "stuck:", [clerk.name for clerk in clerks if clerk.is_alive()])
