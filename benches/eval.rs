//! Evaluation per record, beside a hand-written Rust function that gives the same answers.
//!
//! Both start from values in memory and leave their answers in memory: the engine from columns, the function from a
//! slice of structs with an `Option` for each fact. About one value in seven is missing. Both know what "missing" means:
//! points are a lowest and a highest number, bands and rules are what is still possible. Before timing, the answers of
//! the two are compared for every record.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use rulecheck::answer::Engine;
use rulecheck::compile::compile;
use rulecheck::eval::{Inputs, Table, run};
use rulecheck::record::{Datum, Origin, Record, Value};
use rulecheck::workers::Cores;

const RULES: &str = r#"
facts
  age: years, 0 to 120
  bed rest: days, 0 to 60
  calf difference: cm, 0 to 30
  D-dimer: ng/mL FEU, 0 to 100000
  active cancer: yes or no
  paralysis: yes or no
  recent surgery: yes or no
  tenderness: yes or no
  entire leg swollen: yes or no
  pitting oedema: yes or no
  collateral veins: yes or no
  previous DVT: yes or no
  alternative diagnosis: yes or no
  active bleeding: yes or no
  high bleeding risk: yes or no

score wells
  +1  active cancer
  +1  paralysis
  +1  bed rest >= 3 days or recent surgery
  +1  tenderness
  +1  entire leg swollen
  +1  calf difference >= 3 cm
  +1  pitting oedema
  +1  collateral veins
  +1  previous DVT
  -2  alternative diagnosis
  unlikely: at most 1
  likely: at least 2

define D-dimer limit
  10 ng/mL FEU * (age in years)  when age > 50 years
  500 ng/mL FEU                  otherwise

define D-dimer positive
  as D-dimer >= D-dimer limit

decision next step
  ultrasound
  D-dimer test
  no imaging
  interim anticoagulation

rule scan
  when wells is likely
  recommend ultrasound

rule scan after D-dimer
  when wells is unlikely and D-dimer positive
  recommend ultrasound

rule no scan
  when wells is unlikely and not D-dimer positive
  suggest no imaging

rule treat until scanned
  when wells is likely or D-dimer positive
  unless any of
    - active bleeding
    - high bleeding risk
  suggest interim anticoagulation
"#;

const YES_NO: [&str; 11] = [
    "active cancer",
    "paralysis",
    "recent surgery",
    "tenderness",
    "entire leg swollen",
    "pitting oedema",
    "collateral veins",
    "previous DVT",
    "alternative diagnosis",
    "active bleeding",
    "high bleeding risk",
];
const NUMBERS: [(&str, u64, f64); 4] =
    [("age", 90, 1.0), ("bed rest", 8, 1.0), ("calf difference", 60, 0.1), ("D-dimer", 2000, 1.0)];
const BATCH: usize = 2048;

fn main() {
    divan::main();
}

/// A patient for the hand-written function; fields in the order of [`YES_NO`] and [`NUMBERS`].
#[derive(Clone, Default)]
struct Patient {
    yes_no: [Option<bool>; 11],
    numbers: [Option<f64>; 4],
}

/// What a yes or no could still be: bit 0 yes, bit 1 no.
type Could = u8;

#[derive(Clone, Copy, Default, PartialEq, Debug)]
struct Answers {
    points: (f64, f64),
    limit: (f64, f64),
    unlikely: bool,
    likely: bool,
    positive: Could,
    rules: [Could; 4],
}

fn could(value: Option<bool>) -> Could {
    match value {
        Some(true) => 1,
        Some(false) => 2,
        None => 3,
    }
}

fn and(a: Could, b: Could) -> Could {
    (a & b & 1) | ((a | b) & 2)
}

fn or(a: Could, b: Could) -> Could {
    ((a | b) & 1) | (a & b & 2)
}

fn not(a: Could) -> Could {
    (a >> 1) | ((a & 1) << 1)
}

fn at_least(value: (f64, f64), limit: (f64, f64)) -> Could {
    u8::from(value.1 >= limit.0) | (u8::from(value.0 < limit.1) << 1)
}

/// The rules above, written by hand.
fn by_hand(patient: &Patient) -> Answers {
    let [cancer, paralysis, surgery, tender, swollen, oedema, collateral, previous, alternative, bleeding, risk] =
        patient.yes_no.map(could);
    let range = |at: usize, high: f64| patient.numbers[at].map_or((0.0, high), |value| (value, value));
    let (age, bed, calf, dimer) = (range(0, 120.0), range(1, 60.0), range(2, 30.0), range(3, 100_000.0));
    let bed_or_surgery = or(at_least(bed, (3.0, 3.0)), surgery);
    let swelling = at_least(calf, (3.0, 3.0));
    let (mut low, mut high) = (0.0, 0.0);
    for item in [cancer, paralysis, bed_or_surgery, tender, swollen, swelling, oedema, collateral, previous] {
        low += f64::from(u8::from(item == 1));
        high += f64::from(item & 1);
    }
    low -= f64::from(alternative & 1) * 2.0;
    high -= f64::from(u8::from(alternative == 1)) * 2.0;
    let (unlikely, likely) = (low <= 1.0, high >= 2.0);
    let limit = if age.0 > 50.0 {
        (age.0 * 10.0, age.1 * 10.0)
    } else if age.1 > 50.0 {
        (age.0.min(50.0).mul_add(10.0, 0.0).min(500.0), age.1 * 10.0)
    } else {
        (500.0, 500.0)
    };
    let positive = at_least(dimer, limit);
    let is_likely = u8::from(likely) | (u8::from(unlikely) << 1);
    let is_unlikely = not(is_likely);
    let rules = [
        is_likely,
        and(is_unlikely, positive),
        and(is_unlikely, not(positive)),
        and(or(is_likely, positive), not(or(bleeding, risk))),
    ];
    Answers { points: (low, high), limit, unlikely, likely, positive, rules }
}

