//! What the fuzz targets share: rule text to rules, and a schema that has every type of fact.

use std::path::Path;
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use rulecheck::compile::{Compiled, compile};
use rulecheck::diagnostic::{Style, render_all};
use rulecheck::record::{Format, read_all};
use rulecheck::rulebase::Schema;
use rulecheck::rules::Rules;
use rulecheck::source::Sources;

pub const TODAY: Date = date(2026, 11, 23);

/// Parses and checks a text as the only rule file there is, and renders everything there is to say about it.
pub fn rules(text: &str) -> (Sources, Option<Rules>) {
    let mut read = |asked: &Path| match asked == Path::new("fuzz.rule") {
        true => Ok(text.to_owned()),
        false => Err("there is only one file".to_owned()),
    };
    let Compiled { sources, rules, diagnostics, .. } = compile(&["fuzz.rule"], &mut read, TODAY);
    for diagnostic in &diagnostics {
        assert!(!diagnostic.message.is_empty(), "a diagnostic without words: {diagnostic:?}");
    }
    for style in [Style::Plain, Style::Colour] {
        std::hint::black_box(render_all(&diagnostics, &sources, style));
    }
    (sources, rules)
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
