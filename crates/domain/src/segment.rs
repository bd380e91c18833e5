//! The rule language: who belongs to an audience.
//!
//! [`vocabulary`] is the one list of fields and operators; the parser, both readings, the API's documents, the
//! rule builder and the suggestions read it. [`rule`] is the tree as a person wrote it, checked once by
//! [`Rule::parse`]. [`eval`] is its meaning, one customer at a time: a [`Question`] is a rule asked at one
//! instant in one time zone. [`Expansion`] is a rule with the saved segments it refers to. [`sentence()`] reads a rule
//! back to people.
//!
//! A new operator is one variant of [`vocabulary::Operator`]; a new kind of condition is one variant of
//! [`rule::Condition`]. The compiler then asks for its JSON, its sentence and its meaning.

pub mod eval;
mod expansion;
mod reference;
pub mod rule;
pub mod saved;
pub mod sentence;
pub mod vocabulary;

pub use eval::{Explanation, Facts, Membership, Outcome, Question};
pub use expansion::Expansion;
pub use reference::reference;
pub use rule::{Condition, Group, Logic, Node, Rule, RuleError};
pub use saved::{Segment, SegmentChange, SegmentName, SegmentPlan, SegmentUsers};
pub use sentence::{Names, clause, sentence};
pub use vocabulary::{Field, Kind, Operator, Vocabulary};
