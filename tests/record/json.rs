//! JSON and NDJSON.

use super::schema::*;
use proptest::prelude::*;
use rulecheck::record::{Format, Value};

fn one(text: &str) -> Result<rulecheck::record::Record, rulecheck::record::Refused> {
    outcomes(Format::Json, text).remove(0)
}

#[test]
fn an_object_is_a_record_and_an_array_holds_several() {
    assert_eq!(value(&one("\u{feff} {\"age\": 44} \r\n").unwrap(), "age"), exactly(44.0));
    let all = outcomes(
        Format::Json,
        "[\n {\"age\": 44},\n {\"age\": 45 \"sex\": 1},\n {\"age\": 046},\n {\"age\": 200},\n 5,\n {\"age\": 47}\n]",
    );
    assert_eq!(all.len(), 6);
    assert_eq!(all[0].as_ref().unwrap().origin.line, 2);
    let lines: Vec<usize> = all[1..5].iter().map(|one| one.as_ref().unwrap_err().faults[0].origin.line).collect();
    assert_eq!(lines, [3, 4, 5, 6]);
    assert_eq!(all[5].as_ref().unwrap().name, "patients#6");
    assert_eq!(all[5].as_ref().unwrap().origin.line, 7);
}

#[test]
fn where_a_record_ends_is_never_guessed() {
    for broken in
        ["{\"note\": \"open,", "{\"age\": 45]", "{\"thrombi\": ], {\"sex\": \"f\"}", "}", "{\"x\": {\"age\": 45}"]
    {
        let text = format!("[\n {{\"age\": 44}},\n {broken},\n {{\"sex\": \"m\"}}\n]");
        let all = outcomes(Format::Json, &text);
        assert_eq!(all.len(), 2, "{text}: {all:?}");
        let refused = all[1].as_ref().unwrap_err();
        assert_eq!(codes(refused), ["R0601"], "{text}");
        assert!(refused.faults[0].help.ends_with("no record was read from line 3 on"), "{text}: {refused}");
    }
}

#[test]
fn a_list_cut_short_is_told() {
    for text in [
        "[{\"age\": 44}",
        "[{\"age\": 44},",
        "[{\"age\": 44}, {\"age\": 4",
        "[{\"age\": 44}] {\"age\": 5}",
        "[{\"age\": 44},]",
    ] {
        let all = outcomes(Format::Json, text);
        assert!(all[0].is_ok(), "{text}");
        assert!(all.last().unwrap().is_err(), "{text}: {all:?}");
    }
    assert!(one("{\"age\": 44} {\"age\": 45}").is_err());
    assert_eq!(codes(outcomes(Format::Json, "[]")[0].as_ref().unwrap_err()), ["R0609"]);
}

#[test]
fn numbers_keep_their_digits_and_duplicates_are_seen() {
    assert_eq!(one("{\"creatinine\": 0.90}").unwrap().facts[7].as_ref().unwrap().written, "0.90");
    assert_eq!(codes(&one("{\"creatinine\": 1e400}").unwrap_err()), ["R0613"]);
    assert_eq!(codes(&one("{\"creatinine\": 0.1000000000000000055}").unwrap_err()), ["R0613"]);
    assert_eq!(codes(&one("{\"age\": 1, \"age\": 2}").unwrap_err()), ["R0606"]);
    assert_eq!(codes(&one("{\"active cancer\": 1}").unwrap_err()), ["R0603"]);
    let record = one("{\"inpatient\": null, \"malignancy\": \"\", \"sex\": \"\\u0066\"}").unwrap();
    assert_eq!((datum(&record, "inpatient"), value(&record, "sex")), (None, Value::Label(0)));
}

#[test]
fn broken_json_is_told_in_our_words() {
    let cases = [
        ("{\"age\": 44,}", 12, "a comma stands in front of `}`"),
        ("{'age': 44}", 2, "a name in double quotes"),
        ("{\"age\" 44}", 8, "`:` is expected"),
        ("{\"age\": 0,5}", 11, "a name in double quotes is expected, found `5`"),
        ("{\"age\": 044}", 9, "`044` is no number"),
        ("{\"age\": NaN}", 9, "a value is expected, found `NaN`"),
        ("{\"age\": True}", 9, "found `True`"),
        ("{\"äge\": \"x}", 9, "a quote is not closed"),
        ("{\"age\": 44", 11, "the record ends before its `}`"),
        ("{\"age\": \"\\x\"}", 9, "a backslash"),
        ("{\"age\": \"\\ud800\"}", 9, "a backslash"),
    ];
    for (text, column, message) in cases {
        for format in [Format::Json, Format::Ndjson] {
            let refused = outcomes(format, text).remove(0).unwrap_err();
            assert_eq!(codes(&refused), ["R0601"], "{text}");
            assert!(refused.faults[0].message.contains(message), "{text}: {refused}");
            assert_eq!((refused.faults[0].origin.line, refused.faults[0].column), (1, column), "{text}: {refused}");
        }
    }
}

#[test]
fn every_line_of_ndjson_is_judged_alone() {
    let text = "\u{feff}{\"id\": 1, \"age\": 44}\r\n\r\n{\"id\": 2, \"age\": \r\n{\"id\": 3, \"age\": 200}\n{\"id\": 4, \"age\": 47} {}\n{\"age\": 48}\n\n";
    let all = outcomes(Format::Ndjson, text);
    assert_eq!(all.len(), 5);
    assert_eq!(all[0].as_ref().unwrap().name, "1");
    let lines: Vec<usize> = all[1..4].iter().map(|one| one.as_ref().unwrap_err().faults[0].origin.line).collect();
    assert_eq!(lines, [3, 4, 5]);
    let last = all[4].as_ref().unwrap();
    assert_eq!((last.name.as_str(), last.origin.line, datum(last, "age").unwrap().origin.line), ("patients#5", 6, 6));
}

#[test]
fn the_reading_ends_when_told_to() {
    let schema = schema();
    let lookup = rulecheck::record::Lookup::new(&schema);
    for (format, text) in [
        (Format::Ndjson, "{\"age\": 1}\n{\"age\": 2}\n"),
        (Format::Json, "[{\"age\": 1},{\"age\": 2}]"),
        (Format::Yaml, "age: 1\n---\nage: 2\n"),
        (Format::Csv, "age\n1\n2\n"),
    ] {
        let mut seen = 0;
        let mut each = |_| {
            seen += 1;
            std::ops::ControlFlow::Break(())
        };
        rulecheck::record::read(format, "x", text.as_bytes(), &lookup, &mut each).unwrap();
        assert_eq!(seen, 1, "{format:?}");
    }
}

proptest! {
    /// What is refused as JSON, and what is not, agrees with `serde_json`.
    #[test]
    fn the_grammar_is_that_of_json(text in r#"(\{"age":|\[|)[\[\]{}:,"\\ ntrue0-9.eE+-]{0,12}(\}|\]|)"#) {
        let expected = serde_json::from_str::<serde_json::Value>(&text);
        let found = outcomes(Format::Ndjson, &text).remove(0);
        let syntax = matches!(&found, Err(refused) if refused.faults[0].code.as_str() == "R0601"
            && !refused.faults[0].message.starts_with("a record is entries"));
        let huge = matches!(&expected, Err(error) if error.to_string().contains("out of range"));
        prop_assert!(text.trim().is_empty() || huge || expected.is_err() == syntax, "{text}: {expected:?} {found:?}");
    }
}
