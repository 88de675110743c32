//! What would settle an open answer, and the smallest change that would turn a decided one: small rule books by hand,
//! and the shipped rules, where every branch and every change is put into the record and judged.

use std::path::Path;

use jiff::civil::Date;
use rulecheck::answer::{Engine, Hole, Outcome, Piece, Settling, Subject, Turn};
use rulecheck::compile::compile;
use rulecheck::explain::{missing_words, together_words, turn_words, turns_to};
use rulecheck::record::{Datum, Format, Origin, Record, Value, read_all};
use rulecheck::rulebase::{ConclusionId, Type};
use rulecheck::syntax::tree::Status;
use rulecheck::workers::Cores;

fn today() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

fn engine(path: &Path, read: &mut dyn FnMut(&Path) -> Result<String, String>) -> Engine {
    let (rules, _) = compile(&[path], read, today()).sound().unwrap_or_else(|errors| panic!("{errors}"));
    Engine::new(rules, &Cores)
}

const FACTS: &str = "
finding clot
  vein: soleal, peroneal, popliteal or femoral
  length: cm, 0 to 150
facts
  clots: list of clot
  bleeding: yes or no
  frail: yes or no
  cancer: yes or no
  D-dimer: ng/mL FEU, 0 to 100000
  age: years, 0 to 120
  weight: kg, 1 to 400
  height: m, 0.3 to 2.5
  beds: whole number, 0 to 20
  grade: mild, moderate, severe or deadly
  surgery: date
  seen: yes or no
decision plan
  drug
  watch
";

/// A small rule book that judged one record.
struct Judged {
    engine: Engine,
    record: Record,
    outcome: Outcome,
}

fn judge(rules: &str, record: &str) -> Judged {
    let text = format!("{FACTS}{rules}");
    let engine = engine(Path::new("small.rule"), &mut |_| Ok(text.clone()));
    let record = format!("seen: yes\n{record}\n");
    let mut records = read_all(Format::Yaml, "patient.yaml", record.as_bytes(), &engine.rulebase.schema);
    let record = records.remove(0).unwrap_or_else(|refused| panic!("{refused}"));
    let outcome = engine.judge_one(&record, today()).unwrap();
    Judged { engine, record, outcome }
}

impl Judged {
    fn id(&self, name: &str) -> ConclusionId {
        let at = self.engine.rulebase.conclusions.iter().position(|one| one.name == name);
        ConclusionId(at.unwrap_or_else(|| panic!("no conclusion {name}")))
    }

    fn settling(&self, name: &str) -> (ConclusionId, Settling) {
        let id = self.id(name);
        (id, self.engine.settle_one(&self.outcome, Subject::Conclusion(id)))
    }

    /// What would settle a conclusion, in words; every branch is checked.
    fn settle(&self, name: &str) -> Vec<String> {
        let (id, settling) = self.settling(name);
        holds(&self.engine, &self.record, Subject::Conclusion(id), &settling);
        settling.facts.iter().map(|missing| missing_words(&self.engine, Some(id), missing)).collect()
    }

    fn together(&self, name: &str) -> Option<String> {
        let (id, settling) = self.settling(name);
        holds(&self.engine, &self.record, Subject::Conclusion(id), &settling);
        settling.together.map(|together| together_words(&self.engine, Some(id), &together))
    }

    /// What would turn a decided answer, in words; every change is checked.
    fn turns(&self, name: &str) -> Vec<String> {
        let id = self.id(name);
        let turns = self.engine.turns(&self.outcome, id);
        turns_hold(&self.engine, &self.record, &self.outcome, id, &turns.turns);
        let groups = turns_to(&self.engine, &self.outcome, id, &turns);
        let ways = |turns: &[&Turn]| {
            turns.iter().map(|turn| turn_words(&self.engine, &self.outcome, turn)).collect::<Vec<_>>().join(", or ")
        };
        groups.iter().map(|group| format!("{}: {}", group.words, ways(&group.turns))).collect()
    }

    fn plan(&self) -> Vec<String> {
        let subject = Subject::Decision(0);
        let settling = self.engine.settle_one(&self.outcome, subject);
        holds(&self.engine, &self.record, subject, &settling);
        settling.facts.iter().map(|missing| missing_words(&self.engine, None, missing)).collect()
    }
}

