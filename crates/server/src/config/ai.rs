//! Settings of AI.

use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;
use engine::ai::{AiSettings, Key, Provider};

use super::{Hidden, web_address};

/// Where OpenAI is.
const OPENAI: &str = "https://api.openai.com/v1";
/// Where Ollama listens unless told otherwise.
const OLLAMA: &str = "http://localhost:11434/v1";

/// Who writes suggestions and makes rules of words. Nothing set: nobody but the offline copywriter.
#[derive(Debug, Clone, Args)]
pub(crate) struct AiConfig {
    /// Key to Gemini; with it, Gemini writes suggestions
    #[arg(long, env = "GEMINI_API_KEY", hide_env_values = true)]
    gemini_api_key: Option<Hidden>,

    /// Model of Gemini
    #[arg(long, env = "GEMINI_MODEL", default_value = "gemini-flash-latest")]
    gemini_model: String,

    /// Address of Gemini's REST interface
    #[arg(long, env = "GEMINI_BASE_URL", default_value = "https://generativelanguage.googleapis.com", value_parser = web_address)]
    gemini_base_url: String,

    /// Who is asked: gemini, openai (any server that speaks its chat completions), ollama, or off [default: whoever is set up]
    #[arg(long, env = "AI_PROVIDER", value_parser = ["gemini", "openai", "ollama", "off"])]
    ai_provider: Option<String>,

    /// Address of an OpenAI-compatible server, with its version [default: OpenAI, or Ollama on this machine]
    #[arg(long, env = "AI_BASE_URL", value_parser = web_address)]
    ai_base_url: Option<String>,

    /// Key to that server, if it wants one
    #[arg(long, env = "AI_API_KEY", hide_env_values = true)]
    ai_api_key: Option<Hidden>,

    /// Model of that server
    #[arg(long, env = "AI_MODEL")]
    ai_model: Option<String>,

    /// Seconds one answer may take, retries included
    #[arg(long, env = "AI_TIMEOUT", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=55))]
    ai_timeout: u64,

    /// AI requests a workspace may make a minute
    #[arg(long, env = "AI_PER_MINUTE", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    ai_per_minute: u32,
}

impl AiConfig {
    /// Who is asked and how; nobody where nothing is set. An error names the setting that is missing.
    pub(crate) fn settings(&self) -> Result<Option<AiSettings>> {
        let gemini = key(self.gemini_api_key.as_ref(), "GEMINI_API_KEY")?;
        let other = key(self.ai_api_key.as_ref(), "AI_API_KEY")?;
        let model = self.ai_model.clone().filter(|model| !model.trim().is_empty());
        let provider = match self.ai_provider.as_deref() {
            Some("off") => return Ok(None),
            Some("gemini") if gemini.is_none() => bail!("AI_PROVIDER is gemini: set GEMINI_API_KEY, too"),
            Some("gemini") => Provider::Gemini,
            Some("openai") => Provider::OpenAi,
            Some("ollama") => Provider::Ollama,
            _ if gemini.is_some() => Provider::Gemini,
            _ if self.ai_base_url.is_some() || other.is_some() => Provider::OpenAi,
            _ => return Ok(None),
        };
        let (base_url, key, model) = match provider {
            Provider::Gemini => (self.gemini_base_url.clone(), gemini, Some(self.gemini_model.clone())),
            Provider::OpenAi => (self.ai_base_url.clone().unwrap_or_else(|| OPENAI.to_owned()), other, model),
            Provider::Ollama => (self.ai_base_url.clone().unwrap_or_else(|| OLLAMA.to_owned()), other, model),
        };
        let Some(model) = model else {
            bail!("{} is asked: set AI_MODEL to one of its models", provider.name())
        };
        let patience = Duration::from_secs(self.ai_timeout);
        Ok(Some(AiSettings { provider, base_url, key, model, patience, per_minute: self.ai_per_minute }))
    }
}

fn key(given: Option<&Hidden>, setting: &str) -> Result<Option<Key>> {
    let Some(Hidden(text)) = given.filter(|Hidden(text)| !text.trim().is_empty()) else { return Ok(None) };
    match Key::parse(text) {
        Some(key) => Ok(Some(key)),
        None => bail!("{setting} holds letters that no key has"),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        ai: AiConfig,
    }

    fn settings(arguments: &[&str]) -> Result<Option<AiSettings>> {
        Line::try_parse_from(std::iter::once(&"minicrm").chain(arguments)).unwrap().ai.settings()
    }

    #[test]
    fn whoever_is_set_up_is_asked_and_nobody_without_settings() {
        assert!(settings(&[]).unwrap().is_none());
        assert!(settings(&["--gemini-api-key", " "]).unwrap().is_none());
        let gemini = settings(&["--gemini-api-key", "k"]).unwrap().unwrap();
        assert_eq!((gemini.provider, gemini.model.as_str()), (Provider::Gemini, "gemini-flash-latest"));
        assert_eq!(gemini.base_url, "https://generativelanguage.googleapis.com");
        let other =
            settings(&["--ai-base-url", "https://llm.shop.com/v1/", "--ai-model", "m"]).unwrap().unwrap();
        assert_eq!((other.provider, other.base_url.as_str()), (Provider::OpenAi, "https://llm.shop.com/v1"));
        let local = settings(&["--ai-provider", "ollama", "--ai-model", "llama3.3", "--gemini-api-key", "k"])
            .unwrap()
            .unwrap();
        assert_eq!(
            (local.provider, local.base_url.as_str(), local.key.is_none()),
            (Provider::Ollama, OLLAMA, true)
        );
        assert!(settings(&["--ai-provider", "off", "--gemini-api-key", "k"]).unwrap().is_none());
    }

    #[test]
    fn a_missing_setting_is_named() {
        for (arguments, named) in [
            (&["--ai-provider", "gemini"][..], "GEMINI_API_KEY"),
            (&["--ai-provider", "openai"][..], "AI_MODEL"),
            (&["--ai-provider", "ollama"][..], "AI_MODEL"),
            (&["--gemini-api-key", "a\nb"][..], "GEMINI_API_KEY"),
        ] {
            assert!(settings(arguments).unwrap_err().to_string().contains(named), "{arguments:?}");
        }
    }

    #[test]
    fn a_key_is_not_printed() {
        let line =
            Line::try_parse_from(["minicrm", "--gemini-api-key", "AIza-secret", "--ai-api-key", "sk-secret"])
                .unwrap();
        assert!(!format!("{:?}", line.ai).contains("secret"));
    }
}
