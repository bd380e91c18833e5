//! The workers behind the API: channels, the vendor simulator, suggestions, the demo shop.

pub mod demo;
