//! Units of measure: kinds, exact conversion, and combining units.

use rulecheck::unit::{Unit, UnitError, Why};
use rust_decimal::Decimal;
use std::str::FromStr;

fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn number(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

fn molar(value: &str, from: &str, to: &str, mass: Option<&str>) -> String {
    let converter = unit(from).converter_to(&unit(to), mass.map(number));
    let converter = converter.unwrap_or_else(|e| panic!("{from} to {to}: {e}"));
    converter.apply(number(value)).unwrap().normalize().to_string()
}

fn refusal(from: &str, to: &str) -> UnitError {
    unit(from).converter_to(&unit(to), None).unwrap_err()
}

fn why(from: &str, to: &str) -> Why {
    match refusal(from, to) {
        UnitError::Different { why, .. } => why,
        other => panic!("{from} to {to}: {other}"),
    }
}

#[test]
fn conversions_are_exact() {
    for (value, from, to, result) in [
        ("0.29", "g/L", "mg/dL", "29"),
        ("0.5", "mg/L FEU", "ng/mL FEU", "500"),
        ("500", "ng/mL", "ug/mL", "0.5"),
        ("100.4", "°F", "°C", "38"),
        ("96.8", "°F", "°C", "36"),
        ("32", "°F", "°C", "0"),
        ("38.5", "°C", "°F", "101.3"),
        ("37", "°C", "K", "310.15"),
        ("-40", "°C", "°F", "-40"),
        ("176", "lb", "kg", "79.83225712"),
        ("1", "10*3/uL", "10*9/L", "1"),
        ("350000", "/uL", "10^9/L", "350"),
        ("120", "mmHg", "kPa", "15.99864"),
        ("2", "years", "months", "24"),
        ("12", "weeks", "days", "84"),
        ("1", "wk", "min", "10080"),
        ("1", "day", "wk", "0.14285714285714285714"),
        ("2", "/(3.L)", "/L", "0.66666666666666666667"),
        ("1", "1", "%", "100"),
        ("97", "%", "1", "0.97"),
        ("5", "m[iU]/mL", "IU/L", "5"),
        ("1", "kat", "U", "60000000"),
        ("1", "in", "cm", "2.54"),
        ("1.178", "mg/dL", "mg/dL", "1.178"),
        ("79228162514264337593543950335", "s", "ms", "overflow"),
    ] {
        let converter = unit(from).converter_to(&unit(to), None).unwrap();
        let got = converter.apply(number(value));
        let got = got.map_or("overflow".to_owned(), |d| d.to_string());
        assert_eq!(got, result, "{value} {from} to {to}");
    }
}

#[test]
fn factors_for_computed_columns() {
    let celsius = unit("°F").converter_to(&unit("°C"), None).unwrap();
    let (numerator, shift, denominator) = celsius.combined_factors();
    assert_eq!((numerator, shift, denominator), (5.0, -160.0, 9.0));
    assert_eq!((100.4 * numerator + shift) / denominator, 38.0);
    assert_eq!(celsius.factors(), (5.0, 9.0, -160.0 / 9.0));
    let litres = unit("mL").converter_to(&unit("L"), None).unwrap();
    assert_eq!(litres.factors(), (1.0, 1000.0, 0.0));
    let same = unit("10*3/uL").converter_to(&unit("10^9/L"), None).unwrap();
    assert!(same.is_identity() && !litres.is_identity());
    assert_eq!(same.apply(number("1.50")).unwrap().to_string(), "1.50");
}

#[test]
fn mass_and_substance_convert_with_the_molar_mass_only() {
    let creatinine = Some("113.12");
    assert_eq!(molar("88.4", "umol/L", "mg/dL", creatinine), "0.9999808");
    assert_eq!(molar("1.1312", "mg/dL", "umol/L", creatinine), "100");
    assert_eq!(molar("1", "mmol/L", "g/dL", Some("16114")), "1.6114");
    assert_eq!(molar("1.6114", "g/dL", "mmol/L", Some("16114")), "1");
    assert_eq!(molar("1", "mg/mmol", "mg/g", creatinine), "8.8401697312588401697");
    assert_eq!(
        refusal("mg/dL", "umol/L").to_string(),
        "`mg/dL` is a mass concentration and `umol/L` an amount-of-substance concentration; \
         declare the molar mass of the fact, as in `molar mass 113.12 g/mol` for creatinine"
    );
    let zero = unit("g").converter_to(&unit("mol"), Some(Decimal::ZERO));
    assert!(matches!(zero, Err(UnitError::NotAMolarMass { .. })));
}

#[test]
fn feu_and_ddu_are_kinds_of_their_own() {
    for spelling in ["ng/mL FEU", "ng/mL feu", "ng/mL (FEU)", "ng{FEU}/mL", "ng/mL{FEU}", "ng FEU/mL"] {
        assert_eq!(unit(spelling), unit("ug/L FEU"), "{spelling}");
        assert!(unit(spelling).ucum().ends_with("{FEU}"), "{spelling}");
    }
    let (from, to) = (Some("FEU"), Some("DDU"));
    assert_eq!(why("ng/mL FEU", "ng/mL DDU"), Why::Method { from, to });
    assert_eq!(why("mg/L", "ng/mL FEU"), Why::Method { from: None, to: from });
    let silent = refusal("ng/mL", "ng/mL FEU").to_string();
    assert!(silent.contains("`ng/mL` does not state its basis; write `ng/mL FEU`"));
    let two = Unit::parse("ng/mL FEU DDU").unwrap_err();
    assert!(matches!(two, UnitError::TwoMethods { .. }));
    assert!(unit("ng/mL FEU").over(&unit("ug/L{FEU}")).unwrap().is_one());
}

#[test]
fn what_ucum_mixes_is_kept_apart() {
    for (a, b) in [
        ("mmol/L", "10*9/L"),
        ("mmol/L", "/L"),
        ("meq/L", "mmol/L"),
        ("mosm/kg", "mmol/kg"),
        ("U/L", "[iU]/L"),
        ("units", "U"),
        ("mmol/mol", "%"),
        ("[iU]", "[arb'U]"),
        ("/[HPF]", "1"),
        ("m", "kg"),
        ("[pH]", "mol/L"),
        ("1", "mg"),
    ] {
        assert!(!unit(a).same_kind(&unit(b)), "{a} {b}");
        assert!(unit(a).converter_to(&unit(b), Some(Decimal::ONE)).is_err() || a == "[pH]");
    }
    assert_eq!(refusal("cm", "mg").to_string(), "`cm` is a length and `mg` a mass");
    assert_eq!(why("mL/min/1.73m2", "mL/min"), Why::BodySurface);
}

#[test]
fn calendar_and_clock_time_do_not_mix() {
    for (from, to) in [("months", "days"), ("weeks", "years"), ("/a", "/d")] {
        assert_eq!(why(from, to), Why::Calendar);
    }
    let text = refusal("months", "weeks").to_string();
    assert!(text.contains("no fixed number of days"), "{text}");
}

#[test]
fn products_quotients_powers_and_roots() {
    let (kg, m, one) = (unit("kg"), unit("m"), Unit::one());
    let index = kg.over(&m.power(2).unwrap()).unwrap();
    assert_eq!((index.printed(), index.ucum()), ("kg/m2", "kg/m2"));
    assert!(index.same_kind(&unit("g/cm2")) && index == unit("kg/m2"));
    assert_eq!(unit("mg/dL").times(&one).unwrap().printed(), "mg/dL");
    assert_eq!(one.times(&unit("mg/dL")).unwrap().printed(), "mg/dL");
    assert_eq!(one.over(&unit("min")).unwrap().printed(), "/min");
    assert!(unit("mg/dL").over(&unit("mg/dL")).unwrap().is_one());
    assert!(!unit("mg/L").over(&unit("mg/dL")).unwrap().is_one());
    assert_eq!(unit("mg/dL").times(&unit("dL")).unwrap(), unit("mg"));
    assert_eq!(unit("mg/dL").power(-2).unwrap(), unit("dL2/mg2"));
    assert_eq!(unit("cm2").root().unwrap().printed(), "cm");
    assert_eq!(unit("kg2/m4").root().unwrap(), unit("kg/m2"));
    assert!(matches!(unit("cm.kg").root(), Err(UnitError::NoRoot { .. })));
    for special in [kg.times(&unit("°C")), unit("°F").power(2), unit("[pH]").root()] {
        assert!(matches!(special, Err(UnitError::NotMultiplied { .. })));
    }
}

#[test]
fn derived_units_have_valid_codes_of_the_same_meaning() {
    let texts = ["kg", "mg/dL", "/min", "10^9/L", "mL/min/1.73m2", "%", "ng/mL FEU", "K/uL"];
    for (a, b) in texts.iter().flat_map(|a| texts.iter().map(move |b| (*a, *b))) {
        let (a, b) = (unit(a), unit(b));
        let square = a.power(2).unwrap();
        for made in [a.times(&b), a.over(&b), a.power(-2), b.power(3), square.root()] {
            let made = made.unwrap();
            let code = octofhir_ucum::validate(made.ucum());
            assert!(code.is_ok(), "{made:?}");
        }
        assert_eq!(a.times(&b).unwrap().over(&b).unwrap(), a);
        assert_eq!(square.root().unwrap(), a);
    }
}

#[test]
fn what_is_refused_says_what_to_write() {
    assert_eq!(
        Unit::parse("F").unwrap_err().to_string(),
        "`F` alone is the farad in UCUM; write `°F` for degrees Fahrenheit"
    );
    assert_eq!(
        Unit::parse("mgg/dL").unwrap_err().to_string(),
        "`mgg/dL` is not a known unit; did you mean `mg/dL`, `mg/L` or `g/dL`?"
    );
    assert!(Unit::parse(&"m".repeat(65)).is_err());
    for text in
        ["FEU", "1.73 m2", "mL/min/1.73", "1.5.mg", "0.5 mg", "500 ng/mL", "-", "/", "10*99999", "m99", "{", "°C FEU"]
    {
        assert!(Unit::parse(text).is_err(), "{text}");
    }
    assert!(unit("K").same_kind(&unit("°C")));
}
