//! How far the numbers that decided an answer are from their limits.

use rulecheck::explain::margins;

use super::*;

const RULES: &str = "
facts
  age: years, 0 to 120
  D-dimer: ng/mL FEU, 0 to 100000
  surgery: date
define limit
  10 ng/mL FEU * (age in years)  when age > 50 years
  500 ng/mL FEU                  otherwise
define ratio as size / 8 cm
score risk
  +1 a
  +1 size >= 3 cm
  +1 D-dimer >= limit
  low: at most 1
  high: at least 2
rule wide
  when size >= 50 cm and ratio > 1
  suggest drug
rule recent
  when surgery within the last 10 days
  suggest watch
";

fn of(judged: &Judged, names: &[&str]) -> Vec<String> {
    let ids: Vec<ConclusionId> = names.iter().map(|name| judged.id(name)).collect();
    margins(&judged.engine, &judged.outcome, &ids).iter().map(|margin| margin.words()).collect()
}

#[test]
fn the_nearest_first_with_the_limit_that_counted() {
    let judged = judge(RULES, "a: no\nsize: 2.7 cm\nage: 54\nD-dimer: 1080");
    assert_eq!(
        of(&judged, &["risk"]),
        [
            "age 54 years: 4 years (8 %) above 50 years",
            "size 2.7 cm: 0.3 cm (10 %) below 3 cm",
            "D-dimer 1080 ng/mL FEU: 540 ng/mL FEU (100 %) above limit 540 ng/mL FEU",
        ]
    );
    // what said no decided that the rule does not apply
    assert_eq!(
        of(&judged, &["wide"]),
        ["ratio 0.3375: 0.6625 (66 %) below 1", "size 2.7 cm: 47.3 cm (95 %) below 50 cm"]
    );
}

#[test]
fn at_the_limit_and_known_in_part() {
    let judged = judge(RULES, "a: no\nsize: 3 cm\nage: 40\nD-dimer: '< 400'");
    let found = of(&judged, &["risk"]);
    assert_eq!(found[0], "size 3 cm: just at the limit 3 cm");
    // the end that is nearest
    assert!(found[1].starts_with("D-dimer 400 ng/mL FEU: 100 ng/mL FEU (20 %) below limit 500"), "{found:?}");
}

#[test]
fn an_open_answer_leans_on_the_numbers_that_are_known() {
    let judged = judge(RULES, "size: 3 cm");
    assert_eq!(of(&judged, &["risk"]), ["size 3 cm: just at the limit 3 cm"]);
    // what is met already of a rule that is open
    let judged = judge(&RULES.replace("when size >= 50 cm and", "when a and size >= 4 cm and"), "size: 12 cm");
    assert_eq!(of(&judged, &["wide"]), ["ratio 1.5: 0.5 (50 %) above 1", "size 12 cm: 8 cm (200 %) above 4 cm"]);
    // `recent` reads nothing that is known
    assert!(of(&judged, &["recent"]).is_empty());
}

#[test]
fn dates_are_days_apart() {
    let judged = judge(RULES, "surgery: 2026-11-20");
    assert_eq!(
        of(&judged, &["recent"]),
        ["surgery 2026-11-20: 3 days before 2026-11-23", "surgery 2026-11-20: 7 days after 2026-11-13"]
    );
}

#[test]
fn as_data() {
    let judged = judge(RULES, "a: no\nsize: 2.7 cm\nage: 54\nD-dimer: 1080\nsurgery: 2026-11-20");
    let context = Context { engine: &judged.engine, sources: &judged.sources, only: &[] };
    let report = report(context, &judged.outcome).with_margins(context, &judged.outcome);
    let json = serde_json::to_value(report).unwrap();
    contract::holds(&json);
    let size = json["margins"].as_array().unwrap().iter().find(|one| one["what"] == "size").unwrap();
    assert_eq!((&size["value"], &size["limit"], &size["unit"]), (&2.7.into(), &3.into(), &"cm".into()));
    assert_eq!((&size["difference"], &size["percent"]), (&(-0.3).into(), &10.0.into()));
    assert_eq!(size["conclusions"], serde_json::json!(["risk"]));
    assert!(judged.json().get("margins").is_none(), "only where somebody asks");
}
