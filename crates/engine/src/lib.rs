//! The workers behind the API: channels, the vendor simulator, suggestions, the demo shop.

pub mod channel;
pub mod clock;
pub mod demo;
pub mod signature;
pub mod simulator;
pub mod suggest;
