//! Records printed as `example` blocks: what is read back is the same patient.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rulecheck::answer::{Engine, expected};
use rulecheck::compile::compile;
use rulecheck::record::Datum;
use rulecheck::rulebase::ConclusionId;
use rulecheck::rules::Rules;
use rulecheck::source::Sources;
use rulecheck::words::{example, name};
use rulecheck::workers::Cores;

/// The rules of a file with more text behind it.
fn rules(path: &Path, more: &str) -> (Rules, Sources) {
    let mut read = |file: &Path| {
        let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
        Ok(if file == path { text + more } else { text })
    };
    let rules = compile(&[path], &mut read, Date::new(2026, 11, 23).unwrap()).sound();
    rules.unwrap_or_else(|errors| panic!("{errors}\n{more}"))
}

/// What is expected of each conclusion, as it is answered now, holds when the block is read again and run.
#[test]
fn what_is_expected_holds() {
    let mut lines = 0;
    for path in ["rules/diagnose/wells_dvt_2003.rule", "rules/pathways/gastrocnemius.rule", "rules/diagnose/left.rule"]
    {
        let path = Path::new(path);
        let (rules, _) = self::rules(path, "");
        let engine = Engine::new(rules.clone(), &Cores);
        let today = Date::new(2026, 11, 23).unwrap();
        let mut blocks = String::new();
        for one in rules.examples.iter().filter(|one| rules.rulebase.books[one.book].asked_for) {
            let outcome = engine.judge_one(&one.record, today).expect("a possible patient");
            let ids = (0..rules.rulebase.conclusions.len()).map(ConclusionId);
            let expect: Vec<String> = ids.flat_map(|id| expected(&engine, id, &outcome.answers[id.0])).collect();
            lines += expect.len();
            blocks += &format!(
                "\n{}",
                example(&rules.rulebase.schema, &format!("again: {}", one.name), &one.record, &expect)
            );
        }
        let (again, sources) = self::rules(path, &blocks);
        for tested in rulecheck::test::run(&Engine::new(again, &Cores), &sources, today) {
            assert_eq!(tested.failures, [], "{}", tested.name);
        }
    }
    assert!(lines > 500, "{lines}");
}

fn values(facts: &[Option<Datum>]) -> String {
    let value = |datum: &Option<Datum>| format!("{:?}", datum.as_ref().map(|datum| &datum.value));
    facts
        .iter()
        .map(|datum| match datum.as_ref().map(|datum| &datum.value) {
            Some(rulecheck::record::Value::List { elements, whole }) => {
                let of = |element: &Vec<Option<Datum>>| element.iter().map(value).collect::<String>();
                format!("{whole} {:?}\n", elements.iter().map(of).collect::<Vec<_>>())
            }
            _ => value(datum) + "\n",
        })
        .collect()
}

/// Every example of the shipped library, printed and read again.
#[test]
fn what_is_printed_is_read_back() {
    let files: Vec<PathBuf> = glob::glob("rules/**/*.rule").unwrap().map(Result::unwrap).collect();
    assert!(files.len() > 10);
    let mut seen = 0;
    for path in files {
        let (rules, _) = self::rules(&path, "");
        let own: Vec<_> = rules.examples.iter().filter(|one| rules.rulebase.books[one.book].asked_for).collect();
        let blocks: String = own
            .iter()
            .map(|one| {
                let expect = vec![one.expect[0].text.clone()];
                format!("\n{}", example(&rules.rulebase.schema, &format!("again: {}", one.name), &one.record, &expect))
            })
            .collect();
        let (again, _) = self::rules(&path, &blocks);
        for one in own {
            let name = format!("again: {}", one.name.replace('"', "'"));
            let other = again.examples.iter().find(|other| other.name == name).expect("it was printed");
            assert_eq!(values(&one.record.facts), values(&other.record.facts), "{}: {name}", path.display());
            assert_eq!(one.record.as_of, other.record.as_of);
            seen += 1;
        }
    }
    assert!(seen > 1000, "{seen}");
}

#[test]
fn names_that_hold_an_ending_word_are_quoted() {
    assert_eq!(name("active cancer"), "active cancer");
    assert_eq!(name("bedridden or surgery"), "'bedridden or surgery'");
    assert_eq!(name("D-dimer"), "D-dimer");
}
