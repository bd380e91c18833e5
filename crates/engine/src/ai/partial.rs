//! JSON as far as it is written: what a model has said so far, read before it is done.

use serde::de::DeserializeOwned;

/// What the beginning of a JSON text says, and how much of it is final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partial<T> {
    /// The value, with whatever is missing left out.
    pub value: T,
    /// Objects that are members of a list directly below the outermost object, and are closed.
    pub closed: usize,
}

/// Reads the beginning of a JSON text, from its first brace; what stands around it (a model's politeness, a fence of
/// backticks) is passed over. `None` while there is nothing, or if it is not the beginning of JSON.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<Partial<T>> {
    let begun = &text[text.find('{')?..];
    let (closed_text, closed) = close(begun)?;
    serde_json::from_str(&closed_text).ok().map(|value| Partial { value, closed })
}

/// The text with everything closed that is open; a name without its value, half a number or half an escape is left
/// out.
fn close(text: &str) -> Option<(String, usize)> {
    let mut open: Vec<char> = Vec::new();
    let mut closed = 0;
    let (mut in_text, mut escaped) = (false, false);
    // Up to here everything can be closed as it is, with these left open.
    let (mut safe, mut safe_open) = (0, Vec::new());
    // True where a name is expected, or was read and waits for its value.
    let mut naming = false;
    for (at, c) in text.char_indices() {
        if in_text {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    in_text = false;
                    if !naming {
                        (safe, safe_open) = (at + 1, open.clone());
                    }
                }
                _ => {}
            }
            continue;
        }
        match c {
            '"' => in_text = true,
            '{' | '[' => {
                open.push(if c == '{' { '}' } else { ']' });
                naming = c == '{';
                (safe, safe_open) = (at + 1, open.clone());
            }
            '}' | ']' => {
                if open.pop() != Some(c) {
                    return None;
                }
                if c == '}' && open == ['}', ']'] {
                    closed += 1;
                }
                naming = false;
                (safe, safe_open) = (at + 1, open.clone());
                if open.is_empty() {
                    return Some((text[..safe].to_owned(), closed));
                }
            }
            ':' => naming = false,
            ',' => {
                // A number or a word before it is whole now.
                (safe, safe_open) = (at, open.clone());
                naming = open.last() == Some(&'}');
            }
            _ => {}
        }
    }
    let mut whole = text[..safe].to_owned();
    if in_text && !naming {
        text.clone_into(&mut whole);
        cut_escape(&mut whole);
        whole.push('"');
        safe_open = open;
    }
    whole.extend(safe_open.iter().rev());
    Some((whole, closed))
}

/// Takes an escape that is not whole off the end of a text.
fn cut_escape(text: &mut String) {
    let Some(at) = text.rfind('\\') else { return };
    let backslashes = text[..=at].chars().rev().take_while(|c| *c == '\\').count();
    let escape = &text[at + 1..];
    let half = match escape.chars().next() {
        None => backslashes % 2 == 1,
        Some('u') => backslashes % 2 == 1 && escape.len() < 5,
        Some(_) => false,
    };
    if half {
        text.truncate(at);
        // Half of a surrogate pair is no letter either.
        let high =
            text.len().checked_sub(6).map(|start| text.is_char_boundary(start).then(|| &text[start..]));
        if let Some(Some(pair)) = high
            && pair.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("\\ud"))
            && pair[3..].starts_with(['8', '9', 'a', 'b', 'A', 'B'])
        {
            let keep = text.len() - 6;
            text.truncate(keep);
        }
    } else if escape.len() == 5 && escape.starts_with(['u', 'U']) {
        let high = escape[1..].to_ascii_lowercase();
        if high.starts_with('d') && high[1..].starts_with(['8', '9', 'a', 'b']) && backslashes % 2 == 1 {
            text.truncate(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Told {
        #[serde(default)]
        variants: Vec<Variant>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Variant {
        #[serde(default)]
        body: String,
        #[serde(default)]
        n: Option<f64>,
    }

    #[test]
    fn every_beginning_of_an_answer_can_be_read_and_only_grows() {
        let whole = json!({"variants": [
            {"body": "One \"quoted\" \\ and {braces} [too]", "n": 12.5, "more": {"deep": [1, true, null]}},
            {"body": "Two 🌻\nlines: é\u{7f}", "n": -3},
            {"n": 0, "body": "Three"}], "note": "end"});
        for text in [whole.to_string(), serde_json::to_string_pretty(&whole).unwrap()] {
            let mut before: Vec<String> = Vec::new();
            for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
                let Some(partial) = read::<Told>(&text[..end]) else {
                    assert!(end == 0, "nothing at {end}: {}", &text[..end]);
                    continue;
                };
                let now: Vec<String> = partial.value.variants.into_iter().map(|each| each.body).collect();
                for (was, is) in before.iter().zip(&now) {
                    assert!(is.starts_with(was.as_str()), "{was:?} became {is:?}");
                }
                assert!(now.len() >= before.len() && partial.closed <= now.len());
                before = now;
            }
            let all = read::<Value>(&text).unwrap();
            assert_eq!((all.value, all.closed), (whole.clone(), 3));
        }
    }

    #[test]
    fn an_escape_is_never_cut_in_half() {
        let text = r#"{"variants": [{"body": "a\\\u00e9\ud83c\udf3b\"z"}]}"#;
        for end in 1..=text.len() {
            let partial = read::<Told>(&text[..end]).unwrap_or_else(|| panic!("{}", &text[..end]));
            let said = partial.value.variants.first().map_or("", |each| each.body.as_str());
            assert!("a\\é🌻\"z".starts_with(said), "{said:?} at {end}");
        }
    }

    #[test]
    fn politeness_and_fences_around_json_are_passed_over() {
        let told: Partial<Told> =
            read("Sure!\n```json\n{\"variants\": [{\"body\": \"x\"}]}\n```\nEnjoy {").unwrap();
        assert_eq!((told.value.variants.len(), told.closed), (1, 1));
        for nonsense in ["", "I cannot do that.", "{]", "}{"] {
            assert!(read::<Told>(nonsense).is_none() || nonsense == "}{", "{nonsense}");
        }
    }
}
