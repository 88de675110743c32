//! What rules say about one record: answers, what would settle them, and the contract of the JSON output.
//!
//! The contract is `tests/outcome.schema.json`. Everything else here asks small rule books.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rulecheck::answer::{Engine, Impossible, Outcome, answer_words};
use rulecheck::compile::compile;
use rulecheck::explain::because;
use rulecheck::record::{Format, Record, read_all};
use rulecheck::report::{Context, report};
use rulecheck::rulebase::{Answered, ConclusionId};
use rulecheck::source::Sources;
use rulecheck::words::status_words;
use rulecheck::workers::Cores;
use serde_json::Value as Json;

fn today() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

fn engine(paths: &[PathBuf], read: &mut dyn FnMut(&Path) -> Result<String, String>) -> (Engine, Sources) {
    let (rules, sources) = compile(paths, read, today()).sound().unwrap_or_else(|errors| panic!("{errors}"));
    (Engine::new(rules, &Cores), sources)
}

/// Facts that most of the small rule books below use.
const FACTS: &str = "
facts
  a: yes or no
  b: yes or no
  c: yes or no
  size: cm, 0 to 100
  grade: mild, moderate or severe
  seen: yes or no
decision plan
  drug
  watch
";

/// A small rule book that judged one record.
struct Judged {
    engine: Engine,
    sources: Sources,
    outcome: Outcome,
}

fn try_judge(rules: &str, record: &str) -> Result<Judged, Impossible> {
    let text = format!("{FACTS}{rules}");
    let (engine, sources) = engine(&[PathBuf::from("small.rule")], &mut |_| Ok(text.clone()));
    // a record must hold something the rules know
    let record = format!("seen: yes\n{record}\n");
    let mut records = read_all(Format::Yaml, "patient.yaml", record.as_bytes(), &engine.rulebase.schema);
    assert_eq!(records.len(), 1);
    let record = records.remove(0).unwrap_or_else(|refused| panic!("{refused}"));
    let outcome = engine.judge_one(&record, today())?;
    Ok(Judged { engine, sources, outcome })
}

fn judge(rules: &str, record: &str) -> Judged {
    try_judge(rules, record).unwrap_or_else(|impossible| panic!("{impossible:?}"))
}

impl Judged {
    fn id(&self, name: &str) -> ConclusionId {
        let at = self.engine.rulebase.conclusions.iter().position(|one| one.name == name);
        ConclusionId(at.unwrap_or_else(|| panic!("no conclusion {name}")))
    }

    /// The answer in words.
    fn says(&self, name: &str) -> String {
        let id = self.id(name);
        answer_words(&self.engine, id, &self.outcome.answers[id.0])
    }

    fn status(&self, name: &str) -> &'static str {
        let id = self.id(name);
        status_words(self.engine.rulebase.conclusions[id.0].kind, self.outcome.answers[id.0].status)
    }

    fn by_cases(&self, name: &str) -> bool {
        self.outcome.answers[self.id(name).0].by_cases
    }

    /// What would settle one answer.
    fn needs(&self, name: &str) -> Vec<&str> {
        self.outcome.answers[self.id(name).0].needs.iter().map(String::as_str).collect()
    }

    /// What is missing for the record as a whole.
    fn all_needs(&self) -> Vec<&str> {
        self.outcome.needs.iter().map(|need| need.name.as_str()).collect()
    }

    fn advice(&self) -> Vec<String> {
        let actions = &self.engine.rulebase.actions;
        self.outcome.advice.iter().map(|one| format!("{} {}", one.verb.words(), actions[one.action.0].name)).collect()
    }

    fn broken(&self) -> Vec<&str> {
        let guarantees = &self.engine.rulebase.guarantees;
        self.outcome.broken.iter().map(|broken| guarantees[broken.guarantee].text.as_str()).collect()
    }

    fn marks(&self, name: &str) -> Vec<&str> {
        let id = self.id(name);
        self.outcome.reviews.iter().filter(|(_, ids)| ids.contains(&id)).map(|(mark, _)| mark.as_str()).collect()
    }

    fn json(&self) -> Json {
        let context = Context { engine: &self.engine, sources: &self.sources, only: &[] };
        let json = serde_json::to_value(report(context, &self.outcome)).unwrap();
        contract::holds(&json);
        json
    }
}

#[path = "answer/advice.rs"]
mod advice;
#[path = "answer/answers.rs"]
mod answers;
#[path = "answer/contract.rs"]
mod contract;
#[path = "answer/examples.rs"]
mod examples;
#[path = "answer/failures.rs"]
mod failures;
#[path = "answer/margins.rs"]
mod margins;
