"""Two threads are stuck, and two others are none the wiser."""
import threading, time

plate = threading.Lock()
chopsticks = threading.Lock()


def dine(first, second):
    with first:
        time.sleep(0.1)
        with second:
            print(f"{threading.current_thread().name} eats")


def drink():
    print(f"{threading.current_thread().name} has a drink")


threads = [
    threading.Thread(target=drink, name="cleo"),
    threading.Thread(target=drink, name="dan"),
    threading.Thread(target=dine, args=(plate, chopsticks), name="ann", daemon=True),
    threading.Thread(target=dine, args=(chopsticks, plate), name="ben", daemon=True),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(timeout=1)
print("stuck:", [thread.name for thread in threads if thread.is_alive()])
