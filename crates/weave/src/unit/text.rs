//! A record as text: the format's number, then base64url of bytes that end with their checksum.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::UnitError;
use super::record::Record;

/// The format that this engine writes, and the only one it reads.
pub(super) const FORMAT: u32 = 1;

const PREFIX: &str = "weave-unit-";
/// CRC-32: notices any burst of up to 32 bits, and all but one in four billion of everything else.
const CHECKSUM: usize = size_of::<u32>();

pub(super) fn seal(record: &Record) -> String {
    // Only a type that refuses to be serialised, or a map or sequence of unknown length, can fail.
    let mut bytes = postcard::to_allocvec(record).expect("plain data with known lengths");
    let checksum = crc32fast::hash(&bytes);
    bytes.extend(checksum.to_le_bytes());
    format!("{PREFIX}{FORMAT}:{}", URL_SAFE_NO_PAD.encode(bytes))
}

pub(super) fn open(text: &str) -> Result<Record, UnitError> {
    let (format, body) = text
        .trim()
        .strip_prefix(PREFIX)
        .and_then(|text| text.split_once(':'))
        .ok_or(UnitError::NotAUnit)?;
    let found: u32 = format.parse().map_err(|_| UnitError::NotAUnit)?;
    if found.to_string() != format {
        // A unit has one text only: no `+1`, no `01`.
        return Err(UnitError::NotAUnit);
    }
    if found != FORMAT {
        return Err(UnitError::Format { found, known: FORMAT });
    }
    let bytes = URL_SAFE_NO_PAD.decode(body).map_err(damaged)?;
    let (bytes, checksum) =
        bytes.split_last_chunk::<CHECKSUM>().ok_or_else(|| damaged("it is cut short"))?;
    if crc32fast::hash(bytes) != u32::from_le_bytes(*checksum) {
        return Err(damaged("its checksum is another"));
    }
    match postcard::take_from_bytes(bytes).map_err(damaged)? {
        (record, []) => Ok(record),
        _ => Err(damaged("something follows it")),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn damaged(what: impl ToString) -> UnitError {
    UnitError::Damaged { what: what.to_string() }
}
