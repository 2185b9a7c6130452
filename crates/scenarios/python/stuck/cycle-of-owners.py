"""Two objects own one another: counting references alone, neither ever goes away."""
import gc, weakref


class Friend:
    friend = None


gc.disable()  # leaves only the counting
ann, ben = Friend(), Friend()
ann.friend, ben.friend = ben, ann
watcher = weakref.ref(ann)
del ann, ben
print("still there:", watcher() is not None)
gc.collect()  # Python looks for such circles; Rust does not
print("still there:", watcher() is not None)
