//! Channels: what arrives, in which order, and who is told that nobody is left.

mod support;

use std::time::Duration;

use plainweave_weave::raw::Plain;
use plainweave_weave::sync::mpsc::{
    RecvTimeoutError, SendError, TryRecvError, TrySendError, channel, sync_channel,
};
use plainweave_weave::{Config, TimeOuts};
use support::{deadlocks, exactly, fails, go, holds, join_all, outcomes};

const SOON: Duration = Duration::from_millis(1);

#[test]
fn messages_arrive_in_the_order_sent() {
    exactly(1, || {
        let (sender, receiver) = channel();
        let thread = go(move || {
            for message in 0..5 {
                sender.send(message).unwrap();
            }
        });
        assert_eq!(receiver.iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        join_all([thread]);
    });
}

#[test]
fn senders_come_in_every_order() {
    for n in 1..=4u64 {
        exactly((1..=n).product(), move || {
            let (sender, receiver) = channel();
            let threads: Vec<_> = (0..n)
                .map(|name| {
                    let sender = sender.clone();
                    go(move || sender.send(name).unwrap())
                })
                .collect();
            let mut all: Vec<_> = (0..n).map(|_| receiver.recv().unwrap()).collect();
            all.sort_unstable();
            assert!(all.into_iter().eq(0..n));
            join_all(threads);
            drop(sender);
            assert!(receiver.recv().is_err());
        });
    }
}

#[test]
fn a_message_brings_what_its_sender_did() {
    exactly(2, || {
        let (sender, receiver) = channel();
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let sender = sender.clone();
                let data = Plain::new();
                go(move || {
                    data.access(true, "the data");
                    sender.send(data).unwrap();
                })
            })
            .collect();
        receiver.recv().unwrap().access(true, "the data");
        receiver.recv().unwrap().access(true, "the data");
        join_all(threads);
    });
}

#[test]
fn a_message_does_not_bring_what_other_senders_did() {
    let failure = fails(|| {
        let (sender, receiver) = channel();
        let data = Plain::new();
        let other = sender.clone();
        let threads = [
            go(move || sender.send(1).unwrap()),
            go(move || {
                data.access(true, "the data");
                other.send(2).unwrap();
            }),
        ];
        // The mistake: it may be the other one's.
        receiver.recv().unwrap();
        data.access(true, "the data");
        join_all(threads);
    });
    assert!(failure.to_string().contains("the data"), "{failure}");
}

#[test]
fn who_waits_for_a_forgotten_sender_waits_for_ever() {
    let line = line!();
    let found = deadlocks(|| {
        let (sender, receiver) = channel::<u32>();
        let other = sender.clone();
        let thread = go(move || other.send(1).unwrap());
        // The mistake: the first sender is still here.
        assert_eq!(receiver.iter().count(), 1);
        join_all([thread]);
        drop(sender);
    });
    assert_eq!(found.len(), 1);
    assert_eq!(found[0] / 1000, line / 1000);
}

#[test]
fn the_receiver_is_told_when_the_last_sender_goes() {
    holds(|| {
        let (sender, receiver) = channel();
        let threads: Vec<_> = (0..2)
            .map(|name| {
                let sender = sender.clone();
                go(move || sender.send(name).unwrap())
            })
            .collect();
        drop(sender);
        assert_eq!(receiver.into_iter().count(), 2);
        join_all(threads);
    });
}

#[test]
fn messages_come_back_when_the_receiver_has_gone() {
    let (seen, _) = outcomes(&Config::default(), || {
        let (sender, receiver) = channel();
        let thread = go(move || drop(receiver));
        let seen = sender.send(String::from("x"));
        join_all([thread]);
        assert_eq!(sender.send(String::new()), Err(SendError(String::new())));
        seen.map_err(|error| error.0)
    });
    assert_eq!(seen, [Ok(()), Err(String::from("x"))].into());
}

#[test]
fn what_was_not_received_goes_with_the_receiver() {
    use plainweave_weave::sync::Arc;
    exactly(1, || {
        let (sender, receiver) = channel();
        let message = Arc::new(1);
        sender.send(Arc::clone(&message)).unwrap();
        sender.send(Arc::clone(&message)).unwrap();
        drop(receiver.recv());
        drop(receiver);
        assert_eq!(Arc::strong_count(&message), 1);
    });
}

