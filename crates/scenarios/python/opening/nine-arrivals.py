"""One of the five comes only once: the other four wait for ever."""
import threading

barrier = threading.Barrier(5, action=lambda: print("the door opens"))


def visit(times):
    for time in range(times):
        barrier.wait()
        print(f"{threading.current_thread().name} goes in for time {time + 1}")


visitors = [
    threading.Thread(target=visit, args=(times,), name=f"visitor {i}", daemon=True)
    for i, times in enumerate([2, 2, 2, 2, 1])
]
for visitor in visitors:
    visitor.start()
for visitor in visitors:
    visitor.join(timeout=0.5)
print("still waiting:", [visitor.name for visitor in visitors if visitor.is_alive()])
