"""Both take the plate first: nobody gets stuck."""
import threading, time

plate = threading.Lock()
chopsticks = threading.Lock()


def dine(first, second):
    with first:
        time.sleep(0.1)
        with second:
            print(f"{threading.current_thread().name} eats")


diners = [
    threading.Thread(target=dine, args=(plate, chopsticks), name="ann", daemon=True),
    threading.Thread(target=dine, args=(plate, chopsticks), name="ben", daemon=True),
]
for diner in diners:
    diner.start()
for diner in diners:
    diner.join(timeout=1)
print("stuck:", [diner.name for diner in diners if diner.is_alive()])
