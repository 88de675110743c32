//! CSV: headers, units in them, spread lists, and rows that go wrong.

use super::schema::*;
use rulecheck::record::{Format, Outcome, Value};

fn rows(text: &str) -> Vec<Outcome> {
    outcomes(Format::Csv, text)
}

#[test]
fn the_header_names_the_facts() {
    for text in [
        "id,as of,Age,D-dimer (mg/L FEU),inpatient\n7,2026-11-20,44,0.5,1\n",
        "\u{feff}id;as_of;AGE;\"D-dimer [mg/L FEU]\";inpatient\r\n7;2026-11-20;44 years;0.5;y\r\n",
        "record\tas-of\tage\tD_dimer (mg/L FEU)\tinpatient\n\n7\t2026-11-20\t44\t500 ng/mL FEU\tTRUE",
    ] {
        let all = rows(text);
        let record = all[0].as_ref().unwrap_or_else(|refused| panic!("{refused}"));
        assert_eq!((record.name.as_str(), record.as_of.unwrap().to_string().as_str()), ("7", "2026-11-20"));
        assert_eq!(value(record, "age"), exactly(44.0));
        assert_eq!(value(record, "D-dimer"), exactly(500.0));
        assert_eq!(value(record, "inpatient"), Value::YesNo(true));
    }
    let all = rows("D-dimer (mg/L FEU)\n0.5\n<0.27\n");
    assert_eq!(datum(all[0].as_ref().unwrap(), "D-dimer").unwrap().written, "0.5 mg/L FEU");
    assert_eq!(datum(all[1].as_ref().unwrap(), "D-dimer").unwrap().written, "<0.27 mg/L FEU");
    assert_eq!(datum(all[1].as_ref().unwrap(), "D-dimer").unwrap().origin.line, 3);
}

#[test]
fn an_empty_cell_is_not_mentioned() {
    let all = rows("age,inpatient,sex\n44,,?\n,0,f\n,,\n");
    assert_eq!(datum(all[0].as_ref().unwrap(), "inpatient"), None);
    assert_eq!(value(all[0].as_ref().unwrap(), "sex"), Value::Unknown);
    assert_eq!(value(all[1].as_ref().unwrap(), "inpatient"), Value::YesNo(false));
    assert_eq!(codes(all[2].as_ref().unwrap_err()), ["R0609"]);
}

#[test]
fn lists_are_spread_over_columns() {
    let text = "age,thrombi,thrombi.1.vein,thrombi.1.length (mm),thrombi[2].vein\n\
                1,,soleal,20,\n2,no others,soleal,,femoral\n3,none,,,\n4,,,,\n5,none,soleal,,\n6,,x,,\n";
    let all = rows(text);
    let list = |at: usize| match value(all[at].as_ref().unwrap(), "thrombi") {
        Value::List { elements, whole } => (elements, whole),
        other => panic!("{other:?}"),
    };
    assert_eq!((list(0).0.len(), list(0).1), (1, false));
    assert_eq!(list(0).0[0][1].as_ref().unwrap().value, exactly(2.0));
    assert_eq!((list(1).0.len(), list(1).1), (2, true));
    assert_eq!(list(2), (Vec::new(), true));
    assert_eq!(datum(all[3].as_ref().unwrap(), "thrombi"), None);
    assert_eq!(codes(all[4].as_ref().unwrap_err()), ["R0603"]);
    assert_eq!(codes(all[5].as_ref().unwrap_err()), ["R0611"]);
}

#[test]
fn unknown_columns_are_reported_once() {
    let all = rows("age,shoe size,inpatiant,thrombi.1.vien\n44,38,1,soleal\n45,39,,\n46,40,0,\n");
    let ignored: Vec<&str> = all[0].as_ref().unwrap().ignored.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(ignored, ["shoe size", "inpatiant", "thrombi[1].vien"]);
    assert!(all[1..].iter().all(|one| one.as_ref().unwrap().ignored.is_empty()));
    assert_eq!(value(all[0].as_ref().unwrap(), "inpatient"), Value::Unknown);
    assert_eq!(datum(all[1].as_ref().unwrap(), "inpatient"), None);
    assert_eq!(value(all[2].as_ref().unwrap(), "inpatient"), Value::Unknown);
}

#[test]
fn a_faulty_row_does_not_touch_the_others() {
    let text = "id,age,note\n1,44,ok\n2,45\n3,46,a,b\n4,47,\"open\n5,48,ok\n6,49,say \"no\"\n7,200,\"two\nlines, \"\"fine\"\"\"\n8,50,\"x\"y\n9,51,7\"\n";
    let all = rows(text);
    let told: Vec<(usize, String)> = all
        .iter()
        .map(|one| match one {
            Ok(record) => (record.origin.line, record.name.clone()),
            Err(refused) => (refused.faults[0].origin.line, refused.faults[0].code.to_string()),
        })
        .collect();
    let told: Vec<(usize, &str)> = told.iter().map(|(line, what)| (*line, what.as_str())).collect();
    assert_eq!(
        told,
        [
            (2, "1"),
            (3, "R0601"),
            (4, "R0601"),
            (5, "R0601"),
            (6, "5"),
            (7, "R0601"),
            (8, "R0604"),
            (10, "R0601"),
            (11, "9")
        ]
    );
}

#[test]
fn an_open_quote_at_the_end_loses_one_row() {
    let all = rows("age,note\n44,\"open\n45,x\n46,y\n");
    assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 2);
    assert!(all[0].as_ref().unwrap_err().faults[0].message.contains("a quote is opened"));
}

#[test]
fn a_faulty_header_refuses_the_file_once() {
    let cases = [
        ("age,AGE\n1,2\n", "R0606"),
        ("age,id,record\n1,2,3\n", "R0606"),
        ("thrombi.1.vein,thrombi[1].Vein\nsoleal,\n", "R0606"),
        ("D-dimer (mg/L)\n1\n2\n", "R0605"),
        ("D-dimer (bananas),age\n1,2\n", "R0605"),
        ("age\rx\n1\n", "R0601"),
        ("age,\"x\n", "R0601"),
    ];
    for (text, code) in cases {
        let all = rows(text);
        assert_eq!(all.len(), 1, "{text}: {all:?}");
        assert_eq!(codes(all[0].as_ref().unwrap_err()), [code], "{text}");
    }
}

#[test]
fn a_decimal_comma_is_refused() {
    let all = rows("age;creatinine\n44;0,9\n");
    assert_eq!(codes(all[0].as_ref().unwrap_err()), ["R0105"]);
}
