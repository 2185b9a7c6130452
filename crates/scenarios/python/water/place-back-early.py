"""Places that are given back before the atom has bonded: atoms of two molecules bond."""
import random, threading, time

MOLECULES = 5
places = {"H": threading.Semaphore(2), "O": threading.Semaphore(1)}
barrier = threading.Barrier(3)
bonded = []


def bond(element):
    time.sleep(random.random() / 100)
    bonded.append(element)


def react(element):
    with places[element]:
        barrier.wait()
    bond(element)


atoms = [threading.Thread(target=react, args=(element,), daemon=True) for element in "HHO" * MOLECULES]
random.shuffle(atoms)
for atom in atoms:
    atom.start()
for atom in atoms:
    atom.join(timeout=1)
molecules = ["".join(bonded[i:i + 3]) for i in range(0, len(bonded), 3)]
print(molecules)
print("no water:", [molecule for molecule in molecules if sorted(molecule) != ["H", "H", "O"]])
