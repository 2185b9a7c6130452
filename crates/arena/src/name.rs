//! Names of addresses that are the same in every run.

use crate::here::with_worker;
use crate::region::Region;
use crate::span::{CLASSES, size_of_class};

/// The upper 16 bits of a name. No address of a user program has bit 55 set, even where the top byte
/// of a pointer may carry a tag; and it looks neither like a small number nor like a negative one.
const MARK: u64 = 0xA5CA;

/// A place in the memory of a thread of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) thread: u32,
    pub(crate) class: usize,
    /// In the span of that class, so below its size.
    pub(crate) offset: usize,
}

impl Name {
    /// The mark, 16 bits of thread, and 32 of place: the spans of a thread, by size, follow one
    /// another from 1 KiB on, so the highest bit of a place is the size of its span.
    pub(crate) fn encode(self) -> u64 {
        let place = size_of_class(self.class) + self.offset;
        MARK << 48 | u64::from(self.thread) << 32 | place as u64
    }

    pub(crate) fn decode(name: u64) -> Option<Self> {
        let place = usize::try_from(name & u64::from(u32::MAX)).ok()?;
        let class = place.checked_ilog2()?.checked_sub(size_of_class(0).ilog2())? as usize;
        let thread = u32::try_from(name >> 32 & 0xFFFF).ok()?;
        (name >> 48 == MARK && class < CLASSES).then(|| Self {
            thread,
            class,
            offset: place - size_of_class(class),
        })
    }
}

/// The name of an address: the same in each run, and on each worker, for memory that a thread of the
/// model allocates in the run that is on; for any other address, null among them, the address itself.
///
/// Pointers into a block, to its end, and with low bits used as a tag are named as well as one to its
/// start: the difference between two names from one block is that of the addresses. A name has a
/// pattern in its upper 16 bits, `0xA5CA`, that no pointer to memory has. A number with that pattern
/// that is no pointer is returned as it is, and cannot be told from a name.
///
/// Memory that has outlived its run no longer has a name, only its address.
///
/// Takes constant time.
pub fn canonical(address: usize) -> u64 {
    let name = with_worker(|worker| worker.name(address)).flatten();
    name.map_or(address as u64, Name::encode)
}

/// The address that has this [`canonical`] name in the run that is on. What is no name, and the name
/// of memory that does not exist in this run, is returned as it is, cut to the size of an address.
///
/// To read through the pointer, make it with [`std::ptr::with_exposed_provenance`].
///
/// Takes constant time.
pub fn address(canonical: u64) -> usize {
    let find = |name| with_worker(|worker| worker.address(name)).flatten();
    #[allow(clippy::cast_possible_truncation)] // As documented.
    Name::decode(canonical).and_then(find).unwrap_or(canonical as usize)
}

/// Whether an address lies in a block that a thread of a model has freed in the run that is on: who
/// reads or writes there uses memory after it was freed. For memory from anywhere else, `false`.
///
/// Takes constant time.
pub fn is_freed(address: usize) -> bool {
    let span = Region::get().and_then(|region| region.span_at(address));
    span.is_some_and(|span| span.is_freed(address - span.start().addr().get()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_can_be_read_again() {
        for thread in [0, 1, 4095] {
            for class in 0..CLASSES {
                for offset in [0, 1, size_of_class(class) - 1] {
                    let name = Name { thread, class, offset };
                    assert_eq!(Name::decode(name.encode()), Some(name));
                }
            }
        }
    }

    #[test]
    fn names_differ() {
        let end = Name { thread: 0, class: 3, offset: size_of_class(3) - 1 };
        let next = Name { thread: 0, class: 4, offset: 0 };
        assert_eq!(end.encode() + 1, next.encode());
        let last = Name { thread: 0, class: CLASSES - 1, offset: size_of_class(CLASSES - 1) - 1 };
        let other = Name { thread: 1, class: 0, offset: 0 };
        assert!(last.encode() < other.encode());
    }

    #[test]
    fn numbers_are_no_names() {
        let numbers = [0, 1, u64::MAX, u64::from(u32::MAX), 1 << 47, MARK << 48, MARK << 48 | 1023];
        for number in numbers {
            assert_eq!(Name::decode(number), None, "{number:#x}");
        }
    }
}
