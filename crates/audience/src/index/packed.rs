//! Whole numbers in as few bytes as their spread allows, each of which may be missing.

use bitcode::{Decode, Encode};

use super::marks::Marks;

/// Numbers that are `base + unit × code`, in codes of one width. The greatest code of a width stands for a missing
/// number; numbers that lie too far apart for any width stand as they are.
#[derive(Debug, Clone, Encode, Decode)]
pub(super) struct Packed {
    base: i64,
    unit: i64,
    /// True if the base is zero and the unit one, so that a code is the number itself.
    plain: bool,
    codes: Codes,
}

/// Codes of one width.
#[derive(Debug, Clone, Encode, Decode)]
pub(super) enum Codes {
    /// So many missing numbers.
    Absent(usize),
    /// Of one byte.
    Bytes(Vec<u8>),
    /// Of two.
    Shorts(Vec<u16>),
    /// Of four.
    Words(Vec<u32>),
    /// The numbers themselves; the least stands for a missing one.
    Longs(Vec<i64>),
}

/// Stands for a missing number among numbers as they are.
const NONE: i64 = i64::MIN;

/// Numbers of these units are found often: days, seconds, milliseconds.
const UNITS: [i64; 3] = [86_400_000, 1_000, 1];

/// The codes that a stretch of numbers comes down to; `None` if no code lies within.
type Stretch<T> = Option<(T, T)>;

impl Packed {
    /// No numbers. Codes and other small numbers from zero up are `plain`.
    pub(super) const fn new(plain: bool) -> Self {
        Self { base: 0, unit: 1, plain, codes: Codes::Absent(0) }
    }

    /// All of these, in no more than they take.
    pub(super) fn of(values: &[i64], plain: bool) -> Self {
        let mut packed = Self::new(plain);
        let (Some(least), Some(greatest)) = (values.iter().min(), values.iter().max()) else { return packed };
        packed.fit(values.iter().copied().map(Some), *least, *greatest, 1);
        packed
    }

    pub(super) const fn len(&self) -> usize {
        match &self.codes {
            Codes::Absent(length) => *length,
            Codes::Bytes(codes) => codes.len(),
            Codes::Shorts(codes) => codes.len(),
            Codes::Words(codes) => codes.len(),
            Codes::Longs(codes) => codes.len(),
        }
    }

    /// Memory taken, in bytes.
    pub(super) const fn bytes(&self) -> usize {
        match &self.codes {
            Codes::Absent(_) => 0,
            Codes::Bytes(codes) => codes.capacity(),
            Codes::Shorts(codes) => codes.capacity() * 2,
            Codes::Words(codes) => codes.capacity() * 4,
            Codes::Longs(codes) => codes.capacity() * 8,
        }
    }

    /// The codes, which are the numbers themselves.
    pub(super) const fn plain_codes(&self) -> Option<&Codes> {
        if self.plain { Some(&self.codes) } else { None }
    }

    pub(super) fn get(&self, at: usize) -> Option<i64> {
        let number = |code: u64, none: u64| (code != none).then(|| self.base + self.unit * code as i64);
        match &self.codes {
            Codes::Absent(_) => None,
            Codes::Bytes(codes) => number(codes[at].into(), u8::MAX.into()),
            Codes::Shorts(codes) => number(codes[at].into(), u16::MAX.into()),
            Codes::Words(codes) => number(codes[at].into(), u32::MAX.into()),
            Codes::Longs(codes) => (codes[at] != NONE).then(|| codes[at]),
        }
    }

