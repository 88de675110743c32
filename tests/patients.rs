//! One search for a patient: what `check`, `test --coverage` and `cases` say of who there could be never contradicts.
//!
//! | property | test |
//! |---|---|
//! | what one calls impossible, none asks for and none shows; every record there could be bears that out | `nothing_contradicts` |
//! | of a rule that can never apply, no example is asked for | `a_rule_for_nobody_is_asked_for_by_nobody` |

use jiff::civil::Date;
use rulecheck::answer::Engine;
use rulecheck::cases::{Cases, cases};
use rulecheck::coverage::{Coverage, Covered, Found, Kind, Side, of_records};
use rulecheck::diagnostic::Diagnostic;
use rulecheck::prove::{self, Options, Outcome, Report, prove};
use rulecheck::record::Record;
use rulecheck::source::Sources;
use rulecheck::test::unexercised;

use crate::oracle::tape::Tape;
use crate::prove::book;
use crate::prove::world::{engine, records, sound, today};

/// Rule books that are looked at.
const BOOKS: u64 = 40;

/// What each of them says of one rule book.
struct Said {
    report: Report,
    /// By no records: what cannot be, and what is missing.
    nothing: Coverage,
    cases: Cases,
    asked: Vec<Diagnostic>,
}

impl Said {
    fn of(engine: &Engine, sources: &Sources) -> Said {
        Said {
            report: prove(engine, &Options::on(today()), &|_| true),
            nothing: of_records(engine, sources, &[], today()),
            cases: cases(engine, sources, today(), true, &mut |_| true),
            asked: unexercised(engine, today()),
        }
    }

    /// The parts that have a side which somebody must show.
    fn claimed(&self) -> impl Iterator<Item = (&Covered, usize, &'static str)> {
        self.nothing.parts.iter().filter_map(|part| match part.kind {
            Kind::Rule => Some((part, 0, "rule `")),
            Kind::Line => Some((part, 0, "line `")),
            Kind::Band => Some((part, 0, "band `")),
            _ => None,
        })
    }
}

fn of<'r>(engine: &Engine, sources: &Sources, records: impl Iterator<Item = &'r Record>) -> Coverage {
    let dated: Vec<(&Record, Date)> = records.map(|record| (record, record.as_of.unwrap_or(today()))).collect();
    of_records(engine, sources, &dated, today())
}

fn sides(part: &Covered) -> impl Iterator<Item = (Side, Found)> {
    part.kind.sides().iter().copied().zip(part.found.iter().copied())
}

/// Sides that one coverage says cannot be, and the other has seen.
fn contradictions(cannot: &Coverage, seen: &Coverage) -> Vec<String> {
    let mut all = Vec::new();
    for (one, other) in cannot.parts.iter().zip(&seen.parts) {
        for ((side, found), (_, seen)) in sides(one).zip(sides(other)) {
            if let (Found::Cannot(why), Found::Seen) = (found, seen) {
                all.push(format!("{} {} {side:?}: cannot be, {why:?}, and was seen", one.place, one.text));
            }
        }
    }
    all
}

/// How often something was said, so that a test which compares nothing fails.
#[derive(Debug, Default)]
struct Tally {
    books: usize,
    never: usize,
    cannot: usize,
    shown: usize,
}

fn agree(text: &str, engine: &Engine, sources: &Sources, tally: &mut Tally) {
    let said = Said::of(engine, sources);
    let wrong = |what: String| panic!("{what}\n{text}");
    for (part, side, claim) in said.claimed() {
        let here = said.report.proofs.iter().filter(|proof| proof.span == part.span && proof.claim.starts_with(claim));
        let here: Vec<_> = here.filter(|proof| !proof.claim.contains("not always")).collect();
        let never = |result: &Outcome| matches!(result, Outcome::Found(found) if [prove::Kind::Never, prove::Kind::Hidden].contains(&found.kind));
        let nobody = !here.is_empty() && here.iter().all(|proof| never(&proof.result));
        let cannot = matches!(part.found[side], Found::Cannot(_));
        tally.never += usize::from(nobody);
        // of whom nobody is meant, only that is said
        if !here.is_empty() && nobody != cannot {
            wrong(format!("{}: for nobody by `check` {nobody}, by coverage {cannot}: {here:#?}", part.text));
        }
    }
    let shown = of(engine, sources, said.cases.cases.iter().map(|case| &case.record));
    let everyone: Vec<Record> = records(&engine.rulebase.schema).into_iter().map(|(record, _)| record).collect();
    for seen in [&shown, &of(engine, sources, everyone.iter())] {
        let found = contradictions(&said.nothing, seen);
        if !found.is_empty() {
            wrong(found.join("\n"));
        }
    }
    let missing: usize = shown.parts.iter().map(|part| part.missing().len()).sum();
    assert_eq!(missing, said.cases.lacking.len(), "{text}");
    for part in said.nothing.of(Kind::Rule).filter(|part| matches!(part.found[0], Found::Cannot(_))) {
        let asked = |message: &str| {
            message.contains(&format!("`{}` applies", part.text))
                || message.contains(&format!("`{}` is undecided", part.text))
        };
        if let Some(asked) = said.asked.iter().find(|one| asked(&one.message)) {
            wrong(asked.message.clone());
        }
    }
    tally.books += 1;
    tally.cannot +=
        said.nothing.parts.iter().flat_map(sides).filter(|(_, found)| matches!(found, Found::Cannot(_))).count();
    tally.shown += shown.seen().0;
}

/// Numbers that look random and are the same every time.
fn numbers(seed: u64) -> Vec<u16> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u16
    };
    std::iter::repeat_with(next).take(400).collect()
}

#[test]
fn nothing_contradicts() {
    let mut tally = Tally::default();
    for seed in 0..BOOKS {
        let text = book::book(Tape::new(&numbers(seed)));
        if let Some((engine, sources)) = engine(&text).unwrap() {
            agree(&text, &engine, &sources, &mut tally);
        }
    }
    println!("{tally:?}");
    assert!(tally.books > 10 && tally.never > 5 && tally.cannot > 40 && tally.shown > 150, "{tally:?}");
}

#[test]
fn a_rule_for_nobody_is_asked_for_by_nobody() {
    let text = "
facts
  age: years, 0 to 120
  a: yes or no
rule old and young
  when a and age >= 65 years and not (a and age >= 60 years)
  warn \"x\"
";
    let (engine, sources) = sound(text);
    let said = Said::of(&engine, &sources);
    assert!(said.report.findings().any(|(proof, _)| proof.claim == "rule `old and young` can apply"));
    let rule = said.nothing.of(Kind::Rule).next().unwrap();
    assert!(matches!(rule.found[..], [Found::Cannot(_), Found::Missing, Found::Cannot(_)]), "{rule:?}");
    let messages: Vec<&str> = said.asked.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(messages, ["there is no example in which `old and young` does not apply"]);
    assert_eq!(said.cases.lacking, []);
}
