"""Clients wait for the event that the server sets when it has booted."""
import threading, time

port = 0
booted = threading.Event()


def serve():
    global port
    time.sleep(0.1)
    port = 8080
    booted.set()


def connect():
    booted.wait()
    print(f"{threading.current_thread().name} connects to {port}")


threads = [threading.Thread(target=connect, name=name) for name in ("ann", "ben")]
threads.append(threading.Thread(target=serve))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
