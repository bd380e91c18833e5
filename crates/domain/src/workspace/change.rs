//! What a person changes of a workspace's settings.

use std::num::NonZeroU32;

use super::sender::{PostalAddress, SenderName};
use super::{Currency, Sender, Settings, Voice};
use crate::Zone;
use crate::customer::{ConsentMode, Email, Text};
use crate::field::Field;

/// A change of settings. What is absent stays as it is, so that two people who change different things at the same
/// moment do not undo each other's change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SettingsChange {
    /// The shop's name.
    pub name: Option<Text>,
    /// What amounts are in.
    pub currency: Option<Currency>,
    /// Where days begin.
    pub zone: Option<Zone>,
    /// How it speaks.
    pub voice: Field<Voice>,
    /// Who its emails come from.
    pub sender: SenderChange,
    /// Whether silence counts as consent.
    pub consent: Option<ConsentMode>,
    /// The most people one campaign may be sent to.
    pub most_recipients: Field<NonZeroU32>,
}

/// A change of who emails come from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SenderChange {
    /// The name before the address.
    pub name: Field<SenderName>,
    /// The address.
    pub email: Field<Email>,
    /// Where answers go.
    pub reply_to: Field<Email>,
    /// Where the sender can be found.
    pub postal_address: Field<PostalAddress>,
}

impl From<Settings> for SettingsChange {
    /// Mentions everything: whatever was known before, after this change it is these settings.
    fn from(settings: Settings) -> Self {
        let Settings { name, currency, zone, voice, sender, consent, most_recipients } = settings;
        Self {
            name: Some(name),
            currency: Some(currency),
            zone: Some(zone),
            voice: voice.into(),
            sender: SenderChange {
                name: sender.name.into(),
                email: sender.email.into(),
                reply_to: sender.reply_to.into(),
                postal_address: sender.postal_address.into(),
            },
            consent: Some(consent),
            most_recipients: most_recipients.into(),
        }
    }
}

impl SettingsChange {
    /// Changes settings.
    pub fn merge_into(self, settings: &mut Settings) {
        let Self { name, currency, zone, voice, sender, consent, most_recipients } = self;
        if let Some(name) = name {
            settings.name = name;
        }
        if let Some(zone) = zone {
            settings.zone = zone;
        }
        settings.currency = currency.unwrap_or(settings.currency);
        settings.consent = consent.unwrap_or(settings.consent);
        voice.merge_into(&mut settings.voice);
        sender.merge_into(&mut settings.sender);
        most_recipients.merge_into(&mut settings.most_recipients);
    }
}

impl SenderChange {
    fn merge_into(self, known: &mut Sender) {
        self.name.merge_into(&mut known.name);
        self.email.merge_into(&mut known.email);
        self.reply_to.merge_into(&mut known.reply_to);
        self.postal_address.merge_into(&mut known.postal_address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_mentioned_stays_and_null_clears() {
        let mut settings = Settings::parse("Shop", "EUR", "Europe/Berlin").unwrap();
        let voice = Voice::parse("Dry, short.").unwrap();
        let address = Email::parse("hello@shop.com").unwrap();
        SettingsChange {
            voice: Field::Set(voice.clone()),
            sender: SenderChange { email: Field::Set(address.clone()), ..SenderChange::default() },
            consent: Some(ConsentMode::OptIn),
            most_recipients: Field::Set(NonZeroU32::MIN),
            ..SettingsChange::default()
        }
        .merge_into(&mut settings);
        assert_eq!((settings.name.as_str(), settings.zone.name()), ("Shop", "Europe/Berlin"));
        assert_eq!((&settings.voice, &settings.sender.email), (&Some(voice), &Some(address)));
        let before = settings.clone();
        SettingsChange::default().merge_into(&mut settings);
        assert_eq!(settings, before);
        let name = Text::parse("Other").ok();
        SettingsChange {
            name,
            voice: Field::Clear,
            most_recipients: Field::Clear,
            ..SettingsChange::default()
        }
        .merge_into(&mut settings);
        assert_eq!(
            (settings.name.as_str(), &settings.voice, settings.most_recipients),
            ("Other", &None, None)
        );
        assert_eq!((settings.consent, &settings.sender), (ConsentMode::OptIn, &before.sender));
        let decided = Settings::parse("Third", "USD", "UTC").unwrap();
        SettingsChange::from(decided.clone()).merge_into(&mut settings);
        assert_eq!(settings, decided);
    }
}
