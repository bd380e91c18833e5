//! How alike two texts are, word by word.

use std::collections::BTreeSet;

/// The words of a text in order, in lower case: runs of letters and digits.
pub(in crate::suggest) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The share of the shorter text's different words that the other one has too, 0 to 1.
pub(in crate::suggest) fn overlap(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let fewer = one.len().min(other.len());
    if fewer == 0 { 0.0 } else { one.intersection(other).count() as f64 / fewer as f64 }
}

/// An objective this short (in words, in letters) is an everyday phrase: saying it is not copying it.
const PHRASE_WORDS: usize = 3;
const PHRASE_LETTERS: usize = 14;
/// So many words of an objective in a row are a copy of it, however long the whole is. An offer with its code and its
/// deadline is a fact and may have nine.
const COPIED_RUN: usize = 10;

/// True if a text repeats the objective, whole or a long run of it.
pub(super) fn repeats(text: &str, objective: &[String]) -> bool {
    let letters: usize = objective.iter().map(|word| word.chars().count()).sum();
    if objective.len() < PHRASE_WORDS || letters < PHRASE_LETTERS {
        return false;
    }
    let said = words(text);
    let run = objective.len().min(COPIED_RUN);
    objective.windows(run).any(|part| said.windows(run).any(|heard| heard == part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> BTreeSet<String> {
        words(text).into_iter().collect()
    }

    #[test]
    fn overlap_counts_different_words_of_the_shorter_text() {
        assert!(
            (overlap(&set("Tea, tea and COFFEE"), &set("tea or milk or sugar")) - 1.0 / 3.0).abs() < 1e-9
        );
        assert!(overlap(&set(""), &set("tea")).abs() < 1e-9);
    }

    #[test]
    fn an_objective_is_repeated_whole_or_in_a_long_run_whatever_its_marks() {
        let objective = words("Promote our new summer menu!");
        assert!(repeats("Please PROMOTE our new, summer menu today", &objective));
        assert!(!repeats("Have you seen our new summer menu?", &objective));
        assert!(!repeats("Thank you for coming", &words("Thank you")));
    }
}
