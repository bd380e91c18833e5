//! When real people really bought, how much, and for how much: the rhythm the demo shop borrows.

/// Days from the first purchase of the pattern to its last.
pub(super) const LAST_DAY: u32 = 545;

const CDNOW: &str = include_str!("cdnow.csv");

/// One purchase of the pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Purchase {
    /// Who bought: from 1, without gaps.
    pub(super) customer: u32,
    /// Days since the first day of the pattern, at most [`LAST_DAY`].
    pub(super) day: u32,
    /// How many things, at least one.
    pub(super) quantity: u32,
    /// What was paid, in cents; zero is real.
    pub(super) cents: u32,
}

/// Every purchase, sorted by customer, then day.
pub(super) fn purchases() -> impl Iterator<Item = Purchase> {
    CDNOW.lines().filter(|line| !line.starts_with('#')).filter_map(purchase)
}

fn purchase(line: &str) -> Option<Purchase> {
    let mut cells = line.split(',').map(str::parse::<u32>);
    let mut cell = || cells.next()?.ok();
    Some(Purchase { customer: cell()?, day: cell()?, quantity: cell()?, cents: cell()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_is_the_whole_sample() {
        let all: Vec<Purchase> = purchases().collect();
        assert_eq!(all.len(), 6_919);
        assert_eq!(all.iter().map(|p| u64::from(p.cents)).sum::<u64>(), 24_409_194);
        assert_eq!(all.iter().filter(|p| p.cents == 0).count(), 8);
        assert!(all.is_sorted_by_key(|p| (p.customer, p.day)));
        assert_eq!(all.last().map(|p| p.customer), Some(2_357));
        assert!(
            all.windows(2).all(|pair| pair[1].customer - pair[0].customer <= 1),
            "no customer is left out"
        );
        assert_eq!(all.iter().map(|p| p.day).max(), Some(LAST_DAY));
        assert!(all.iter().all(|p| p.quantity > 0));
    }
}