    /// The first place in ascending numbers that is not below this one.
    pub(super) fn place(&self, number: i64) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle).is_some_and(|found| found < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Where a number stands, from a place on and before another, and whatever else is asked for holds.
    pub(super) fn find(
        &self,
        number: i64,
        from: usize,
        until: usize,
        accept: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let code = self.code(number)?;
        let found = |place: &usize| accept(*place);
        match &self.codes {
            Codes::Absent(_) => None,
            Codes::Bytes(codes) => (from..until).filter(|at| u64::from(codes[*at]) == code).find(found),
            Codes::Shorts(codes) => (from..until).filter(|at| u64::from(codes[*at]) == code).find(found),
            Codes::Words(codes) => (from..until).filter(|at| u64::from(codes[*at]) == code).find(found),
            Codes::Longs(codes) => (from..until).filter(|at| codes[*at] == number).find(found),
        }
    }

    pub(super) fn push(&mut self, number: Option<i64>) {
        match (&mut self.codes, number) {
            (Codes::Absent(length), None) => *length += 1,
            (Codes::Absent(length), Some(_)) => {
                *length += 1;
                let last = *length - 1;
                self.set(last, number);
            }
            (Codes::Bytes(codes), _) => codes.push(u8::MAX),
            (Codes::Shorts(codes), _) => codes.push(u16::MAX),
            (Codes::Words(codes), _) => codes.push(u32::MAX),
            (Codes::Longs(codes), _) => codes.push(NONE),
        }
        if number.is_some() {
            self.set(self.len() - 1, number);
        }
    }

    pub(super) fn set(&mut self, at: usize, number: Option<i64>) {
        let code = match number {
            None => None,
            Some(number) => match self.code(number) {
                Some(code) => Some(code),
                None => return self.widen(at, number),
            },
        };
        match &mut self.codes {
            Codes::Absent(_) => {}
            Codes::Bytes(codes) => codes[at] = code.map_or(u8::MAX, |code| code as u8),
            Codes::Shorts(codes) => codes[at] = code.map_or(u16::MAX, |code| code as u16),
            Codes::Words(codes) => codes[at] = code.map_or(u32::MAX, |code| code as u32),
            Codes::Longs(codes) => codes[at] = number.unwrap_or(NONE),
        }
    }

    /// Gives back memory that is not used.
    pub(super) fn shrink(&mut self) {
        match &mut self.codes {
            Codes::Absent(_) => {}
            Codes::Bytes(codes) => codes.shrink_to_fit(),
            Codes::Shorts(codes) => codes.shrink_to_fit(),
            Codes::Words(codes) => codes.shrink_to_fit(),
            Codes::Longs(codes) => codes.shrink_to_fit(),
        }
    }

    /// The code of a number, if the present width has one for it.
    fn code(&self, number: i64) -> Option<u64> {
        let most: u64 = match &self.codes {
            Codes::Absent(_) => return None,
            Codes::Bytes(_) => u8::MAX.into(),
            Codes::Shorts(_) => u16::MAX.into(),
            Codes::Words(_) => u32::MAX.into(),
            Codes::Longs(_) => return Some(0),
        };
        let over = i128::from(number) - i128::from(self.base);
        if over < 0 || over % i128::from(self.unit) != 0 {
            return None;
        }
        u64::try_from(over / i128::from(self.unit)).ok().filter(|code| *code < most)
    }

    /// Makes room for a number that has no code yet.
    fn widen(&mut self, at: usize, number: i64) {
        let mut numbers: Vec<Option<i64>> = (0..self.len()).map(|at| self.get(at)).collect();
        numbers[at] = Some(number);
        let known = || numbers.iter().copied().flatten();
        let (least, greatest) = (known().min().unwrap_or(number), known().max().unwrap_or(number));
        // Room on both sides, so that this happens seldom.
        self.fit(numbers.iter().copied(), least, greatest, 4);
    }

    /// Writes numbers anew in the narrowest width that would hold a spread so many times as wide.
    fn fit(
        &mut self,
        numbers: impl ExactSizeIterator<Item = Option<i64>> + Clone,
        least: i64,
        greatest: i64,
        room: i128,
    ) {
        let fits = |unit: i64| {
            numbers
                .clone()
                .flatten()
                .all(|number| (i128::from(number) - i128::from(least)) % i128::from(unit) == 0)
        };
        let (base, unit) = if self.plain && least >= 0 {
            (0, 1)
        } else {
            (least, UNITS.into_iter().find(|unit| fits(*unit)).unwrap_or(1))
        };
        let spread = (i128::from(greatest) - i128::from(base)) / i128::from(unit);
        let plain = self.plain && least >= 0;
        let wanted = if plain { spread } else { spread * room + room };
        let width = |most: i128| if wanted < most { Some(most) } else { None };
        let narrowest =
            width(u8::MAX.into()).or_else(|| width(u16::MAX.into())).or_else(|| width(u32::MAX.into()));
        let most = match narrowest {
            Some(most) => most,
            None if spread < i128::from(u32::MAX) => u32::MAX.into(),
            None => {
                self.plain = false;
                self.codes = Codes::Longs(numbers.map(|number| number.unwrap_or(NONE)).collect());
                return;
            }
        };
        let below = if plain || room == 1 { 0 } else { (most - 1 - spread) / 2 };
        let base = i128::from(base) - below * i128::from(unit);
        let Ok(base) = i64::try_from(base) else {
            self.codes = Codes::Longs(numbers.map(|number| number.unwrap_or(NONE)).collect());
            return;
        };
        (self.base, self.unit, self.plain) = (base, unit, plain);
        let code = |number: i64| (i128::from(number) - i128::from(base)) / i128::from(unit);
        self.codes = if most == i128::from(u8::MAX) {
            Codes::Bytes(numbers.map(|number| number.map_or(u8::MAX, |n| code(n) as u8)).collect())
        } else if most == i128::from(u16::MAX) {
            Codes::Shorts(numbers.map(|number| number.map_or(u16::MAX, |n| code(n) as u16)).collect())
        } else {
            Codes::Words(numbers.map(|number| number.map_or(u32::MAX, |n| code(n) as u32)).collect())
        };
    }

    /// Leaves in a mask those whose number lies in `low..=high`, or those whose number does not.
    pub(super) fn keep_within(&self, low: i64, high: i64, negated: bool, mask: &mut [u8]) {
        let flip = u8::from(negated);
        match &self.codes {
            Codes::Absent(_) => keep_all(flip, mask),
            Codes::Bytes(codes) => match self.stretch::<u8>(low, high) {
                None => keep_all(flip, mask),
                Some((low, high)) => {
                    let spread = high - low;
                    for (mask, code) in mask.iter_mut().zip(codes) {
                        *mask &= u8::from(code.wrapping_sub(low) <= spread) ^ flip;
                    }
                }
            },
            Codes::Shorts(codes) => match self.stretch::<u16>(low, high) {
                None => keep_all(flip, mask),
                Some((low, high)) => {
                    let spread = high - low;
                    for (mask, code) in mask.iter_mut().zip(codes) {
                        *mask &= u8::from(code.wrapping_sub(low) <= spread) ^ flip;
                    }
                }
            },
            Codes::Words(codes) => match self.stretch::<u32>(low, high) {
                None => keep_all(flip, mask),
                Some((low, high)) => {
                    let spread = high - low;
                    for (mask, code) in mask.iter_mut().zip(codes) {
                        *mask &= u8::from(code.wrapping_sub(low) <= spread) ^ flip;
                    }
                }
            },
            Codes::Longs(codes) => {
                for (mask, number) in mask.iter_mut().zip(codes) {
                    *mask &= u8::from(*number >= low && *number <= high && *number != NONE) ^ flip;
                }
            }
        }
    }

    /// Leaves in a mask those whose code is marked, or those whose is not.
    pub(super) fn keep_marked(&self, marks: &Marks, negated: bool, mask: &mut [u8]) {
        let flip = u8::from(negated);
        match &self.codes {
            Codes::Bytes(codes) => marks.keep(codes, flip, mask),
            Codes::Shorts(codes) => marks.keep(codes, flip, mask),
            Codes::Words(codes) => marks.keep(codes, flip, mask),
            Codes::Absent(_) | Codes::Longs(_) => keep_all(flip, mask),
        }
    }

    /// The codes between two numbers.
    fn stretch<T: Width>(&self, low: i64, high: i64) -> Stretch<T> {
        let (base, unit) = (i128::from(self.base), i128::from(self.unit));
        let first = (i128::from(low) - base + unit - 1).div_euclid(unit).max(0);
        let last = (i128::from(high) - base).div_euclid(unit).min(i128::from(T::MOST) - 1);
        if first > last {
            return None;
        }
        let code = |code: i128| u64::try_from(code).ok().and_then(|code| T::try_from(code).ok());
        Some((code(first)?, code(last)?))
    }
}

