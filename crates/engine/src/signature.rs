//! Signatures both ways between us and a vendor, as [Standard Webhooks] has them.
//!
//! [Standard Webhooks]: https://www.standardwebhooks.com
//!
//! What is signed is `id.timestamp.body`, with HMAC-SHA256; the header carries `v1,` and base64 of it. Several
//! signatures, separated by blanks, let a secret be changed without a gap.

use std::time::Duration;

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use domain::Timestamp;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The header that names the request, the same each time it is repeated.
pub const ID: &str = "webhook-id";
/// The header that says when it was signed, in seconds since 1970.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// The header with the signatures.
pub const SIGNATURE: &str = "webhook-signature";

/// How far the sender's clock may be from ours, either way; an older request is a replayed one.
pub const TOLERANCE: Duration = Duration::from_mins(5);

const PREFIX: &str = "whsec_";
/// Base64 as people paste it: with or without the `=` at the end.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The key both sides share. Printed nowhere: its `Debug` says nothing.
#[derive(Clone)]
pub struct Secret {
    keyed: Hmac<Sha256>,
    bytes: Box<[u8]>,
}

/// The text is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected whsec_ and base64 after it")]
pub struct InvalidSecret;

/// Why a request is not taken for the other side's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    /// A header is missing or cannot be read.
    #[error("the headers webhook-id, webhook-timestamp and webhook-signature are expected")]
    Unsigned,
    /// Signed longer ago than [`TOLERANCE`], or as far in the future.
    #[error("the time in webhook-timestamp is more than five minutes from now")]
    OutOfTime,
    /// No signature fits the body, the id and the time.
    #[error("no signature in webhook-signature fits")]
    WrongSignature,
}

