//! Identifiers: 63-bit positive integers, written as decimal strings in JSON (JavaScript loses precision past
//! 2^53). Who gives them out depends on the store: the SQLite writer counts, elsewhere time, node and sequence
//! are packed into one number.

/// Declares one identifier type, so that an order's id can never be passed where a customer's is meant.
macro_rules! id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// The identifier for a positive number, `None` for zero and below.
            pub const fn from_i64(value: i64) -> Option<Self> {
                if value > 0 { Some(Self(value)) } else { None }
            }

            /// The number inside, always positive.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse(text).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

id! {
    /// A workspace: the tenant everything else belongs to.
    WorkspaceId,
    /// A customer of a workspace.
    CustomerId,
    /// An order of a customer.
    OrderId,
    /// A saved rule.
    SegmentId,
    /// A campaign.
    CampaignId,
    /// A person who signs in.
    UserId,
    /// A signed-in browser.
    SessionId,
    /// A key for scripts.
    ApiKeyId,
    /// A file being imported.
    ImportId,
    /// A record that could not be applied.
    DeadLetterId,
    /// An address that was asked to become a member.
    InvitationId,
    /// A line of the audit log.
    AuditId,
}

/// The text is not a decimal number between 1 and 2^63 − 1 without sign or leading zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: expected a positive decimal number")]
pub struct InvalidId;

fn parse(text: &str) -> Result<i64, InvalidId> {
    let canonical = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    if !canonical {
        return Err(InvalidId);
    }
    text.parse().map_err(|_| InvalidId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_travels_as_a_decimal_string() {
        let id: CustomerId = "9223372036854775807".parse().unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), r#""9223372036854775807""#);
        assert_eq!(serde_json::from_str::<CustomerId>(r#""42""#).unwrap().get(), 42);
    }

    #[test]
    fn what_is_not_a_canonical_positive_number_is_no_id() {
        for text in ["", "0", "-1", "+1", "01", "1.0", "9223372036854775808", "1 ", "٣"] {
            assert_eq!(text.parse::<CustomerId>(), Err(InvalidId), "{text:?}");
        }
    }
}
