//! How many places a queue can have.

use super::CapacityError;

/// The most places: positions are compared across the wrap of their 32 bits.
pub(super) const MAX: u32 = 1 << 31;

/// `capacity`, if a queue can have as many places, and memory for them.
pub(super) fn reserve<T>(capacity: usize) -> Result<(u32, Vec<T>), CapacityError> {
    let places = u32::try_from(capacity).ok().filter(|places| *places <= MAX);
    match places.ok_or(CapacityError::TooLarge { max: MAX as usize })? {
        0 => Err(CapacityError::Zero),
        places => {
            let mut items = Vec::new();
            items.try_reserve_exact(capacity).map_err(CapacityError::NoMemory)?;
            Ok((places, items))
        }
    }
}
