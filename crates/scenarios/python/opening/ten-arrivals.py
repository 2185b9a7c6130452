"""Ten come to a barrier for five: the door opens twice."""
import threading

barrier = threading.Barrier(5, action=lambda: print("the door opens"))


def visit():
    barrier.wait()
    print(f"{threading.current_thread().name} goes in")


visitors = [threading.Thread(target=visit, name=f"{i}", daemon=True) for i in range(10)]
for visitor in visitors:
    visitor.start()
for visitor in visitors:
    visitor.join(timeout=0.5)
print("still waiting:", [visitor.name for visitor in visitors if visitor.is_alive()])
