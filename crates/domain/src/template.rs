//! Message text with variables: checked when it is saved, compiled once a campaign, rendered once a customer.
//!
//! The language is the part of Jinja that can be proven: text, `{{ variables }}` with filters, and `{% if %}`.
//! What passes [`Template::parse`] renders for every customer, without a missing value, a bare "null" or an
//! empty text: the check walks the tree of the message and refuses what it cannot prove. Rendering is
//! minijinja's, strict and with fuel, so that even a hole in the proof costs a message and not a campaign.
//!
//! Customers' values are data: they are put in after parsing, stay on one line, are escaped in HTML, and are
//! never taken for a link.

mod check;
mod filters;
pub mod format;
mod html;
mod marked;
mod presentable;
pub mod sms;
mod syntax;
mod values;
pub mod variable;

use minijinja::{Environment, UndefinedBehavior};

use crate::Channel;
use crate::campaign::MessageText;
use crate::customer::Customer;
use crate::field::FieldError;
use crate::workspace::Settings;
use check::Needs;
pub use sms::{SmsLength, sms_parts};
pub use variable::{VARIABLES, Variable, attribute_insert};

/// More than any text that passes the check can use: one unit is an instruction or 64 bytes.
const FUEL: u64 = 5_000_000;
const SUBJECT: &str = "subject";
const BODY: &str = "body";

/// A message's text, checked and compiled.
#[derive(Debug)]
pub struct Template {
    environment: Environment<'static>,
    needs: Needs,
    channel: Channel,
}

/// A message's text for one customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line; for email.
    pub subject: Option<String>,
    /// Plain text: at most 100,000 bytes, values within web addresses counted before they are encoded.
    pub body: String,
    /// The same as HTML; for email. A fragment without `<html>`, at most some six times as long as the body.
    pub html: Option<String>,
}

/// The text could not be made for a customer: a fault of ours, since the check lets no such text pass.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the text could not be made: {0}")]
pub struct RenderError(String);

impl Template {
    /// Checks and compiles a message. Errors name `message.subject` or `message.body`, and the line.
    pub fn parse(text: &MessageText, channel: Channel) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut needs = Needs::default();
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        filters::install(&mut environment);

        let subject = text.subject.as_ref().map(|subject| subject.as_str().to_owned());
        match (channel, &subject) {
            (Channel::Email, None) => {
                let message = "an email needs a subject";
                errors.push(FieldError::new("message.subject", "missing_subject", message));
            }
            (Channel::Sms, Some(_)) => {
                let message = "a text message has no subject";
                errors.push(FieldError::new("message.subject", "unexpected_subject", message));
            }
            _ => {}
        }
        let body = text.body.as_str().replace("\r\n", "\n").replace('\r', "\n");
        for (name, field, source) in
            [(SUBJECT, "message.subject", subject), (BODY, "message.body", Some(body))]
        {
            let Some(source) = source else { continue };
            match compile(&mut environment, name, source) {
                Ok(more) => needs.join(more),
                Err(problems) => {
                    errors.extend(problems.into_iter().map(|problem| problem.of(field, name == SUBJECT)));
                }
            }
        }
        if errors.is_empty() { Ok(Self { environment, needs, channel }) } else { Err(errors) }
    }

    /// The text for one customer.
    pub fn render(&self, customer: &Customer, settings: &Settings) -> Result<Rendered, RenderError> {
        let values = values::values(&self.needs, customer, settings);
        let marked = |name| {
            let template = self.environment.get_template(name)?;
            template.render(values.clone())
        };
        let body = marked(BODY).map_err(|error| RenderError(error.to_string()))?;
        let (subject, html) = match self.channel {
            Channel::Sms => (None, None),
            Channel::Email => {
                let subject = marked(SUBJECT).map_err(|error| RenderError(error.to_string()))?;
                (Some(one_line(&marked::text(&subject))), Some(html::html(&body)))
            }
        };
        Ok(Rendered { subject, body: marked::text(&body), html })
    }
}

fn compile(
    environment: &mut Environment<'static>,
    name: &'static str,
    source: String,
) -> Result<Needs, Vec<syntax::Problem>> {
    let needs = check::check(&syntax::tree(&source).map_err(|problem| vec![problem])?)?;
    environment.add_template_owned(name, source).map_err(|error| vec![syntax::Problem::of_engine(&error)])?;
    Ok(needs)
}

/// A subject is a header: whatever could end it becomes a blank.
fn one_line(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests;
