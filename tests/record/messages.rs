//! The text of a fault as a terminal shows it, and how a format is told.

use super::schema::*;
use rulecheck::record::{Format, Lookup, Origin, Value, given};
use rulecheck::source::{Sources, Span};
use rulecheck::syntax::tree::Item;

#[test]
fn a_fault_names_place_code_reason_and_next_step() {
    let text = "id,age,sex,D-dimer,active cancer,surgery date,thrombi\n\
                1,144,femle,0.5 mg/L,maybe,20.11.2026,\n\
                2,never,,0.5 g/L FEU,,2026-02-30,yes\n";
    let all: Vec<String> =
        outcomes(Format::Csv, text).iter().map(|one| one.as_ref().unwrap_err().to_string()).collect();
    assert_eq!(
        all[0],
        "\
data/patients.csv:2: error[R0604]: `age` is `144`, outside its plausible range 0 to 120 years
  help: check the number and its unit against the original report
data/patients.csv:2: error[R0611]: `sex` is `femle`, which is not one of its declared values
  help: did you mean `female`?
data/patients.csv:2: error[R0605]: the unit of `D-dimer` cannot be used: `mg/L` and `ng/mL FEU` are never converted into each other: `mg/L` does not state its basis; write `mg/L FEU` if that is what the laboratory reports
  help: `D-dimer` is declared in `ng/mL FEU`
data/patients.csv:2: error[R0603]: `active cancer` is yes or no, found `maybe`
  help: write `yes`, `no` or `unknown`
data/patients.csv:2: error[R0603]: `surgery date` is a date, found `20.11.2026`
  help: write year-month-day, as in `2026-11-20`; `2026-11` or `2026` if only that is known; other orders can be mistaken for one another"
    );
    assert_eq!(
        all[1],
        "\
data/patients.csv:3: error[R0603]: `age` is `never`, but it is not declared as something that may not exist
  help: write a value, or `unknown`; only a date, or a number declared with `or never`, can be `never`: `age: …, or never`
data/patients.csv:3: error[R0604]: `D-dimer` is `0.5 g/L FEU`, that is 500000 ng/mL FEU, outside its plausible range 0 to 100000 ng/mL FEU
  help: check the number and its unit against the original report
data/patients.csv:3: error[R0612]: `surgery date` is `2026-02-30`, but February 2026 has the days 1 to 28
  help: correct the day, or write `2026-02` if it is not known
data/patients.csv:3: error[R0603]: `thrombi` is a list of thrombus, found `yes`
  help: write a line `- …` for each thrombus, or `none` if there is none, or `unknown`"
    );
}

#[test]
fn control_characters_and_long_texts_stay_out_of_messages() {
    let refused = bad(&format!("sex: \"\\e[31m\\u202e{}\"", "x".repeat(500)));
    let text = refused.to_string();
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}') && text.len() < 400, "{text}");
}

#[test]
fn a_format_is_told_by_name_or_by_its_first_bytes() {
    assert_eq!(Format::of("a/b.YML"), Some(Format::Yaml));
    assert_eq!(Format::of("b.jsonl"), Some(Format::Ndjson));
    assert_eq!(Format::of("b.txt"), None);
    let cases: [(&str, Format); 12] = [
        ("age: 44\n", Format::Yaml),
        ("---\nage: 44\n", Format::Yaml),
        ("# x, y\nage: 44", Format::Yaml),
        ("{age: 44}", Format::Yaml),
        ("thrombi:\n  - vein: x\n", Format::Yaml),
        ("{\"age\": 44}\n{\"age\": 45}\n", Format::Ndjson),
        ("{\n  \"age\": 44\n}", Format::Json),
        ("\u{feff}[{\"age\": 44}]", Format::Json),
        ("id,age\n1,44\n", Format::Csv),
        ("id;D-dimer (mg/L FEU)\n", Format::Csv),
        ("age\tsex", Format::Csv),
        ("", Format::Yaml),
    ];
    for (text, format) in cases {
        assert_eq!(Format::sniff(text.as_bytes()), format, "{text:?}");
    }
}

