//! From text to a tree, within limits, with errors that say in plain words what is wrong in which line.
//!
//! minijinja's own parser is used through its `unstable_machinery`. Its tree is what makes the check sound:
//! what is not known to be harmless is refused, new constructs of later versions included. Since that interface
//! may change with any release, the version is pinned, and nothing outside this folder sees it.

use minijinja::machinery::{Token, ast, parse, tokenize};
use minijinja::syntax::SyntaxConfig;

use super::presentable::marks;
use crate::field::FieldError;

/// Something wrong with a text, before it is known in which field it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// From 1.
    pub(super) line: usize,
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Problem {
    /// The problem as an error of a field; where a text can only have one line, it goes without saying.
    pub(super) fn of(self, field: &str, one_line: bool) -> FieldError {
        let message = if one_line { self.message } else { format!("line {}: {}", self.line, self.message) };
        FieldError::new(field, self.code, message)
    }

    /// What the engine does not compile although the check has passed it.
    pub(super) fn of_engine(error: &minijinja::Error) -> Self {
        problem(error.line().unwrap_or(1), "syntax", plain(error.detail().unwrap_or_default()))
    }
}

/// The most words and signs within one `{{ }}` or `{% %}`. The parser calls itself once for each sign in a row.
const TOKENS: usize = 100;
/// The most `{{ }}` and `{% %}` in a text.
const TAGS: usize = 500;
/// The most `{% if %}` and `{% elif %}` within each other.
const DEPTH: usize = 50;

/// Parses a text.
pub(super) fn tree(source: &str) -> Result<ast::Stmt<'_>, Problem> {
    if let Some(line) = source.lines().position(|line| line.contains(marks)) {
        return Err(problem(
            line + 1,
            "invalid_text",
            "there is a character that is no text (U+FDD0)".into(),
        ));
    }
    let unclosed = measure(source)?;
    parse(source, "message", SyntaxConfig::default()).map_err(|error| match unclosed {
        Some(line) if error.detail().is_some_and(|detail| detail.contains("end of input")) => {
            problem(line, "syntax", "this {% if %} is not closed: {% endif %} is missing".into())
        }
        _ => explain(&error, source),
    })
}

/// Refuses, before anything calls itself, what is too deep for that. Answers with the line of a condition that
/// does not end.
fn measure(source: &str) -> Result<Option<usize>, Problem> {
    let too_complex = |line, what: &str| problem(line, "too_complex", format!("this is too complex: {what}"));
    let (mut tags, mut tokens, mut begins) = (0, 0, false);
    let mut open: Vec<usize> = Vec::new();
    let mut branches = 0;
    for token in tokenize(source, false, SyntaxConfig::default()) {
        let (token, span) = token.map_err(|error| explain(&error, source))?;
        let line = usize::from(span.start_line);
        match token {
            Token::VariableStart | Token::BlockStart => {
                (tags, tokens, begins) = (tags + 1, 0, matches!(token, Token::BlockStart));
                if tags > TAGS {
                    return Err(too_complex(
                        line,
                        &format!("at most {TAGS} variables and conditions are possible"),
                    ));
                }
                continue;
            }
            Token::VariableEnd | Token::BlockEnd | Token::TemplateData(_) => continue,
            Token::Ident("if") if begins => open.push(line),
            Token::Ident("elif") if begins => branches += 1,
            Token::Ident(word @ ("endif" | "else")) if begins && open.is_empty() => {
                return Err(problem(
                    line,
                    "syntax",
                    format!("{{% {word} %}} stands without an {{% if %}} before it"),
                ));
            }
            Token::Ident("endif") if begins => {
                open.pop();
                if open.is_empty() {
                    branches = 0;
                }
            }
            _ => {}
        }
        (tokens, begins) = (tokens + 1, false);
        if open.len() + branches > DEPTH {
            return Err(too_complex(
                line,
                &format!("at most {DEPTH} conditions within each other are possible"),
            ));
        }
        if tokens > TOKENS {
            return Err(too_complex(
                line,
                &format!("at most {TOKENS} words and signs are possible in one place"),
            ));
        }
    }
    Ok(open.pop())
}

fn problem(line: usize, code: &'static str, message: String) -> Problem {
    Problem { line, code, message }
}

/// An error of the parser in plain words.
fn explain(error: &minijinja::Error, source: &str) -> Problem {
    let line = error.line().unwrap_or(1).max(1);
    let written = source.lines().nth(line - 1).unwrap_or_default();
    let detail = error.detail().unwrap_or_default();
    if let Some(statement) = detail.strip_prefix("unknown statement ") {
        return problem(line, "not_allowed", not_allowed(statement));
    }
    let message = match detail {
        "unexpected character" if written.contains(['“', '”', '„', '‘', '’', '«', '»']) => {
            "curly quotes cannot stand here: use straight ones, as in default(\"there\")".to_owned()
        }
        "unexpected character" => {
            "there is a character that cannot stand between {{ and }}; an attribute with an unusual name is \
             written attributes[\"its name\"]"
                .to_owned()
        }
        "unexpected end of string" => "a text in quotes is not closed".to_owned(),
        "unexpected end of comment" => "a comment is not closed: #} is missing".to_owned(),
        "unexpected end of raw block" => "{% raw %} is not closed: {% endraw %} is missing".to_owned(),
        detail => plain(detail),
    };
    problem(line, "syntax", message)
}

