//! Which codes of a dictionary a test passes, looked for in a column.

use super::packed::Width;

/// Codes that are looked for.
#[derive(Debug)]
pub(super) struct Marks {
    /// By code: 1 or 0.
    pub(super) table: Vec<u8>,
    /// The same with a place for every code of one byte, and of two, if the marked ones are not few.
    pub(super) of_bytes: Vec<u8>,
    pub(super) of_shorts: Vec<u8>,
    /// The marked codes, if they are few.
    few: Option<Vec<u32>>,
}

/// So few codes are compared one after the other, with many numbers at once; more are looked up in the table.
const FEW: usize = 8;
/// Numbers compared at once.
const STRETCH: usize = 512;

impl Marks {
    /// Of a table that has 1 or 0 for each code.
    pub(super) fn of(table: Vec<u8>) -> Self {
        let marked = table.iter().zip(0..).filter(|(mark, _)| **mark != 0);
        let few: Vec<u32> = marked.take(FEW + 1).map(|(_, code)| code).collect();
        if few.len() <= FEW {
            return Self { table, of_bytes: Vec::new(), of_shorts: Vec::new(), few: Some(few) };
        }
        let of_width = |most: usize| {
            let mut whole = vec![0; most + 1];
            let known = table.len().min(most);
            whole[..known].copy_from_slice(&table[..known]);
            whole
        };
        Self { of_bytes: of_width(u8::MAX.into()), of_shorts: of_width(u16::MAX.into()), table, few: None }
    }

    /// Leaves in a mask those whose code is marked, or those whose is not. A code beyond the width is none of these;
    /// the greatest stands for a missing number.
    pub(super) fn keep<T: Width>(&self, codes: &[T], flip: u8, mask: &mut [u8]) {
        let Some(few) = &self.few else {
            let table = T::table(self);
            for (mask, code) in mask.iter_mut().zip(codes) {
                // Every code has a place in the table of its width, so the processor guesses right.
                *mask &= table.get(code.place()).copied().unwrap_or(0) ^ flip;
            }
            return;
        };
        let codes_of_width = few.iter().filter(|code| u64::from(**code) < T::MOST);
        let few: Vec<T> = codes_of_width.filter_map(|code| T::try_from(u64::from(*code)).ok()).collect();
        for (mask, codes) in mask.chunks_mut(STRETCH).zip(codes.chunks(STRETCH)) {
            let mut found = [0_u8; STRETCH];
            for one in &few {
                for (found, code) in found.iter_mut().zip(codes) {
                    *found |= u8::from(code == one);
                }
            }
            for (mask, found) in mask.iter_mut().zip(found) {
                *mask &= found ^ flip;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::packed::Packed;
    use super::*;

    proptest! {
        #[test]
        fn marked_codes_are_kept_however_many_they_are(
            numbers in prop::collection::vec(prop::option::weighted(0.8, 0..600_i64), 1..1_500),
            marked in prop::collection::vec(0..700_usize, 0..20), few in any::<bool>(), negated in any::<bool>(),
        ) {
            let mut packed = Packed::new(true);
            for number in &numbers {
                packed.push(*number);
            }
            let mut table = vec![0; 650];
            for code in marked.into_iter().take(if few { FEW } else { 20 }).filter(|code| *code < 650) {
                table[code] = 1;
            }
            let expected: Vec<u8> = numbers
                .iter()
                .map(|number| u8::from(number.is_some_and(|number| table[number as usize] == 1) != negated))
                .collect();
            let mut mask = vec![1; numbers.len()];
            packed.keep_marked(&Marks::of(table), negated, &mut mask);
            prop_assert_eq!(mask, expected);
        }
    }
}
