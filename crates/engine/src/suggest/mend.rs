//! What a model wrote, made a message that can be saved: variables it invented are read as the ones it meant or taken
//! out, links nobody gave are taken out, and the parser of messages has the last word.

use domain::Channel;
use domain::campaign::{Body, MessageText, Subject};
use domain::template::{Template, Variable, attribute_insert};

/// What a message may hold.
#[derive(Debug, Clone)]
pub(super) struct Known<'a> {
    pub(super) channel: Channel,
    /// Names of the shop's own fields.
    pub(super) attributes: &'a [String],
    /// Every text the marketer gave: a link in it may be in a message, another may not.
    pub(super) given: &'a str,
}

/// A message that passes the check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mended {
    pub(super) subject: Option<String>,
    pub(super) body: String,
    /// What was changed, in sentences.
    pub(super) notes: Vec<String>,
}

/// Mends a message; `None` if nothing usable is left of it.
pub(super) fn mend(subject: Option<&str>, body: &str, known: &Known<'_>) -> Option<Mended> {
    let mut notes = Vec::new();
    let subject = match known.channel {
        Channel::Email => Some(one_line(subject?)),
        Channel::Sms => None,
    };
    let body = tidy_lines(body);
    let (subject, body) = if passes(subject.as_deref(), &body, known.channel)
        && !invents(subject.as_deref(), &body, known)
    {
        (subject, body)
    } else {
        (subject.map(|subject| variables(&subject, known, &mut notes)), variables(&body, known, &mut notes))
    };
    let subject =
        subject.map(|subject| one_line(&links(&placeholders(&subject, &mut notes), known, &mut notes)));
    let body = tidy_lines(&links(&placeholders(&body, &mut notes), known, &mut notes));
    notes.dedup();
    passes(subject.as_deref(), &body, known.channel).then_some(Mended { subject, body, notes })
}

fn passes(subject: Option<&str>, body: &str, channel: Channel) -> bool {
    let subject = subject.map(Subject::parse).transpose();
    let (Ok(subject), Ok(body)) = (subject, Body::parse(body)) else { return false };
    Template::parse(&MessageText { subject, body }, channel).is_ok()
}

/// True if a message speaks of a field of the shop that does not exist.
fn invents(subject: Option<&str>, body: &str, known: &Known<'_>) -> bool {
    let mut expressions = [subject.unwrap_or_default(), body].into_iter().flat_map(expressions_of);
    expressions.any(|inner| attribute_of(inner).is_some_and(|name| !is_attribute(name, known)))
}

fn is_attribute(name: &str, known: &Known<'_>) -> bool {
    known.attributes.iter().any(|attribute| attribute == name)
}

