//! Keyed hashes of what customers are called and where they are written to.
//!
//! The key is made with the store and never leaves it, so that nobody outside can make names that collide, or try out
//! what a hash that outlives its name stands for.

use std::hash::Hasher;

use domain::{Channel, WorkspaceId};
use siphasher::sip::SipHasher13;

/// What is hashed. The numbers are part of every stored hash and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A customer's external id.
    CustomerExternalId = 1,
    /// A customer's email.
    Email = 2,
    /// An order's external id.
    OrderExternalId = 3,
    /// An address of email that was withdrawn from.
    WithdrawnEmail = 4,
    /// A phone number that was withdrawn from.
    WithdrawnPhone = 5,
}

impl Kind {
    /// What an address on a channel is, as something withdrawn from.
    pub(crate) const fn withdrawn(channel: Channel) -> Self {
        match channel {
            Channel::Email => Self::WithdrawnEmail,
            Channel::Sms => Self::WithdrawnPhone,
        }
    }
}

/// Makes the hashes of one store.
#[derive(Clone, Copy)]
pub(crate) struct Hashing {
    key: [u8; 16],
}

impl std::fmt::Debug for Hashing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hashing").finish_non_exhaustive()
    }
}

impl Hashing {
    /// Hashes with a key.
    pub(crate) const fn with_key(key: [u8; 16]) -> Self {
        Self { key }
    }

    /// The hash of a text.
    pub(crate) fn of(&self, workspace: WorkspaceId, kind: Kind, text: &str) -> i64 {
        let mut hasher = SipHasher13::new_with_key(&self.key);
        hasher.write(&(workspace.get() as u64).to_le_bytes());
        hasher.write(&[kind as u8]);
        hasher.write(text.as_bytes());
        hasher.finish() as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_depends_on_workspace_and_kind_and_never_changes() {
        let hashing = Hashing::with_key(*b"0123456789abcdef");
        let [one, two] = [1, 2].map(|id| WorkspaceId::from_i64(id).unwrap());
        let email = hashing.of(one, Kind::Email, "ana@shop.example");
        assert_eq!(email, -6_056_810_243_223_693_559, "stored hashes depend on it");
        assert_ne!(email, hashing.of(two, Kind::Email, "ana@shop.example"));
        assert_ne!(email, hashing.of(one, Kind::CustomerExternalId, "ana@shop.example"));
    }

    #[test]
    fn the_key_is_shown_to_nobody() {
        assert!(!format!("{:?}", Hashing::with_key([7; 16])).contains('7'));
    }
}
