"""A message and a flag.

Python has no memory orderings: the interpreter's lock orders everything, so who sees the flag sees
the message. A flag that is raised with Release and looked at with Acquire promises just that.
"""
import threading

message, is_there = 0, False


def send():
    global message, is_there
    message = 42
    is_there = True


def receive():
    if is_there:
        print("the message is", message)
    else:
        print("no message yet")


threads = [threading.Thread(target=send), threading.Thread(target=receive)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
