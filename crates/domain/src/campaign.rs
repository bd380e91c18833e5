//! A campaign: an audience, a message, and how far its sending has come.

mod schedule;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::customer::contact::{bounded, text};
use crate::field::FieldError;
use crate::message::Stats;
use crate::{CampaignId, Channel, SegmentId, Timestamp};
pub use schedule::Schedule;

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CampaignState {
    /// Being written.
    Draft,
    /// Waits for its time.
    Scheduled,
    /// Its messages go out.
    Sending,
    /// Sending, held by a person.
    Paused,
    /// Nothing is left to hand over or to await.
    Completed,
    /// Called off; what was pending is skipped.
    Cancelled,
}

impl CampaignState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Scheduled, Self::Sending, Self::Paused, Self::Completed, Self::Cancelled];

    /// The word used in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Sending => "sending",
            Self::Paused => "paused",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state after an action, `None` where the action makes no sense.
    pub const fn after(self, action: Action) -> Option<Self> {
        match (self, action) {
            (Self::Draft | Self::Scheduled, Action::Launch) | (Self::Paused, Action::Resume) => {
                Some(Self::Sending)
            }
            (Self::Draft | Self::Scheduled, Action::Schedule) => Some(Self::Scheduled),
            (Self::Scheduled, Action::Unschedule) => Some(Self::Draft),
            (Self::Sending, Action::Pause) => Some(Self::Paused),
            (Self::Scheduled | Self::Sending | Self::Paused, Action::Cancel) => Some(Self::Cancelled),
            (Self::Sending | Self::Paused, Action::Complete) => Some(Self::Completed),
            (Self::Sending | Self::Completed, Action::Resend) => Some(Self::Sending),
            _ => None,
        }
    }
}

impl std::str::FromStr for CampaignState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(())
    }
}

/// What can be done to a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Fix the audience and start.
    Launch,
    /// Give it the time of its launch, or another one.
    Schedule,
    /// Make it a draft again.
    Unschedule,
    /// Hold.
    Pause,
    /// Go on.
    Resume,
    /// Call off.
    Cancel,
    /// Done by the worker when every message has settled.
    Complete,
    /// Let messages that failed, or of which nobody knows what became, go out once more.
    Resend,
}

impl Action {
    /// True if a person can do it by a word: a launch needs an audience besides, a schedule a time, a resend messages, and
    /// completing is the worker's.
    pub const fn is_steering(self) -> bool {
        matches!(self, Self::Unschedule | Self::Pause | Self::Resume | Self::Cancel)
    }
}

text! {
    /// A campaign's name or objective: 1 to 2,000 characters, not blank.
    Line, line
}
text! {
    /// A message's subject as written, with variables: 1 to 998 characters (RFC 5322), one line.
    Subject, subject
}
text! {
    /// A message's body as written, with variables: 1 to 20,000 characters.
    Body, body
}

impl Line {
    /// The longest one, in characters.
    pub const LONGEST: usize = 2_000;
}

fn line(text: &str) -> Result<Cow<'_, str>, FieldError> {
    bounded(text, Line::LONGEST, "invalid_text")
}

fn subject(text: &str) -> Result<Cow<'_, str>, FieldError> {
    if text.contains(['\n', '\r']) {
        return Err(FieldError::new("", "invalid_subject", "expected one line"));
    }
    bounded(text, 998, "invalid_subject")
}

fn body(text: &str) -> Result<Cow<'_, str>, FieldError> {
    bounded(text, 20_000, "invalid_body")
}

/// The text of a message before a customer's values are put in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageText {
    /// For email only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// With variables.
    pub body: Body,
}

/// What a person writes about a campaign; a draft may lack rule and message.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What it is called in lists.
    pub name: Line,
    /// What it is for; suggestions start from it.
    pub objective: Option<Line>,
    /// How its messages travel.
    pub channel: Channel,
    /// The rule as JSON text, already parsed once: [`crate::segment::Rule`] reads it again. From the launch on it is
    /// the one that was asked then, with the segments it referred to written out.
    pub rule: Option<String>,
    /// A saved segment in place of a rule. It stays beside the rule that it was at launch.
    pub segment: Option<SegmentId>,
    /// The message.
    pub message: Option<MessageText>,
}

/// A campaign as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Campaign {
    /// Given by the store.
    pub id: CampaignId,
    /// What a person wrote; frozen at launch.
    pub plan: Plan,
    /// Where it stands.
    pub state: CampaignState,
    /// How many matched at launch; 0 before.
    pub enrolled: u64,
    /// How many messages stand in each state.
    pub stats: Stats,
    /// Why sending is stuck, in words for people.
    pub problem: Option<String>,
    /// True if its messages go to the simulator.
    pub simulated: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it is to be launched by itself, or was.
    pub schedule: Option<Schedule>,
    /// When it was launched.
    pub launched_at: Option<Timestamp>,
    /// When it completed or was cancelled.
    pub completed_at: Option<Timestamp>,
}
