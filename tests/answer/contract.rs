//! The JSON and YAML of `eval`, held against `tests/outcome.schema.json`.

use std::sync::OnceLock;

use super::*;
use crate::shipped;

fn schema() -> &'static jsonschema::Validator {
    static SCHEMA: OnceLock<jsonschema::Validator> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let schema: Json = serde_json::from_str(include_str!("../outcome.schema.json")).unwrap();
        assert!(jsonschema::meta::is_valid(&schema));
        jsonschema::draft202012::new(&schema).unwrap()
    })
}

fn faults(json: &Json) -> Vec<String> {
    schema().iter_errors(json).map(|fault| format!("{}: {fault}", fault.instance_path)).collect()
}

/// A result keeps the contract.
pub fn holds(json: &Json) {
    let faults = faults(json);
    assert!(faults.is_empty(), "{}\n{json:#}", faults.join("\n"));
}

/// Each example under its own file and what that uses, and the shipped records under all files.
#[test]
fn every_example_and_record_keeps_the_contract() {
    let mut count = 0;
    for (_, rules) in shipped::each() {
        count += rules.outcomes().len();
        keep_the_contract(rules, rules.outcomes());
    }
    assert!(count > 1000);
    let all = shipped::whole();
    let records: Vec<Record> = all.records().into_iter().map(|(_, record)| record).collect();
    let outcomes: Vec<Outcome> = all.engine.judge(&records, today()).into_iter().map(Result::unwrap).collect();
    keep_the_contract(all, &outcomes);
}

fn keep_the_contract(rules: &shipped::Rules, outcomes: &[Outcome]) {
    let context = Context { engine: &rules.engine, sources: &rules.sources, only: &[] };
    for outcome in outcomes {
        let report = report(context, outcome);
        let json: Json = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
        holds(&json);
        let yaml = serde_yaml::to_string(&report).unwrap();
        let again: Json = serde_yaml::from_str(&yaml).unwrap();
        assert_eq!(json, again, "{yaml}");
    }
}

/// A schema that accepts everything would let the tests above pass.
#[test]
fn the_contract_is_strict() {
    let good =
        judge("classify x\n  p when a\n  q otherwise\nrule r\n  when a\n  suggest drug for 3 weeks\n", "a: yes").json();
    let spoil = |pointer: &str, value: Json| {
        let mut json = good.clone();
        *json.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}\n{good:#}")) = value;
        json
    };
    let without = |pointer: &str, name: &str| {
        let mut json = good.clone();
        json.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(name).unwrap();
        json
    };
    let with = |pointer: &str, name: &str, value: Json| {
        let mut json = good.clone();
        json.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert(name.to_owned(), value);
        json
    };
    for bad in [
        spoil("/schema", 1.into()),
        spoil("/first/answers/0/status", "sure".into()),
        without("/first", "because"),
        with("/first", "hint", "none".into()),
        spoil("/as_of", "23.11.2026".into()),
        spoil("/rulebooks/0/digest", "sha256:0".into()),
        spoil("/conclusions/x/status", "applies".into()),
        spoil("/conclusions/x/kind", "rule".into()),
        spoil("/conclusions/r/status", "decided".into()),
        spoil("/advice/0/verb", "order".into()),
        spoil("/advice/0/strength", "sure".into()),
        spoil("/advice/0/for", "soon".into()),
        without("", "conflicts"),
        without("/conclusions/x", "value"),
        without("/advice/0", "rule"),
        with("", "more", 1.into()),
        with("/conclusions/x", "possible", vec![1].into()),
        with("/conclusions/x", "points", 1.into()),
        with("/conclusions/r", "value", true.into()),
        with("/advice/0", "priority", 1.into()),
    ] {
        assert!(!faults(&bad).is_empty(), "the schema accepts\n{bad:#}");
    }
}

#[test]
fn values_as_data() {
    let rules = "
facts
  count of beds: whole number, 0 to 9
  scan: date
finding visit
  day: date
facts
  visits: list of visit
define half in cm as size / 2
define open as size + 1 cm
define label as grade
define last visit as latest day of visits
classify big
  large when size >= 50 cm
  small otherwise
count letters
  a
  b
score plain
  +1 a
  +2 b
score banded
  +1 a
  +2 b
  low: at most 1
  high: at least 2
";
    let known =
        judge(rules, "size: 5 cm\ngrade: mild\na: yes\nb: no\nvisits:\n  - day: 2026-05-02\n  - no others").json();
    let get = |json: &Json, path: &str| json.pointer(&format!("/conclusions/{path}")).cloned().unwrap_or(Json::Null);
    assert_eq!(get(&known, "half/value"), 2.5);
    assert_eq!(get(&known, "half/unit"), "cm");
    assert_eq!(get(&known, "open/value"), serde_json::json!(6));
    assert_eq!(get(&known, "label/value"), "mild");
    assert_eq!(get(&known, "last visit/value"), "2026-05-02");
    assert_eq!(get(&known, "big/value"), "small");
    assert_eq!(get(&known, "letters/value"), 1);
    assert_eq!(get(&known, "letters/holding"), serde_json::json!(["a"]));
    assert_eq!(get(&known, "plain/points"), 1);
    assert_eq!(get(&known, "plain/value"), Json::Null);
    assert_eq!(get(&known, "banded/points"), 1);
    assert_eq!(get(&known, "banded/value"), "low");

    let open = judge(rules, "size: '> 40 cm'\na: yes\nvisits:\n  - day: 2026-05\n  - no others").json();
    assert_eq!(get(&open, "label/possible"), serde_json::json!(["mild", "moderate", "severe"]));
    assert_eq!(get(&open, "big/possible"), serde_json::json!(["large", "small"]));
    assert_eq!(get(&open, "open/possible/0/1"), 101);
    assert_eq!(get(&open, "letters/possible"), serde_json::json!([[1, 2]]));
    assert_eq!(get(&open, "plain/points"), serde_json::json!([1, 3]));
    assert_eq!(get(&open, "banded/possible"), serde_json::json!(["low", "high"]));
    // a range is one entry, of dates too
    assert_eq!(get(&open, "last visit/possible"), serde_json::json!([["2026-05-01", "2026-05-31"]]));
}
