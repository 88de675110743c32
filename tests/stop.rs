//! Long work that is stopped keeps what is done, and says that it is not all.

use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::Date;
use rulecheck::answer::{BATCH, Engine};
use rulecheck::cases::{Told, cases};
use rulecheck::compile::compile;
use rulecheck::diff::{Both, compare};
use rulecheck::mutate::{alterations, mutate};
use rulecheck::prove::{Equality, Options, equal, prove};
use rulecheck::record::Record;
use rulecheck::report::{self, Context, Survivors};
use rulecheck::source::Sources;
use rulecheck::workers::Cores;

const RULES: &str = r#"
facts
  age: years, 0 to 120
  smoker: yes or no
  diabetes: yes or no
classify risk
  high  when smoker and age >= 60 years
  some  when smoker or diabetes
  low   otherwise
define old    as age >= 80 years
define young  as age < 18 years
guarantee "no child is old"
  never old when young
example "one who smokes"
  given
    age: 70 years
    smoker: yes
  expect
    risk is high
"#;

fn today() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

fn options() -> Options {
    Options::on(today())
}

fn engine() -> (Engine, Sources) {
    let rules = compile(&["small.rule"], &mut |_| Ok(RULES.to_owned()), today()).sound();
    let (rules, sources) = rules.unwrap_or_else(|errors| panic!("{errors}"));
    (Engine::new(rules, &Cores), sources)
}

#[test]
fn a_proof_that_is_stopped_reports_what_was_proved() {
    let (engine, sources) = engine();
    let whole = prove(&engine, &options(), &|_| true);
    assert_eq!(whole.unfinished, None);
    let asked = AtomicUsize::new(0);
    let part = prove(&engine, &options(), &|_| asked.fetch_add(1, Ordering::Relaxed) < 3);
    assert_eq!(part.unfinished, Some((0, 1)));
    assert!(!part.proofs.is_empty() && part.proofs.len() < whole.proofs.len(), "{part:#?}");
    assert!(part.proofs.iter().all(|proof| whole.proofs.contains(proof)), "{part:#?}");
    let context = Context { engine: &engine, sources: &sources, only: &[] };
    assert!(report::proof(context, &part).ends_with("Stopped: 0 of 1 rulebooks were finished.\n"));
    assert_eq!(report::proof_json(context, &part)["complete"], false);
    assert_eq!(report::proof_json(context, &whole)["complete"], true);
}

#[test]
fn versions_that_are_not_all_compared_are_not_called_equal() {
    let ((old, old_sources), (new, new_sources)) = (engine(), engine());
    let compared = equal(&old, &new, &options(), &|done| done < 1);
    let same = compared.iter().filter(|one| matches!(one.result, Equality::Same)).count();
    let open =
        compared.iter().filter(|one| matches!(&one.result, Equality::CannotTell(why) if why.contains("stopped")));
    assert_eq!((same, open.count()), (1, 2));
    let contexts = (
        Context { engine: &old, sources: &old_sources, only: &[] },
        Context { engine: &new, sources: &new_sources, only: &[] },
    );
    assert_eq!(report::equality_json(contexts, &compared)["equal"], false);
}

#[test]
fn alterations_that_were_not_tried_are_not_counted() {
    let (engine, sources) = engine();
    let all = alterations(&engine.rulebase);
    let mut survivors = Survivors::new(&engine, &sources, all.len());
    let mut tried = 0;
    mutate(&engine, &all, today(), &mut |group| {
        tried += group.alterations.len();
        survivors.keep(&group);
        false
    });
    assert!(0 < tried && tried < all.len(), "{tried} of {}", all.len());
    assert!(survivors.summary().contains(&format!("stopped: {tried} of {} alterations were tried\n", all.len())));
    assert_eq!((&survivors.json()["tried"], &survivors.json()["of"]), (&tried.into(), &all.len().into()));
}

#[test]
fn cases_that_are_ready_are_kept() {
    let (engine, sources) = engine();
    let whole = cases(&engine, &sources, today(), true, &mut |_| true);
    let part = cases(&engine, &sources, today(), true, &mut |told| !matches!(told, Told::Case(_)));
    assert!(!whole.stopped && whole.cases.len() > 1 && part.stopped);
    assert_eq!(part.cases.iter().map(|one| &one.name).collect::<Vec<_>>(), [&whole.cases[0].name]);
    let none = cases(&engine, &sources, today(), true, &mut |_| false);
    assert!(none.stopped && none.cases.is_empty());
}

#[test]
fn patients_that_were_not_compared_are_not_counted() {
    let (old, new) = (engine().0, engine().0);
    let record = Record { facts: vec![None; old.rulebase.schema.facts.len()], ..Record::default() };
    let patient = || Both { name: "one".to_owned(), old: Some(record.clone()), new: None };
    let patients: Vec<Both> = (0..BATCH + 1).map(|_| patient()).collect();
    let (turned, tried) = compare((&old, &new), &patients, today(), &mut |done| done == 0);
    assert_eq!((turned.len(), tried), (BATCH, BATCH));
    let (turned, tried) = compare((&old, &new), &patients, today(), &mut |_| true);
    assert_eq!((turned.len(), tried), (BATCH + 1, BATCH + 1));
}

/// A real interrupt, sent as soon as the program is ready for one.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_tells_what_is_done() {
    use std::process::{Command, Stdio};
    let mut command = Command::new(env!("CARGO_BIN_EXE_rulecheck"));
    command.args(["prove", "rules", "--format", "json"]).stdin(Stdio::null());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let catches = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).map(str::trim).unwrap_or("0");
        u64::from_str_radix(mask, 16).unwrap() & 0b10 != 0
    };
    while !catches() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &said["complete"]), (Some(130), &serde_json::json!(false)));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("stopping; "));
}
