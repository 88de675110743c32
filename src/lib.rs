//! rulecheck: clinical decision-support rules that clinicians write, check and run themselves.
//!
//! Rule files are compiled to rules. An engine judges records by them, proves what they promise for every possible
//! patient, and runs their examples. It opens no file and reads no clock: whoever calls hands it texts and dates.
//!
//! ```
//! use rulecheck::answer::{Engine, answer_words};
//! use rulecheck::compile::compile;
//! use rulecheck::prove::{Options, prove};
//! use rulecheck::record::{Format, read_all};
//! use rulecheck::rulebase::ConclusionId;
//! use rulecheck::workers::InTurn;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = r#"
//! facts
//!   age: years, 0 to 120
//!   smoker: yes or no
//! define at risk as smoker and age >= 60 years
//! guarantee "no child is at risk"
//!   never at risk when age < 18 years
//! example "one who smokes"
//!   given
//!     age: 70 years
//!     smoker: yes
//!   expect
//!     at risk
//! "#;
//! let today = jiff::civil::date(2026, 11, 23);
//!
//! // compile: rule files to rules, or everything that is wrong with them
//! let (rules, sources) = compile(&["risk.rule"], &mut |_| Ok(text.to_owned()), today).sound()?;
//! let engine = Engine::new(rules, &InTurn);
//!
//! // judge: what a record does not say is unknown, never "no"
//! let read = read_all(Format::Yaml, "patients.yaml", b"age: 52 years\n", &engine.rulebase.schema);
//! let records = read.into_iter().collect::<Result<Vec<_>, _>>().map_err(|refused| refused.to_string())?;
//! for outcome in engine.judge(&records, today) {
//!     let outcome = outcome.map_err(|impossible| impossible.what)?;
//!     assert_eq!(answer_words(&engine, ConclusionId(0), &outcome.answers[0]), "no");
//! }
//!
//! // prove: for every possible patient
//! let report = prove(&engine, &Options::on(today), &|_| true);
//! assert_eq!((report.findings().count(), report.open().count()), (0, 0));
//!
//! // test: the examples in the rule files
//! assert!(rulecheck::test::run(&engine, &sources, today).iter().all(|tested| tested.failures.is_empty()));
//! # Ok(())
//! # }
//! ```

pub mod algebra;
pub mod answer;
pub mod approval;
pub mod calendar;
pub mod cases;
pub mod check;
pub mod compile;
pub mod coverage;
pub mod diagnostic;
pub mod diff;
pub mod eval;
pub mod explain;
pub mod grid;
pub mod interview;
pub mod mutate;
pub mod patients;
pub mod program;
pub mod prove;
pub mod record;
pub mod report;
pub mod rulebase;
pub mod rules;
pub mod solve;
pub mod source;
pub mod syntax;
pub mod test;
pub mod unit;
pub mod words;
pub mod workers;
