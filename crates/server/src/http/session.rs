//! Session tokens: a JWT in a cookie that names a session row, which can be revoked.

use axum::http::{HeaderMap, HeaderValue, header};
use domain::{SessionId, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// How long a session lasts, in milliseconds: 30 days.
pub(crate) const LIFETIME: i64 = 30 * 86_400_000;

/// How long somebody may be away at a provider, in milliseconds: ten minutes.
pub(crate) const ATTEMPT_LIFETIME: i64 = 600_000;

const COOKIE: &str = "minicrm_session";
const AWAY_COOKIE: &str = "minicrm_away";
/// Where the cookie of those who are away goes, and nowhere else.
const AWAY_PATH: &str = "/api/auth/google";
/// Tells what is signed for those who are away from a session.
const AWAY: &str = "away";

/// Signs and reads session tokens.
pub(crate) struct Sessions {
    signing: EncodingKey,
    reading: DecodingKey,
    secure: bool,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sid: SessionId,
    exp: i64,
}

#[derive(Serialize, Deserialize)]
struct AwayClaims<T> {
    aud: String,
    exp: i64,
    away: T,
}

impl Sessions {
    /// Sessions signed with a secret; `secure` where people come by https.
    pub(crate) fn new(secret: &str, secure: bool) -> Self {
        Self {
            signing: EncodingKey::from_secret(secret.as_bytes()),
            reading: DecodingKey::from_secret(secret.as_bytes()),
            secure,
        }
    }

    /// The token of a session.
    pub(crate) fn sign(
        &self,
        session: SessionId,
        expires_at: Timestamp,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = Claims { sid: session, exp: expires_at.millis() / 1_000 };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signing)
    }

    /// The session a token names, if we signed it and its time is not over. Whether it was revoked is the
    /// store's to say.
    pub(crate) fn read(&self, token: &str) -> Option<SessionId> {
        let validation = Validation::new(Algorithm::HS256);
        jsonwebtoken::decode::<Claims>(token, &self.reading, &validation).ok().map(|token| token.claims.sid)
    }

    /// What a browser carries while somebody is away at a provider: signed, so that nobody else can make it.
    pub(crate) fn sign_away(
        &self,
        away: &impl Serialize,
        expires_at: Timestamp,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = AwayClaims { aud: AWAY.to_owned(), exp: expires_at.millis() / 1_000, away };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signing)
    }

    /// The same, of somebody who has come back in time.
    pub(crate) fn read_away<T: DeserializeOwned + Clone>(&self, headers: &HeaderMap) -> Option<T> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AWAY]);
        let token = cookie(headers, AWAY_COOKIE)?;
        let claims = jsonwebtoken::decode::<AwayClaims<T>>(token, &self.reading, &validation).ok()?;
        Some(claims.claims.away)
    }

    /// The header that gives it to a browser.
    pub(crate) fn away_cookie(&self, token: &str) -> HeaderValue {
        self.header(AWAY_COOKIE, AWAY_PATH, token, ATTEMPT_LIFETIME / 1_000)
    }

    /// The header that takes it away.
    pub(crate) fn clear_away_cookie(&self) -> HeaderValue {
        self.header(AWAY_COOKIE, AWAY_PATH, "", 0)
    }

    /// The header that gives a browser its token.
    pub(crate) fn set_cookie(&self, token: &str) -> HeaderValue {
        self.header(COOKIE, "/", token, LIFETIME / 1_000)
    }

    /// The header that takes it away.
    pub(crate) fn clear_cookie(&self) -> HeaderValue {
        self.header(COOKIE, "/", "", 0)
    }

    fn header(&self, name: &str, path: &str, value: &str, max_age: i64) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let cookie =
            format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={max_age}{secure}");
        HeaderValue::from_str(&cookie).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

/// The token a browser sent.
pub(crate) fn cookie_token(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, COOKIE)
}

fn cookie<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == wanted && !value.is_empty()).map(|(_, value)| value)
}

/// The token or key a script sent.
pub(crate) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_only_by_who_signed_it() {
        let ours = Sessions::new(&"a".repeat(32), false);
        let theirs = Sessions::new(&"b".repeat(32), false);
        let session = SessionId::from_i64(7).unwrap();
        let soon = Timestamp::from_millis(4_000_000_000_000).unwrap();
        let token = ours.sign(session, soon).unwrap();
        assert_eq!(ours.read(&token), Some(session));
        assert_eq!(theirs.read(&token), None);
        assert_eq!(ours.read(&ours.sign(session, Timestamp::EPOCH).unwrap()), None, "expired");
    }

    #[test]
    fn what_is_signed_for_those_away_opens_no_session_and_the_other_way_round() {
        let ours = Sessions::new(&"a".repeat(32), false);
        let soon = Timestamp::from_millis(4_000_000_000_000).unwrap();
        let away = ours.sign_away(&"state", soon).unwrap();
        let session = ours.sign(SessionId::from_i64(7).unwrap(), soon).unwrap();
        assert_eq!(ours.read(&away), None);
        let carried = |token: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, format!("minicrm_away={token}").parse().unwrap());
            ours.read_away::<String>(&headers)
        };
        assert_eq!(carried(&away).as_deref(), Some("state"));
        assert_eq!(carried(&session), None);
        assert_eq!(carried(&ours.sign_away(&"state", Timestamp::EPOCH).unwrap()), None, "expired");
        assert_eq!(carried(&Sessions::new(&"b".repeat(32), false).sign_away(&"state", soon).unwrap()), None);
    }

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_of_plain_http_where_there_is_https() {
        let plain = Sessions::new(&"a".repeat(32), false).set_cookie("t");
        let secure = Sessions::new(&"a".repeat(32), true).set_cookie("t");
        assert!(plain.to_str().unwrap().contains("HttpOnly; SameSite=Lax"));
        assert!(secure.to_str().unwrap().ends_with("; Secure"));
    }
}
