//! Results for readers: terminals, programs, reports. Each presenter is a leaf.

mod approval;
mod blank;
mod cases;
mod context;
mod coverage;
mod coverage_html;
mod diagnostics;
mod diff;
mod index;
mod json;
mod junit;
mod markdown;
mod mutate;
mod plan;
mod prove;
mod question;
mod record;
mod settle;
mod show;
mod text;
mod why;
mod why_json;

pub use approval::{approval_markdown, approval_report, approval_text};
pub use blank::{blank, blank_json};
pub use cases::{case, cases_json, cases_lacking};
pub use context::Context;
pub use coverage::{json as coverage_json, missing as coverage_missing, text as coverage};
pub use coverage_html::html as coverage_html;
pub use diagnostics::diagnostics_json;
pub use diff::{Difference, json as diff_json, text as diff};
pub use index::index;
pub use json::{Report, report};
pub use junit::junit;
pub use markdown::{margins_markdown, markdown};
pub use mutate::Survivors;
pub use prove::{equality, equality_json, proof, proof_diagnostics, proof_json, undecided_json};
pub use question::question;
pub use record::{json as record_json, yaml};
pub use show::{show, show_json};
pub use text::{Paper, margins, rulebooks, text};
pub use why::{why, why_decision};
pub use why_json::{Why, WhyDecision, why_decision_report, why_report};

use context::{few, plural};
