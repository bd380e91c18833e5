//! Lays out a text message: one line of copy, one of facts, who it is from, in 160 characters.

use domain::template::sms_parts;

use super::compose::{Draft, Writing};
use super::copy::{FACT_LINES, Page, speaks_of_topic};
use super::facts::Facts;
use super::fill::{Filled, NAME, SHOP, Said, fill};

/// The most characters, both as written and as received.
const MOST: usize = 160;
/// The longest first name that must still fit.
const LONGEST_NAME: usize = 25;

/// Ways to frame the text, by angle; `@` is the greeting word, `#` the text.
const FRAMES: [&[&str]; 3] = [
    &["@ <name>, <shop> here. #", "@ <name>. #", "<shop> here: #", "#"],
    &["<shop>: #", "#"],
    &["# Yours, <shop>", "#"],
];

/// Every text message of one angle that the facts allow and that is short enough.
pub(super) fn drafts(angle: usize, page: &Page, facts: &Facts, writing: &Writing) -> Vec<Draft> {
    let copy = &page[angle % 3];
    let facts = &plain(facts);
    let own_topic = speaks_of_topic(page);
    let extras: Vec<Filled> = std::iter::once(Filled { text: String::new(), said: Said::default() })
        .chain(FACT_LINES[angle % 3].sms.iter().filter_map(|line| fill(line, facts)))
        .collect();
    let mut drafts = Vec::new();
    for (rank, line) in copy.sms.iter().enumerate() {
        let Some(line) = fill(line, facts) else { continue };
        for extra in extras
            .iter()
            .filter(|extra| !extra.said.meets(line.said) && (extra.said != Said::TOPIC || !own_topic))
        {
            let blank = if extra.text.is_empty() { "" } else { " " };
            let text = writing.tone.spoken(&facts.in_time(&format!("{}{blank}{}", line.text, extra.text)));
            for frame in FRAMES[angle % 3] {
                let Some(framed) = fill(&frame.replace('@', writing.tone.hello()), facts) else { continue };
                let body = framed.text.replace('#', &text);
                if fits(&body, &writing.shop) {
                    let said = line.said.with(extra.said).with(framed.said);
                    drafts.push(Draft {
                        subject: None,
                        body,
                        reason: copy.reason,
                        worth: worth(said) - 3 * rank as i32,
                    });
                }
            }
        }
    }
    drafts
}

/// What a message is worth for what it says.
fn worth(said: Said) -> i32 {
    [
        (Said::DEAL, 50),
        (Said::CODE, 45),
        (Said::TIME, 30),
        (Said::TOPIC, 24),
        (Said::SHOP, 14),
        (Said::NAME, 8),
    ]
    .into_iter()
    .map(|(fact, worth)| if said.meets(fact) { worth } else { 0 })
    .sum()
}

/// True if the message is one part as written and as received. The shop's name counts by its length: its letters are
/// not ours to choose.
fn fits(body: &str, shop: &str) -> bool {
    let received =
        body.replace(NAME, &"x".repeat(LONGEST_NAME)).replace(SHOP, &"x".repeat(shop.chars().count()));
    let length = sms_parts(&received);
    body.chars().count().max(length.characters) <= MOST && length.parts == 1
}

/// The facts without the one sign that offers often have and the alphabet of text messages lacks.
fn plain(facts: &Facts) -> Facts {
    let mut facts = facts.clone();
    if let Some(offer) = &mut facts.offer {
        offer.deal = offer.deal.replace('₹', "Rs ");
    }
    facts
}
