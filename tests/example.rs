//! Records printed as `example` blocks: what is read back is the same patient.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rulecheck::check::check;
use rulecheck::diagnostic::Diagnostic;
use rulecheck::load::load;
use rulecheck::present::example::{example, name};
use rulecheck::record::Datum;
use rulecheck::rulebase::Rulebase;
use rulecheck::source::Sources;

fn rulebase(path: &Path, more: &str) -> Rulebase {
    let mut sources = Sources::default();
    let mut read = |file: &Path| {
        let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
        Ok(if file == path { text + more } else { text })
    };
    let (loaded, mut diagnostics) = load(&[path.to_path_buf()], &mut sources, &mut read);
    let checked = check(&sources, &loaded, Date::new(2026, 11, 23).unwrap());
    diagnostics.extend(checked.diagnostics);
    diagnostics.retain(Diagnostic::is_error);
    assert!(diagnostics.is_empty(), "{}: {diagnostics:#?}\n{more}", path.display());
    checked.rulebase.expect("no errors, so a rule base")
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
        let rules = rulebase(&path, "");
        let own: Vec<_> = rules.examples.iter().filter(|one| rules.books[one.book].asked_for).collect();
        let blocks: String = own
            .iter()
            .map(|one| {
                let expect = vec![one.expect[0].text.clone()];
                format!("\n{}", example(&rules.schema, &format!("again: {}", one.name), &one.record, &expect))
            })
            .collect();
        let again = rulebase(&path, &blocks);
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
