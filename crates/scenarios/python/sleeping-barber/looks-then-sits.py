"""Two customers see the last free chair, and both sit down."""
import threading, time

CHAIRS = 1
arrived = threading.Condition()
haircut = threading.Semaphore(0)
waiting, most, closed = 0, 0, False


def visit():
    global waiting, most
    time.sleep(0.05)
    with arrived:
        if waiting == CHAIRS:
            print(f"{threading.current_thread().name} is turned away")
            return
        arrived.release()  # the lock
        time.sleep(0.1)
        arrived.acquire()
        waiting += 1
        most = max(most, waiting)
        arrived.notify()
    haircut.acquire()
    print(f"{threading.current_thread().name} has a haircut")


def cut():
    global waiting
    while True:
        with arrived:
            while waiting == 0:
                if closed:
                    return
                arrived.wait()
            waiting -= 1
        haircut.release()


barber = threading.Thread(target=cut, name="barber", daemon=True)
customers = [threading.Thread(target=visit, name=name, daemon=True) for name in ("ann", "ben")]
for customer in customers:
    customer.start()
time.sleep(0.3)  # the barber is late
barber.start()
for customer in customers:
    customer.join(timeout=1)
print("at most", most, "on", CHAIRS, "chair")
print("stuck:", [customer.name for customer in customers if customer.is_alive()])
with arrived:
    closed = True
    arrived.notify()
barber.join(timeout=1)