fn engine() -> Engine {
    let today = jiff::civil::date(2026, 11, 20);
    let (rules, _) = compile(&["bench.rule"], &mut |_| Ok(RULES.to_owned()), today).sound().unwrap();
    Engine::new(rules, &Cores)
}

/// The same patients for both, from a small generator with a fixed seed.
fn patients(engine: &Engine) -> (Vec<Patient>, Vec<Record>) {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state >> 11
    };
    let schema = &engine.rulebase.schema;
    let mut both = (Vec::new(), Vec::new());
    for _ in 0..BATCH {
        let mut patient = Patient::default();
        let mut record = Record { facts: vec![None; schema.facts.len()], ..Record::default() };
        let mut put = |name: &str, value: Value| {
            let at = schema.find_fact(name).expect("declared").0;
            record.facts[at] = Some(Datum { value, written: String::new(), origin: Origin::default() });
        };
        for (at, name) in YES_NO.iter().enumerate() {
            if next() % 7 != 0 {
                let yes = next() % 3 == 0;
                patient.yes_no[at] = Some(yes);
                put(name, Value::YesNo(yes));
            }
        }
        for (at, (name, below, step)) in NUMBERS.iter().enumerate() {
            if next() % 7 != 0 {
                let value = rulecheck::grid::to_grid((next() % below) as f64 * step);
                patient.numbers[at] = Some(value);
                put(name, Value::Number { low: value, high: value });
            }
        }
        both.0.push(patient);
        both.1.push(record);
    }
    both
}

fn inputs(engine: &Engine, records: &[Record]) -> Inputs {
    let records: Vec<(&Record, i32)> = records.iter().map(|record| (record, 20_000)).collect();
    Inputs::of_records(&engine.rulebase.schema, &records)
}

/// The engine's answers for one row, as the function words them.
fn answers(engine: &Engine, table: &Table, row: usize) -> Answers {
    let conclusion = |name: &str| {
        let at = engine.rulebase.conclusions.iter().position(|one| one.name == name).expect("declared");
        &engine.program.conclusions[at]
    };
    let truth = |name: &str| {
        let could = table.truth(conclusion(name).value.expect("computed")).could(row);
        u8::from(could.yes) | (u8::from(could.no) << 1)
    };
    let number = |name: &str| {
        let column = table.number(conclusion(name).value.expect("computed"));
        (column.low[row], column.high[row])
    };
    let band = table.labels(conclusion("wells").band.expect("has bands")).could(row);
    Answers {
        points: number("wells"),
        limit: number("D-dimer limit"),
        unlikely: band.contains(&0),
        likely: band.contains(&1),
        positive: truth("D-dimer positive"),
        rules: ["scan", "scan after D-dimer", "no scan", "treat until scanned"].map(truth),
    }
}

#[divan::bench]
fn engine_on_a_batch(bencher: Bencher) {
    let engine = engine();
    let (patients, records) = patients(&engine);
    let inputs = inputs(&engine, &records);
    let mut table = Table::default();
    run(&engine.program, &engine.rulebase.schema, &inputs, &mut table);
    for (row, patient) in patients.iter().enumerate() {
        assert_eq!(answers(&engine, &table, row), by_hand(patient), "record {row}");
    }
    bencher.counter(ItemsCount::new(BATCH)).bench_local(|| {
        run(&engine.program, &engine.rulebase.schema, black_box(&inputs), &mut table);
        black_box(&table);
    });
}

#[divan::bench]
fn function_by_hand(bencher: Bencher) {
    let (patients, _) = patients(&engine());
    let mut out = vec![Answers::default(); BATCH];
    bencher.counter(ItemsCount::new(BATCH)).bench_local(|| {
        for (patient, answers) in black_box(&patients).iter().zip(&mut out) {
            *answers = by_hand(patient);
        }
        black_box(&out);
    });
}

/// One record from its values to all answers, reasons and missing facts: what `eval` does between reading and writing.
#[divan::bench]
fn one_record_with_everything(bencher: Bencher) {
    let engine = engine();
    let (_, records) = patients(&engine);
    let today = jiff::civil::date(2026, 11, 20);
    let mut at = 0;
    bencher.counter(ItemsCount::new(1usize)).bench_local(|| {
        at = (at + 1) % records.len();
        black_box(engine.judge_one(&records[at], today).is_ok())
    });
}
