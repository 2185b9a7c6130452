//! Names of graphs and prefixes: 128 bits that depend on structure alone, never on the order in
//! which a search met things, so that they agree between runs, workers and processes.

/// Stirs `b` into `a`. Two lanes of 64 bits, each a multiply and a shift; not cryptographic.
#[inline]
pub(crate) fn mix(a: u128, b: u64) -> u128 {
    #[expect(clippy::cast_possible_truncation, reason = "the lower lane")]
    let (low, high) = (a as u64, (a >> 64) as u64);
    let low = stir(low, b, 0xD6E8_FEB8_6659_FD93);
    let high = stir(high.rotate_left(23), b ^ low, 0xA076_1D64_78BD_642F);
    u128::from(high) << 64 | u128::from(low)
}

#[inline]
fn stir(lane: u64, b: u64, by: u64) -> u64 {
    let x = (lane ^ b.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(by);
    x ^ x >> 32
}

/// Stirs in a whole name.
#[inline]
pub(crate) fn mix_name(a: u128, b: u128) -> u128 {
    #[expect(clippy::cast_possible_truncation, reason = "one lane after the other")]
    let (low, high) = (b as u64, (b >> 64) as u64);
    mix(mix(a, low), high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_matters_and_small_differences_spread() {
        assert_ne!(mix(mix(0, 1), 2), mix(mix(0, 2), 1));
        let (a, b) = (mix(7, 1), mix(7, 2));
        assert!((a ^ b).count_ones() > 32, "{a:x} {b:x}");
        assert_ne!(mix_name(1, 2), mix_name(2, 1));
    }
}
