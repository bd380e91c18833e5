//! Who matches, sorted and a page at a time.

use domain::CustomerId;
use domain::segment::Question;

use super::answer::gather;
use super::plan::Plan;
use super::texts::TextPart;
use super::{Everyone, Index};
use crate::places::{Best, Place, Value, folded};

/// What a list is sorted by. Texts are compared in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListedBy {
    /// Name.
    Name,
    /// Email.
    Email,
    /// What they spent.
    TotalSpend,
    /// The number of their orders that count.
    Visits,
    /// The date of the last of those.
    LastPurchased,
    /// Id, with the key missing.
    Id,
}

/// Which page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Sorted by.
    pub by: ListedBy,
    /// Largest first.
    pub descending: bool,
    /// Only who comes after this place.
    pub after: Option<Place>,
    /// At most so many, one at least.
    pub limit: usize,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// In the order of the list.
    pub places: Vec<Place>,
    /// How many the list has in all.
    pub total: u64,
}

impl Index {
    /// A page of those who match, of all or only of some, whose ids ascend.
    pub fn listed(&self, question: &Question, among: Option<&[CustomerId]>, listing: &Listing) -> Listed {
        let Everyone { rows, .. } = gather(self, &Plan::of(self, question));
        let mut best = Best::new(listing.descending, listing.limit, listing.after.clone());
        let (mut total, mut buffer) = (0, String::new());
        for row in rows {
            let Some(id) = self.people.id(row) else { continue };
            if among.is_some_and(|some| some.binary_search(&id).is_err()) {
                continue;
            }
            total += 1;
            best.offer(&self.listed_by(listing.by, row, &mut buffer), id.get());
        }
        Listed { places: best.in_order(), total }
    }

    fn listed_by<'b>(&self, by: ListedBy, row: u32, buffer: &'b mut String) -> Value<'b> {
        let people = &self.people;
        let text = |part| people.texts.get(row, part);
        match by {
            ListedBy::Name | ListedBy::Email => {
                let text = text(if by == ListedBy::Name { TextPart::Name } else { TextPart::Email });
                if text.is_empty() { Value::Missing } else { Value::Text(folded(text, buffer)) }
            }
            ListedBy::TotalSpend => Value::Number(people.spend.get(row).unwrap_or(0)),
            ListedBy::Visits => Value::Number(people.visits.get(row).unwrap_or(0)),
            ListedBy::LastPurchased => people.last.get(row).map_or(Value::Missing, Value::Number),
            ListedBy::Id => Value::Missing,
        }
    }
}
