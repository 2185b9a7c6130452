"""Six buyers, three tickets, no lock: too many are sold."""
import json, os, tempfile, threading, time

path = os.path.join(tempfile.mkdtemp(), "tickets.json")
sold = []


def read():
    with open(path) as file:
        return json.load(file)["count"]


def write(count):
    mine = f"{path}.{threading.get_ident()}"
    with open(mine, "w") as file:
        json.dump({"count": count}, file)
    os.replace(mine, path)  # whoever reads sees the old text or the new one


def buy():
    count = read()
    if count > 0:
        time.sleep(0.01)
        write(count - 1)
        sold.append(threading.current_thread().name)


def visit():
    print(f"{threading.current_thread().name} sees {read()}")
    buy()


write(3)
buyers = [threading.Thread(target=visit, name=f"buyer {i}") for i in range(6)]
for buyer in buyers:
    buyer.start()
for buyer in buyers:
    buyer.join()
print(f"{len(sold)} sold of 3, {read()} left")
