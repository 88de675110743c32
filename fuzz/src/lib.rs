//! What the fuzz targets share: rule text to rules, and a schema that has every type of fact.

use std::path::PathBuf;
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use rulecheck::check::{Checked, check};
use rulecheck::diagnostic::{Style, render_all};
use rulecheck::load::load;
use rulecheck::record::{Format, read_all};
use rulecheck::rulebase::Schema;
use rulecheck::rules::Rules;
use rulecheck::source::Sources;

pub const TODAY: Date = date(2026, 11, 23);

/// Parses and checks a text as the only rule file there is, and renders everything there is to say about it.
pub fn rules(text: &str) -> (Sources, Option<Rules>) {
    let mut sources = Sources::default();
    let path = PathBuf::from("fuzz.rule");
    let mut read = |asked: &std::path::Path| {
        if asked == path { Ok(text.to_owned()) } else { Err("there is only one file".to_owned()) }
    };
    let (loaded, read_faults) = load(std::slice::from_ref(&path), &mut sources, &mut read);
    let Checked { rules, diagnostics } = check(&sources, &loaded, TODAY);
    for diagnostic in read_faults.iter().chain(&diagnostics) {
        assert!(!diagnostic.message.is_empty(), "a diagnostic without words: {diagnostic:?}");
    }
    for style in [Style::Plain, Style::Colour] {
        std::hint::black_box(render_all(&read_faults, &sources, style));
        std::hint::black_box(render_all(&diagnostics, &sources, style));
    }
    let broken = read_faults.iter().any(rulecheck::diagnostic::Diagnostic::is_error);
    (sources, rules.filter(|_| !broken))
}

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let (sources, rules) = rules(include_str!("schema.rule"));
    rules.unwrap_or_else(|| panic!("the schema does not check: {:?}", sources.iter().next())).rulebase.schema
});

/// Reads bytes as records; a record is taken or refused with reasons, never both empty.
pub fn records(format: Format, bytes: &[u8]) {
    for outcome in read_all(format, "fuzz", bytes, &SCHEMA) {
        match outcome {
            Ok(record) => {
                assert_eq!(record.facts.len(), SCHEMA.facts.len());
                assert!(record.facts.iter().any(Option::is_some), "a record without facts was taken");
            }
            Err(refused) => assert!(!refused.faults.is_empty() && !refused.to_string().is_empty(), "refused without a reason"),
        }
    }
}
