//! The vendor protocol on the wire: what we send, what a vendor answers, what its receipts look like.
//!
//! Ids are read straight into [`WireId`]; one that is not ours becomes nothing and spoils nothing.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use domain::message::WireId;
use domain::receipt::{Outcome, Receipt};
use domain::{Channel, Timestamp};
use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use super::Outgoing;
use crate::ai::veil::without_addresses;

/// The longest reason kept, in characters.
pub const REASON: usize = 200;

/// The body of `POST {VENDOR_URL}/send`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SendRequest<'a> {
    /// The batch.
    #[serde(serialize_with = "messages")]
    pub messages: &'a [Outgoing],
    /// Where receipts are to be posted.
    pub callback_url: &'a str,
}

#[derive(Serialize)]
struct Message<'a> {
    #[serde(serialize_with = "display")]
    id: WireId,
    channel: Channel,
    to: &'a str,
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    body: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<&'a str>,
}

fn messages<S: Serializer>(batch: &[Outgoing], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(batch.iter().map(|message| Message {
        id: message.id,
        channel: message.channel,
        to: &message.to,
        name: message.name.as_deref(),
        subject: message.subject.as_deref(),
        body: &message.body,
        html: message.html.as_deref(),
    }))
}

fn display<S: Serializer>(id: &WireId, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(id)
}

/// The answer to `POST {VENDOR_URL}/send`.
#[derive(Debug, Default, Deserialize)]
pub struct SendAnswer {
    /// Taken.
    #[serde(default)]
    pub accepted: Vec<KnownId>,
    /// Not taken.
    #[serde(default)]
    pub rejected: Vec<Rejection>,
}

/// A message a vendor does not take.
#[derive(Debug, Deserialize)]
pub struct Rejection {
    /// Which.
    pub id: KnownId,
    /// Why, in the vendor's words.
    #[serde(default)]
    pub reason: Option<String>,
}

/// The body of `POST {VENDOR_URL}/status`.
#[derive(Debug, Serialize)]
pub struct StatusRequest<'a> {
    /// Which messages are asked about.
    #[serde(serialize_with = "ids")]
    pub ids: &'a [WireId],
}

fn ids<S: Serializer>(ids: &[WireId], to: S) -> Result<S::Ok, S::Error> {
    struct Shown(WireId);
    impl Serialize for Shown {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.collect_str(&self.0)
        }
    }
    to.collect_seq(ids.iter().copied().map(Shown))
}

/// An id on the wire: `None` if we never give out ids of this form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownId(pub Option<WireId>);

impl<'de> Deserialize<'de> for KnownId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = KnownId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the id of a message")
            }

            fn visit_str<E>(self, text: &str) -> Result<KnownId, E> {
                Ok(KnownId(text.parse().ok()))
            }
        }
        from.deserialize_str(Text)
    }
}

/// What a list of receipts says about messages of ours, and how much of it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Receipts {
    /// Final states, in the order given.
    pub known: Vec<Receipt>,
    /// Entries without an id of ours or a final state.
    pub ignored: usize,
}

#[derive(Deserialize)]
struct ReceiptLine<'a> {
    id: KnownId,
    status: Status,
    #[serde(default, borrow)]
    reason: Option<Cow<'a, str>>,
    #[serde(default, borrow)]
    at: When<'a>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Sent,
    Failed,
    /// Anything a vendor may say on the way there.
    #[serde(other)]
    Underway,
}

/// A vendor's clock may be odd: what cannot be read as a time is none.
#[derive(Default)]
struct When<'a>(Option<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for When<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = When<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<When<'de>, E> {
                Ok(When(Some(Cow::Borrowed(text))))
            }

            fn visit_str<E>(self, text: &str) -> Result<When<'de>, E> {
                Ok(When(Some(Cow::Owned(text.to_owned()))))
            }

            fn visit_unit<E>(self) -> Result<When<'de>, E> {
                Ok(When(None))
            }
        }
        from.deserialize_any(Text)
    }
}

/// What was read last of texts that mostly repeat from one receipt to the next.
struct Reading<'a> {
    received: Timestamp,
    at: (Cow<'a, str>, Timestamp),
    reasons: HashMap<Cow<'a, str>, String>,
}

impl<'a> Reading<'a> {
    fn at(&mut self, text: Option<Cow<'a, str>>) -> Timestamp {
        let Some(text) = text else { return self.received };
        if self.at.0 != text {
            let at = Timestamp::parse(&text).unwrap_or(self.received);
            self.at = (text, at);
        }
        self.at.1
    }

    fn reason(&mut self, words: Cow<'a, str>) -> Option<String> {
        let clipped = self.reasons.entry(words).or_insert_with_key(|words| clip(words));
        Some(clipped.clone()).filter(|reason| !reason.is_empty())
    }
}

