//! `rulecheck ask`: an interview through a pipe, and the record that it leaves behind.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use rulecheck::answer::Engine;
use rulecheck::record::{Datum, Format, Record, Value, read_all};
use rulecheck::report::{record_json, yaml};

use crate::shipped;

const RULES: &str = "rulebook \"Leg\"

finding clot
  vein: soleal, peroneal or popliteal
  length: cm, 0 to 50

facts
  clots: list of clot
  age: years, 0 to 120
  pregnant: yes or no
  sex: female or male
  calf swelling: cm, 0 to 30  \"Difference to the other leg\"
  cancer: yes or no
  oedema: yes or no
  bleeding: yes or no

impossible when pregnant and sex is male

score leg
  applies to age >= 18 years
  +1 cancer
  +1 calf swelling >= 3 cm
  +1 oedema
  unlikely: at most 1
  likely: at least 2

decision plan
  scan
  treatment

rule scanned
  when leg is likely
  unless bleeding
  recommend scan

define long clot as any clots where length > 5 cm

rule treated
  when any clots where vein is popliteal
  suggest treatment

rule careful
  when pregnant
  suggest scan
";

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("rulecheck-ask-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("leg.rule"), RULES).unwrap();
        Folder(path)
    }

    fn run(&self, arguments: &[&str], input: &str) -> (String, String, i32) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rulecheck"))
            .args(arguments)
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // the program may end before it has read everything
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (text(output.stdout), text(output.stderr), output.status.code().unwrap())
    }

    fn ask(&self, arguments: &[&str], input: &str) -> String {
        let all: Vec<&str> = ["ask", "leg.rule", "--as-of", "2026-11-20"].iter().chain(arguments).copied().collect();
        let (out, error, code) = self.run(&all, input);
        assert_eq!(code, 0, "{out}\n{error}");
        out
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn it_stops_when_the_answer_is_settled() {
    let folder = Folder::new("settled");
    let out = folder.ask(&["--goal", "leg"], "12\nnever reached\n");
    assert!(out.contains("age\n  years, 0 to 120\n  for leg\n> 12\n"), "{out}");
    assert!(out.contains("not applicable"), "{out}");
    assert!(!out.contains("never reached"), "{out}");
}

#[test]
fn answers_are_read_as_in_a_record() {
    let folder = Folder::new("read");
    let out = folder.ask(&["--goal", "leg"], "40\n35 lb\n35 mm\nyes\nyes\n");
    assert!(out.contains("error[R06"), "{out}");
    assert!(out.contains("likely"), "{out}");
    let out = folder.ask(&["--goal", "leg"], "200\n");
    assert!(out.contains("error[R0604]: `age` is `200`, outside its plausible range"), "{out}");
}

#[test]
fn a_question_is_skipped_and_an_answer_taken_back() {
    let folder = Folder::new("back");
    let out = folder.ask(&["--goal", "careful"], "?\n");
    assert!(out.contains("pregnant: unknown"), "{out}");
    // nothing else is asked for: the goal hangs on this alone
    assert_eq!(out.matches("\n> ").count(), 1, "{out}");
    let out = folder.ask(&["--goal", "leg"], "back\n40\nback\n12\n");
    assert!(out.contains("there is no answer to take back"), "{out}");
    assert!(out.contains("age: 12 years"), "{out}");
    let out = folder.ask(&["--goal", "leg"], "40\nstop\n");
    assert!(out.contains("age: 40 years"), "{out}");
    assert!(out.contains("to be asked first: oedema, cancer, calf swelling\n"), "{out}");
}

#[test]
fn lists_are_entered_element_by_element() {
    let folder = Folder::new("list");
    let input = "vein: hand\nvein: soleal, length: 2 cm\nvein: peroneal\nno others\n";
    let out = folder.ask(&["--goal", "treated"], input);
    assert!(out.contains("`vein` is `hand`, which is not one of its declared values"), "{out}");
    assert!(out.contains("clots:\n  - vein: soleal\n    length: 2 cm\n  - vein: peroneal\n  - no others\n"), "{out}");
    let out = folder.ask(&["--goal", "treated"], "vein: soleal, colour: red\nvein: soleal\n\nyes\n");
    assert!(out.contains("a clot has no field `colour`"), "{out}");
    assert!(out.contains("are the clots given all there are?"), "{out}");
    assert!(out.contains("  - vein: soleal\n  - no others\n"), "{out}");
    let out = folder.ask(&["--goal", "treated"], "none\n");
    assert!(out.contains("\nclots: none\n"), "{out}");
    // a field that matters and was left out is asked for
    let out = folder.ask(&["--goal", "long clot"], "vein: soleal\nno others\n7 cm\n");
    assert!(out.contains("length of clots, number 1\n"), "{out}");
    assert!(out.contains("length: 7 cm\n"), "{out}");
}

#[test]
fn an_answer_that_makes_the_record_impossible_is_not_taken() {
    let folder = Folder::new("impossible");
    std::fs::write(folder.0.join("male.yaml"), "record: max\nsex: male\n").unwrap();
    let out = folder.ask(&["male.yaml", "--goal", "careful"], "yes\nno\n");
    // the rules rule it out by themselves: nothing is asked
    assert!(!out.contains("> yes"), "{out}");
    std::fs::write(folder.0.join("her.yaml"), "record: max\npregnant: yes\n").unwrap();
    let out = folder.ask(&["her.yaml", "--goal", "leg"], "stop\n");
    assert!(out.contains("record: max\nas of: 2026-11-20\n"), "{out}");
}

#[test]
fn the_record_gives_the_same_outcome() {
    let folder = Folder::new("same");
    let input = "40\nyes\n35 mm\nyes\nno\nno\nnone\nno\nno\n";
    let out = folder.ask(&["--record-out", "new.yaml"], input);
    assert!(out.contains("the record is in new.yaml"), "{out}");
    let (evaluated, _, code) = folder.run(&["eval", "leg.rule", "new.yaml"], "");
    assert_eq!(code, 0);
    assert!(out.contains(&evaluated), "{out}\n---\n{evaluated}");
    // a file that is there is left alone
    let (_, error, code) = folder.run(&["ask", "leg.rule", "--record-out", "new.yaml"], "");
    assert_eq!(code, 2);
    assert!(error.contains("already there"), "{error}");
}

#[test]
fn outcome_and_record_as_json() {
    let folder = Folder::new("json");
    let arguments = ["ask", "leg.rule", "--as-of", "2026-11-20", "--goal", "leg", "--format", "json"];
    let (out, error, code) = folder.run(&arguments, "12\n");
    assert_eq!(code, 0, "{error}");
    assert!(error.contains("years, 0 to 120"), "{error}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["record"]["age"], "12 years");
    assert_eq!(json["outcome"]["conclusions"]["leg"]["status"], "not applicable");
}

#[test]
fn wrong_use_says_so() {
    let folder = Folder::new("wrong");
    for (arguments, said) in [
        (["ask", "leg.rule", "--goal", "lag"], "did you mean `leg`?"),
        (["ask", "leg.rule", "none.yaml", "--goal=leg"], "there is no record file `none.yaml`"),
        (["ask", "none.rule", "--goal", "leg"], "there is no such file"),
    ] {
        let (_, error, code) = folder.run(&arguments, "");
        assert_eq!(code, 2, "{error}");
        assert!(error.contains(said), "{error}");
    }
}

/// One record in so many is written and read back.
const EACH: usize = 16;

/// A value without where it came from and how it was written.
fn bare(datum: &Option<Datum>) -> Option<Value> {
    datum.as_ref().map(|datum| match &datum.value {
        Value::List { elements, whole } => {
            let element = |element: &Vec<Option<Datum>>| element.iter().map(|field| plain(bare(field)?)).collect();
            Value::List { elements: elements.iter().map(element).collect(), whole: *whole }
        }
        value => value.clone(),
    })
}

fn plain(value: Value) -> Option<Datum> {
    Some(Datum { value, written: String::new(), origin: Default::default() })
}

fn read_back(engine: &Engine, format: Format, text: &str) -> Record {
    let mut read = read_all(format, "again", text.as_bytes(), &engine.rulebase.schema);
    assert_eq!(read.len(), 1, "{text}");
    read.remove(0).unwrap_or_else(|refused| panic!("{refused}\n{text}"))
}

#[test]
fn every_record_is_read_back_as_it_was() {
    let rules = shipped::whole();
    let engine = &rules.engine;
    let mut records: Vec<Record> = engine.examples.iter().map(|example| example.record.clone()).collect();
    records.extend(rules.records().into_iter().map(|(_, record)| record));
    assert!(records.len() > 1000);
    let some = records.iter().rev().filter(|record| record.facts.iter().any(Option::is_some));
    for record in some.step_by(EACH) {
        let schema = &engine.rulebase.schema;
        let texts = [(Format::Yaml, yaml(schema, record)), (Format::Json, record_json(schema, record).to_string())];
        for (format, text) in texts {
            let again = read_back(engine, format, &text);
            let values = |record: &Record| record.facts.iter().map(bare).collect::<Vec<_>>();
            assert_eq!(values(&again), values(record), "{text}");
            assert_eq!((&again.name, again.as_of), (&record.name, record.as_of), "{text}");
        }
    }
}
