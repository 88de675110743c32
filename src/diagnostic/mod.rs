//! What rulecheck has to say about a rule file or a record: one type for every message.

mod codes;
mod message;
mod render;

pub use codes::{Code, all_codes, code, page};
pub use message::{Diagnostic, Diagnostics, Severity, nearest, one_of};
pub use render::{Style, render, render_all};
