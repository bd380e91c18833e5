//! Cities the demo shop delivers to, and phone numbers that belong to nobody.
//!
//! The numbers come from ranges that regulators keep for fiction: 555-0100 to 555-0199 of every North American area
//! code, 07700 900000 to 900999 in the United Kingdom, 06 39 98 00 00 to 99 99 in France, 020 91x xxxx in Ireland, and a
//! thousand numbers in each of five German cities.

use std::collections::HashMap;

/// A city and the beginnings of its numbers.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) city: &'static str,
    /// Where names of these rows of the list of cultures are most common.
    pub(super) cultures: &'static [usize],
    /// One after the other is used up.
    prefixes: &'static [&'static str],
    /// Digits after the prefix.
    digits: u32,
}

const ENGLISH: &[usize] = &[0, 1, 4, 5, 8, 14];
const BRITISH: &[usize] = &[0, 4, 9, 15, 8, 0];
const FRENCH: &[usize] = &[2, 2, 7, 8, 10];
const GERMAN: &[usize] = &[3, 3, 12, 9, 13];
const IRISH: &[usize] = &[15, 15, 0, 9, 10];
const BRITISH_MOBILE: &[&str] = &["+447700900"];
const FRENCH_MOBILE: &[&str] = &["+3363998"];

pub(super) const PLACES: [Place; 36] = [
    american("New York", &["+121255501", "+164655501", "+191755501"]),
    american("Brooklyn", &["+171855501", "+134755501"]),
    american("Chicago", &["+131255501", "+177355501"]),
    american("Austin", &["+151255501", "+173755501"]),
    american("Seattle", &["+120655501"]),
    american("Portland", &["+150355501", "+197155501"]),
    american("San Francisco", &["+141555501", "+162855501"]),
    american("Los Angeles", &["+121355501", "+132355501"]),
    american("San José", &["+140855501", "+166955501"]),
    american("Denver", &["+130355501", "+172055501"]),
    american("Boston", &["+161755501", "+185755501"]),
    american("Minneapolis", &["+161255501"]),
    american("New Orleans", &["+150455501"]),
    american("Toronto", &["+141655501", "+164755501"]),
    american("Vancouver", &["+160455501", "+177855501"]),
    american("Winnipeg", &["+120455501"]),
    Place { city: "Montréal", cultures: FRENCH, prefixes: &["+151455501", "+143855501"], digits: 2 },
    Place { city: "Québec", cultures: FRENCH, prefixes: &["+141855501"], digits: 2 },
    Place { city: "London", cultures: BRITISH, prefixes: BRITISH_MOBILE, digits: 3 },
    Place { city: "Manchester", cultures: BRITISH, prefixes: BRITISH_MOBILE, digits: 3 },
    Place { city: "Bristol", cultures: BRITISH, prefixes: BRITISH_MOBILE, digits: 3 },
    Place { city: "Leeds", cultures: BRITISH, prefixes: BRITISH_MOBILE, digits: 3 },
    Place { city: "Edinburgh", cultures: BRITISH, prefixes: BRITISH_MOBILE, digits: 3 },
    Place { city: "Glasgow", cultures: BRITISH, prefixes: BRITISH_MOBILE, digits: 3 },
    Place { city: "Cardiff", cultures: BRITISH, prefixes: BRITISH_MOBILE, digits: 3 },
    Place { city: "Paris", cultures: FRENCH, prefixes: FRENCH_MOBILE, digits: 4 },
    Place { city: "Lyon", cultures: FRENCH, prefixes: FRENCH_MOBILE, digits: 4 },
    Place { city: "Saint-Étienne", cultures: FRENCH, prefixes: FRENCH_MOBILE, digits: 4 },
    Place { city: "Berlin", cultures: GERMAN, prefixes: &["+493023125"], digits: 3 },
    Place { city: "Hamburg", cultures: GERMAN, prefixes: &["+494066969"], digits: 3 },
    Place { city: "München", cultures: GERMAN, prefixes: &["+498999998"], digits: 3 },
    Place { city: "Köln", cultures: GERMAN, prefixes: &["+492214710"], digits: 3 },
    Place { city: "Frankfurt am Main", cultures: GERMAN, prefixes: &["+496990009"], digits: 3 },
    Place { city: "Dublin", cultures: IRISH, prefixes: &["+3532091"], digits: 5 },
    Place { city: "Cork", cultures: IRISH, prefixes: &["+3532091"], digits: 5 },
    Place { city: "Galway", cultures: IRISH, prefixes: &["+3532091"], digits: 5 },
];

const fn american(city: &'static str, prefixes: &'static [&'static str]) -> Place {
    Place { city, cultures: ENGLISH, prefixes, digits: 2 }
}

/// Hands out each number once.
#[derive(Debug, Default)]
pub(super) struct PhoneBook {
    given: HashMap<&'static str, u32>,
}

impl PhoneBook {
    /// The next free number of a place, `None` when its ranges are used up.
    pub(super) fn number_in(&mut self, place: &Place) -> Option<String> {
        let range = 10_u32.pow(place.digits);
        for prefix in place.prefixes {
            let given = self.given.entry(prefix).or_default();
            if *given < range {
                // 37 has no factor in common with a power of ten: every number of the range comes once.
                let ending = (*given * 37 + 11) % range;
                *given += 1;
                return Some(format!("{prefix}{ending:0width$}", width = place.digits as usize));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_range_is_used_up_without_repetition() {
        let place = american("Nowhere", &["+199955501", "+188855501"]);
        let mut book = PhoneBook::default();
        let numbers: HashSet<String> = std::iter::from_fn(|| book.number_in(&place)).collect();
        assert_eq!(numbers.len(), 200);
        assert!(numbers.contains("+19995550100") && numbers.contains("+18885550199"));
        assert!(numbers.iter().all(|number| number.len() == 12));
    }
}
