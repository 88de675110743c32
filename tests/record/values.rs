//! What a value of each type may look like, and what is refused.

use super::schema::*;
use rulecheck::record::{Format, Value};

#[test]
fn names_ignore_case_and_the_kind_of_gap() {
    for name in ["active cancer", "Active_Cancer", "active-cancer", "ACTIVE  CANCER", "malignancy", "Malignancy"] {
        assert_eq!(of_named(name), Value::YesNo(true), "{name}");
    }
    fn of_named(name: &str) -> Value {
        value(&good(&format!("{name}: yes")), "active cancer")
    }
}

#[test]
fn yes_and_no_are_decided_by_the_declared_type() {
    for word in ["yes", "Yes", "y", "true", "True", "\"yes\""] {
        assert_eq!(of("active cancer", word), Value::YesNo(true), "{word}");
    }
    for word in ["no", "N", "false", "NO"] {
        assert_eq!(of("active cancer", word), Value::YesNo(false), "{word}");
    }
    for word in ["1", "0", "ja", "on", "never", "[yes]", "{a: 1}", "maybe", "n/a"] {
        assert_eq!(fault("active cancer", word), "R0603", "{word}");
    }
}

#[test]
fn unknown_is_not_the_same_as_not_mentioned() {
    for word in ["unknown", "Unknown", "?", "not known", "not-known", "not recorded"] {
        for name in ["active cancer", "age", "sex", "surgery date", "thrombi", "D-dimer"] {
            assert_eq!(of(name, &format!("\"{word}\"")), Value::Unknown, "{name}: {word}");
        }
    }
    for word in ["", "null", "~", "\"\"", "\"null\"", "\" \""] {
        for name in ["active cancer", "age", "sex", "surgery date", "thrombi"] {
            let record = good(&format!("{name}: {word}\nplatelets: 5"));
            assert_eq!(datum(&record, name), None, "{name}: {word}");
        }
    }
}

#[test]
fn never_is_for_dates_and_for_what_is_declared_so() {
    assert_eq!(of("surgery date", "never"), Value::Never);
    assert_eq!(of("weeks since surgery", "Never"), Value::Never);
    let refused = bad("age: never");
    assert_eq!(codes(&refused), ["R0603"]);
    assert!(refused.faults[0].message.contains("not declared as something that may not exist"), "{refused}");
}

#[test]
fn labels_are_found_by_name_and_synonym() {
    assert_eq!(of("sex", "F"), Value::Label(0));
    assert_eq!(of("vein", "medial_gastrocnemius"), Value::Label(0));
    assert_eq!(of("vein", "mgv"), Value::Label(0));
    assert_eq!(fault("vein", "sural"), "R0208");
    assert_eq!(fault("vein", "solael"), "R0611");
    assert_eq!(fault("sex", "[female]"), "R0603");
    let refused = bad("vein: Solael");
    assert_eq!(refused.faults[0].help, "did you mean `soleal`?");
    let refused = bad("vein: sural");
    assert!(refused.faults[0].message.contains("`medial gastrocnemius` or `popliteal`"), "{refused}");
}

#[test]
fn a_bare_number_is_in_the_declared_unit() {
    assert_eq!(of("D-dimer", "300"), exactly(300.0));
    assert_eq!(of("creatinine", "0.9"), exactly(0.9));
    assert_eq!(of("age", "44 years"), exactly(44.0));
    assert_eq!(of("age", "44 y"), exactly(44.0));
    assert_eq!(of("age", "\"44\""), exactly(44.0));
    assert_eq!(of("age", "6 months"), exactly(0.5));
    assert_eq!(of("platelets", "250"), exactly(250.0));
    assert_eq!(of("platelets", "250 10*9/L"), exactly(250.0));
    assert_eq!(of("creatinine", "9e-1"), exactly(0.9));
}

#[test]
fn units_convert_exactly() {
    assert_eq!(of("D-dimer", "0.5 mg/L FEU"), exactly(500.0));
    assert_eq!(of("D-dimer", "0.29 mg/L FEU"), exactly(290.0));
    assert_eq!(of("D-dimer", "{value: 0.5, unit: mg/L FEU}"), exactly(500.0));
    assert_eq!(of("D-dimer", "{value: \"0.5\", unit: mg/L FEU}"), exactly(500.0));
    assert_eq!(of("D-dimer", "{value: 500}"), exactly(500.0));
    assert_eq!(of("creatinine", "88.4 umol/L"), exactly(0.9999808));
    assert_eq!(good("D-dimer: 0.5 mg/L FEU").facts[2].as_ref().unwrap().written, "0.5 mg/L FEU");
    assert_eq!(good("D-dimer: {value: 0.5, unit: mg/L FEU}").facts[2].as_ref().unwrap().written, "0.5 mg/L FEU");
}

