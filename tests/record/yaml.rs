//! YAML: documents, places, and what of YAML is not read.

use super::schema::*;
use rulecheck::record::{Format, Value};

#[test]
fn every_document_is_judged_alone() {
    let text =
        "# two patients\n---\nrecord: a\nage: 44\n---\nage: [\n---\n\nrecord: c\nage: 200\n...\n---\nage: 4\n---\n";
    let all = outcomes(Format::Yaml, text);
    assert_eq!(all.len(), 4, "{all:?}");
    assert_eq!(all[0].as_ref().unwrap().name, "a");
    assert_eq!(all[0].as_ref().unwrap().origin.line, 3);
    assert_eq!(codes(all[1].as_ref().unwrap_err()), ["R0601"]);
    let third = all[2].as_ref().unwrap_err();
    assert_eq!((third.faults[0].origin.line, third.faults[0].column), (10, 1));
    assert_eq!(all[3].as_ref().unwrap().name, "patients#4");
}

#[test]
fn lines_are_those_of_the_file() {
    let text = "%YAML 1.2\r\n---\r\nage: 44\r\n--- # next\r\n\r\nnote: |\r\n  age: 3\r\n  no\r\n\"D-dimer\": 300\r\nthrombi:\r\n- vein:\r\n    soleal\r\n";
    let all = outcomes(Format::Yaml, text);
    let second = all[1].as_ref().unwrap();
    assert_eq!(datum(second, "D-dimer").unwrap().origin.line, 9);
    assert_eq!(datum(second, "thrombi").unwrap().origin.line, 10);
    let Value::List { elements, .. } = value(second, "thrombi") else { panic!() };
    assert_eq!(elements[0][0].as_ref().unwrap().origin.line, 11);
    assert_eq!(second.origin.file, "data/patients.yaml");
}

#[test]
fn places_survive_unusual_line_ends_and_letters() {
    let all = outcomes(Format::Yaml, "note: \"ä\u{85}b\u{2028}c\"\nage: 200\n{µ: 1}: 2\n");
    let refused = all[0].as_ref().unwrap_err();
    assert_eq!(refused.faults[0].origin.line, 3, "{refused}");
    let refused = bad("{note: ä, age: 200, sex: x}");
    assert_eq!((refused.faults[0].column, refused.faults[1].column), (11, 21));
}

#[test]
fn numbers_keep_their_digits() {
    assert_eq!(good("{age: 44, D-dimer: 300.10}").facts[2].as_ref().unwrap().written, "300.10");
    assert_eq!(good("age: 44 # years").facts[0].as_ref().unwrap().written, "44");
    assert_eq!(good("age: +44").facts[0].as_ref().unwrap().written, "+44");
    assert_eq!(codes(&bad("creatinine: 0.1000000000000000055")), ["R0613"]);
}

#[test]
fn aliases_merge_keys_and_tags_are_refused() {
    for text in [
        "a: &a {age: 4}\nb: *a\nage: 4",
        "age: &x 44\nD-dimer: *x",
        "a: &a {inpatient: yes}\n<<: *a\nage: 4",
        "age: !!int \"44\"",
        "age: !x 44",
        "age: *nothing",
        "a: &a [x]\nb: &b [*a, *a]\nage: 3",
    ] {
        let refused = bad(text);
        assert_eq!(codes(&refused), ["R0601"], "{text}");
        assert!(refused.faults[0].message.contains("are not read in records"), "{text}: {refused}");
    }
}

#[test]
fn broken_yaml_is_told_in_our_words() {
    let cases = [
        ("age: 44\n\tsex: f", 2, "a tab stands"),
        ("age: 44\nsex: \"f\nD-dimer: 3", 2, "a quote is opened"),
        ("age: 44\nsex: f: m", 2, "a second `: `"),
        ("age: 44\nsex", 2, "`name: value` is expected"),
        ("age: 44\n sex: f", 2, "second `: `"),
        ("age: 44\nthrombi: [{vein: soleal}\nsex: f", 3, "bracket"),
        ("age: @44", 1, "a sign that YAML keeps"),
        ("- age: 44", 1, "a record is entries"),
        ("just text", 1, "a record is entries"),
        ("[a, b]: 3\nage: 4", 1, "begins with a name"),
    ];
    for (text, line, message) in cases {
        let refused = bad(text);
        assert_eq!(codes(&refused), ["R0601"], "{text}");
        let fault = &refused.faults[0];
        assert!(fault.message.contains(message), "{text:?}: {refused}");
        assert_eq!(fault.origin.line, line, "{text:?}: {refused}");
        assert!(!fault.help.is_empty());
    }
}
