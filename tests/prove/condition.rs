//! Whether a condition makes a difference: the book with a fresh fact in its place, for every complete record.

use std::collections::BTreeMap;

use rulecheck::answer::Engine;
use rulecheck::eval::{Column, Table};
use rulecheck::program::{Condition, NoteId, Op, StepId};
use rulecheck::prove::{Outcome, Report};
use rulecheck::record::{Datum, Origin, Record, Value};
use rulecheck::rulebase::ConclusionId;
use rulecheck::source::Span;

use super::brute::is_of_condition;
use super::world::{Case, engine, today};

/// Of one condition: whether the answer, the whole condition if it is always so, and if it is never so, ever differ.
type Differs = [bool; 3];

/// Holds all claims about conditions against the records; says how many there were.
pub fn agree(text: &str, old: &Engine, cases: &[Case], report: &Report) -> Result<usize, String> {
    let records: Vec<&Record> =
        cases.iter().filter(|case| case.complete && case.outcome.is_ok()).map(|case| &case.record).collect();
    let was = table(old, &records);
    let mut asked: BTreeMap<(&str, Span), Vec<&Outcome>> = BTreeMap::new();
    for proof in report.proofs.iter().filter(|proof| is_of_condition(proof)) {
        asked.entry((proof.claim.as_str(), proof.span)).or_default().push(&proof.result);
    }
    let mut claims = 0;
    for ((claim, span), results) in asked {
        let Some(differs) = differs(text, old, (&was, &records), claim, span) else { continue };
        for (result, differs) in results.iter().zip(differs) {
            claims += 1;
            let fits = match result {
                Outcome::Proved => differs,
                Outcome::Found(_) => !differs,
                Outcome::CannotTell(_) => true,
            };
            if !fits {
                let place = &text[span.start as usize..span.end as usize];
                let conclusions =
                    old.rulebase.conclusions.iter().position(|one| claim.ends_with(&format!("`{}`", one.name)));
                let changed = conclusions.and_then(|at| replaced(text, old, ConclusionId(at), span));
                return Err(format!("{claim} ({place}): {results:?}, but by enumeration {differs} {changed:?}"));
            }
        }
    }
    Ok(claims)
}

fn table(engine: &Engine, records: &[&Record]) -> Table {
    let dated: Vec<(&Record, jiff::civil::Date)> = records.iter().map(|record| (*record, today())).collect();
    engine.batch(&dated).table
}

/// `None`: the checker refuses the changed book.
fn differs(text: &str, old: &Engine, (was, records): (&Table, &[&Record]), claim: &str, span: Span) -> Option<Differs> {
    let name = claim.rsplit_once("for `")?.1.trim_end_matches('`');
    let id =
        (0..old.rulebase.conclusions.len()).map(ConclusionId).find(|id| old.rulebase.conclusions[id.0].name == name)?;
    let changed = replaced(text, old, id, span)?;
    let (new, _) = engine(&changed).ok()??;
    let mine = new.rulebase.conclusions.iter().position(|one| one.name == name).map(ConclusionId)?;
    let with = |yes: bool| -> Vec<Record> {
        let fact = Datum { value: Value::YesNo(yes), written: String::new(), origin: Origin::default() };
        let longer = |record: &&Record| Record {
            facts: record.facts.iter().cloned().chain([Some(fact.clone())]).collect(),
            ..(*record).clone()
        };
        records.iter().map(longer).collect()
    };
    let is = [true, false].map(|yes| table(&new, &with(yes).iter().collect::<Vec<_>>()));
    let answers = |engine: &Engine, id: ConclusionId| -> Vec<StepId> {
        let lowered = &engine.program.conclusions[id.0];
        lowered.value.into_iter().chain(lowered.band).collect()
    };
    let other = |is: &Table, steps: &[StepId], others: &[StepId]| {
        let same =
            |row: usize| steps.iter().zip(others).all(|(a, b)| cell(was.column(*a), row) == cell(is.column(*b), row));
        !(0..records.len()).all(same)
    };
    let (steps, others) = (answers(old, id), answers(&new, mine));
    let answer = is.iter().any(|is| other(is, &steps, &others));
    let wholes = wholes(old, id);
    let own = step_at(old, id, span)?;
    let at = wholes.iter().position(|note| {
        let note = &old.program.notes[note.0];
        note.span.start <= span.start && span.end <= note.span.end && note.step != own
    });
    let Some(at) = at else { return Some([answer, true, true]) };
    let step = |engine: &Engine, id: ConclusionId| {
        let note: NoteId = self::wholes(engine, id)[at];
        [engine.program.notes[note.0].step]
    };
    let [always, never] = [0, 1].map(|yes| other(&is[yes], &step(old, id), &step(&new, mine)));
    Some([answer, always, never])
}

