//! Chance that always falls the same way, so that the demo shop is the same shop everywhere.

/// A stream of numbers fixed by what it is thrown for (`SplitMix64`; nothing here guards a secret).
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// Dice for one decision about one subject: other topics and other numbers fall independently.
    pub(super) fn thrown_for(topic: &str, number: u32) -> Self {
        let seed = topic.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(seed ^ u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// A number below `sides`; 0 when there are no sides.
    pub(super) fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        // The high half of the product spreads evenly, unlike a remainder.
        ((u128::from(mixed) * sides as u128) >> 64) as usize
    }

    /// True in `percent` of a hundred throws.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several, each as likely as the others. The slice must not be empty.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