/// Reads a list of receipts: `[{id, status, reason?, at}]`. An entry that cannot be read is ignored alone; a
/// time that cannot be read is `received`, when we got it.
///
/// Fails only if the body is no JSON array.
pub fn receipts(body: &[u8], received: Timestamp) -> Result<Receipts, serde_json::Error> {
    let lines: Vec<Option<ReceiptLine<'_>>> = match serde_json::from_slice(body) {
        Ok(lines) => lines,
        Err(_) => serde_json::from_slice::<Vec<&RawValue>>(body)?
            .into_iter()
            .map(|raw| serde_json::from_str(raw.get()).ok())
            .collect(),
    };
    let mut reading = Reading { received, at: (Cow::Borrowed(""), received), reasons: HashMap::new() };
    let mut receipts = Receipts { known: Vec::with_capacity(lines.len()), ignored: 0 };
    for line in lines {
        match line.and_then(|line| line.receipt(&mut reading)) {
            Some(receipt) => receipts.known.push(receipt),
            None => receipts.ignored += 1,
        }
    }
    Ok(receipts)
}

impl<'a> ReceiptLine<'a> {
    fn receipt(self, reading: &mut Reading<'a>) -> Option<Receipt> {
        let outcome = match self.status {
            Status::Sent => Outcome::Sent,
            Status::Failed => Outcome::Failed,
            Status::Underway => return None,
        };
        let reason = self.reason.and_then(|words| reading.reason(words));
        Some(Receipt { id: self.id.0?, outcome, reason, at: reading.at(self.at.0) })
    }
}

/// A vendor's words as we keep them: one line, at most [`REASON`] characters, without the addresses in it. So a reason is
/// the same for everybody whom it befell, and names nobody.
pub fn clip(words: &str) -> String {
    let line = words.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let mut kept = String::new();
    for word in line {
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(word);
        if kept.len() > REASON * 4 {
            break;
        }
    }
    let mut kept = without_addresses(&kept);
    if let Some((end, _)) = kept.char_indices().nth(REASON) {
        kept.truncate(end);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2024-05-31T09:00:00.000Z";

    fn read(body: &str) -> Receipts {
        receipts(body.as_bytes(), Timestamp::parse(NOW).unwrap()).unwrap()
    }

    #[test]
    fn a_message_is_written_as_the_protocol_says() {
        let message = Outgoing {
            id: "7-0.1".parse().unwrap(),
            channel: Channel::Sms,
            to: "+49301234".into(),
            name: None,
            subject: None,
            body: "Hi \"you\" 🌻".into(),
            html: None,
        };
        let request = SendRequest { messages: &[message], callback_url: "http://h/r" };
        assert_eq!(
            serde_json::to_string(&request).unwrap(),
            r#"{"messages":[{"id":"7-0.1","channel":"sms","to":"+49301234","name":null,"body":"Hi \"you\" 🌻"}],"callbackUrl":"http://h/r"}"#
        );
    }

    #[test]
    fn receipts_are_read_and_what_is_not_ours_is_counted() {
        let at = "2024-05-30T08:00:00.000Z";
        let body = format!(
            r#"[{{"id":"7-0.1","status":"sent","at":"{at}"}},
                {{"id":"7-1.1","status":"failed","reason":" mailbox\n full ","at":"{at}","more":1}},
                {{"id":"7-2.1","status":"queued","at":"{at}"}},
                {{"id":"somebody-else","status":"sent","at":"{at}"}}]"#
        );
        let read = read(&body);
        assert_eq!(read.ignored, 2);
        let shown: Vec<_> =
            read.known.iter().map(|r| (r.id.to_string(), r.outcome, r.reason.as_deref())).collect();
        assert_eq!(
            shown,
            [
                ("7-0.1".to_owned(), Outcome::Sent, None),
                ("7-1.1".to_owned(), Outcome::Failed, Some("mailbox full"))
            ]
        );
        assert_eq!(read.known[0].at.to_string(), at);
    }

    #[test]
    fn one_malformed_receipt_never_spoils_its_neighbours() {
        let read = read(
            r#"[null, 3, {"id":5,"status":"sent"}, {"status":"sent"}, {"id":"7-0.1","status":["sent"]},
                {"id":"7-3.1","status":"sent","at":"soon"}, {"id":"7-4.1","status":"failed","at":null},
                {"id":"7-5.1","status":"sent","at":"2024-05-30T08:00:00Z","reason":{"a":1}}]"#,
        );
        assert_eq!(read.ignored, 6);
        assert_eq!(read.known.len(), 2);
        assert!(read.known.iter().all(|receipt| receipt.at.to_string() == NOW));
        assert!(receipts(b"{}", Timestamp::parse(NOW).unwrap()).is_err());
        assert!(receipts(b"[", Timestamp::parse(NOW).unwrap()).is_err());
    }

    #[test]
    fn a_long_reason_is_cut_at_a_character() {
        let cut = clip(&"é ".repeat(10_000));
        assert_eq!(cut.chars().count(), REASON);
        assert_eq!(clip("\u{0} \n"), "");
        assert_eq!(
            clip("550 5.1.1 <ana@shop.com>: unknown,\ncall +49 30 1234567"),
            "550 5.1.1 <[email]>: unknown, call [phone]"
        );
        assert_eq!(clip(&"🌻".repeat(1_000)).chars().count(), REASON);
    }
}
