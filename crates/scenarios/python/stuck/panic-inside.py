"""A thread raises an exception while it holds the lock: `with` releases it, and the other goes on."""
import threading

dishes = 0
kitchen = threading.Lock()


def cook(clumsy):
    global dishes
    with kitchen:
        dishes += 1
        if clumsy:
            raise RuntimeError("the pan is on the floor")


cooks = [threading.Thread(target=cook, args=(clumsy,)) for clumsy in (True, False)]
for one in cooks:
    one.start()
for one in cooks:
    one.join()
print(dishes, "dishes, and the kitchen is", "locked" if kitchen.locked() else "free")
