//! Whatever is asked for, blocks do what the contract of an allocator says.
#![allow(unsafe_code)]

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc, realloc};
use std::collections::BTreeMap;
use std::thread;

use plainweave_arena::{Arena, address, canonical, is_freed, outside, within};
use proptest::prelude::*;

/// One request. Numbers that choose a block are taken modulo how many there are.
#[derive(Clone, Debug)]
enum Request {
    Allocate {
        place: Place,
        layout: Layout,
        zeroed: bool,
    },
    Free {
        place: Place,
        which: usize,
    },
    Resize {
        place: Place,
        which: usize,
        size: usize,
    },
    EndRun,
    /// As a worker does when it ends, and another one begins.
    NewArena,
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
enum Place {
    Thread(u32),
    Outside,
    /// Another system thread, on which no run is on.
    Elsewhere,
}

impl Place {
    fn do_there<T: Send>(self, body: impl FnOnce() -> T + Send) -> T {
        match self {
            Self::Thread(thread) => within(thread, body),
            Self::Outside => outside(body),
            Self::Elsewhere => thread::scope(|scope| scope.spawn(body).join().unwrap()),
        }
    }
}

/// What we know of a block.
struct Known {
    layout: Layout,
    /// Each byte of it is this one.
    content: u8,
    /// Allocated, or last moved, in the run that is on, by one of its threads.
    is_named: bool,
}

#[derive(Default)]
struct Shadow {
    blocks: BTreeMap<usize, Known>,
    /// What was freed in this run, in the memory of its threads: start and end.
    freed: BTreeMap<usize, usize>,
    next_content: u8,
}

fn pointer(address: usize) -> *mut u8 {
    std::ptr::with_exposed_provenance_mut(address)
}

impl Shadow {
    fn check(&self, address: usize) {
        let known = &self.blocks[&address];
        for offset in 0..known.layout.size() {
            // SAFETY: the block is alive, and as large as that.
            let byte = unsafe { pointer(address).add(offset).read() };
            assert_eq!(byte, known.content, "offset {offset} of {:?}", known.layout);
        }
    }

    /// Takes note of a new block, and writes to all of it.
    fn insert(&mut self, address: usize, layout: Layout) {
        let end = address + layout.size();
        assert_eq!(address % layout.align(), 0);
        let before = self.blocks.range(..end).next_back();
        let overlaps = before.is_some_and(|(start, known)| start + known.layout.size() > address);
        assert!(!overlaps, "{address:#x} is in use");
        let is_named = canonical(address) != address as u64;
        let before = self.freed.range(..end).next_back();
        assert!(!before.is_some_and(|(_, &freed)| is_named && freed > address), "was freed before");
        assert!(!is_freed(address) && !is_freed(end - 1));
        assert_eq!(plainweave_arena::address(canonical(end)), end);
        self.next_content = self.next_content.wrapping_add(1);
        // SAFETY: the block is new, and as large as that.
        unsafe { pointer(address).write_bytes(self.next_content, layout.size()) };
        let known = Known { layout, content: self.next_content, is_named };
        assert!(self.blocks.insert(address, known).is_none());
    }

    fn remove(&mut self, which: usize) -> Option<(usize, Known)> {
        let index = which.checked_rem(self.blocks.len())?;
        let address = *self.blocks.keys().nth(index)?;
        self.check(address);
        let known = self.blocks.remove(&address)?;
        Some((address, known))
    }

    fn note_freed(&mut self, start: usize, end: usize, is_named: bool) {
        if is_named && start < end {
            self.freed.insert(start, end);
            assert!(is_freed(start) && is_freed(end - 1));
        }
    }

