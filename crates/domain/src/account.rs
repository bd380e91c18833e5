//! Who may do what: the roles of people, and what keys for scripts are good for.

use crate::customer::Email;

/// What a person may do in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Everything, members and keys included.
    Owner,
    /// Data and campaigns.
    Marketer,
    /// Looks, and changes nothing.
    Analyst,
}

impl Role {
    /// All, from the most to the least.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Marketer, Self::Analyst];

    /// The word in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Marketer => "marketer",
            Self::Analyst => "analyst",
        }
    }

    /// The role a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// One thing a key is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Sending customers and orders in.
    Ingest,
    /// Reading whatever the workspace holds.
    Read,
    /// Writing, launching and steering campaigns.
    Campaigns,
    /// The workspace's name, currency and time zone.
    Settings,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ingest, Self::Read, Self::Campaigns, Self::Settings];

    /// The word in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::Read => "read",
            Self::Campaigns => "campaigns",
            Self::Settings => "settings",
        }
    }

    /// The scope a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }

    const fn bit(self) -> i64 {
        match self {
            Self::Ingest => 1,
            Self::Read => 2,
            Self::Campaigns => 4,
            Self::Settings => 8,
        }
    }
}

/// A set of scopes; kept as the sum of their bits, which never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scopes(i64);

impl Scopes {
    /// Everything a key can be good for.
    pub const ALL: Self = Self(15);

    /// The sum of bits that stands for the set.
    pub const fn bits(self) -> i64 {
        self.0
    }

    /// The set that a sum of bits stands for; `None` if a bit means nothing.
    pub const fn from_bits(bits: i64) -> Option<Self> {
        if bits & !Self::ALL.0 == 0 { Some(Self(bits)) } else { None }
    }

    /// True if the scope is among them.
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// True if there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The scopes, in one order.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.contains(*scope))
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<T: IntoIterator<Item = Scope>>(scopes: T) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

/// Who a provider of identities says that somebody is. Issuer and subject name the person; all else may change.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// The provider, by its address.
    pub issuer: String,
    /// The person, in the provider's words.
    pub subject: String,
    /// An address that the provider has verified.
    pub email: Email,
    /// As they call themselves.
    pub name: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_bits_come_back_as_what_they_were() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("Owner"), None);
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
            let one: Scopes = [scope].into_iter().collect();
            assert_eq!(Scopes::from_bits(one.bits()), Some(one));
            assert_eq!(one.iter().collect::<Vec<_>>(), [scope]);
        }
        let all: Scopes = Scope::ALL.into_iter().collect();
        assert_eq!(all, Scopes::ALL);
        assert_eq!(Scopes::from_bits(16), None);
        assert_eq!(Scopes::from_bits(-1), None);
        assert!(Scopes::from_bits(0).is_some_and(Scopes::is_empty));
    }
}
