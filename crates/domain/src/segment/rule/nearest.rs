//! The known name a mistyped one was probably meant to be.

/// The candidate that differs least from what was written, if it differs little. Case and `_ - .` and blanks
/// do not count as differences.
pub(super) fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 64;
    if written.chars().count() > LONGEST {
        return None;
    }
    let plain = plain(written);
    let allowed = (plain.len() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&plain, &self::plain(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn plain(text: &str) -> Vec<char> {
    text.chars().filter(|c| !matches!(c, '_' | '-' | '.' | ' ')).flat_map(char::to_lowercase).collect()
}

/// Letters added, left out, exchanged, or swapped with their neighbour (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let mut fewest = (last[j] + usize::from(a[i] != b[j])).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                fewest = fewest.min(before[j - 1] + 1);
            }
            row.push(fewest);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_name_and_a_stranger_finds_none() {
        let fields = ["totalSpend", "visits", "city", "attributes."];
        assert_eq!(nearest("total_spend", fields), Some("totalSpend"));
        assert_eq!(nearest("totlaSpend", fields), Some("totalSpend"));
        assert_eq!(nearest("vists", fields), Some("visits"));
        assert_eq!(nearest("CITY", fields), Some("city"));
        assert_eq!(nearest("orders", fields), None);
        assert_eq!(nearest("", ["=="]), None);
        assert_eq!(nearest(&"x".repeat(100_000), fields), None);
        assert_eq!(nearest("=", ["==", "!="]), Some("=="));
        assert_eq!(nearest("not in", ["in", "notIn"]), Some("notIn"));
    }
}
