//! Signing in by an OpenID provider. Discovery, the code's exchange and every check of a token are `openidconnect`'s;
//! this keeps what the provider said of itself, and says in our words what came of it.

mod spent;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use axum::http;
use domain::account::Identity;
use domain::customer::Email;
use jiff::Timestamp;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier,
    CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse,
    IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError, TokenResponse,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use self::spent::Spent;
use crate::config::Config;
use crate::http::session::ATTEMPT_LIFETIME;
use crate::secrets;

/// How long the provider's description and keys are believed.
const BELIEVED: Duration = Duration::from_hours(1);
/// Keys are asked for again at most this often, however many tokens come that none of them signed.
const AT_MOST_EVERY: Duration = Duration::from_secs(1);
/// How long the provider may take for an answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How old a token may be that a caller brings, in seconds.
const FRESH: i64 = 600;
/// Bytes of an answer of the provider that are read.
const MAX_ANSWER: usize = 1 << 20;

/// Signatures that are believed: public keys only, so that nothing we share with the provider can forge one.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 6] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Why somebody was not signed in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The provider does not answer, or not in the way providers do.
    #[error("the provider cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What was brought proves nothing.
    #[error("the sign-in proves nothing: {0}")]
    Invalid(String),
    /// The provider does not vouch for the address.
    #[error("the provider has not verified the email address")]
    Unverified,
}

/// What must be remembered between sending somebody to the provider and their coming back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Attempt {
    state: String,
    nonce: String,
    verifier: String,
}

/// The provider people sign in by.
pub(crate) struct Provider {
    issuer: IssuerUrl,
    client: ClientId,
    secret: ClientSecret,
    redirect: RedirectUrl,
    http: reqwest::Client,
    known: Mutex<Option<(Instant, Arc<CoreProviderMetadata>)>>,
    spent: Spent,
}

impl Provider {
    /// The provider of the settings, if there is one.
    pub(crate) fn new(config: &Config) -> anyhow::Result<Option<Self>> {
        let (Some(client), Some(secret)) = (&config.google_client_id, &config.google_client_secret) else {
            anyhow::ensure!(
                config.google_client_id.is_none() && config.google_client_secret.is_none(),
                "GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET belong together: set both, or neither"
            );
            return Ok(None);
        };
        // Nobody is led elsewhere by an answer.
        let http = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
        Ok(Some(Self {
            issuer: IssuerUrl::new(config.oidc_issuer.clone()).context("OIDC_ISSUER is no address")?,
            client: ClientId::new(client.clone()),
            secret: ClientSecret::new(secret.to_string()),
            redirect: RedirectUrl::new(format!("{}/api/auth/google/callback", config.base_url()))
                .context("BASE_URL_BACKEND is no address")?,
            http: http.build().context("cannot set up the sign-in")?,
            known: Mutex::default(),
            spent: Spent::default(),
        }))
    }

    /// What people call it.
    pub(crate) fn name(&self) -> String {
        match self.issuer.url().host_str() {
            Some("accounts.google.com") => "Google".to_owned(),
            host => host.unwrap_or_default().to_owned(),
        }
    }

    /// Where to send somebody, and what to remember until they come back.
    pub(crate) async fn begin(&self) -> Result<(String, Attempt), Refusal> {
        let known = self.known(BELIEVED).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = CoreClient::from_provider_metadata(
            CoreProviderMetadata::clone(&known),
            self.client.clone(),
            Some(self.secret.clone()),
        )
        .set_redirect_uri(self.redirect.clone())
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(["email", "profile"].map(|scope| Scope::new(scope.to_owned())))
        .set_pkce_challenge(challenge)
        .url();
        let attempt = Attempt {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        };
        Ok((url.to_string(), attempt))
    }

