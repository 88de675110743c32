//! Input that is broken or made to do harm: refused in bounded time and memory, never a panic.

use super::schema::*;
use proptest::prelude::*;
use rulecheck::record::{Format, Lookup, MAX_RECORD_BYTES, MAX_YAML_BYTES, read};
use std::io::{BufReader, Read};
use std::ops::ControlFlow;

const FORMATS: [Format; 4] = [Format::Yaml, Format::Json, Format::Ndjson, Format::Csv];

#[test]
fn bytes_that_are_no_text_are_refused_record_by_record() {
    let cases: [(Format, &[u8], usize); 4] = [
        (
            Format::Ndjson,
            b"{\"age\": 1}\n{\"age\": 2, \"x\": \"\xff\"}\n{\"age\": 3, \"x\": \"\0\"}\n{\"age\": 4}\n",
            2,
        ),
        (Format::Csv, b"age,x\n1,a\n2,\xe4\n3,\0\n4,b\n", 3),
        (Format::Yaml, b"age: 1\n---\nage: 2\nx: \xff\n---\nage: 3\nx: \0\n---\nage: 4\n", 4),
        (
            Format::Json,
            b"[{\"age\": 1},\n{\"age\": 2, \"x\": \"\xff\"},\n{\"age\": 3, \"x\": \"\0\"},\n{\"age\": 4}]",
            2,
        ),
    ];
    for (format, text, line) in cases {
        let all = outcomes(format, text);
        assert_eq!(all.len(), 4, "{format:?}: {all:?}");
        assert!(all[0].is_ok() && all[3].is_ok(), "{format:?}");
        for one in &all[1..3] {
            assert_eq!(codes(one.as_ref().unwrap_err()), ["R0610"], "{format:?}");
        }
        assert_eq!(all[1].as_ref().unwrap_err().faults[0].origin.line, line, "{format:?}");
    }
}

#[test]
fn utf_16_is_recognised() {
    let texts: [&[u8]; 3] = [b"\xff\xfea\0g\0e\0:\0 \x004\0", b"\xfe\xff\0a\0g\0e", b"a\0g\0e\0:\0"];
    for format in FORMATS {
        for text in texts {
            let all = outcomes(format, text);
            assert_eq!(all.len(), 1);
            assert!(all[0].as_ref().unwrap_err().faults[0].message.contains("UTF-16"), "{format:?}");
        }
    }
}

#[test]
fn depth_is_bounded() {
    let deep = |open: &str, close: &str, times: usize| [open.repeat(times), close.repeat(times)].concat();
    for times in [70, 5_000, 500_000] {
        let json = format!("{{\"age\": 4, \"x\": {}}}", deep("[", "]", times));
        for format in [Format::Json, Format::Ndjson, Format::Yaml] {
            let all = outcomes(format, &json);
            assert_eq!(codes(all[0].as_ref().unwrap_err()), ["R0608"], "{format:?} {times}");
        }
        let all = outcomes(Format::Yaml, format!("age: 4\nx:\n  {}", "- ".repeat(times)));
        assert_eq!(codes(all[0].as_ref().unwrap_err()), ["R0608"], "{times}");
    }
    let fine = format!("{{\"age\": 4, \"x\": {}}}", deep("[", "]", 60));
    for format in [Format::Json, Format::Ndjson, Format::Yaml] {
        assert!(outcomes(format, &fine)[0].is_ok(), "{format:?}");
    }
}

#[test]
fn billion_laughs_are_refused() {
    let mut text = "age: 3\na0: &a0 [x, x]\n".to_owned();
    for at in 1..40 {
        text += &format!("a{at}: &a{at} [*a{0}, *a{0}, *a{0}, *a{0}]\n", at - 1);
    }
    assert_eq!(codes(&bad(&text)), ["R0601"]);
    assert_eq!(codes(&bad(&text.replace("[x, x]", "[]"))), ["R0601"]);
}