#[test]
fn a_unit_that_does_not_fit_is_refused() {
    for written in ["0.5 mg/L", "500 ng/mL DDU", "5 cm", "5 bananas", "{value: 0.5, unit: mg/L}"] {
        assert_eq!(fault("D-dimer", written), "R0605", "{written}");
    }
    let refused = bad("D-dimer: 0.5 mg/L");
    assert!(refused.faults[0].message.contains("write `mg/L FEU`"), "{refused}");
}

#[test]
fn a_comparator_leaves_an_interval() {
    let low_end = |low: f64, high: f64| Value::Number { low, high };
    assert_eq!(of("D-dimer", "\"<0.27 mg/L FEU\""), low_end(0.0, 270.0_f64.next_down()));
    assert_eq!(of("D-dimer", "\"<= 0.27 mg/L FEU\""), low_end(0.0, 270.0));
    assert_eq!(of("D-dimer", "\"> 5000\""), low_end(5000.0_f64.next_up(), 100_000.0));
    assert_eq!(of("D-dimer", "\"≥5000\""), low_end(5000.0, 100_000.0));
    assert_eq!(of("D-dimer", "{comparator: <, value: 0.27, unit: mg/L FEU}"), low_end(0.0, 270.0_f64.next_down()));
    assert_eq!(of("creatinine", "\"> 5\""), low_end(5.0_f64.next_up(), f64::INFINITY));
    assert_eq!(of("creatinine", "\"≤ 5\""), low_end(f64::NEG_INFINITY, 5.0));
    assert_eq!(of("children", "\"< 3\""), low_end(0.0, 2.0));
    assert_eq!(of("children", "\">= 2.5\""), low_end(3.0, 30.0));
    assert_eq!(fault("D-dimer", "\"> 100000\""), "R0604");
    assert_eq!(fault("D-dimer", "\"< 0\""), "R0604");
}

#[test]
fn a_range_leaves_an_interval() {
    assert_eq!(of("creatinine", "2 to 3"), Value::Number { low: 2.0, high: 3.0 });
    assert_eq!(of("D-dimer", "0.2 to 0.3 mg/L FEU"), Value::Number { low: 200.0, high: 300.0 });
    assert_eq!(of("D-dimer", "0.2 mg/L FEU to 0.3 mg/L FEU"), Value::Number { low: 200.0, high: 300.0 });
    assert_eq!(fault("creatinine", "3 to 2"), "R0603");
    assert_eq!(fault("creatinine", "1 mg/dL to 2 g/L"), "R0605");
    assert_eq!(fault("age", "100 to 130"), "R0604");
    assert_eq!(fault("age", "\"< 3 to 4\""), "R0603");
}

#[test]
fn a_whole_number_has_no_fraction() {
    assert_eq!(of("children", "3"), exactly(3.0));
    assert_eq!(of("children", "3.0"), exactly(3.0));
    assert_eq!(fault("children", "2.5"), "R0603");
}

#[test]
fn numbers_that_cannot_be_held_are_refused() {
    for written in
        ["1234567890.123456", ".nan", ".inf", "-.inf", "1e400", "0x1F", "0o17", "\"NaN\"", "Infinity", "1e-40"]
    {
        assert_eq!(fault("creatinine", written), "R0613", "{written}");
    }
    assert_eq!(fault("creatinine", "12345678901234567890123"), "R0613");
}

#[test]
fn what_only_looks_like_a_number_is_refused() {
    for written in [
        "0,5",
        "\"1,500\"",
        "\"1 500\"",
        "\"1'500\"",
        "5-6",
        "120/80",
        "120/80 mmHg",
        "~5",
        "5 +/- 1",
        "\"-\"",
        "five",
        "[5]",
        "true",
    ] {
        let code = fault("blood pressure", written);
        assert!(["R0603", "R0105", "R0605"].contains(&code), "{written}: {code}");
    }
    assert_eq!(fault("creatinine", "0,5"), "R0105");
    assert_eq!(fault("creatinine", "{value: 1, unit: mg/dL, unti: g/L}"), "R0603");
    assert_eq!(fault("creatinine", "{unit: mg/dL}"), "R0603");
}

#[test]
fn an_implausible_number_is_refused_with_both_values() {
    let refused = bad("D-dimer: 0.5 g/L FEU");
    assert_eq!(codes(&refused), ["R0604"]);
    assert_eq!(
        refused.faults[0].message,
        "`D-dimer` is `0.5 g/L FEU`, that is 500000 ng/mL FEU, outside its plausible range 0 to 100000 ng/mL FEU"
    );
    assert_eq!(of("age", "120"), exactly(120.0));
    assert_eq!(fault("age", "120.001"), "R0604");
    assert_eq!(fault("age", "-1"), "R0604");
}

