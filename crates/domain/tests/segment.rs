//! The rule language from outside: what is refused and where, what each operator means, what holds of all rules.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its own data has failed")]

#[path = "segment/clock.rs"]
mod clock;
#[path = "segment/errors.rs"]
mod errors;
#[path = "segment/history.rs"]
mod history;
#[path = "segment/laws.rs"]
mod laws;
#[path = "segment/meaning.rs"]
mod meaning;
#[path = "segment/past.rs"]
mod past;
#[path = "segment/people.rs"]
mod people;
#[path = "segment/random.rs"]
mod random;
#[path = "segment/second_reading.rs"]
mod second_reading;