#[test]
fn a_record_that_is_too_long_is_skipped() {
    let long = || std::io::repeat(b'x').take(3 * MAX_RECORD_BYTES as u64);
    let schema = schema();
    let lookup = Lookup::new(&schema);
    let cases: [(Format, &str, &str); 3] = [
        (Format::Ndjson, "{\"age\": 1}\n{\"x\": \"", "\"}\n{\"age\": 2}\n"),
        (Format::Csv, "age,x\n1,a\n2,", "\n3,b\n"),
        (Format::Yaml, "age: 1\n---\nx: ", "\n---\nage: 2\n"),
    ];
    for (format, before, after) in cases {
        let input = BufReader::new(before.as_bytes().chain(long()).chain(after.as_bytes()));
        let mut all = Vec::new();
        let mut each = |outcome| {
            all.push(outcome);
            ControlFlow::Continue(())
        };
        read(format, "x", input, &lookup, &mut each).unwrap();
        assert_eq!(all.len(), 3, "{format:?}");
        assert!(all[0].is_ok() && all[2].is_ok(), "{format:?}");
        assert_eq!(codes(all[1].as_ref().unwrap_err()), ["R0608"], "{format:?}");
    }
    let many = "x: 1\n".repeat(MAX_YAML_BYTES / 4);
    assert_eq!(codes(&bad(&format!("age: 4\n{many}"))), ["R0608"]);
}

#[test]
fn many_unknown_entries_are_refused_in_bounded_time() {
    let many: String = (0..60_000).map(|at| format!("\"entry number {at}\": 1,")).collect();
    let all = outcomes(Format::Ndjson, format!("{{{many}\"age\": 4}}"));
    assert_eq!(codes(all[0].as_ref().unwrap_err()), ["R0608"]);
}

#[test]
fn many_columns_are_refused_in_bounded_time() {
    let all = outcomes(Format::Csv, format!("age{}\n4\n", ",x".repeat(1_000_000)));
    assert_eq!(codes(all[0].as_ref().unwrap_err()), ["R0608"]);
    assert_eq!(all.len(), 1);
}

#[test]
fn no_text_of_a_library_is_shown() {
    for text in PIECES.iter().flat_map(|a| PIECES.iter().map(move |b| format!("age: {a}{b}\n{b}: {a}\n"))) {
        for one in outcomes(Format::Yaml, &text) {
            let Err(refused) = one else { continue };
            let shown = refused.to_string();
            for word in ["scanning", "parsing", "did not find", "invalid type", "serde", "yaml_", " at line "] {
                assert!(!shown.contains(word), "{text}: {shown}");
            }
        }
    }
}

const PIECES: [&str; 40] = [
    "age",
    "sex: f",
    ": ",
    "- ",
    "\n",
    "\n---\n",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ",",
    ";",
    "\t",
    "&a ",
    "*a",
    "!x ",
    "!!int ",
    "? ",
    "| ",
    "> ",
    "%",
    "@",
    "#",
    "\\",
    "0x1F",
    "1e400",
    ".nan",
    "unknown",
    "thrombi",
    "\u{feff}",
    "\u{85}",
    "\r",
    "ä",
    "<<",
    "{\"age\": 4}",
    "no others",
    "D-dimer (mg/L FEU)",
    "1",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(crate::random::cases(512)))]

    #[test]
    fn no_bytes_cause_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for format in FORMATS {
            outcomes(format, &bytes);
        }
        Format::sniff(&bytes);
    }

    #[test]
    fn no_mixture_of_signs_causes_a_panic(pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..40)) {
        let text = pieces.concat();
        for format in FORMATS {
            outcomes(format, &text);
            outcomes(format, format!("age: 4\n{text}"));
            outcomes(format, format!("age,thrombi.1.vein\n{text}"));
        }
    }

    #[test]
    fn no_text_as_a_value_causes_a_panic(text in "\\PC{0,20}") {
        let quoted = serde_json::to_string(&text).unwrap();
        for name in ["age", "sex", "surgery date", "thrombi", "active cancer", "children", "as of", "id"] {
            outcomes(Format::Json, format!("{{\"{name}\": {quoted}, \"D-dimer\": {{\"value\": {quoted}, \"unit\": {quoted}}}}}"));
        }
    }

    /// A value is never misread: what is accepted is the number that was typed.
    #[test]
    fn numbers_are_read_as_typed(digits in 0u64..1_000_000_000_000_000, places in 0usize..12, negative: bool) {
        let mut text = format!("{digits:0width$}", width = places + 1);
        if places > 0 {
            text.insert(text.len() - places, '.');
        }
        if negative {
            text.insert(0, '-');
        }
        let expected = exactly(text.parse::<f64>().unwrap() + 0.0);
        prop_assert_eq!(value(outcomes(Format::Csv, format!("creatinine\n{text}\n"))[0].as_ref().unwrap(), "creatinine"), expected.clone());
        prop_assert_eq!(value(&good(&format!("creatinine: {text}")), "creatinine"), expected);
    }
}
