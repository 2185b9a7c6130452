"""The flag is a plain variable.

In Python that works: the interpreter's lock orders the accesses, and this program is the one that
polls. In a language without such a lock the same lines are a data race, and the client may see the
flag but not the port, or never see the flag at all.
"""
import threading, time

port = 0
flag = False


def serve():
    global port, flag
    time.sleep(0.1)
    port = 8080
    flag = True


def connect():
    while not flag:
        pass
    print(f"{threading.current_thread().name} connects to {port}")


threads = [threading.Thread(target=connect, name=name) for name in ("ann", "ben")]
threads.append(threading.Thread(target=serve))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
