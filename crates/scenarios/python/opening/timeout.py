"""Four come to a barrier for five, and one loses patience: all four are told."""
import threading

barrier = threading.Barrier(5, action=lambda: print("the door opens"))


def visit(timeout):
    try:
        barrier.wait(timeout)
        print(f"{threading.current_thread().name} goes in")
    except threading.BrokenBarrierError:
        print(f"{threading.current_thread().name} is told that the barrier is broken")


timeouts = [0.1, None, None, None]
visitors = [threading.Thread(target=visit, args=(timeout,)) for timeout in timeouts]
for visitor in visitors:
    visitor.start()
for visitor in visitors:
    visitor.join()
