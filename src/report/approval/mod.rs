//! What the clinician who signs has to confirm: the findings as data, and the page that is made from them.

mod data;
mod page;

pub use data::report as approval_report;
pub use page::pages as approval_pages;

pub(super) use data::is_draft;