    fn apply(&mut self, request: &Request) {
        match *request {
            Request::Allocate { place, layout, zeroed } => {
                // SAFETY: the size is not zero.
                let allocate =
                    || unsafe { if zeroed { alloc_zeroed(layout) } else { alloc(layout) } };
                let address = place.do_there(|| allocate().expose_provenance());
                // SAFETY: the block is as large as that, and has been initialised.
                let is_zero = |offset| unsafe { pointer(address).add(offset).read() == 0 };
                assert!(!zeroed || (0..layout.size()).all(is_zero));
                self.insert(address, layout);
                let is_named = canonical(address) != address as u64;
                assert_eq!(is_named, matches!(place, Place::Thread(_)));
            }
            Request::Free { place, which } => {
                let Some((address, known)) = self.remove(which) else { return };
                // SAFETY: the block is alive, and has this layout.
                place.do_there(|| unsafe { dealloc(pointer(address), known.layout) });
                self.note_freed(address, address + known.layout.size(), known.is_named);
            }
            Request::Resize { place, which, size } => {
                let Some((from, known)) = self.remove(which) else { return };
                // SAFETY: the block is alive, and has this layout; the size is not zero.
                let resize = || unsafe { realloc(pointer(from), known.layout, size) };
                let to = place.do_there(|| resize().expose_provenance());
                let old = known.layout.size();
                for offset in 0..size.min(old) {
                    // SAFETY: the block is as large as that.
                    let byte = unsafe { pointer(to).add(offset).read() };
                    assert_eq!(byte, known.content);
                }
                if from == to {
                    let kept = size.next_multiple_of(16);
                    self.note_freed(from + kept, from + old, known.is_named);
                } else {
                    self.note_freed(from, from + old, known.is_named);
                }
                self.insert(to, Layout::from_size_align(size, known.layout.align()).unwrap());
            }
            Request::EndRun | Request::NewArena => {
                self.freed.clear();
                self.blocks.values_mut().for_each(|known| known.is_named = false);
            }
        }
    }
}

/// How many blocks of this run are alive.
fn alive(shadow: &Shadow) -> usize {
    shadow.blocks.values().filter(|known| known.is_named).count()
}

fn satisfy(requests: &[Request]) {
    let mut shadow = Shadow::default();
    let mut arena = Arena::new();
    for run in
        requests.split_inclusive(|request| matches!(request, Request::EndRun | Request::NewArena))
    {
        let on = arena.run();
        for request in run {
            if matches!(request, Request::EndRun | Request::NewArena) {
                break;
            }
            shadow.apply(request);
            for (&start, known) in &shadow.blocks {
                assert_eq!(address(canonical(start)), start);
                assert_eq!(canonical(start) != start as u64, known.is_named);
            }
        }
        let expected = alive(&shadow);
        let left = on.end();
        assert_eq!((left.blocks, left.double_free), (expected, None));
        shadow.apply(&Request::EndRun);
        if let Some(Request::NewArena) = run.last() {
            arena = Arena::new();
        }
    }
    drop(arena);
    while let Some((address, known)) = shadow.remove(0) {
        // SAFETY: the block is alive, and has this layout.
        unsafe { dealloc(pointer(address), known.layout) };
    }
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![
        8 => (0_u32..5).prop_map(Place::Thread),
        1 => Just(Place::Outside),
        1 => Just(Place::Elsewhere),
    ]
}

fn size() -> impl Strategy<Value = usize> {
    prop_oneof![6 => 1_usize..200, 3 => 1_usize..5000, 1 => 1_usize..100_000]
}

fn request() -> impl Strategy<Value = Request> {
    let layout = (size(), prop_oneof![6 => 0_u32..7, 1 => 0_u32..14])
        .prop_map(|(size, align)| Layout::from_size_align(size, 1 << align).unwrap());
    prop_oneof![
        10 => (place(), layout, any::<bool>())
            .prop_map(|(place, layout, zeroed)| Request::Allocate { place, layout, zeroed }),
        7 => (place(), any::<usize>()).prop_map(|(place, which)| Request::Free { place, which }),
        6 => (place(), any::<usize>(), size())
            .prop_map(|(place, which, size)| Request::Resize { place, which, size }),
        2 => Just(Request::EndRun),
        1 => Just(Request::NewArena),
    ]
}

proptest! {
    #[test]
    fn blocks_are_ours_alone_and_keep_what_they_contain(
        requests in proptest::collection::vec(request(), 0..120),
    ) {
        satisfy(&requests);
    }
}
