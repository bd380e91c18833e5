//! What the audit log tells: who did what.

use crate::{ApiKeyId, UserId};

/// The one table of what is noted: the word in the API, and what it means.
macro_rules! deeds {
    ($($name:ident: $word:literal, $meaning:literal;)+) => {
        /// Something an owner may want to know that somebody did.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Deed {
            $(#[doc = $meaning] $name,)+
        }

        impl Deed {
            /// All of them, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word in the API.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// What it means, as half a sentence.
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)+
                }
            }
        }
    };
}

deeds! {
    SignedIn: "signedIn", "signed in; `detail` is `link`, or the provider";
    SignInRefused: "signInRefused", "came with a link that had expired, or that was made for somebody who has left";
    SignedOut: "signedOut", "signed out";
    SessionEnded: "sessionEnded", "signed another browser of theirs out";
    SignedOutEverywhere: "signedOutEverywhere", "signed out every browser of theirs";
    WorkspaceEntered: "workspaceEntered", "came from another workspace of theirs";
    AccountConnected: "accountConnected", "connected an account of a provider; `detail` is the provider";
    LinkMade: "linkMade", "made a one-time sign-in link for a member, or for the oldest owner";
    MemberJoined: "memberJoined", "became a member; `detail` is the role";
    RoleChanged: "roleChanged", "gave a member another role; `detail` is the role";
    MemberRemoved: "memberRemoved", "ended a membership";
    MemberLeft: "memberLeft", "left the workspace";
    InvitationMade: "invitationMade", "invited an address; `detail` is the role";
    InvitationWithdrawn: "invitationWithdrawn", "took an invitation back";
    KeyMade: "keyMade", "made a key; `detail` is what it is good for";
    KeyRevoked: "keyRevoked", "revoked a key";
    WorkspaceChanged: "workspaceChanged", "decided about the workspace";
    CampaignCreated: "campaignCreated", "kept a new draft";
    CampaignEdited: "campaignEdited", "rewrote a draft; once in ten minutes for each draft and person";
    CampaignDeleted: "campaignDeleted", "forgot a draft";
    CampaignDuplicated: "campaignDuplicated", "kept a copy of a campaign as a new draft; `detail` is the other's id";
    CampaignLaunched: "campaignLaunched", "launched a campaign";
    CampaignScheduled: "campaignScheduled", "gave a campaign the time of its launch; `detail` is the time";
    CampaignUnscheduled: "campaignUnscheduled", "took the time of its launch from a campaign";
    ScheduledLaunchRefused: "scheduledLaunchRefused", "the time of a scheduled campaign came, and it could not be launched; `detail` is why";
    CampaignPaused: "campaignPaused", "held a campaign";
    CampaignResumed: "campaignResumed", "let a campaign go on";
    CampaignCancelled: "campaignCancelled", "called a campaign off";
    MessagesResent: "messagesResent", "let messages of a campaign go out once more; `detail` is which";
    MessagesExported: "messagesExported", "downloaded the communication log of a campaign";
    TestSent: "testSent", "sent a test of a campaign; `detail` is the address";
    SendingStopped: "sendingStopped", "stopped all sending of the workspace";
    SendingAllowed: "sendingAllowed", "let the workspace send again";
    SegmentCreated: "segmentCreated", "saved a new segment";
    SegmentChanged: "segmentChanged", "changed a segment";
    SegmentDeleted: "segmentDeleted", "forgot a segment";
    SegmentExported: "segmentExported", "downloaded the customers of a segment or of a rule; `detail` is how many";
    ImportStarted: "importStarted", "began to import a file; `detail` is `customers` or `orders`";
    DemoLoaded: "demoLoaded", "loaded the demo shop";
    DeadLetterReplayed: "deadLetterReplayed", "sent a dead letter through the pipeline once more";
    DeadLetterDiscarded: "deadLetterDiscarded", "forgot a dead letter";
    CustomerExported: "customerExported", "downloaded what is held on a customer";
    CustomerErased: "customerErased", "erased a customer";
}

/// Ten minutes, in milliseconds.
const TEN_MINUTES: i64 = 600_000;

impl Deed {
    /// The deed a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|deed| deed.as_str() == word)
    }

    /// Within so many milliseconds the same deed of the same one on the same thing is noted once: what a page does by
    /// itself while somebody types would bury the rest.
    pub const fn once_within(self) -> Option<i64> {
        match self {
            Self::CampaignEdited => Some(TEN_MINUTES),
            _ => None,
        }
    }
}

/// Who did something, with the name they had then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Somebody signed in.
    Person {
        /// Who.
        id: UserId,
        /// As they called themselves, or their address; absent if they had neither.
        name: Option<String>,
    },
    /// A script with a key.
    Key {
        /// Which.
        id: ApiKeyId,
        /// What it was called.
        name: String,
    },
    /// Whoever may run commands where the server is.
    CommandLine,
    /// Nobody: the time had come that somebody gave it.
    Schedule,
    /// Somebody who could not prove who they are.
    Unknown,
}

impl Actor {
    /// Somebody signed in: by name, or else by address.
    pub fn person(id: UserId, name: Option<&str>, email: Option<&str>) -> Self {
        Self::Person { id, name: name.or(email).map(str::to_owned) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_deed_has_a_word_of_its_own_that_leads_back_to_it() {
        let words: HashSet<_> = Deed::ALL.iter().map(|deed| deed.as_str()).collect();
        assert_eq!(words.len(), Deed::ALL.len());
        for deed in Deed::ALL {
            assert_eq!(Deed::parse(deed.as_str()), Some(*deed));
            assert!(!deed.meaning().is_empty());
        }
        assert_eq!(Deed::parse("SignedIn"), None);
    }
}
