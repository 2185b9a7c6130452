//! What is compared, each in its own words.

use std::fmt::Debug;

use sync::Queue;

/// A way to hand items over; each thread has a clone.
pub(crate) trait Channel<T>: Clone + Send {
    fn put(&self, item: T);
    fn get(&self) -> T;
}

impl<T: Send + Debug> Channel<T> for &Queue<T> {
    #[inline]
    fn put(&self, item: T) {
        Queue::put(self, item).expect("the queue is open");
    }
    #[inline]
    fn get(&self) -> T {
        Queue::get(self).expect("the queue is open")
    }
}

macro_rules! channel_of_two_ends {
    ($($sender:path, $receiver:path;)*) => {$(
        impl<T: Send + Debug + Unpin + 'static> Channel<T> for ($sender, $receiver) {
            #[inline]
            fn put(&self, item: T) {
                self.0.send(item).expect("the channel is open");
            }
            #[inline]
            fn get(&self) -> T {
                self.1.recv().expect("the channel is open")
            }
        }
    )*};
}

type CrossfireArray<T> = crossfire::mpmc::Array<T>;
type CrossfireList<T> = crossfire::mpmc::List<T>;

channel_of_two_ends! {
    crossbeam_channel::Sender<T>, crossbeam_channel::Receiver<T>;
    flume::Sender<T>, flume::Receiver<T>;
    kanal::Sender<T>, kanal::Receiver<T>;
    crossfire::MTx<CrossfireArray<T>>, crossfire::MRx<CrossfireArray<T>>;
    crossfire::MTx<CrossfireList<T>>, crossfire::MRx<CrossfireList<T>>;
}
