//! The vendor's side of the protocol on the wire. What is read borrows from the request; texts of messages are
//! passed over.

use std::borrow::Cow;

use domain::Channel;
use domain::customer::{Email, Phone};
use serde::{Deserialize, Serialize};

use super::Behaviour;
use super::fate::Fate;

/// `POST /send`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SendRequest<'a> {
    #[serde(borrow)]
    pub(super) messages: Vec<Message<'a>>,
    #[serde(borrow)]
    pub(super) callback_url: Cow<'a, str>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Message<'a> {
    #[serde(borrow)]
    pub(super) id: Cow<'a, str>,
    channel: Channel,
    #[serde(borrow)]
    to: Cow<'a, str>,
}

impl Message<'_> {
    /// True if the address is one of its channel.
    pub(super) fn is_addressed(&self) -> bool {
        match self.channel {
            Channel::Email => Email::parse(&self.to).is_ok(),
            Channel::Sms => Phone::parse(&self.to).is_ok(),
        }
    }
}

/// The answer to `POST /send`.
#[derive(Debug, Default, Serialize)]
pub(super) struct SendAnswer<'a> {
    pub(super) accepted: Vec<&'a str>,
    pub(super) rejected: Vec<Rejection<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Rejection<'a> {
    pub(super) id: &'a str,
    pub(super) reason: &'static str,
}

/// `POST /status`.
#[derive(Debug, Deserialize)]
pub(super) struct StatusRequest<'a> {
    #[serde(borrow)]
    pub(super) ids: Vec<Id<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Id<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// What became of a message: in receipts and in the answer to `POST /status` alike.
#[derive(Debug, Serialize)]
pub(super) struct Receipt<'a> {
    id: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    at: &'a str,
}

impl<'a> Receipt<'a> {
    pub(super) fn of(id: &'a str, behaviour: &Behaviour, at: &'a str) -> Self {
        let reason = Fate::of(id, behaviour).failure();
        Self { id, status: if reason.is_none() { "sent" } else { "failed" }, reason, at }
    }
}