/// The three headers of a request.
#[derive(Debug, Clone, Copy)]
pub struct Headers<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`.
    pub timestamp: &'a str,
    /// `webhook-signature`.
    pub signature: &'a str,
}

impl<'a> Headers<'a> {
    /// The headers of a request, by a function that finds one by name.
    pub fn find(header: impl Fn(&'static str) -> Option<&'a str>) -> Result<Self, Forged> {
        match (header(ID), header(TIMESTAMP), header(SIGNATURE)) {
            (Some(id), Some(timestamp), Some(signature)) => Ok(Self { id, timestamp, signature }),
            _ => Err(Forged::Unsigned),
        }
    }
}

impl Secret {
    /// Parses `whsec_<base64>`. The prefix may be missing, as in the reference libraries, since some vendors
    /// show the secret without; the bytes may not.
    pub fn parse(text: &str) -> Result<Self, InvalidSecret> {
        let text = text.trim();
        let bytes = LENIENT.decode(text.strip_prefix(PREFIX).unwrap_or(text)).map_err(|_| InvalidSecret)?;
        if bytes.is_empty() { Err(InvalidSecret) } else { Ok(Self::from_bytes(&bytes)) }
    }

    /// The secret of these bytes; the standard asks for 24 to 64 of them, made at random.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        // HMAC takes a key of any length: longer ones are hashed first.
        let keyed = Hmac::new_from_slice(bytes).unwrap_or_else(|_| unreachable!("HMAC takes any key"));
        Self { keyed, bytes: bytes.into() }
    }

    /// The secret as people write it down.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.bytes))
    }

    /// True if the secret is shorter than the 24 bytes the standard asks for: worth a warning at the start.
    pub fn is_short(&self) -> bool {
        self.bytes.len() < 24
    }

    /// The value of `webhook-signature` for a body; `at` is sent as [`seconds`] in `webhook-timestamp`.
    pub fn sign(&self, id: &str, at: Timestamp, body: &[u8]) -> String {
        let code = self.code(id, &seconds(at), body).finalize().into_bytes();
        format!("v1,{}", STANDARD.encode(code))
    }

    /// Checks that a request was signed with this secret, not long before `now`. Comparison takes the same
    /// time whatever the difference.
    pub fn verify(&self, headers: Headers<'_>, body: &[u8], now: Timestamp) -> Result<(), Forged> {
        let signed: i64 = headers.timestamp.parse().map_err(|_| Forged::Unsigned)?;
        let apart = now.millis().div_euclid(1_000).abs_diff(signed);
        if apart > TOLERANCE.as_secs() {
            return Err(Forged::OutOfTime);
        }
        let code = self.code(headers.id, headers.timestamp, body);
        let fits = |signature: &str| {
            let given = signature.strip_prefix("v1,").and_then(|text| STANDARD.decode(text).ok());
            given.is_some_and(|given| code.clone().verify_slice(&given).is_ok())
        };
        // A longer list is an attempt to guess.
        if headers.signature.split(' ').take(8).any(fits) { Ok(()) } else { Err(Forged::WrongSignature) }
    }

    fn code(&self, id: &str, seconds: &str, body: &[u8]) -> Hmac<Sha256> {
        let mut code = self.keyed.clone();
        for part in [id.as_bytes(), b".", seconds.as_bytes(), b".", body] {
            code.update(part);
        }
        code
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// An instant as `webhook-timestamp` carries it.
pub fn seconds(at: Timestamp) -> String {
    at.millis().div_euclid(1_000).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"test": 2432232314}"#;

    fn secret() -> Secret {
        Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap()
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000).unwrap()
    }

    fn verify(
        secret: &Secret,
        id: &str,
        timestamp: &str,
        signature: &str,
        body: &[u8],
    ) -> Result<(), Forged> {
        secret.verify(Headers { id, timestamp, signature }, body, at(1_614_265_330))
    }

    #[test]
    fn the_published_example_of_the_standard_has_the_published_signature() {
        let signature = secret().sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at(1_614_265_330), BODY);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let taken = verify(&secret(), "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", &signature, BODY);
        assert_eq!(taken, Ok(()));
    }

    #[test]
    fn anything_changed_is_refused() {
        let signature = secret().sign("id", at(1_614_265_330), BODY);
        let wrong = Err(Forged::WrongSignature);
        assert_eq!(verify(&secret(), "id", "1614265330", &signature, b"{}"), wrong);
        assert_eq!(verify(&secret(), "other", "1614265330", &signature, BODY), wrong);
        assert_eq!(verify(&secret(), "id", "1614265331", &signature, BODY), wrong);
        assert_eq!(verify(&secret(), "id", "1614265330", &signature[3..], BODY), wrong);
        assert_eq!(verify(&secret(), "id", "1614265330", &signature.replace("v1", "v2"), BODY), wrong);
        assert_eq!(verify(&secret(), "id", "1614265330", "v1,", BODY), wrong);
        assert_eq!(verify(&Secret::from_bytes(b"other"), "id", "1614265330", &signature, BODY), wrong);
        assert_eq!(verify(&secret(), "id", "1614265330", &signature, BODY), Ok(()));
    }

    #[test]
    fn an_old_request_and_one_from_the_future_are_refused() {
        for (signed, fate) in [
            (0, Ok(())),
            (300, Ok(())),
            (-300, Ok(())),
            (301, Err(Forged::OutOfTime)),
            (-301, Err(Forged::OutOfTime)),
        ] {
            let when = at(1_614_265_330 + signed);
            let signature = secret().sign("id", when, BODY);
            assert_eq!(verify(&secret(), "id", &seconds(when), &signature, BODY), fate, "{signed}");
        }
        for odd in ["", "now", "1e9", "9223372036854775808"] {
            assert_eq!(verify(&secret(), "id", odd, "v1,x", BODY), Err(Forged::Unsigned), "{odd}");
        }
        assert_eq!(verify(&secret(), "id", "-9223372036854775808", "v1,x", BODY), Err(Forged::OutOfTime));
    }

    #[test]
    fn one_fitting_signature_among_several_is_enough() {
        let old = Secret::from_bytes(b"the one before").sign("id", at(1_614_265_330), BODY);
        let new = secret().sign("id", at(1_614_265_330), BODY);
        assert_eq!(verify(&secret(), "id", "1614265330", &format!("{old} v1a,xyz {new}"), BODY), Ok(()));
        let many = format!("{}{new}", "v1,AAAA ".repeat(8));
        assert_eq!(verify(&secret(), "id", "1614265330", &many, BODY), Err(Forged::WrongSignature));
    }

    #[test]
    fn a_secret_is_read_with_and_without_its_prefix_and_padding() {
        let secret = Secret::parse("whsec_dGhpcyBpcyBhIHNlY3JldCBvZiAzMiBieXRlcyEhISE=").unwrap();
        assert!(!secret.is_short());
        for text in [
            "dGhpcyBpcyBhIHNlY3JldCBvZiAzMiBieXRlcyEhISE=",
            " whsec_dGhpcyBpcyBhIHNlY3JldCBvZiAzMiBieXRlcyEhISE ",
        ] {
            assert_eq!(Secret::parse(text).unwrap().reveal(), secret.reveal());
        }
        for text in ["", "whsec_", "whsec_ß", "not base64 at all"] {
            assert!(Secret::parse(text).is_err(), "{text}");
        }
        assert_eq!(format!("{secret:?}"), "Secret");
    }

    #[test]
    fn a_missing_header_is_no_signature() {
        assert_eq!(Headers::find(|name| (name != SIGNATURE).then_some("1")).unwrap_err(), Forged::Unsigned);
        assert_eq!(Headers::find(|_| Some("1")).unwrap().id, "1");
    }
}
