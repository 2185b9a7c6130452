//! Room, and the lack of it.

use std::time::Duration;

use plainweave_sync::{CapacityError, GetError, PutError};

use super::{AnyQueue, for_each_kind};
use crate::{FOR_EVER, PAST};

for_each_kind! { u32:
    what_is_put_comes_out
    an_empty_queue_has_nothing
    a_full_queue_has_no_room
    what_is_there_is_got_whatever_the_timeout
    room_that_is_there_is_used_whatever_the_timeout
    without_a_limit_there_is_always_room
    a_place_is_free_once_its_item_is_got
    a_queue_without_room_cannot_be_had
    nor_one_with_too_much
    names_change_nothing
}

fn what_is_put_comes_out<Q: AnyQueue<u32>>() {
    for queue in [Q::unbounded(), Q::bounded(300)] {
        for number in 0..300 {
            queue.put(number).unwrap();
        }
        assert_eq!(queue.len(), 300);
        let mut got: Vec<_> = queue.try_iter().collect();
        got.sort_unstable();
        assert!(got.into_iter().eq(0..300));
        assert!(queue.is_empty());
    }
}

fn an_empty_queue_has_nothing<Q: AnyQueue<u32>>() {
    for queue in [Q::unbounded(), Q::bounded(1)] {
        assert_eq!(queue.try_get(), Err(GetError::Empty));
        assert_eq!(queue.get_timeout(Duration::ZERO), Err(GetError::TimedOut));
        assert_eq!(queue.get_until(PAST), Err(GetError::TimedOut));
        assert!(queue.is_empty());
        assert_eq!(queue.len(), 0);
        assert_eq!(queue.try_iter().count(), 0);
    }
}

fn a_full_queue_has_no_room<Q: AnyQueue<u32>>() {
    let queue = Q::bounded(2);
    assert!(!queue.is_full());
    queue.put(1).unwrap();
    assert!(!queue.is_full());
    queue.put(2).unwrap();
    assert!(queue.is_full());
    assert_eq!(queue.try_put(3), Err(PutError::Full(3)));
    assert_eq!(queue.put_timeout(3, Duration::ZERO), Err(PutError::TimedOut(3)));
    assert_eq!(queue.put_until(3, PAST), Err(PutError::TimedOut(3)));
    assert_eq!((queue.len(), queue.capacity()), (2, Some(2)));
}

fn what_is_there_is_got_whatever_the_timeout<Q: AnyQueue<u32>>() {
    let queue = Q::unbounded();
    let gets: [&dyn Fn() -> _; 5] = [
        &|| queue.get(),
        &|| queue.try_get(),
        &|| queue.get_timeout(Duration::ZERO),
        &|| queue.get_timeout(FOR_EVER),
        &|| queue.get_until(PAST),
    ];
    for get in gets {
        queue.put(7).unwrap();
        assert_eq!(get(), Ok(7));
    }
}

fn room_that_is_there_is_used_whatever_the_timeout<Q: AnyQueue<u32>>() {
    let queue = Q::bounded(1);
    let puts: [&dyn Fn() -> _; 5] = [
        &|| queue.put(7),
        &|| queue.try_put(7),
        &|| queue.put_timeout(7, Duration::ZERO),
        &|| queue.put_timeout(7, FOR_EVER),
        &|| queue.put_until(7, PAST),
    ];
    for put in puts {
        assert_eq!(put(), Ok(()));
        assert_eq!(queue.get(), Ok(7));
    }
}

fn without_a_limit_there_is_always_room<Q: AnyQueue<u32>>() {
    let queue = Q::unbounded();
    assert_eq!(queue.capacity(), None);
    for number in 0..1000 {
        assert!(!queue.is_full());
        queue.try_put(number).unwrap();
    }
    assert_eq!(queue.put_until(1000, PAST), Ok(()));
    assert_eq!(queue.len(), 1001);
}

fn a_place_is_free_once_its_item_is_got<Q: AnyQueue<u32>>() {
    let queue = Q::bounded(1);
    for number in 0..100 {
        queue.try_put(number).unwrap();
        assert_eq!(queue.try_put(1000), Err(PutError::Full(1000)));
        assert_eq!(queue.try_get(), Ok(number));
    }
}

fn a_queue_without_room_cannot_be_had<Q: AnyQueue<u32>>() {
    let error = Q::try_bounded(0).unwrap_err();
    assert_eq!(error, CapacityError::Zero);
    assert!(error.to_string().contains("use `new`"), "it says what to do");
    let panic = std::panic::catch_unwind(|| Q::bounded(0)).unwrap_err();
    assert!(panic.downcast_ref::<String>().unwrap().contains("at least one item"));
}

fn nor_one_with_too_much<Q: AnyQueue<u32>>() {
    for capacity in [(1 << 31) + 1, 1 << 32, usize::MAX] {
        assert_eq!(Q::try_bounded(capacity).unwrap_err(), CapacityError::TooLarge { max: 1 << 31 });
    }
}

fn names_change_nothing<Q: AnyQueue<u32>>() {
    let queue = Q::unbounded().named("tasks");
    queue.put(1).unwrap();
    assert_eq!(queue.get(), Ok(1));
    assert!(!format!("{queue:?}").is_empty());
}

mod nor_one_for_which_there_is_no_memory {
    use super::*;

    /// So large that 2³¹ of them are more than any machine can address.
    type Large = [u64; 1 << 13];

    for_each_kind! { super::Large: is_refused }

    fn is_refused<Q: AnyQueue<Large>>() {
        let error = Q::try_bounded(1 << 31).unwrap_err();
        assert!(matches!(error, CapacityError::NoMemory(_)), "{error:?}");
        assert!(std::error::Error::source(&error).is_some());
    }
}

mod items_without_size {
    use super::*;

    for_each_kind! { (): are_counted }

    fn are_counted<Q: AnyQueue<()>>() {
        for queue in [Q::unbounded(), Q::bounded(200)] {
            for _ in 0..200 {
                queue.put(()).unwrap();
            }
            assert_eq!(queue.len(), 200);
            assert_eq!(queue.try_iter().count(), 200);
            assert_eq!(queue.try_get(), Err(GetError::Empty));
        }
    }
}

mod items_that_cannot_be_shared {
    use std::cell::Cell;
    use std::thread;

    use super::*;

    for_each_kind! { std::cell::Cell<u32>: move_from_thread_to_thread }

    fn move_from_thread_to_thread<Q: AnyQueue<Cell<u32>>>() {
        let queue = Q::bounded(1);
        thread::scope(|scope| {
            scope.spawn(|| queue.put(Cell::new(7)).unwrap());
            assert_eq!(queue.get().unwrap().replace(8), 7);
        });
    }
}

#[test]
fn errors_speak_for_themselves() {
    assert_eq!(GetError::Empty.to_string(), "the queue is empty");
    assert_eq!(GetError::TimedOut.to_string(), "the queue was empty until the deadline passed");
    assert_eq!(GetError::ShutDown.to_string(), "the queue is empty, and shut down");
    assert!(GetError::Reentrant.to_string().contains("a comparison cannot get"));
    assert_eq!(PutError::Full(()).to_string(), "the queue is full");
    assert_eq!(PutError::TimedOut(()).to_string(), "the queue was full until the deadline passed");
    assert_eq!(
        PutError::ShutDown(()).to_string(),
        "the queue is shut down and takes no more items"
    );
    assert_eq!(PutError::ShutDown("item").into_inner(), "item");
    assert_eq!(format!("{:?}", PutError::Full(std::cell::UnsafeCell::new(1))), "Full(..)");
}