/// The record with a value put in.
fn with(engine: &Engine, record: &Record, hole: Hole, piece: Piece) -> Record {
    let mut record = record.clone();
    let datum = |value| Some(Datum { value, written: String::new(), origin: Origin::default() });
    let ty = engine.declared(hole).map(|fact| fact.ty.clone());
    let value = match piece {
        Piece::YesNo(yes) => Value::YesNo(yes),
        Piece::Label(label) => Value::Label(label),
        Piece::Never => Value::Never,
        Piece::Between(low, high) if ty == Some(Type::Date) => {
            let day = |end: f64| end.clamp(-60_000.0, 60_000.0) as i32;
            Value::Date { first: day(low), last: day(high) }
        }
        Piece::Between(low, high) => Value::Number { low, high },
        Piece::Open => return record,
        Piece::Empty => Value::List { elements: Vec::new(), whole: true },
        Piece::Whole => {
            let Hole::More(list) = hole else { panic!("only a list is whole") };
            let Some(Datum { value: Value::List { whole, .. }, .. }) = &mut record.facts[engine.program.lists[list].0]
            else {
                panic!("a list was given")
            };
            *whole = true;
            return record;
        }
    };
    match hole {
        Hole::Fact(fact) => record.facts[fact.0] = datum(value),
        Hole::More(list) => record.facts[engine.program.lists[list].0] = datum(value),
        Hole::Field(list, element, field) => {
            let Some(Datum { value: Value::List { elements, .. }, .. }) =
                &mut record.facts[engine.program.lists[list].0]
            else {
                panic!("a list was given")
            };
            elements[element][field] = datum(value);
        }
    }
    record
}

/// Every change that is named gives its answer, which is another one than now.
fn turns_hold(engine: &Engine, record: &Record, outcome: &Outcome, id: ConclusionId, turns: &[Turn]) {
    let subject = Subject::Conclusion(id);
    for turn in turns {
        let pieces: Vec<Vec<(Hole, Piece)>> = match turn.changes.as_slice() {
            [only] => only.pieces.iter().map(|piece| vec![(only.hole, *piece)]).collect(),
            several => vec![several.iter().map(|change| (change.hole, change.pieces[0])).collect()],
        };
        for changes in pieces {
            let changed =
                changes.iter().fold(record.clone(), |record, (hole, piece)| with(engine, &record, *hole, *piece));
            let found = engine.judge_one(&changed, outcome.as_of).unwrap();
            assert_ne!(engine.verdict(&found, subject), engine.verdict(outcome, subject), "{changes:?}");
            if turn.answer.status != Status::Undecided {
                assert_eq!(found.answers[id.0].status, turn.answer.status, "{changes:?}");
            }
        }
    }
}

/// Every branch that is named is what comes out when its value is put into the record.
fn holds(engine: &Engine, record: &Record, subject: Subject, settling: &Settling) {
    assert!(settling.exact);
    for missing in &settling.facts {
        let in_branches: usize = missing.branches.iter().map(|branch| branch.pieces.len()).sum();
        assert!(in_branches <= missing.all.len());
        for branch in &missing.branches {
            for piece in &branch.pieces {
                let filled = with(engine, record, missing.hole, *piece);
                let found = engine.judge_one(&filled, today()).map(|outcome| engine.verdict(&outcome, subject));
                assert_eq!(found.as_ref(), Ok(&branch.verdict), "{} {piece:?}", missing.need.name);
            }
        }
    }
    if let Some(together) = &settling.together {
        assert!(settling.facts.iter().all(|missing| !missing.can_settle()));
        let filled =
            together.values.iter().fold(record.clone(), |record, one| with(engine, &record, one.hole, one.piece));
        let outcome = engine.judge_one(&filled, today()).unwrap();
        assert_eq!(engine.verdict(&outcome, subject), together.verdict);
        assert!(together.verdict.is_settled());
    }
}

#[path = "settle/library.rs"]
mod library;
#[path = "settle/open.rs"]
mod open;
#[path = "settle/turned.rs"]
mod turned;