    /// Who has come back with a code.
    pub(crate) async fn finish(
        &self,
        attempt: Attempt,
        state: &str,
        code: String,
    ) -> Result<Identity, Refusal> {
        // Hashes, so that the time it takes tells nothing.
        let begun = secrets::hash(&attempt.state);
        if begun != secrets::hash(state) {
            return Err(Refusal::Invalid("it was begun elsewhere".into()));
        }
        if !self.spent.first(begun, Duration::from_millis(ATTEMPT_LIFETIME.unsigned_abs())) {
            return Err(Refusal::Invalid("it was finished before".into()));
        }
        let known = self.known(BELIEVED).await?;
        let client = CoreClient::from_provider_metadata(
            CoreProviderMetadata::clone(&known),
            self.client.clone(),
            Some(self.secret.clone()),
        )
        .set_redirect_uri(self.redirect.clone());
        let request = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| Refusal::Unreachable(error.into()))?
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier));
        let call = |request| call(self.http.clone(), request);
        let answer = request.request_async(&call).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(said) => Refusal::Invalid(said.error().to_string()),
            error => Refusal::Unreachable(Box::new(error)),
        })?;
        let token =
            answer.id_token().ok_or_else(|| Refusal::Invalid("the provider sent no ID token".into()))?;
        let nonce = Nonce::new(attempt.nonce);
        self.identity(token, Some(&nonce), None).await
    }

    /// Whom a token names that a caller brings. A nonce that the token carries must be the one given.
    pub(crate) async fn verify(&self, token: &str, nonce: Option<&str>) -> Result<Identity, Refusal> {
        let token: CoreIdToken = token.parse().map_err(|_| Refusal::Invalid("this is no ID token".into()))?;
        let nonce = nonce.map(|nonce| Nonce::new(nonce.to_owned()));
        self.identity(&token, nonce.as_ref(), Some(FRESH)).await
    }

    /// Checks a token; if no key we know has signed it, once more with the keys of this moment.
    async fn identity(
        &self,
        token: &CoreIdToken,
        nonce: Option<&Nonce>,
        fresh: Option<i64>,
    ) -> Result<Identity, Refusal> {
        let known = self.known(BELIEVED).await?;
        let claims = match self.claims(&known, token, nonce, fresh) {
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey | SignatureVerificationError::CryptoError(_),
            )) => {
                let known = self.known(AT_MOST_EVERY).await?;
                self.claims(&known, token, nonce, fresh)
            }
            checked => checked,
        };
        let claims = claims.map_err(|error| {
            tracing::info!(error = &error as &dyn std::error::Error, "an ID token was refused");
            Refusal::Invalid(error.to_string())
        })?;
        let email = claims.email().filter(|_| claims.email_verified() == Some(true));
        let email = email.and_then(|email| Email::parse(email).ok()).ok_or(Refusal::Unverified)?;
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.trim().to_owned());
        Ok(Identity {
            issuer: claims.issuer().to_string(),
            subject: claims.subject().to_string(),
            email,
            name: name.filter(|name| !name.is_empty()).map(|name| name.chars().take(256).collect()),
        })
    }

    /// Signature, issuer, audience, expiry, nonce, and age if that matters.
    fn claims(
        &self,
        known: &CoreProviderMetadata,
        token: &CoreIdToken,
        nonce: Option<&Nonce>,
        fresh: Option<i64>,
    ) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
        let now = Timestamp::now().as_second();
        let verifier = CoreIdTokenVerifier::new_public_client(
            self.client.clone(),
            known.issuer().clone(),
            known.jwks().clone(),
        )
        .set_allowed_algs(ALGORITHMS)
        .set_issue_time_verifier_fn(|issued| match fresh {
            Some(seconds) if now - issued.timestamp() > seconds => Err("issued too long ago".into()),
            _ => Ok(()),
        });
        let absent = |found: Option<&Nonce>| match found {
            None => Ok(()),
            Some(_) => Err("nobody asked for one".to_owned()),
        };
        match nonce {
            Some(nonce) => token.claims(&verifier, nonce).cloned(),
            None => token.claims(&verifier, absent).cloned(),
        }
    }

    /// What the provider says of itself, not older than so long.
    async fn known(&self, at_most: Duration) -> Result<Arc<CoreProviderMetadata>, Refusal> {
        // Whoever comes meanwhile waits for the same answer.
        let mut known = self.known.lock().await;
        if let Some((at, metadata)) = known.as_ref().filter(|(at, _)| at.elapsed() < at_most) {
            tracing::trace!(age = ?at.elapsed(), "the provider is known");
            return Ok(metadata.clone());
        }
        let call = |request| call(self.http.clone(), request);
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &call).await;
        let metadata = Arc::new(metadata.map_err(|error| Refusal::Unreachable(Box::new(error)))?);
        *known = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }
}

/// Why the provider could not be asked.
#[derive(Debug, thiserror::Error)]
enum CallError {
    #[error("the request failed")]
    Request(#[from] reqwest::Error),
    #[error("the answer is larger than {MAX_ANSWER} bytes")]
    TooLarge,
    #[error("the answer makes no sense")]
    Answer(#[from] http::Error),
}

/// Carries a request of `openidconnect` by our client.
async fn call(client: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, CallError> {
    let mut response = client.execute(request.try_into()?).await?;
    let mut answer = http::Response::builder().status(response.status());
    if let Some(headers) = answer.headers_mut() {
        headers.clone_from(response.headers());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(CallError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(answer.body(body)?)
}