/// A width of codes.
pub(super) trait Width: Copy + Eq + TryFrom<u64> {
    /// How many codes it has, the one for a missing number not counted.
    const MOST: u64;
    /// The place of a code in a table.
    fn place(self) -> usize;
    /// The table for codes of this width.
    fn table(marks: &Marks) -> &[u8];
}

impl Width for u8 {
    const MOST: u64 = u8::MAX as u64;

    fn place(self) -> usize {
        self as usize
    }

    fn table(marks: &Marks) -> &[u8] {
        &marks.of_bytes
    }
}

impl Width for u16 {
    const MOST: u64 = u16::MAX as u64;

    fn place(self) -> usize {
        self as usize
    }

    fn table(marks: &Marks) -> &[u8] {
        &marks.of_shorts
    }
}

impl Width for u32 {
    const MOST: u64 = u32::MAX as u64;

    fn place(self) -> usize {
        self as usize
    }

    fn table(marks: &Marks) -> &[u8] {
        &marks.table
    }
}

/// Leaves all (1) or none (0).
pub(super) fn keep_all(flag: u8, mask: &mut [u8]) {
    if flag == 0 {
        mask.fill(0);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number() -> impl Strategy<Value = Option<i64>> {
        let some = prop_oneof![
            0..300_i64,
            -70_000..70_000_i64,
            (0..9_i64).prop_map(|day| 1_700_006_400_000 + day * 86_400_000),
            (0..99_999_i64).prop_map(|second| 1_700_000_000_000 + second * 1_000),
            any::<i32>().prop_map(i64::from),
            (i64::MIN + 1)..=i64::MAX,
        ];
        prop::option::weighted(0.8, some)
    }

    proptest! {
        #[test]
        fn what_is_put_in_comes_out_and_is_found(
            changes in prop::collection::vec((any::<prop::sample::Index>(), number()), 1..60),
            plain in any::<bool>(), low in number(), high in number(), negated in any::<bool>(),
        ) {
            let (mut packed, mut model) = (Packed::new(plain), Vec::new());
            for (step, (index, number)) in changes.into_iter().enumerate() {
                if step % 3 == 0 || model.is_empty() {
                    packed.push(number);
                    model.push(number);
                } else {
                    let at = index.index(model.len());
                    packed.set(at, number);
                    model[at] = number;
                }
            }
            let seen: Vec<_> = (0..packed.len()).map(|at| packed.get(at)).collect();
            prop_assert_eq!(&seen, &model);
            let (low, high) = (low.unwrap_or(i64::MIN + 1), high.unwrap_or(i64::MAX));
            let mut mask = vec![1; model.len()];
            packed.keep_within(low, high, negated, &mut mask);
            let expected: Vec<u8> = model
                .iter()
                .map(|number| u8::from(number.is_some_and(|number| number >= low && number <= high) != negated))
                .collect();
            prop_assert_eq!(mask, expected);
            let mut numbers: Vec<i64> = model.into_iter().flatten().collect();
            numbers.sort_unstable();
            let sorted = Packed::of(&numbers, plain);
            prop_assert_eq!(sorted.place(low), numbers.partition_point(|number| *number < low));
            prop_assert_eq!((0..sorted.len()).filter_map(|at| sorted.get(at)).collect::<Vec<_>>(), numbers);
        }
    }
}
