//! A rendered text in which values stand between marks, so that what a customer is called is never taken for
//! what a marketer wrote.

use super::presentable::{CLOSE, OPEN};

/// A stretch of a rendered text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// As written in the message.
    Written(&'a str),
    /// A customer's value.
    Value(&'a str),
    /// A web address a marketer wrote, perhaps with values in it.
    Link(&'a [Part<'a>]),
}

/// A stretch of a web address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    pub(super) is_value: bool,
}

/// The plain text: marks gone, values within web addresses percent-encoded so that the address still works.
pub(super) fn text(marked: &str) -> String {
    let mut text = String::with_capacity(marked.len());
    pieces(marked, |piece| match piece {
        Piece::Written(run) | Piece::Value(run) => text.push_str(run),
        Piece::Link(parts) => address(parts, &mut text),
    });
    text
}

/// Writes a web address as it is followed.
pub(super) fn address(parts: &[Part<'_>], to: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for part in parts {
        if !part.is_value {
            to.push_str(part.text);
            continue;
        }
        for byte in part.text.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                to.push(byte.into());
            } else {
                let hex = [byte >> 4, byte & 15].map(|digit| char::from(HEX[usize::from(digit)]));
                to.extend(['%', hex[0], hex[1]]);
            }
        }
    }
}

/// Divides a rendered text. A web address begins where a marketer wrote `http://` or `https://`, and ends at
/// a blank, a quote or an angle bracket; it goes on through values.
pub(super) fn pieces(marked: &str, mut take: impl FnMut(Piece<'_>)) {
    let mut link: Option<Vec<Part<'_>>> = None;
    for (run, is_value) in runs(marked) {
        if is_value {
            match &mut link {
                Some(parts) => parts.push(Part { text: run, is_value }),
                None => take(Piece::Value(run)),
            }
            continue;
        }
        let mut rest = run;
        loop {
            if let Some(parts) = &mut link {
                let end = rest.find(ends_address).unwrap_or(rest.len());
                parts.push(Part { text: &rest[..end], is_value });
                rest = &rest[end..];
                if rest.is_empty() {
                    break;
                }
                close(std::mem::take(parts), &mut take);
                link = None;
            }
            let start = begins_address(rest);
            let before = &rest[..start.unwrap_or(rest.len())];
            if !before.is_empty() {
                take(Piece::Written(before));
            }
            let Some(start) = start else { break };
            rest = &rest[start..];
            link = Some(Vec::new());
        }
    }
    if let Some(parts) = link {
        close(parts, &mut take);
    }
}

/// The stretches between marks, and whether each is a value. Marks come in pairs: only the renderer writes them.
fn runs(marked: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = marked;
    let mut is_value = false;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mark = if is_value { CLOSE } else { OPEN };
        let (run, after) = rest.split_once(mark).unwrap_or((rest, ""));
        rest = after;
        is_value = !is_value;
        Some((run, !is_value))
    })
}

fn begins_address(text: &str) -> Option<usize> {
    text.match_indices("http").map(|(at, _)| at).find(|at| {
        let scheme = text[*at..].starts_with("https://") || text[*at..].starts_with("http://");
        scheme && !text[..*at].ends_with(char::is_alphanumeric)
    })
}

fn ends_address(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\'' | '`' | '“' | '”' | '’')
}

/// Hands a web address on, without the full stop of the sentence it stands in.
fn close(mut parts: Vec<Part<'_>>, take: &mut impl FnMut(Piece<'_>)) {
    let mut after = "";
    if let Some(last) = parts.last_mut().filter(|last| !last.is_value) {
        let opened = last.text.contains('(');
        let punctuation =
            |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…') || (c == ')' && !opened);
        let end = last.text.trim_end_matches(punctuation).len();
        (last.text, after) = last.text.split_at(end);
    }
    parts.retain(|part| !part.text.is_empty());
    let scheme_only =
        |text: &str| matches!(text, "http" | "https" | "http://" | "https://" | "http:/" | "https:/");
    match parts.as_slice() {
        [] => {}
        [Part { text, is_value: false }] if scheme_only(text) => take(Piece::Written(text)),
        parts => take(Piece::Link(parts)),
    }
    if !after.is_empty() {
        take(Piece::Written(after));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces in a form that can be read: `[value]` and `<link>`.
    fn shown(written: &str) -> String {
        let marked = written.replace('[', &OPEN.to_string()).replace(']', &CLOSE.to_string());
        let mut shown = String::new();
        pieces(&marked, |piece| match piece {
            Piece::Written(run) => shown.push_str(run),
            Piece::Value(run) => shown.extend(["[", run, "]"]),
            Piece::Link(parts) => {
                shown.push('<');
                address(parts, &mut shown);
                shown.push('>');
            }
        });
        shown
    }

    #[test]
    fn an_address_a_marketer_wrote_is_a_link_without_the_full_stop() {
        assert_eq!(shown("See https://shop.example/new."), "See <https://shop.example/new>.");
        assert_eq!(shown("(http://a.b/c?d=1&e=2)!"), "(<http://a.b/c?d=1&e=2>)!");
        assert_eq!(shown("https://en.example/Tea_(drink)"), "<https://en.example/Tea_(drink)>");
        assert_eq!(shown("a https://a.b \"https://c.d\" e"), "a <https://a.b> \"<https://c.d>\" e");
        assert_eq!(shown("https:// and http://. xhttps://a.b"), "https:// and http://. xhttps://a.b");
    }

    #[test]
    fn a_value_is_never_a_link() {
        assert_eq!(shown("Hi [https://evil.example]!"), "Hi [https://evil.example]!");
        assert_eq!(shown("Hi ht[tps://evil.example] x"), "Hi ht[tps://evil.example] x");
        assert_eq!(shown("[http://a][http://b]"), "[http://a][http://b]");
    }

    #[test]
    fn a_value_within_an_address_is_encoded_and_cannot_leave_it() {
        assert_eq!(
            shown("https://a.b/?c=[New York&x=1#é]."),
            "<https://a.b/?c=New%20York%26x%3D1%23%C3%A9>."
        );
        assert_eq!(shown("https://a.b/[x y] z"), "<https://a.b/x%20y> z");
        assert_eq!(shown("https://a.b[@evil.example]/c"), "<https://a.b%40evil.example/c>");
        assert_eq!(shown("https://[shop.example]/c"), "<https://shop.example/c>");
        assert_eq!(text("https://a.b/?c=\u{fdd0}a b\u{fdd1}"), "https://a.b/?c=a%20b");
    }
}