fn step_at(engine: &Engine, id: ConclusionId, span: Span) -> Option<StepId> {
    let condition = engine.program.conditions.iter().find(|condition| condition.span == span)?;
    meant(engine, id, condition).map(|(step, _)| step)
}

/// The step of a condition, and whether its words say the opposite; of a conclusion's name its own.
fn meant(engine: &Engine, id: ConclusionId, condition: &Condition) -> Option<(StepId, bool)> {
    let given = condition.judged.first()?.given;
    let others = (0..engine.rulebase.conclusions.len()).map(ConclusionId).filter(|other| engine.leans(id, *other));
    let mut values = others.filter_map(|other| engine.program.conclusions[other.0].value);
    let named = values.find(|step| given.opposite && engine.program.steps[step.0].op == Op::Not(given.step));
    Some(named.map_or((given.step, given.opposite), |step| (step, false)))
}

fn wholes(engine: &Engine, id: ConclusionId) -> Vec<NoteId> {
    let lowered = &engine.program.conclusions[id.0];
    let parts = lowered.parts.iter().filter_map(|part| part.when);
    parts.chain(lowered.conditions.iter().map(|(_, note)| *note)).chain(lowered.population).collect()
}

/// The text with a fresh fact wherever the conclusion says this condition.
fn replaced(text: &str, engine: &Engine, id: ConclusionId, span: Span) -> Option<String> {
    let own = step_at(engine, id, span)?;
    let start = engine.rulebase.conclusions[id.0].span.start;
    let end = text[start as usize..].find("\n\n").map_or(text.len(), |end| start as usize + end);
    let alike = engine.program.conditions.iter().filter(|condition| {
        let inside = condition.span.start >= start && condition.span.end as usize <= end;
        // another conclusion is left as it is
        let other = engine.rulebase.conclusions.iter().position(|one| condition.text.trim_matches('\'') == one.name);
        let kept = other.is_some_and(|at| engine.program.conclusions[at].value != Some(own));
        let asked = condition.span == span;
        inside && (asked || !kept) && meant(engine, id, condition).is_some_and(|(step, _)| step == own)
    });
    let opposite = |condition: &Condition| meant(engine, id, condition).is_some_and(|(_, opposite)| opposite);
    let asked = engine.program.conditions.iter().find(|condition| condition.span == span)?;
    let mut spans: Vec<(Span, bool)> =
        alike.map(|condition| (condition.span, opposite(condition) == opposite(asked))).collect();
    spans.sort();
    spans.dedup();
    let mut text = text.to_owned();
    for (span, same) in spans.iter().rev() {
        let instead = if *same { "(instead)" } else { "(not instead)" };
        text.replace_range(span.start as usize..span.end as usize, instead);
    }
    let facts = text.find("\nfacts\n")?;
    let behind = text[facts + 1..].find("\n\n")? + facts + 1;
    text.insert_str(behind, "\n  instead: yes or no");
    Some(text)
}

/// What a cell holds.
fn cell(column: &Column, row: usize) -> String {
    let value = match column {
        Column::Truth(truth) => format!("{:?}", truth.could(row)),
        Column::Labels(labels) => format!("{:?}", labels.could(row)),
        Column::Number(number) => format!("{} {}", number.low[row], number.high[row]),
    };
    format!("{value} {:?}", column.kinds(row))
}
