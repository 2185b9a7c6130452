//! The addresses that spans are made from.
//!
//! One reservation for the process, never given back. Each size class has a stride of it, so an
//! address tells its class, and the class where its span begins. Spans are carved off a stride from
//! the front; how many there are is all the state there is.
#![allow(unsafe_code)]

use std::fmt;
use std::ptr::NonNull;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::span::{CLASSES, Span, size_of_class};
use crate::system;

/// Memory is opened for use in pieces of at least this size.
const BATCH: usize = 1 << 20;

static REGION: OnceLock<Option<Region>> = OnceLock::new();

pub(crate) struct Region {
    /// Aligned to the largest span.
    base: NonNull<u8>,
    /// Binary logarithm of the bytes of each class.
    stride: u32,
    /// How many classes have a stride; in the others a span would not fit.
    classes: usize,
    /// How much of each stride has been made into spans.
    carved: [AtomicUsize; CLASSES],
}

// SAFETY: the base is an address, and what a region does through it is to make spans, which are
// `Sync` by their own argument.
unsafe impl Send for Region {}
// SAFETY: as above; `carve` asks its callers not to carve one class at the same time.
unsafe impl Sync for Region {}

impl Region {
    /// The region, if one has been reserved.
    #[inline]
    pub(crate) fn get() -> Option<&'static Self> {
        REGION.get().and_then(Option::as_ref)
    }

    /// The region, reserved now if it has not been before; `None` if the system refuses.
    ///
    /// Not to be called from inside a model thread.
    pub(crate) fn reserve() -> Option<&'static Self> {
        REGION.get_or_init(|| system::STRIDES.iter().find_map(|&stride| Self::new(stride))).as_ref()
    }

    fn new(stride: u32) -> Option<Self> {
        let bytes = 1_usize.checked_shl(stride)?;
        let classes = (0..CLASSES).take_while(|&class| size_of_class(class) <= bytes).count();
        let align = size_of_class(classes - 1);
        let length = bytes.checked_mul(classes)?;
        let reserved = system::reserve(length.checked_add(align)?)?;
        let padding = reserved.addr().get().wrapping_neg() & (align - 1);
        // SAFETY: the reservation is longer than the region by `align`, which is more than the
        // padding.
        let base = unsafe { reserved.add(padding) };
        Some(Self { base, stride, classes, carved: [const { AtomicUsize::new(0) }; CLASSES] })
    }

    /// Whether an address lies in the region.
    #[inline]
    pub(crate) fn contains(&self, address: usize) -> bool {
        // Addresses before the base wrap around to far behind the end.
        address.wrapping_sub(self.base.addr().get()) < self.classes << self.stride
    }

    /// The span that an address lies in.
    #[inline]
    pub(crate) fn span_at(&self, address: usize) -> Option<Span> {
        if !self.contains(address) {
            return None;
        }
        let offset = address - self.base.addr().get();
        let class = offset >> self.stride;
        let in_stride = offset & ((1 << self.stride) - 1);
        // Acquire, with the Release in `carve`: the memory of the span is there to be looked at.
        if in_stride >= self.carved[class].load(Ordering::Acquire) {
            return None;
        }
        let start = offset & !(size_of_class(class) - 1);
        // SAFETY: the span lies in the region, and was made by `carve`, since only whole spans are
        // counted as carved.
        Some(unsafe { Span::new(self.base.add(start), class) })
    }

    /// Makes a new span; `None` if the stride is used up, or the system has no memory.
    ///
    /// # Safety
    ///
    /// No other thread carves the same class meanwhile.
    pub(crate) unsafe fn carve(&self, class: usize) -> Option<Span> {
        if class >= self.classes {
            return None;
        }
        let (size, stride) = (size_of_class(class), 1 << self.stride);
        // Relaxed: only who carves changes it, and that is one thread at a time.
        let in_stride = self.carved[class].load(Ordering::Relaxed);
        if in_stride == stride {
            return None;
        }
        // SAFETY: less than a stride of the class, so inside the region.
        let start = unsafe { self.base.add((class << self.stride) + in_stride) };
        // All sizes are powers of two: each batch begins with a span.
        let batch = BATCH.max(size).min(stride);
        if in_stride.is_multiple_of(batch) {
            // SAFETY: part of the stride, which batches divide, and nothing in it is carved yet.
            // A batch is at least as large as a page: `BATCH`, or the whole of a small stride.
            let committed = unsafe { system::commit(start, batch) };
            if !committed {
                return None;
            }
        }
        // Release, with the Acquire in `span_at`.
        self.carved[class].store(in_stride + size, Ordering::Release);
        // SAFETY: the bytes are committed, were never used before, so are zero, and stay forever.
        // They begin at a multiple of the size: of the base, the stride, and in the stride.
        Some(unsafe { Span::new(start, class) })
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Region")
            .field("base", &self.base)
            .field("stride", &self.stride)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_follow_one_another_and_are_found_again() {
        let region = Region::new(26).expect("the system has 2 GiB of addresses");
        assert_eq!(region.classes, 17, "a span of 64 MiB fits, and not two");
        for class in 0..region.classes {
            let size = size_of_class(class);
            // SAFETY: the region belongs to this test.
            let carve = || unsafe { region.carve(class) };
            let first = carve().expect("there is room");
            let address = first.start().addr().get();
            assert_eq!(address % size, 0);
            assert_eq!(region.span_at(address), Some(first));
            assert_eq!(region.span_at(address + size - 1), Some(first));
            assert_ne!(region.span_at(address + size), Some(first));
            let second = carve();
            assert_eq!(second.is_some(), size <= 1 << 25);
            if let Some(second) = second {
                assert_eq!(second.start().addr().get(), address + size);
                assert_eq!(region.span_at(address + size), Some(second));
            }
        }
        assert!(!region.contains(region.base.addr().get() - 1));
        assert!(!region.contains(region.base.addr().get() + (17 << 26)));
        assert!(!region.contains(0));
    }

    #[test]
    fn a_class_ends_with_its_stride() {
        let region = Region::new(20).expect("the system has addresses");
        // SAFETY: the region belongs to this test.
        let carve = |class| unsafe { region.carve(class) };
        assert_eq!(std::iter::from_fn(|| carve(3)).count(), (1 << 20) / size_of_class(3));
        assert!(carve(region.classes).is_none());
    }
}