fn expressions_of(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{")
        .skip(1)
        .filter_map(|rest| rest.split("}}").next())
        .chain(text.split("{%").skip(1).filter_map(|rest| rest.split("%}").next()))
}

/// The attribute an expression speaks of first.
fn attribute_of(inner: &str) -> Option<&str> {
    let rest = &inner[inner.find("attributes")? + "attributes".len()..];
    if let Some(name) = rest.strip_prefix('.') {
        let end = name.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(name.len());
        return Some(&name[..end]);
    }
    let quoted = rest.strip_prefix('[')?.trim_start();
    let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    quoted[1..].split(quote).next()
}

/// The text with every expression the parser takes, and those it does not take mended one by one.
fn variables(text: &str, known: &Known<'_>, notes: &mut Vec<String>) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min() {
        mended.push_str(&without_strays(&rest[..open]));
        let kind = &rest[open..open + 2];
        let end = match kind {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        let inside = &rest[open + 2..];
        let Some((inner, after)) = inside.split_once(end) else {
            // Opened and never closed.
            rest = inside;
            continue;
        };
        if kind == "{{" {
            mended.push_str(&expression(inner.trim(), known, notes));
        }
        rest = after;
    }
    mended.push_str(&without_strays(rest));
    spaced(&mended)
}

/// Text between expressions without ends of expressions that never began.
fn without_strays(text: &str) -> String {
    text.replace("}}", "").replace("%}", "").replace("#}", "")
}

/// One expression as it may stand in a message; empty if nobody knows what it means.
fn expression(inner: &str, known: &Known<'_>, notes: &mut Vec<String>) -> String {
    let written = format!("{{{{ {inner} }}}}");
    if let Some(name) = attribute_of(inner) {
        if is_attribute(name, known) {
            return if alone(&written) { written } else { where_present(name) };
        }
    } else {
        if alone(&written) {
            return written;
        }
        let end = inner.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(inner.len());
        let name = &inner[..end];
        if let Some(variable) = Variable::named(name) {
            return variable.insert.to_owned();
        }
        // `customer.name` is nobody's, but what it means is plain.
        let last = inner.split(['|', ' ']).next().unwrap_or_default().rsplit('.').next().unwrap_or_default();
        let nearest =
            Variable::named(last).or_else(|| Variable::nearest(last)).filter(|meant| is_real(meant));
        if let Some(variable) = nearest {
            notes.push(format!("{{{{ {last} }}}} was read as {}.", variable.label));
            return variable.insert.to_owned();
        }
    }
    let name: String = inner.split('|').next().unwrap_or_default().trim().chars().take(40).collect();
    notes.push(format!("{{{{ {name} }}}} is no variable here and was taken out."));
    String::new()
}

/// An attribute for those who have it, and nothing for the others: what to say instead is not ours to invent.
fn where_present(name: &str) -> String {
    let insert = attribute_insert(name);
    let path = insert.trim_start_matches("{{ ").split(" | ").next().unwrap_or_default();
    format!("{{% if {path} %}}{{{{ {path} }}}}{{% endif %}}")
}

/// The last row of the table stands for all attributes and is no variable itself.
fn is_real(variable: &Variable) -> bool {
    Variable::named(variable.name).is_some()
}

fn alone(expression: &str) -> bool {
    passes(None, &format!("x {expression}"), Channel::Sms)
}

/// Places left for a person to fill: `[First name]` is read as the variable, `[link]` is pointed out.
fn placeholders(text: &str, notes: &mut Vec<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let end = rest.find(']').filter(|end| (2..=30).contains(end));
        let inside = end.map(|end| &rest[1..end]);
        // Within an expression a bracket names a field.
        let in_expression = filled.rfind("{{").is_some_and(|at| !filled[at..].contains("}}"));
        let words =
            |text: &str| text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '_' | '\'' | '-'));
        if let (Some(end), Some(inside)) = (end, inside.filter(|inside| !in_expression && words(inside))) {
            if let Some(variable) = Variable::nearest(inside).filter(|variable| is_real(variable)) {
                filled.push_str(variable.insert);
            } else {
                notes.push(format!("Fill in [{inside}] yourself."));
                filled.push_str(&rest[..=end]);
            }
            rest = &rest[end + 1..];
        } else {
            filled.push('[');
            rest = &rest[1..];
        }
    }
    filled.push_str(rest);
    filled
}

/// The text without web addresses that nobody gave.
fn links(text: &str, known: &Known<'_>, notes: &mut Vec<String>) -> String {
    let given = known.given.to_lowercase();
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = address_in(rest) {
        let address = &rest[at..];
        let end =
            address.find(|c: char| c.is_whitespace() || "<>\"'()[]{}".contains(c)).unwrap_or(address.len());
        let address = address[..end].trim_end_matches(['.', ',', '!', '?', ';', ':']);
        kept.push_str(&rest[..at]);
        if given.contains(host_of(address).as_str()) {
            kept.push_str(address);
        } else {
            let note = "A link that nobody gave was taken out.";
            if !notes.iter().any(|known| known == note) {
                notes.push(note.to_owned());
            }
        }
        rest = &rest[at + address.len()..];
    }
    kept.push_str(rest);
    if kept.len() == text.len() { kept } else { spaced(&kept) }
}

fn address_in(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    ["http://", "https://", "www."].into_iter().filter_map(|start| lower.find(start)).min()
}

fn host_of(address: &str) -> String {
    let lower = address.to_lowercase();
    let host = lower.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    host.split(['/', '?', '#', ':']).next().unwrap_or_default().to_owned()
}

