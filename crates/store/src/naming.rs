//! Whom the names in a record mean, and why a record that means nobody, or two people, cannot be applied.

use domain::FieldError;
use domain::customer::{Email, ExternalId, Phone};

/// What a record calls a customer, and where it says they are written to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named<'n> {
    pub(crate) external_id: Option<&'n ExternalId>,
    pub(crate) email: Option<&'n Email>,
    pub(crate) phone: Option<&'n Phone>,
}

/// Two names of one record belong to different customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TwoPeople {
    /// The external id is one customer's, the email another's.
    EmailOfAnother,
    /// The external id is nobody's, and the email belongs to a customer with another external id.
    OtherExternalId,
}

impl TwoPeople {
    /// The error of such a record; `external_id` is what the record calls that field.
    pub(crate) fn error(self, external_id: &str) -> FieldError {
        match self {
            Self::EmailOfAnother => {
                let message = format!("the email belongs to another customer than the {external_id}");
                FieldError::new("email", "two_people", message)
            }
            Self::OtherExternalId => {
                let message = format!("the email belongs to a customer with another {external_id}");
                FieldError::new(external_id, "two_people", message)
            }
        }
    }
}

/// Whom a record with an external id means, of the customers who have that id and who have the email of the record, if
/// it has one; `None` if nobody yet.
pub(crate) fn meant<P: Copy + PartialEq>(
    by_external_id: Option<P>,
    by_email: Option<P>,
    has_external_id: impl Fn(P) -> bool,
) -> Result<Option<P>, TwoPeople> {
    match (by_external_id, by_email) {
        (Some(one), Some(other)) if one != other => Err(TwoPeople::EmailOfAnother),
        (Some(one), _) => Ok(Some(one)),
        (None, Some(other)) if has_external_id(other) => Err(TwoPeople::OtherExternalId),
        (None, found) => Ok(found),
    }
}

/// The error of a customer's record without any name.
pub(crate) fn nobody() -> FieldError {
    FieldError::new("", "no_identity", "expected an externalId or an email: without either nobody is meant")
}

/// The error of an order that names no customer.
pub(crate) fn nobodys_order() -> FieldError {
    let message = "expected the customer's email or customerExternalId: without either it is nobody's order";
    FieldError::new("", "no_customer", message)
}
