//! Saved rules: segments.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Rule;
use super::eval::fold::fold;
use crate::campaign::{CampaignState, Line};
use crate::customer::contact::{bounded, text};
use crate::field::{Field, FieldError};
use crate::{CampaignId, SegmentId, Timestamp};

text! {
    /// What a segment is called: 1 to 256 characters on one line, not blank. A workspace has each name once, in whatever case.
    SegmentName, name
}

fn name(text: &str) -> Result<Cow<'_, str>, FieldError> {
    if text.contains(['\n', '\r']) {
        return Err(FieldError::new("", "invalid_text", "expected one line"));
    }
    bounded(text, 256, "invalid_text")
}

impl SegmentName {
    /// The name as names are compared and sorted: in Unicode NFC and lower case.
    pub fn key(&self) -> String {
        fold(self.as_str().trim())
    }
}

/// What a person writes about a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentPlan {
    /// What it is called.
    pub name: SegmentName,
    /// What it is for.
    pub description: Option<Line>,
    /// Who belongs to it.
    pub rule: Rule,
}

impl SegmentPlan {
    /// Tells plans apart: those that differ have different ones, but for one chance in 2^64.
    pub fn version(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let description = self.description.as_ref().map(Line::as_str);
        (self.name.as_str(), description, self.rule.to_json()).hash(&mut hasher);
        hasher.finish()
    }
}

/// What a person changes about a segment; what is absent stays.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SegmentChange {
    /// Another name.
    pub name: Option<SegmentName>,
    /// Another description, or none any more.
    pub description: Field<Line>,
    /// Another rule.
    pub rule: Option<Rule>,
    /// The versions of the plan that whoever changes it has in mind: it is changed only if it is one of them.
    pub seen: Option<Vec<u64>>,
}

impl SegmentChange {
    /// False if the plan is not any more what whoever changes it has in mind.
    pub fn fits(&self, plan: &SegmentPlan) -> bool {
        self.seen.as_ref().is_none_or(|seen| seen.contains(&plan.version()))
    }

    /// What a segment is after it.
    #[must_use]
    pub fn of(self, plan: SegmentPlan) -> SegmentPlan {
        let mut description = plan.description;
        self.description.merge_into(&mut description);
        SegmentPlan {
            name: self.name.unwrap_or(plan.name),
            description,
            rule: self.rule.unwrap_or(plan.rule),
        }
    }
}

/// A segment as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Given by the store.
    pub id: SegmentId,
    /// What a person wrote.
    pub plan: SegmentPlan,
    /// How many segments refer to it.
    pub in_segments: u64,
    /// How many campaigns refer to it that have not taken their audience yet.
    pub in_campaigns: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Who refers to a segment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SegmentUsers {
    /// Segments, by name.
    pub segments: Vec<(SegmentId, String)>,
    /// Campaigns that have not taken their audience yet, newest first.
    pub campaigns: Vec<(CampaignId, String, CampaignState)>,
}

impl SegmentUsers {
    /// True if it can be forgotten.
    pub const fn is_empty(&self) -> bool {
        self.segments.is_empty() && self.campaigns.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_fits_only_what_it_was_made_for() {
        let plan = |name: &str, description: Option<&str>, rule: &str| SegmentPlan {
            name: SegmentName::parse(name).unwrap(),
            description: description.map(|text| Line::parse(text).unwrap()),
            rule: Rule::parse(rule).unwrap(),
        };
        let (everyone, nobody) = (r#"{"logic":"AND","rules":[]}"#, r#"{"logic":"OR","rules":[]}"#);
        let seen = plan("Gold", None, everyone);
        let change = SegmentChange { seen: Some(vec![7, seen.version()]), ..SegmentChange::default() };
        assert!(change.fits(&seen) && SegmentChange::default().fits(&seen));
        for other in
            [plan("Golden", None, everyone), plan("Gold", Some("Best"), everyone), plan("Gold", None, nobody)]
        {
            assert!(!change.fits(&other) && SegmentChange::default().fits(&other), "{other:?}");
        }
    }

    #[test]
    fn names_are_the_same_in_whatever_case_and_form() {
        let key = |name: &str| SegmentName::parse(name).unwrap().key();
        assert_eq!(key("ÉTÉ Gold"), key("e\u{301}te\u{301} gold"));
        assert_ne!(key("Gold"), key("Golden"));
        for wrong in ["", "  ", "a\nb", &"x".repeat(257)] {
            assert!(SegmentName::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
