//! Values as people write them.

/// A value as a number that a person would write: small ones as they are, what was negative as
/// negative, addresses in hexadecimal.
pub(crate) fn value(bits: u64) -> String {
    const ADDRESS: u64 = 1 << 32;
    match bits.cast_signed() {
        signed if signed < 0 => signed.to_string(),
        _ if bits >= ADDRESS => format!("{bits:#x}"),
        _ => bits.to_string(),
    }
}
