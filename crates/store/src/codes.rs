//! The numbers that stand for words in what is stored. They never change their meaning; new words take new numbers.

use domain::account::Role;
use domain::audit::Deed;
use domain::campaign::CampaignState;
use domain::customer::{ConsentMode, ConsentSource, ConsentState};
use domain::message::MessageState;
use domain::order::OrderStatus;
use domain::{Channel, Topic};

use crate::{ImportKind, ImportState};

/// A word that is stored as a number.
pub(crate) trait Coded: Sized {
    /// Its number.
    fn code(self) -> i64;
    /// The word for a number.
    fn decode(code: i64) -> Option<Self>;
}

macro_rules! codes {
    ($($name:ident { $($word:ident = $code:literal),+ $(,)? })+) => {$(
        impl Coded for $name {
            fn code(self) -> i64 {
                match self {
                    $(Self::$word => $code,)+
                }
            }

            fn decode(code: i64) -> Option<Self> {
                match code {
                    $($code => Some(Self::$word),)+
                    _ => None,
                }
            }
        }
    )+};
}

codes! {
    Topic { Customers = 0, Orders = 1, Receipts = 2 }
    Channel { Email = 0, Sms = 1 }
    ConsentState { Unknown = 0, Granted = 1, Withdrawn = 2 }
    ConsentSource { Shop = 1, Person = 2 }
    ConsentMode { OptOut = 0, OptIn = 1 }
    OrderStatus { Placed = 0, Completed = 1, Cancelled = 2 }
    CampaignState { Draft = 0, Scheduled = 1, Sending = 2, Paused = 3, Completed = 4, Cancelled = 5 }
    MessageState { Pending = 0, Submitted = 1, Sent = 2, Failed = 3, Skipped = 4, Uncertain = 5 }
    ImportKind { Customers = 0, Orders = 1 }
    Role { Owner = 1, Marketer = 2, Analyst = 3 }
    Deed {
        SignedIn = 1,
        SignInRefused = 2,
        SignedOut = 3,
        SessionEnded = 4,
        SignedOutEverywhere = 5,
        WorkspaceEntered = 6,
        AccountConnected = 7,
        LinkMade = 8,
        MemberJoined = 9,
        RoleChanged = 10,
        MemberRemoved = 11,
        MemberLeft = 12,
        InvitationMade = 13,
        InvitationWithdrawn = 14,
        KeyMade = 15,
        KeyRevoked = 16,
        WorkspaceChanged = 17,
        CampaignCreated = 18,
        CampaignEdited = 19,
        CampaignDeleted = 20,
        CampaignLaunched = 21,
        CampaignPaused = 22,
        CampaignResumed = 23,
        CampaignCancelled = 24,
        ImportStarted = 25,
        DemoLoaded = 26,
        DeadLetterReplayed = 27,
        DeadLetterDiscarded = 28,
        CustomerExported = 29,
        CustomerErased = 30,
        SegmentCreated = 31,
        SegmentChanged = 32,
        SegmentDeleted = 33,
        SegmentExported = 34,
        CampaignDuplicated = 40,
        MessagesResent = 41,
        MessagesExported = 42,
        CampaignScheduled = 43,
        CampaignUnscheduled = 44,
        ScheduledLaunchRefused = 45,
        TestSent = 46,
        SendingStopped = 47,
        SendingAllowed = 48,
    }
    ImportState { Running = 0, Done = 1, Failed = 2 }
}
