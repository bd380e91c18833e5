//! Copy written by hand: a page for each intent, an angle for each of its three messages.
//!
//! The first angle is warm and personal, the second comes to the point, the third tells or asks something. Lines are in
//! order of preference; a line with a fact in `<…>` is used only when the objective states that fact (see `fill`).
//! Copy promises nothing that the shop has not said: no offer, no date, no number, no service.

mod asking;
mod news;
mod people;
mod selling;
mod stock;

use super::intent::Intent;

/// One way to write a message.
#[derive(Debug)]
pub(super) struct Angle {
    /// Subjects of an email.
    pub(super) subject: &'static [&'static str],
    /// What an email is about.
    pub(super) lead: &'static [&'static str],
    /// What an email asks the reader to do.
    pub(super) ask: &'static [&'static str],
    /// A text message without its frame and without what else it must say.
    pub(super) sms: &'static [&'static str],
    /// Why one might choose it, in a sentence for the marketer.
    pub(super) reason: &'static str,
}

/// The three angles of an intent.
pub(super) type Page = [Angle; 3];

/// True if the copy itself knows what to say about the topic.
pub(super) fn speaks_of_topic(page: &Page) -> bool {
    page.iter().flat_map(|angle| angle.lead).any(|lead| lead.contains("<topic>"))
}

/// The page of an intent.
pub(super) fn page(intent: Intent) -> &'static Page {
    match intent {
        Intent::WinBack => &people::WIN_BACK,
        Intent::Welcome => &people::WELCOME,
        Intent::Loyal => &people::LOYAL,
        Intent::ThankYou => &people::THANK_YOU,
        Intent::Birthday => &people::BIRTHDAY,
        Intent::Anniversary => &people::ANNIVERSARY,
        Intent::Points => &people::POINTS,
        Intent::FirstOrder => &people::FIRST_ORDER,
        Intent::Sale => &selling::SALE,
        Intent::Clearance => &selling::CLEARANCE,
        Intent::FreeShipping => &selling::FREE_SHIPPING,
        Intent::Upsell => &selling::UPSELL,
        Intent::Gift => &selling::GIFT,
        Intent::Subscription => &selling::SUBSCRIPTION,
        Intent::Cart => &selling::CART,
        Intent::Season => &selling::SEASON,
        Intent::NewProduct => &stock::NEW_PRODUCT,
        Intent::EarlyAccess => &stock::EARLY_ACCESS,
        Intent::Restock => &stock::RESTOCK,
        Intent::Reorder => &stock::REORDER,
        Intent::Renewal => &stock::RENEWAL,
        Intent::Reminder => &stock::REMINDER,
        Intent::Generic => &stock::GENERIC,
        Intent::Event => &asking::EVENT,
        Intent::Booking => &asking::BOOKING,
        Intent::Contest => &asking::CONTEST,
        Intent::Review => &asking::REVIEW,
        Intent::Survey => &asking::SURVEY,
        Intent::Referral => &asking::REFERRAL,
        Intent::Follow => &asking::FOLLOW,
        Intent::Cause => &asking::CAUSE,
        Intent::Announcement => &news::ANNOUNCEMENT,
        Intent::Hours => &news::HOURS,
        Intent::Opening => &news::OPENING,
        Intent::PriceChange => &news::PRICE_CHANGE,
        Intent::Apology => &news::APOLOGY,
    }
}

/// How an angle says facts that its copy does not mention.
#[derive(Debug)]
pub(super) struct FactLines {
    pub(super) topic: &'static str,
    pub(super) deal: &'static str,
    /// The same for a price, which is no present.
    pub(super) price: &'static str,
    pub(super) code: &'static str,
    /// When the offer ends.
    pub(super) offer_until: &'static str,
    /// When the offer is on.
    pub(super) offer_during: &'static str,
    /// A deadline of something else.
    pub(super) until: &'static str,
    /// A time of something else.
    pub(super) during: &'static str,
    /// All of it in a text message, the fullest first.
    pub(super) sms: &'static [&'static str],
}

/// The fact lines of the three angles.
pub(super) const FACT_LINES: [FactLines; 3] = [
    FactLines {
        topic: "We think our <topic> would suit you.",
        deal: "A little something from us: <deal>.",
        price: "You can have <deal>.",
        code: "Use code <code> when you order.",
        offer_until: "You have until <until>.",
        offer_during: "It is all yours <during>.",
        until: "There is time until <until>.",
        during: "Make a note: <date>.",
        sms: &[
            "Enjoy <deal> <when>, code <code>.",
            "Enjoy <deal>, code <code>.",
            "Enjoy <deal> <when>.",
            "Enjoy <deal>.",
            "Your code is <code>.",
            "You have until <until>.",
            "Make a note: <date>.",
            "We think you'd like our <topic>.",
        ],
    },
    FactLines {
        topic: "Have a look at our <topic>.",
        deal: "What you get: <deal>.",
        price: "What you get: <deal>.",
        code: "Code: <code>.",
        offer_until: "Valid until <until>.",
        offer_during: "Valid <during>.",
        until: "Deadline: <until>.",
        during: "When: <date>.",
        sms: &[
            "<Deal>. Code: <code>. Valid until <until>.",
            "<Deal>. Code: <code>. Valid <during>.",
            "<Deal>. Code: <code>.",
            "<Deal>. Valid until <until>.",
            "<Deal>. Valid <during>.",
            "<Deal>.",
            "Code: <code>.",
            "Deadline: <until>.",
            "When: <date>.",
            "Have a look at our <topic>.",
        ],
    },
    FactLines {
        topic: "If there is only time for one thing, make it our <topic>.",
        deal: "One more reason to look: <deal>.",
        price: "One more reason to look: <deal>.",
        code: "<code> unlocks it.",
        offer_until: "After <until> it's gone.",
        offer_during: "It runs <during>.",
        until: "<Until>: that's the date to remember.",
        during: "It happens <during>.",
        sms: &[
            "<code> unlocks <deal>, gone after <until>.",
            "<code> unlocks <deal>, <during>.",
            "<code> unlocks <deal>.",
            "Waiting for you: <deal>, gone after <until>.",
            "Waiting for you: <deal>, <during>.",
            "Waiting for you: <deal>.",
            "<code> opens the door.",
            "<Until>: that's the date to remember.",
            "That's <during>.",
            "Worth knowing: our <topic>.",
        ],
    },
];

#[cfg(test)]
mod tests;
