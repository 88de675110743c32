//! A small schema with a fact of every type, and short ways to read records against it.

use rulecheck::record::{Datum, Format, Outcome, Record, Refused, Value, read_all};
use rulecheck::rulebase::{Choice, ChoiceId, Fact, Finding, FindingId, Label, Schema, Synonym, Type};
use rulecheck::source::{Sources, Span};
use rulecheck::unit::Unit;
use rust_decimal::Decimal;

fn span() -> Span {
    let source = Sources::default().add("test.rule", "");
    Span { source, start: 0, end: 0 }
}

fn fact(name: &str, ty: Type) -> Fact {
    Fact {
        name: name.to_owned(),
        ty,
        definition: None,
        range: None,
        no_if_not_recorded: false,
        or_never: false,
        unit_required: false,
        molar_mass: None,
        complete_if: None,
        whole_parts: Vec::new(),
        synonyms: Vec::new(),
        reviews: Vec::new(),
        span: span(),
    }
}

fn synonym(name: &str, unit: Option<&str>) -> Synonym {
    Synonym { name: name.to_owned(), unit: unit.map(str::to_owned) }
}

fn number(name: &str, unit: &str, range: Option<(i64, i64)>) -> Fact {
    let ty = Type::Number { unit: Unit::parse(unit).unwrap(), whole: false };
    Fact { range: range.map(|(low, high)| (Decimal::from(low), Decimal::from(high))), ..fact(name, ty) }
}

fn choice(name: &str, labels: &[(&str, &[&str])]) -> Choice {
    let label = |(name, synonyms): &(&str, &[&str])| Label {
        name: (*name).to_owned(),
        traits: Vec::new(),
        synonyms: synonyms.iter().map(|one| (*one).to_owned()).collect(),
        meaning: None,
        reviews: Vec::new(),
    };
    Choice { name: name.to_owned(), labels: labels.iter().map(label).collect(), traits: Vec::new(), span: span() }
}

pub fn schema() -> Schema {
    let vein = choice(
        "vein",
        &[
            ("medial gastrocnemius", &["MGV", "sural"]),
            ("soleal", &[]),
            ("popliteal", &["sural"]),
            ("femoral", &["SFV"]),
        ],
    );
    let sex = choice("sex", &[("female", &["f"]), ("male", &["m"])]);
    let whole = |mut fact: Fact| {
        fact.ty = match fact.ty {
            Type::Number { unit, .. } => Type::Number { unit, whole: true },
            other => other,
        };
        fact
    };
    let thrombus = Finding {
        name: "thrombus".to_owned(),
        fields: vec![
            fact("vein", Type::Choice(ChoiceId(0))),
            number("length", "cm", Some((0, 150))),
            Fact { no_if_not_recorded: true, ..fact("occlusive", Type::YesNo) },
        ],
        span: span(),
    };
    Schema {
        choices: vec![vein, sex],
        findings: vec![thrombus],
        facts: vec![
            number("age", "years", Some((0, 120))),
            fact("sex", Type::Choice(ChoiceId(1))),
            Fact {
                synonyms: vec![synonym("fibrin d-dimer", None), synonym("d_dimer_mg_l", Some("mg/L FEU"))],
                ..number("D-dimer", "ng/mL FEU", Some((0, 100_000)))
            },
            Fact { synonyms: vec![synonym("malignancy", None)], ..fact("active cancer", Type::YesNo) },
            Fact { no_if_not_recorded: true, ..fact("inpatient", Type::YesNo) },
            fact("surgery date", Type::Date),
            fact("thrombi", Type::List(FindingId(0))),
            Fact { molar_mass: Some(Decimal::new(11_312, 2)), ..number("creatinine", "mg/dL", None) },
            whole(number("children", "1", Some((0, 30)))),
            Fact { or_never: true, ..number("weeks since surgery", "weeks", None) },
            fact("vein", Type::Choice(ChoiceId(0))),
            number("blood pressure", "mmHg", None),
            number("platelets", "10*9/L", None),
            Fact {
                unit_required: true,
                synonyms: vec![synonym("hb_g_dl", Some("g/dL"))],
                ..number("haemoglobin", "g/dL", Some((2, 25)))
            },
            number("leukocytes", "10*9/L", Some((0, 3000))),
            number("saturation", "%", Some((30, 100))),
        ],
    }
}

pub fn outcomes(format: Format, text: impl AsRef<[u8]>) -> Vec<Outcome> {
    let file = match format {
        Format::Yaml => "data/patients.yaml",
        Format::Json => "data/patients.json",
        Format::Ndjson => "data/patients.ndjson",
        Format::Csv => "data/patients.csv",
    };
    read_all(format, file, text.as_ref(), &schema())
}

pub fn yaml(text: &str) -> Outcome {
    let mut all = outcomes(Format::Yaml, text);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

pub fn good(text: &str) -> Record {
    yaml(text).unwrap_or_else(|refused| panic!("{refused}"))
}

pub fn bad(text: &str) -> Refused {
    yaml(text).expect_err("a fault is expected")
}

/// The codes of a refused record, in order.
pub fn codes(refused: &Refused) -> Vec<&'static str> {
    refused.faults.iter().map(|fault| fault.code.as_str()).collect()
}

pub fn datum<'r>(record: &'r Record, name: &str) -> Option<&'r Datum> {
    record.facts[schema().find_fact(name).unwrap().0].as_ref()
}

/// The value of a fact; panics where it is not mentioned.
pub fn value(record: &Record, name: &str) -> Value {
    datum(record, name).unwrap_or_else(|| panic!("`{name}` is not mentioned")).value.clone()
}

/// The value of one entry of a YAML record.
pub fn of(name: &str, written: &str) -> Value {
    value(&good(&format!("{name}: {written}")), name)
}

pub fn exactly(number: f64) -> Value {
    Value::Number { low: number, high: number }
}

/// The code of one faulty entry.
pub fn fault(name: &str, written: &str) -> &'static str {
    let refused = bad(&format!("{name}: {written}"));
    assert_eq!(refused.faults.len(), 1, "{refused}");
    refused.faults[0].code.as_str()
}
