"""Clients look at a flag again and again until the server has booted."""
import threading, time

port = 0
flag = False


def serve():
    global port, flag
    time.sleep(0.1)
    port = 8080
    flag = True


def connect():
    polls = 0
    while not flag:
        polls += 1
    print(f"{threading.current_thread().name} connects to {port} after {polls} looks in vain")


threads = [threading.Thread(target=connect, name=name) for name in ("ann", "ben")]
threads.append(threading.Thread(target=serve))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
