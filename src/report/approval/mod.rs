//! What the clinician who signs has to confirm, as a page to print, as text and as data.

mod json;
mod markdown;
mod parts;
mod text;

pub use json::report as approval_report;
pub use markdown::markdown as approval_markdown;
pub use text::text as approval_text;

pub(super) use parts::is_draft;
