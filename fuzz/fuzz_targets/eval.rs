//! A rule text and a YAML record behind a line `===`: if the rules check, the record is judged and shown in every way.
#![no_main]

use rulecheck::answer::Engine;
use rulecheck::present::{Context, Paper, markdown, report, text, why};
use rulecheck::record::{Format, read_all};
use rulecheck::rulebase::ConclusionId;
use rulecheck_fuzz::{TODAY, rules};

libfuzzer_sys::fuzz_target!(|input: &str| {
    let (book, records) = input.split_once("\n===\n").unwrap_or((input, ""));
    let (sources, Some(rules)) = rules(book) else { return };
    let records = read_all(Format::Yaml, "fuzz.yaml", records.as_bytes(), &rules.rulebase.schema);
    let engine = Engine::new(rules);
    std::hint::black_box(rulecheck::test::run(&engine, &sources, TODAY));
    for record in records.into_iter().flatten() {
        let Ok(outcome) = engine.judge_one(&record, TODAY) else { continue };
        assert_eq!(outcome.answers.len(), engine.rulebase.conclusions.len());
        let context = Context { engine: &engine, sources: &sources, only: &[] };
        let paper = Paper { width: 80, colour: false };
        std::hint::black_box(text(context, &outcome, paper, true));
        std::hint::black_box(markdown(context, &outcome));
        std::hint::black_box(report(context, &outcome));
        for id in 0..engine.rulebase.conclusions.len() {
            std::hint::black_box(why(context, &outcome, ConclusionId(id), paper));
        }
    }
});
