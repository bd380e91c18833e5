//! Making typed values of what is stored. What cannot be made sense of is [`StoreError::Corrupt`], never a panic.

use std::num::NonZeroU32;

use domain::segment::Rule;
use domain::{
    ApiKeyId, AuditId, CampaignId, CustomerId, DeadLetterId, FieldError, ImportId, InvitationId, OrderId,
    SegmentId, SessionId, Timestamp, UserId, WorkspaceId,
};

use crate::StoreError;
use crate::codes::Coded;

/// An identifier made of a number.
pub(crate) trait Id: Sized {
    /// `None` for zero and below.
    fn of(value: i64) -> Option<Self>;
}

macro_rules! ids {
    ($($name:ident),+) => {$(
        impl Id for $name {
            fn of(value: i64) -> Option<Self> {
                Self::from_i64(value)
            }
        }
    )+};
}
ids!(
    ApiKeyId,
    AuditId,
    CampaignId,
    CustomerId,
    DeadLetterId,
    ImportId,
    InvitationId,
    OrderId,
    SegmentId,
    SessionId,
    UserId,
    WorkspaceId
);

/// The identifier a number stands for.
pub(crate) fn id<T: Id>(value: i64) -> Result<T, StoreError> {
    T::of(value).ok_or_else(|| corrupt(format!("{value} as an id")))
}

/// The instant a number stands for.
pub(crate) fn time(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millis(millis).ok_or_else(|| corrupt(format!("{millis} as an instant")))
}

/// The word a number stands for.
pub(crate) fn word<T: Coded>(code: i64) -> Result<T, StoreError> {
    T::decode(code).ok_or_else(|| corrupt(format!("{code} as a code")))
}

/// The limit of a campaign's recipients that a number stands for.
pub(crate) fn recipients(value: i64) -> Result<NonZeroU32, StoreError> {
    let limit = u32::try_from(value).ok().and_then(NonZeroU32::new);
    limit.ok_or_else(|| corrupt(format!("{value} as a limit")))
}

/// Parses a stored text.
pub(crate) fn parsed<T>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, FieldError>,
) -> Result<T, StoreError> {
    parse(text).map_err(|error| corrupt(error.to_string()))
}

/// Parses a stored rule.
pub(crate) fn rule(text: &str) -> Result<Rule, StoreError> {
    Rule::parse(text).map_err(|errors| corrupt(format!("a rule: {errors:?}")))
}

/// Something that may pass.
pub(crate) fn unavailable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::Unavailable(error.into())
}

/// Something stored that its reader cannot make sense of.
pub(crate) fn corrupt(what: impl Into<String>) -> StoreError {
    StoreError::Corrupt(what.into())
}
