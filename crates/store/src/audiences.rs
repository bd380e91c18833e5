use async_trait::async_trait;
use audience::{Answer, AudienceProfile, Distribution, Shared};
use domain::segment::{Field, Question, Rule};
use domain::{WorkspaceId, Zone};

use crate::StoreError;

/// An attribute that customers of a workspace have, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedAttribute {
    /// Its name.
    pub name: String,
    /// As what it was seen.
    pub kinds: ObservedKinds,
}

/// As what an attribute was seen; several may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a kind of its own")]
pub struct ObservedKinds {
    /// As a number.
    pub number: bool,
    /// As text.
    pub text: bool,
    /// As text that is a date or an RFC 3339 time.
    pub date: bool,
    /// As true or false.
    pub boolean: bool,
}

/// Values a rule builder can offer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct KnownValues {
    /// Cities, most frequent first, at most 200.
    pub cities: Vec<String>,
    /// Tags, most frequent first, at most 200.
    pub tags: Vec<String>,
    /// Attributes by name, at most 200.
    pub attributes: Vec<ObservedAttribute>,
}

/// Answers about who a rule matches, at the instant of the question.
#[async_trait]
pub trait Audiences {
    /// How many match and can be reached, of how many, with a sample of at most `sample` of them.
    async fn answer(
        &self,
        workspace: WorkspaceId,
        question: Question,
        sample: usize,
    ) -> Result<Answer, StoreError>;
    /// How many each of some rules matches, asked at the instant of a question and with its segments. All counts are of
    /// one state of the audience, which has seen everything that was applied before this call: what is committed
    /// meanwhile is in all of them or in none.
    async fn counts(
        &self,
        workspace: WorkspaceId,
        question: Question,
        rules: Vec<Rule>,
    ) -> Result<Vec<u64>, StoreError>;
    /// What is true of everybody who matches as a whole, with at most `most` values of each kind.
    async fn profile(
        &self,
        workspace: WorkspaceId,
        question: Question,
        most: usize,
    ) -> Result<AudienceProfile, StoreError>;
    /// What everybody who matches bought with orders that count: at most `most` items by name, those of most customers
    /// first. Reads the orders of all of them: whoever asks decides how long that may take, and may stop waiting.
    async fn items_bought(
        &self,
        workspace: WorkspaceId,
        question: Question,
        most: usize,
    ) -> Result<Vec<Shared>, StoreError>;
    /// Values a rule builder can offer.
    async fn known_values(&self, workspace: WorkspaceId) -> Result<KnownValues, StoreError>;
    /// Names of items that orders hold, at most `most`, those of most orders first.
    async fn known_items(&self, workspace: WorkspaceId, most: usize) -> Result<Vec<String>, StoreError>;
    /// How the values of a field are spread over all customers, with at most `most` texts. Dates without time stand
    /// for the start of that day in `zone`.
    async fn distribution(
        &self,
        workspace: WorkspaceId,
        field: Field,
        zone: Zone,
        most: usize,
    ) -> Result<Distribution, StoreError>;
}
