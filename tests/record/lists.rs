//! Lists of findings.

use super::schema::*;
use rulecheck::record::{Datum, Value};

fn list(text: &str) -> (Vec<Vec<Option<Datum>>>, bool) {
    match value(&good(text), "thrombi") {
        Value::List { elements, whole } => (elements, whole),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_list_is_open_unless_the_record_says_otherwise() {
    let (elements, whole) = list("thrombi:\n  - vein: soleal\n    length: 20 mm\n  - vein: femoral\n");
    assert_eq!((elements.len(), whole), (2, false));
    let length = elements[0][1].as_ref().unwrap();
    assert_eq!(length.value, exactly(2.0));
    assert_eq!((length.origin.path.as_str(), length.origin.line), ("thrombi[1].length", 3));
    assert_eq!(elements[1][1], None);
    assert_eq!(elements[1][0].as_ref().unwrap().origin.path, "thrombi[2].vein");
}

#[test]
fn no_others_makes_it_whole() {
    assert!(list("thrombi:\n  - vein: soleal\n  - no others\n").1);
    assert_eq!(list("thrombi: none"), (Vec::new(), true));
    assert_eq!(list("thrombi: [none]"), (Vec::new(), true));
    assert_eq!(list("thrombi: [no others]"), (Vec::new(), true));
    assert_eq!(list("thrombi: []"), (Vec::new(), false));
    let (elements, whole) = list("thrombi: {whole: true, items: [{vein: soleal}]}");
    assert_eq!((elements.len(), whole), (1, true));
    assert!(!list("thrombi: {whole: no, items: [{vein: soleal}]}").1);
    assert!(!list("thrombi: {items: []}").1);
}

#[test]
fn what_is_no_list_is_refused_with_advice() {
    let refused = bad("thrombi: {vein: soleal}");
    assert_eq!(codes(&refused), ["R0603"]);
    assert!(refused.faults[0].help.contains("put `- ` in front"), "{refused}");
    for written in [
        "yes",
        "3",
        "[soleal]",
        "[none, {vein: soleal}]",
        "[[{vein: soleal}]]",
        "{whole: true, items: 5}",
        "{whole: maybe, items: []}",
        "[~]",
    ] {
        assert_eq!(fault("thrombi", written), "R0603", "{written}");
    }
    assert_eq!(fault("thrombi", "{items: [], items: []}"), "R0606");
}

#[test]
fn fields_are_read_like_facts() {
    let refused = bad("thrombi:\n  - vein: solael\n    length: 900\n  - length: 3\n    Length: 4\n");
    assert_eq!(codes(&refused), ["R0611", "R0604", "R0606"]);
    let places: Vec<(usize, &str)> =
        refused.faults.iter().map(|fault| (fault.origin.line, fault.origin.path.as_str())).collect();
    assert_eq!(places, [(2, "thrombi[1].vein"), (3, "thrombi[1].length"), (5, "thrombi[2].Length")]);
}

#[test]
fn unknown_fields_are_reported_with_their_way() {
    let record = good("thrombi:\n  - vien: soleal\n    oclusive: yes\n    length: 3\n");
    let told: Vec<(&str, &str, &[String])> = record
        .ignored
        .iter()
        .map(|one| (one.name.as_str(), one.origin.path.as_str(), one.nearest.as_slice()))
        .collect();
    assert_eq!(told[0], ("vien", "thrombi[1].vien", &["vein".to_owned()][..]));
    let (elements, _) = list("thrombi:\n  - vien: soleal\n    oclusive: yes\n    length: 3\n");
    assert_eq!(elements[0][2].as_ref().unwrap().value, Value::Unknown);
}
