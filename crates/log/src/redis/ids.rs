//! Positions as ids of stream entries, and back.

use crate::Position;

/// So many bits of a position are the sequence within its millisecond.
const SEQUENCE_BITS: u32 = 20;

/// The id of the entry at a position: `milliseconds-sequence`.
pub(super) fn id(position: Position) -> String {
    format!("{}-{}", milliseconds(position), position.get() & ((1 << SEQUENCE_BITS) - 1))
}

/// The millisecond of a position, by the clock of the server that gave it out.
pub(super) fn milliseconds(position: Position) -> u64 {
    position.get() >> SEQUENCE_BITS
}

/// The position of an entry, or `None` for what no log has given out.
pub(super) fn position(id: &[u8]) -> Option<Position> {
    let (milliseconds, sequence) = std::str::from_utf8(id).ok()?.split_once('-')?;
    let (milliseconds, sequence): (u64, u64) = (milliseconds.parse().ok()?, sequence.parse().ok()?);
    if sequence >> SEQUENCE_BITS != 0 || milliseconds >> (63 - SEQUENCE_BITS) != 0 {
        return None;
    }
    Position::from_u64(milliseconds << SEQUENCE_BITS | sequence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_an_id_and_back() {
        for (number, text) in [
            (0, "0-0"),
            (1, "0-1"),
            ((1_700_000_000_000 << 20) | 7, "1700000000000-7"),
            ((1_700_000_000_000 << 20) | 1_048_575, "1700000000000-1048575"),
            (i64::MAX as u64, "8796093022207-1048575"),
        ] {
            let position = Position::from_u64(number).unwrap();
            assert_eq!(id(position), text);
            assert_eq!(super::position(text.as_bytes()), Some(position));
        }
    }

    #[test]
    fn what_no_log_has_given_out_is_no_position() {
        for text in
            ["", "1", "1-", "-1", "1-x", "x-1", "1-1048576", "8796093022208-0", "99999999999999999999-0"]
        {
            assert_eq!(position(text.as_bytes()), None, "{text}");
        }
    }
}