#[test]
fn a_try_finds_something_nothing_or_nobody() {
    let (seen, _) = outcomes(&Config::default(), || {
        let (sender, receiver) = channel();
        let thread = go(move || sender.send(1).unwrap());
        let seen = [receiver.try_recv(), receiver.try_recv()];
        join_all([thread]);
        seen.map(|result| match result {
            Ok(_) => "something",
            Err(TryRecvError::Empty) => "nothing",
            Err(TryRecvError::Disconnected) => "nobody",
        })
    });
    let all = [
        ["nothing", "nothing"],
        ["nothing", "something"],
        ["something", "nothing"],
        ["something", "nobody"],
    ];
    assert_eq!(seen, all.into());
}

#[test]
fn a_timed_wait_ends_either_way() {
    let program = || {
        let (sender, receiver) = channel();
        let thread = go(move || sender.send(1).unwrap());
        let seen = receiver.recv_timeout(SOON);
        join_all([thread]);
        seen.map_err(|error| error == RecvTimeoutError::Timeout)
    };
    let mut config = Config::default();
    assert_eq!(outcomes(&config, program).0, [Ok(1), Err(true)].into());
    config.time_outs = TimeOuts::Never;
    assert_eq!(outcomes(&config, program).0, [Ok(1)].into());
    config.time_outs = TimeOuts::Early(1);
    assert_eq!(outcomes(&config, program).0, [Ok(1), Err(true)].into());
}

#[test]
fn a_bound_keeps_senders_waiting() {
    for bound in 0..=2 {
        holds(move || {
            let (sender, receiver) = sync_channel(bound);
            let thread = go(move || {
                for message in 0..3 {
                    sender.send(message).unwrap();
                }
            });
            assert_eq!(receiver.iter().collect::<Vec<_>>(), [0, 1, 2]);
            join_all([thread]);
        });
    }
}

#[test]
fn a_full_channel_without_a_receiver_that_takes_is_a_deadlock() {
    for bound in 0..=1 {
        let found = deadlocks(move || {
            let (sender, receiver) = sync_channel(bound);
            for message in 0..=bound {
                sender.send(message).unwrap();
            }
            drop(receiver);
        });
        assert_eq!(found.len(), 1);
    }
}

#[test]
fn a_rendezvous_is_over_for_both_at_once() {
    holds(|| {
        let (sender, receiver) = sync_channel(0);
        let data = Plain::new();
        let thread = go(move || {
            data.access(true, "the data");
            sender.send(1).unwrap();
            data.access(false, "the data");
        });
        receiver.recv().unwrap();
        data.access(false, "the data");
        join_all([thread]);
    });
}

#[test]
fn a_sender_that_waits_gets_its_message_back() {
    let (seen, _) = outcomes(&Config::default(), || {
        let (sender, receiver) = sync_channel(0);
        let thread = go(move || drop(receiver));
        let seen = sender.send(7);
        join_all([thread]);
        seen.map_err(|error| error.0)
    });
    assert_eq!(seen, [Err(7)].into());
}

#[test]
fn what_a_try_to_send_finds() {
    let (seen, _) = outcomes(&Config::default(), || {
        let (sender, receiver) = sync_channel(0);
        let thread = go(move || assert!(receiver.recv().map_or(true, |message| message == 1)));
        let seen = match sender.try_send(1) {
            Ok(()) => "met",
            Err(TrySendError::Full(1)) => "alone",
            Err(_) => "gone",
        };
        drop(sender);
        join_all([thread]);
        seen
    });
    assert_eq!(seen, ["alone", "met"].into());
    exactly(1, || {
        let (sender, receiver) = sync_channel(1);
        assert_eq!(sender.try_send(1), Ok(()));
        assert_eq!(sender.try_send(2), Err(TrySendError::Full(2)));
        assert_eq!((receiver.try_recv(), receiver.try_recv()), (Ok(1), Err(TryRecvError::Empty)));
        drop(receiver);
        assert_eq!(sender.try_send(3), Err(TrySendError::Disconnected(3)));
    });
}
