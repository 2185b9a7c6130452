"""A helper sees what lies on the table and calls the smoker who can use it: everybody smokes."""
import threading, time

smoked = threading.Semaphore(0)
calls = [threading.Semaphore(0) for smoker in range(3)]


def missing(smoker):
    return (smoker + 1) % 3, (smoker + 2) % 3


def put(ingredients):
    for smoker in range(3):
        if smoker not in ingredients:
            calls[smoker].release()


def take(smoker):
    calls[smoker].acquire()


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