/// What a forbidden statement is answered with.
pub(super) fn not_allowed(statement: &str) -> String {
    format!(
        "{{% {statement} %}} is not possible in a message: only {{% if %}}, {{% elif %}}, {{% else %}} and {{% endif %}} are"
    )
}

fn plain(detail: &str) -> String {
    const WORDS: [(&str, &str); 9] = [
        ("end of variable block", "}}"),
        ("start of variable block", "{{"),
        ("start of block", "{%"),
        ("end of block", "%}"),
        ("end of input", "the end of the message"),
        ("template-data", "text"),
        ("identifier or integer", "a name"),
        ("identifier", "a name"),
        ("string", "a text in quotes"),
    ];
    let reworded = |part: &str| {
        let known = WORDS.iter().find(|(theirs, _)| *theirs == part);
        known.map_or_else(|| part.replace('`', "\""), |(_, ours)| (*ours).to_owned())
    };
    let unexpected = detail.strip_prefix("unexpected ");
    match unexpected.map(|parts| parts.split_once(", expected ").unwrap_or((parts, ""))) {
        Some((found, "")) => format!("{} cannot stand here", reworded(found)),
        Some((found, expected)) => format!("{} was expected, not {}", reworded(expected), reworded(found)),
        None if detail.is_empty() => "this cannot be understood".to_owned(),
        None => format!("this cannot be understood: {detail}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(source: &str) -> (usize, &'static str, String) {
        let problem = tree(source).map(|_| ()).unwrap_err();
        (problem.line, problem.code, problem.message)
    }

    #[test]
    fn syntax_errors_name_their_line_in_plain_words() {
        for (source, line, words) in [
            ("Hi\n{{ name", 2, "}} was expected, not the end of the message"),
            ("Hi {{ name, welcome", 1, "}} was expected, not \",\""),
            ("{{ name }\nmore", 1, "}} was expected, not \"}\""),
            ("{{ }}", 1, "}} cannot stand here"),
            (
                "\n\n{{ name | default(“there”) }}",
                3,
                "curly quotes cannot stand here: use straight ones, as in default(\"there\")",
            ),
            ("{{ name | default(\"there) }}", 1, "a text in quotes is not closed"),
            ("{# note", 1, "a comment is not closed: #} is missing"),
            ("a\n{% if name %}b\nc", 2, "this {% if %} is not closed: {% endif %} is missing"),
            ("{% endif %}", 1, "{% endif %} stands without an {% if %} before it"),
            ("{% else %}", 1, "{% else %} stands without an {% if %} before it"),
            ("{% if %}x{% endif %}", 1, "%} cannot stand here"),
            ("{% if name }x{% endif %}", 1, "%} was expected, not \"}\""),
            ("{{ name | }}", 1, "a name was expected, not }}"),
            ("{{ attributes. }}", 1, "a name was expected, not }}"),
        ] {
            assert_eq!(wrong(source), (line, "syntax", words.to_owned()), "{source}");
        }
    }

    #[test]
    fn statements_of_other_templates_are_not_possible() {
        for source in
            ["{% include 'x' %}", "{% extends 'x' %}", "{% import 'x' as y %}", "{% block x %}{% endblock %}"]
        {
            assert_eq!(wrong(source).1, "not_allowed", "{source}");
        }
    }

    #[test]
    fn what_would_be_too_deep_for_the_parser_is_refused_before_it_sees_it() {
        let long = [
            format!("{{{{ {}1 }}}}", "- ".repeat(9_000)),
            format!("{{% if {}name %}}{{% endif %}}", "not ".repeat(4_000)),
            format!("{{{{ {}1{} }}}}", "(".repeat(9_000), ")".repeat(9_000)),
            format!("{{{{ name{} }}}}", "|trim".repeat(3_000)),
            format!("{{% if name{} %}}{{% endif %}}", " or name".repeat(2_000)),
            format!("{{{{ {}1 }}}}", "1 if 1 else ".repeat(1_600)),
            "{% if name %}".repeat(1_400),
            format!("{{% if name %}}{}{{% endif %}}", "{% elif name %}".repeat(1_200)),
            "{{ visits }}".repeat(1_600),
        ];
        for source in long {
            assert_eq!(wrong(&source).1, "too_complex", "{}", &source[..40]);
        }
    }
}
