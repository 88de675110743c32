//! The time that proofs take: a rule base of the size of a large guideline, and one ten times as large.
//!
//! 30 yes/no facts, 10 numbers with 3 thresholds each, a score of 12 items and 4 bands, 25 rules of which each overrides
//! all later ones, a decision with 5 alternatives and 5 guarantees; ten of each of them for the larger one, the facts
//! and numbers, too.

use std::fmt::Write;

use divan::Bencher;
use rulecheck::answer::Engine;
use rulecheck::compile::compile;
use rulecheck::prove::{Options, Outcome, equal, prove};
use rulecheck::solve::Effort;
use rulecheck::workers::Cores;

fn main() {
    divan::main();
}

/// So many parts; rules of one part are prioritised among themselves and also read facts of the next part.
fn rules(parts: usize) -> String {
    let mut text = String::from("rulebook \"synthetic\"\n\nfacts\n");
    let mut line = |line: String| writeln!(text, "{line}").expect("text takes text");
    for part in 0..parts {
        (0..30).for_each(|at| line(format!("  sign {part} {at}: yes or no")));
        (0..10).for_each(|at| line(format!("  level {part} {at}: number, 0 to 100")));
    }
    for part in 0..parts {
        let next = (part + 1) % parts;
        line(format!("\nscore risk {part}"));
        (0..12).for_each(|at| match at % 3 {
            0 => line(format!("  +{} high {at} when level {part} {} >= {}", 1 + at % 2, at % 10, 25)),
            _ => line(format!("  +{} item {at} when sign {part} {at}", 1 + at % 2)),
        });
        line("  very low: at most 2\n  low: 3 to 5\n  middle: 6 to 9\n  high: at least 10".to_owned());
        line(format!("\ndecision plan {part}"));
        (0..5).for_each(|at| line(format!("  action {part} {at}")));
        for at in 0..25 {
            line(format!("\nrule rule {part} {at}"));
            let (level, limit) = (at % 10, [25, 50, 75][at % 3]);
            let (one, other) = (12 + at % 18, (at * 7) % 30);
            line(format!("  when sign {part} {one} and level {part} {level} >= {limit}"));
            match at % 5 {
                0 => line(format!("   and risk {part} is not very low")),
                1 => line(format!("   and (sign {next} {other} or level {next} {} < 50)", (at + 3) % 10)),
                _ => {}
            }
            if one != other {
                line(format!("  unless sign {part} {other}"));
            }
            line(format!("  recommend action {part} {}", at % 5));
            (at + 1..25).for_each(|later| line(format!("  overrides rule {part} {later}")));
        }
        for at in 0..5 {
            line(format!("\nguarantee \"promise {part} {at}\""));
            line(format!("  never 'rule {part} {}' when 'rule {part} {at}'", at + 5));
        }
    }
    text
}

fn engine(text: &str) -> Engine {
    let today = jiff::civil::date(2026, 11, 20);
    let (rules, _) = compile(&["synthetic.rule"], &mut |_| Ok(text.to_owned()), today).sound().unwrap();
    Engine::new(rules, &Cores)
}

const OPTIONS: Options =
    Options { as_of: jiff::civil::date(2026, 11, 20), elements: None, effort: Effort::THOROUGH, overlaps: false };

#[divan::bench(args = [1, 10], sample_count = 3)]
fn everything(bencher: Bencher, parts: usize) {
    let engine = engine(&rules(parts));
    let report = prove(&engine, &OPTIONS, &|_| true);
    let promised = |claim: &str| claim.starts_with("guarantee") || claim.contains("never advised at once");
    assert!(report.proofs.iter().filter(|proof| promised(&proof.claim)).all(|proof| proof.result == Outcome::Proved));
    assert_eq!(report.open().count(), 0);
    eprintln!("{parts}: {} claims, {} proved", report.proofs.len(), report.proved());
    bencher.bench_local(|| prove(&engine, &OPTIONS, &|_| true).proved());
}

/// Two versions of which one has a threshold moved.
#[divan::bench(args = [1, 10], sample_count = 3)]
fn two_versions(bencher: Bencher, parts: usize) {
    let text = rules(parts);
    let (old, new) = (engine(&text), engine(&text.replacen("level 0 3 >= 50", "level 0 3 > 50", 1)));
    bencher.bench_local(|| equal(&old, &new, &OPTIONS, &|_| true).len());
}