/// What is left where something was taken out: no two blanks, none before a comma.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, ' ' | ',' | '.' | '!' | '?' | ';' | ':' | '\n') && spaced.ends_with(' ') {
            spaced.pop();
        }
        spaced.push(c);
    }
    spaced
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control())
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Lines without blanks at their ends, no two empty ones after another, no control letters.
fn tidy_lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<String> = Vec::new();
    for line in text.trim().lines() {
        let line: String = line.trim_end().chars().filter(|c| !c.is_control()).collect();
        if !(line.is_empty() && lines.last().is_some_and(String::is_empty)) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sms(body: &str) -> Option<(String, Vec<String>)> {
        let attributes = ["roast".to_owned(), "shoe size".to_owned()];
        let known = Known {
            channel: Channel::Sms,
            attributes: &attributes,
            given: "See https://shop.example/spring today",
        };
        mend(None, body, &known).map(|mended| (mended.body, mended.notes))
    }

    #[test]
    fn what_the_parser_takes_is_left_as_it_is() {
        for body in [
            "Plain text, 100% off {sometimes}.",
            r#"Hi {{ firstName | default("there") }}!"#,
            "{% if city %}See you in {{ city }}!{% else %}See you!{% endif %}",
            r#"Your {{ attributes.roast | default("coffee") }} and {{ attributes["shoe size"] | default("size") }}."#,
            "At https://shop.example/spring?x=1 now",
        ] {
            assert_eq!(sms(body), Some((body.to_owned(), vec![])), "{body}");
        }
    }

    #[test]
    fn a_variable_is_completed_read_as_the_one_that_was_meant_or_taken_out() {
        for (body, mended, notes) in [
            ("Hi {{ firstName }}!", r#"Hi {{ firstName | default("there") }}!"#, 0),
            ("Hi {{first_name}}!", r#"Hi {{ firstName | default("there") }}!"#, 1),
            ("Hi {{ customer.name }}!", r#"Hi {{ name | default("there") }}!"#, 1),
            ("You spent {{ totalSpend }}.", "You spent {{ totalSpend | currency }}.", 0),
            ("Your {{ loyaltyPoints }} points wait.", "Your points wait.", 1),
            ("Take {{ attributes.points | default(\"\") }} points.", "Take points.", 1),
            (
                "Your {{ attributes.roast }}",
                "Your {% if attributes.roast %}{{ attributes.roast }}{% endif %}",
                0,
            ),
            ("Hi {{ 7 * 7 }}{{ ''.__class__ }} there", "Hi there", 2),
            ("{% for x in range(9) %}Hi{% endfor %} there {# note #}", "Hi there", 0),
            ("Hi {{ name", "Hi name", 0),
            (
                "Hi [First Name], from [Shop name]",
                r#"Hi {{ firstName | default("there") }}, from {{ workspace }}"#,
                0,
            ),
            ("Book at [link]", "Book at [link]", 1),
        ] {
            let (text, said) = sms(body).unwrap_or_else(|| panic!("{body}"));
            assert_eq!((text.as_str(), said.len()), (mended, notes), "{body}: {said:?}");
        }
    }

    #[test]
    fn a_link_nobody_gave_is_taken_out() {
        let (text, notes) =
            sms("Pay at https://evil.example/pay, or www.evil.example. See shop.example!").unwrap();
        assert_eq!((text.as_str(), notes.len()), ("Pay at, or. See shop.example!", 1));
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        for body in ["", " \n ", "{{ invented }}", "{% raw %}"] {
            assert_eq!(sms(body), None, "{body:?}");
        }
        let known = Known { channel: Channel::Email, attributes: &[], given: "" };
        assert_eq!(mend(None, "Text", &known), None, "an email has a subject");
        let mended = mend(Some(" A\r\nBcc: x\u{0} "), "One\r\n\r\n\r\n\r\nTwo  ", &known).unwrap();
        assert_eq!((mended.subject.as_deref(), mended.body.as_str()), (Some("A Bcc: x"), "One\n\nTwo"));
    }
}
