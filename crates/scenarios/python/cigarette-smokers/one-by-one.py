"""Smokers take one ingredient and wait for the other: the wrong one may be faster."""
import threading, time

smoked = threading.Semaphore(0)
heaps = [threading.Semaphore(0) for ingredient in ("tobacco", "paper", "matches")]


def missing(smoker):
    return (smoker + 1) % 3, (smoker + 2) % 3


def put(ingredients):
    for ingredient in ingredients:
        heaps[ingredient].release()


def take(smoker):
    for ingredient in missing(smoker):
        heaps[ingredient].acquire()
        time.sleep(0.01)


def smoke(smoker):
    take(smoker)
    print(f"{threading.current_thread().name} smokes")
    smoked.release()


def serve():
    for smoker in range(3):
        time.sleep(0.1)
        put(missing(smoker))
        smoked.acquire()


threads = [
    threading.Thread(target=smoke, args=(smoker,), name=name, daemon=True)
    for smoker, name in enumerate(("ann", "ben", "cleo"))
]
threads.append(threading.Thread(target=serve, name="agent", daemon=True))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(timeout=1)
print("stuck:", [thread.name for thread in threads if thread.is_alive()])
