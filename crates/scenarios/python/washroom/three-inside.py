"""Twenty visitors, three places, a semaphore: never more than three inside."""
import threading, time

permits = threading.Semaphore(3)
count = threading.Lock()
inside, most = 0, 0


def visit():
    global inside, most
    with permits:
        with count:
            inside += 1
            most = max(most, inside)
        time.sleep(0.01)
        with count:
            inside -= 1


visitors = [threading.Thread(target=visit) for _ in range(20)]
for visitor in visitors:
    visitor.start()
for visitor in visitors:
    visitor.join()
print("at most", most, "inside")