#[test]
fn the_entries_of_an_example_are_read_like_a_record() {
    let text = "\
example \"one\"
  given
    thrombi
      - vein: MGV, length: 20 mm
      - no others
    age: 44 years
    D-dimer: 0.5 mg/L FEU
    surgery date: 2026-10-30
    active cancer: maybe
    sex: unknown
    shoe size: 38
  expect
    age is 44 years
";
    let mut sources = Sources::default();
    let source = sources.add("a.rule", text);
    let (file, diagnostics) = rulecheck::syntax::parse(&sources, source);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let Some(Item::Example(example)) = file.blocks.iter().map(|block| &block.item).next() else { panic!() };
    let schema = schema();
    let place = |span: Span, path: String| {
        let place = sources.place(span);
        Origin { file: place.file, line: place.line, path }
    };
    let read = given(&Lookup::new(&schema), &example.given, &place);
    let of = |name: &str| read.facts[schema.find_fact(name).unwrap().0].as_ref().unwrap();
    assert_eq!(of("D-dimer").value, exactly(500.0));
    assert_eq!((of("age").origin.line, of("age").written.as_str()), (6, "44 years"));
    assert_eq!(of("sex").value, Value::Unknown);
    assert!(matches!(&of("thrombi").value, Value::List { elements, whole: true } if elements.len() == 1));
    assert_eq!(read.ignored[0].0.name, "shoe size");
    assert_eq!(read.issues.len(), 1);
    assert_eq!(sources.text(read.issues[0].at), "active cancer: maybe");
}

/// The value of one entry, or what is said against it.
fn entry(line: &str) -> Result<Value, String> {
    let outcome = outcomes(Format::Yaml, format!("{line}\n")).remove(0);
    let record = outcome.map_err(|refused| refused.to_string())?;
    let value = record.facts.iter().flatten().next().map(|datum| datum.value.clone());
    value.ok_or_else(|| "not read".to_owned())
}

#[test]
fn a_synonym_carries_its_unit() {
    assert_eq!(entry("d_dimer_mg_l: 0.5"), Ok(exactly(500.0)));
    // a unit that is written counts
    assert_eq!(entry("d_dimer_mg_l: 500 ng/mL FEU"), Ok(exactly(500.0)));
    assert_eq!(entry("fibrin d-dimer: 0.5"), Ok(exactly(0.5)));
    let table = outcomes(Format::Csv, "record,d_dimer_mg_l\nanna,0.5\n").remove(0).unwrap();
    assert_eq!(table.facts.iter().flatten().next().unwrap().value, exactly(500.0));
}

#[test]
fn a_number_may_need_its_unit() {
    assert_eq!(entry("haemoglobin: 8 g/dL"), Ok(exactly(8.0)));
    assert_eq!(entry("haemoglobin: 80 g/L"), Ok(exactly(8.0)));
    assert_eq!(entry("hb_g_dl: 8"), Ok(exactly(8.0)));
    let refused = entry("haemoglobin: 8").unwrap_err();
    assert!(refused.contains("R0605") && refused.contains("without its unit"), "{refused}");
    assert!(refused.contains("as in `8 g/dL`"), "{refused}");
    let header = outcomes(Format::Csv, "record,haemoglobin (g/L)\nanna,80\n").remove(0).unwrap();
    assert_eq!(header.facts.iter().flatten().next().unwrap().value, exactly(8.0));
    assert!(outcomes(Format::Csv, "record,haemoglobin\nanna,8\n").remove(0).is_err());
}

#[test]
fn a_point_between_thousands_is_refused_where_it_could_be_one() {
    let refused = entry("leukocytes: 150.000 /uL").unwrap_err();
    assert!(refused.contains("may be read as 150 or as 150000"), "{refused}");
    assert!(entry("leukocytes: 2.500").unwrap_err().contains("may be read as 2.5 or as 2500"));
    // where only one of the two is plausible, that one is meant
    assert_eq!(entry("leukocytes: 49.000"), Ok(exactly(49.0)));
    assert_eq!(entry("leukocytes: 0.125"), Ok(exactly(0.125)));
    assert_eq!(entry("leukocytes: 2.5000"), Ok(exactly(2.5)));
    assert_eq!(entry("leukocytes: 2.50"), Ok(exactly(2.5)));
}

#[test]
fn a_fraction_is_told_from_a_percentage() {
    let refused = entry("saturation: 0.95").unwrap_err();
    assert!(refused.contains("write `95 %`"), "{refused}");
    assert_eq!(entry("saturation: 95"), Ok(exactly(95.0)));
}
