//! The conformance suite, and what only this backend can be asked.

use super::testing::fresh;

crate::conformance_tests!(fresh);
