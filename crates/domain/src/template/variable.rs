//! The variables a message may hold: one table for the check, the page that offers them, and the copywriter.

/// One variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// As written in a message.
    pub name: &'static str,
    /// For people.
    pub label: &'static str,
    /// True if some customers lack it: a default is demanded when a message is saved.
    pub optional: bool,
    /// What it may read like.
    pub example: &'static str,
    /// What to put into a message: with its filter and a default, if it needs them.
    pub insert: &'static str,
    pub(super) kind: Kind,
}

/// What kind of value an expression has, as far as it matters before a customer is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Boolean,
    /// Major units; prints only through `currency`.
    Money,
    /// An instant; prints only through `date`.
    Date,
    /// An attribute: number, text or boolean, and for each customer another.
    Attribute,
}

/// The group of the shop's own fields.
pub(super) const ATTRIBUTES: &str = "attributes";

/// What to put into a message for an attribute: by its name if that is a word, else quoted; empty where missing.
pub fn attribute_insert(name: &str) -> String {
    let first_fits = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let word = first_fits && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let place = if word { format!("{ATTRIBUTES}.{name}") } else { format!("{ATTRIBUTES}[{}]", quoted(name)) };
    format!("{{{{ {place} | default(\"\") }}}}")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Every variable, in the order they are offered; the last stands for all attributes.
pub const VARIABLES: [Variable; 12] = [
    Variable {
        name: "firstName",
        label: "First name",
        optional: true,
        example: "Ana",
        insert: r#"{{ firstName | default("there") }}"#,
        kind: Kind::Text,
    },
    Variable {
        name: "name",
        label: "Full name",
        optional: true,
        example: "Ana López",
        insert: r#"{{ name | default("there") }}"#,
        kind: Kind::Text,
    },
    Variable {
        name: "email",
        label: "Email address",
        optional: true,
        example: "ana@shop.example",
        insert: r#"{{ email | default("your email address") }}"#,
        kind: Kind::Text,
    },
    Variable {
        name: "phone",
        label: "Phone number",
        optional: true,
        example: "+49 30 1234567",
        insert: r#"{{ phone | default("your phone number") }}"#,
        kind: Kind::Text,
    },
    Variable {
        name: "city",
        label: "City",
        optional: true,
        example: "Berlin",
        insert: r#"{{ city | default("your city") }}"#,
        kind: Kind::Text,
    },
    Variable {
        name: "totalSpend",
        label: "Total spend",
        optional: false,
        example: "$1,234.50",
        insert: "{{ totalSpend | currency }}",
        kind: Kind::Money,
    },
    Variable {
        name: "visits",
        label: "Orders",
        optional: false,
        example: "7",
        insert: "{{ visits }}",
        kind: Kind::Number,
    },
    Variable {
        name: "averageOrderValue",
        label: "Average order",
        optional: true,
        example: "$176.36",
        insert: r#"{{ averageOrderValue | currency | default("nothing yet") }}"#,
        kind: Kind::Money,
    },
    Variable {
        name: "firstPurchased",
        label: "First order",
        optional: true,
        example: "31 May 2024",
        insert: r#"{{ firstPurchased | date | default("a while ago") }}"#,
        kind: Kind::Date,
    },
    Variable {
        name: "lastPurchased",
        label: "Last order",
        optional: true,
        example: "31 May 2024",
        insert: r#"{{ lastPurchased | date | default("a while ago") }}"#,
        kind: Kind::Date,
    },
    Variable {
        name: "workspace",
        label: "Your shop's name",
        optional: false,
        example: "Northwind Coffee",
        insert: "{{ workspace }}",
        kind: Kind::Text,
    },
    Variable {
        name: "attributes.NAME",
        label: "An attribute of your own",
        optional: true,
        example: "blue",
        insert: r#"{{ attributes.NAME | default("…") }}"#,
        kind: Kind::Attribute,
    },
];

impl Variable {
    /// The variable with a name; the one for attributes has none of its own.
    pub fn named(name: &str) -> Option<&'static Self> {
        VARIABLES.iter().find(|variable| variable.name == name && variable.kind != Kind::Attribute)
    }

    /// The variable somebody most likely meant: `first_name` and `fristName` are `firstName`.
    pub fn nearest(name: &str) -> Option<&'static Self> {
        let meant = letters(name);
        let words: String = meant.iter().collect();
        if let Some((_, known)) = SYNONYMS.iter().find(|(others, _)| others.contains(&words.as_str())) {
            return Self::named(known);
        }
        // A third of the letters may be wrong.
        let apart = |variable: &Self| distance(&meant, &letters(variable.name));
        let nearest =
            VARIABLES.iter().map(|variable| (apart(variable), variable)).min_by_key(|(apart, _)| *apart)?;
        (nearest.0 <= meant.len() / 3).then_some(nearest.1)
    }
}

/// What other programs call the same things.
const SYNONYMS: [(&[&str], &str); 8] = [
    (&["fname", "givenname", "forename"], "firstName"),
    (&["fullname", "customername", "lastname", "surname"], "name"),
    (&["mail", "emailaddress"], "email"),
    (&["phonenumber", "mobile", "telephone", "tel"], "phone"),
    (&["town", "location"], "city"),
    (&["spend", "spent", "revenue"], "totalSpend"),
    (&["orders", "ordercount", "orderscount", "purchases"], "visits"),
    (&["shop", "store", "company", "brand", "shopname", "storename", "companyname"], "workspace"),
];

/// Letters and digits in lower case; how words are joined does not matter. Long names are cut: none of ours is.
fn letters(name: &str) -> Vec<char> {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(40).collect()
}

/// The number of letters to insert, drop, replace or swap with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let mut least = (above[j] + 1).min(row[j - 1] + 1);
            least = least.min(above[j - 1] + usize::from(a[i - 1] != b[j - 1]));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_most_likely_meant_is_found() {
        for (written, meant) in [
            ("fristName", Some("firstName")),
            ("first_name", Some("firstName")),
            ("FirstName", Some("firstName")),
            ("nmae", Some("name")),
            ("nam", Some("name")),
            ("Name", Some("name")),
            ("total_spent", Some("totalSpend")),
            ("orders", Some("visits")),
            ("company", Some("workspace")),
            ("favouriteColour", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(Variable::nearest(written).map(|variable| variable.name), meant, "{written}");
        }
    }

    #[test]
    fn an_endless_name_is_compared_in_no_time() {
        assert_eq!(Variable::nearest(&"n".repeat(1_000_000)), None);
    }
}
