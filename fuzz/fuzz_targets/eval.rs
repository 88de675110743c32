//! A rule text and a YAML record behind a line `===`: if the rules check, the record is judged and shown in every way.
#![no_main]

use rulecheck::answer::Engine;
use rulecheck::record::{Format, read_all};
use rulecheck::report::{Context, Paper, eval, html, markdown, report, text, why};
use rulecheck::rulebase::ConclusionId;
use rulecheck::workers::InTurn;
use rulecheck_fuzz::{TODAY, rules};

libfuzzer_sys::fuzz_target!(|input: &str| {
    let (book, records) = input.split_once("\n===\n").unwrap_or((input, ""));
    let (sources, Some(rules)) = rules(book) else { return };
    let records = read_all(Format::Yaml, "fuzz.yaml", records.as_bytes(), &rules.rulebase.schema);
    let engine = Engine::new(rules, &InTurn);
    std::hint::black_box(rulecheck::test::run(&engine, &sources, TODAY));
    for record in records.into_iter().flatten() {
        let Ok(outcome) = engine.judge_one(&record, TODAY) else { continue };
        assert_eq!(outcome.answers.len(), engine.rulebase.conclusions.len());
        let context = Context { engine: &engine, sources: &sources, only: &[] };
        let paper = Paper { width: 80, colour: false };
        let report = report(context, &outcome);
        for page in [eval::page(&report), eval::full(&report, true)] {
            std::hint::black_box((text::text(&page, paper), markdown::markdown(&page), html::html(&page)));
        }
        for id in 0..engine.rulebase.conclusions.len() {
            std::hint::black_box(why(context, &outcome, ConclusionId(id), paper));
        }
    }
});