#[test]
fn a_date_is_a_day_a_month_or_a_year() {
    let days = |first, last| Value::Date { first, last };
    assert_eq!(of("surgery date", "1970-01-02"), days(1, 1));
    assert_eq!(of("surgery date", "2026-11-20"), days(20_777, 20_777));
    assert_eq!(of("surgery date", "2026-11-20T10:00:00Z"), days(20_777, 20_777));
    assert_eq!(of("surgery date", "2026-11-20T23:30:00+14:00"), days(20_777, 20_777));
    assert_eq!(of("surgery date", "2026-11-20 10:00"), days(20_777, 20_777));
    assert_eq!(of("surgery date", "1970-02"), days(31, 58));
    assert_eq!(of("surgery date", "1970"), days(0, 364));
    assert_eq!(of("surgery date", "2024-02-29"), days(19_782, 19_782));
}

#[test]
fn other_dates_are_refused() {
    for written in
        ["20.11.2026", "11/20/2026", "2026/11/20", "20-11-2026", "20261120", "20 Nov 2026", "2026-1-2", "yes", "[]"]
    {
        assert_eq!(fault("surgery date", written), "R0603", "{written}");
    }
    for written in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-11-00", "2026-11-31", "0026-11-20", "9999-12-31"] {
        assert_eq!(fault("surgery date", written), "R0612", "{written}");
    }
}

#[test]
fn a_misspelling_never_turns_into_no() {
    let record = good("age: 44\ninpatiant: yes");
    assert_eq!(value(&record, "inpatient"), Value::Unknown);
    assert_eq!(record.ignored[0].name, "inpatiant");
    assert_eq!(record.ignored[0].nearest, ["inpatient"]);
    assert_eq!((record.ignored[0].origin.line, record.ignored[0].origin.path.as_str()), (2, "inpatiant"));
    let record = good("age: 44\ninpatiant: yes\ninpatient: no");
    assert_eq!(value(&record, "inpatient"), Value::YesNo(false));
    let record = good("age: 44\nadmission:\n  inpatient: yes");
    assert_eq!(value(&record, "inpatient"), Value::Unknown);
    let record = good("age: 44\nshoe size: 38");
    assert_eq!(datum(&record, "inpatient"), None);
    assert!(record.ignored[0].nearest.is_empty());
}

#[test]
fn an_entry_given_twice_is_refused_however_it_is_spelt() {
    for text in ["age: 44\nage: 44", "age: 44\nAGE: 45", "active cancer: yes\nmalignancy: no", "age: 44\nage:"] {
        assert_eq!(codes(&bad(text)), ["R0606"], "{text}");
    }
    assert_eq!(codes(&bad("record: a\nid: b\nage: 4")), ["R0606"]);
}

#[test]
fn all_faults_of_a_record_are_told() {
    let refused = bad("record: P-1\nage: 144\nsex: femle\nD-dimer: 0,5\nactive cancer: maybe");
    assert_eq!(codes(&refused), ["R0604", "R0611", "R0105", "R0603"]);
    assert_eq!(refused.name.as_deref(), Some("P-1"));
    let lines: Vec<usize> = refused.faults.iter().map(|fault| fault.origin.line).collect();
    assert_eq!(lines, [2, 3, 4, 5]);
}

#[test]
fn a_record_has_a_name_and_a_day() {
    let record = good("record: P-17\nas of: 2026-11-20\nage: 44");
    assert_eq!(record.name, "P-17");
    assert_eq!(record.as_of.unwrap().to_string(), "2026-11-20");
    assert_eq!(good("id: 007\nas_of: 2026-11-20T08:00\nage: 44").name, "007");
    assert_eq!(good("id: 1e3\nage: 44").name, "1e3");
    assert_eq!(good("age: 44").name, "patients");
    assert_eq!(codes(&bad("as of: 2026-11\nage: 44")), ["R0603"]);
    assert_eq!(codes(&bad("as of: 2026-11-31\nage: 44")), ["R0612"]);
    assert_eq!(codes(&bad("id: [1]\nage: 44")), ["R0603"]);
}

#[test]
fn a_record_without_facts_is_refused() {
    assert_eq!(codes(&bad("record: a\nshoe size: 38")), ["R0609"]);
    assert_eq!(codes(&bad("agge: 38")), ["R0609"]);
    assert!(bad("agge: 38").faults[0].help.contains("`age`"));
    for format in [Format::Yaml, Format::Json, Format::Ndjson, Format::Csv] {
        let all = outcomes(format, "");
        assert_eq!(codes(all[0].as_ref().unwrap_err()), ["R0609"]);
    }
}
