//! Spellings, and laws that hold for any text.

use super::Unit;
use proptest::prelude::*;
use rust_decimal::Decimal;

fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// A UCUM code, and spellings (between bars) that must mean the same.
const SPELLINGS: &[(&str, &str)] = &[
    ("a", "years|Year|yr|y"),
    ("mo", "months"),
    ("wk", "weeks|wk"),
    ("d", "days"),
    ("h", "hr|Hours"),
    ("min", "minutes"),
    ("s", "sec"),
    ("%", "percent"),
    ("/min", "beats/min|bpm|breaths/min"),
    ("/uL", "cells/uL"),
    ("[arb'U]/d", "units/day"),
    ("10*3/uL", "K/uL|K/µL|K/UL|K/mm3|K/cumm|THOU/uL|thousand/uL|10x3/uL"),
    ("10*6/uL", "M/uL"),
    ("10*9/L", "G/L|10^9/L|x10^9/L|x 10^9 / L|x10*9/L|×10⁹/L|x10E9/L|10e9/L"),
    ("10*12/L", "T/L"),
    ("10*-3", "10⁻³"),
    ("/10*6", "/10^6"),
    ("ug/L", "µg/L|μg/L"),
    ("ug/mL", "mcg/mL"),
    ("umol/L", "mcmol/L"),
    ("mm[Hg]", "mmHg|mm Hg"),
    ("cm[H2O]", "cmH2O"),
    ("Cel", "°C|ºC|° C|degrees Celsius"),
    ("[degF]", "°F"),
    ("kg/m2", "kg/m^2|kg/m²|kg / m2"),
    (
        "mL/min/{1.73_m2}",
        "mL/min/1.73m2|mL/min/1.73 m2|mL/min/1.73 m²|mL/min/1.73m^2|mL/min per 1.73 m2|mL/min/(1.73 m2)|mL/min/(173.10*-2.m2)",
    ),
    ("[iU]/mL", "IU/mL"),
    ("m[iU]/L", "mIU/L"),
    ("meq/L", "mEq/L"),
    ("[in_i]", "in"),
    ("[lb_av]", "lb|lbs"),
    ("[ft_i]", "ft"),
    ("mg/kg/d", "mg/kg/day"),
    ("mg/d", "mg per day"),
    ("g/(24.h)", "g/24 h"),
    ("g/d", "g/24h"),
    ("mg/dL", "\u{a0} mg/dL \u{feff}|mg/dl"),
    ("mg/L", "mg{total}/L"),
    ("kg", "kg{body weight}"),
    ("1", "{score}|"),
];

#[test]
fn everyday_spellings_mean_their_ucum_code() {
    let each = |(code, all): &(&'static str, &'static str)| all.split('|').zip(std::iter::repeat(*code));
    for (printed, code) in SPELLINGS.iter().flat_map(each) {
        let read = unit(printed);
        assert_eq!(read, unit(code), "{printed}");
        assert!(octofhir_ucum::validate(read.ucum()).is_ok(), "{read:?}");
        assert_eq!(unit(read.ucum()), read, "{read:?}");
    }
    assert_eq!(unit(" ×10⁹/L ").to_string(), "×10⁹/L");
    assert_eq!(format!("[{:>6}]", unit("mg")), "[    mg]");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in "\\PC{0,70}") {
        let _ = Unit::parse(&text);
    }

    #[test]
    fn no_text_made_of_unit_parts_panics(
        parts in prop::collection::vec(
            prop::sample::select(vec!["mg", "/", "L", " ", "10", "^", "*", "9", "{FEU}", "ddu",
                "(", ")", "1.73", "m2", "°C", "²", "⁻", "[", "]", "{", "}", ".", "-", "µ", "x",
                "24", "h", "K", "per ", "U", "mo", "%", "99999999999"]), 0..10),
    ) {
        if let Ok(read) = Unit::parse(&parts.concat()) {
            prop_assert!(octofhir_ucum::validate(read.ucum()).is_ok(), "{:?}", read);
            prop_assert_eq!(Unit::parse(read.ucum()).ok(), Some(read.clone()), "{:?}", read);
            for made in [read.times(&read), read.over(&read), read.power(-3), read.root()] {
                let _ = made.map(|m| read.converter_to(&m, Some(Decimal::TEN)));
            }
        }
    }

    #[test]
    fn there_and_back_is_the_same(mantissa in -1_000_000_000i64..1_000_000_000, scale in 0u32..6) {
        let value = Decimal::new(mantissa, scale);
        for (a, b) in [("mg/dL", "g/L"), ("°C", "°F"), ("kg", "g"), ("mmol/L", "umol/L"), ("years", "months"), ("%", "1")] {
            let there = unit(a).converter_to(&unit(b), None).unwrap().apply(value).unwrap();
            let back = unit(b).converter_to(&unit(a), None).unwrap().apply(there).unwrap();
            prop_assert_eq!(back, value);
        }
    }
}
