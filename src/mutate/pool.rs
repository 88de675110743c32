//! Patients to try: those of the examples with something changed, and others made up at the limits of the rules.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::answer::Engine;
use crate::calendar::days_since_epoch;
use crate::program::{Domain, Op, StepId};
use crate::record::{Datum, Origin, Record, Value};
use crate::rulebase::{Fact, FactId, Schema, Type};

/// Most elements of a list that is made up.
const ELEMENTS: usize = 3;

/// The facts that matter, and values for each that the rules tell apart.
pub(super) struct Pool {
    schema: Schema,
    /// The list facts, as in the program.
    lists: Vec<FactId>,
    pub facts: Vec<FactId>,
    values: Vec<Vec<Value>>,
    /// By position in the lists of the program, by field.
    fields: Vec<Vec<Vec<Value>>>,
    today: Date,
}

/// Numbers that look like chance, the same in every run.
pub(super) struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    pub fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % count.max(1) as u64) as usize
    }

    fn pick<'v, T>(&mut self, from: &'v [T]) -> Option<&'v T> {
        from.get(self.below(from.len()))
    }
}

impl Pool {
    pub fn new(engine: &Engine, facts: &[FactId], today: Date) -> Pool {
        let schema = &engine.rulebase.schema;
        let days = day_steps(engine);
        let of_fact = |id: &FactId| {
            let cuts = cuts(engine, |step| matches!(engine.program.steps[step.0].op, Op::Fact(fact) if fact == *id));
            values(schema, schema.fact(*id), &cuts, &days, today)
        };
        let fields = engine.program.lists.iter().enumerate().map(|(list, fact)| {
            let Type::List(finding) = schema.fact(*fact).ty else { return Vec::new() };
            let declared = schema.finding(finding).fields.iter().enumerate();
            let of_field = |(at, field): (usize, &Fact)| {
                let is = |step: StepId| {
                    let step = &engine.program.steps[step.0];
                    step.domain == Domain::Element(list) && step.op == Op::Field(at)
                };
                values(schema, field, &cuts(engine, is), &days, today)
            };
            declared.map(of_field).collect()
        });
        Pool {
            schema: schema.clone(),
            lists: engine.program.lists.clone(),
            facts: facts.to_vec(),
            values: facts.iter().map(of_fact).collect(),
            fields: fields.collect(),
            today,
        }
    }

    /// A patient with one fact, now and then two, changed at random.
    pub fn changed(&self, record: &Record, chance: &mut Chance) -> Record {
        let mut record = record.clone();
        for _ in 0..[1, 1, 2, 3][chance.below(4)] {
            let at = chance.below(self.facts.len());
            if at < self.facts.len() {
                record.facts[self.facts[at].0] = self.datum(at, chance);
            }
        }
        record
    }

    /// A patient of whom all that matters is known, or nearly all.
    pub fn made_up(&self, chance: &mut Chance) -> Record {
        let schema = &self.schema;
        let mut record = Record { facts: vec![None; schema.facts.len()], ..Record::default() };
        // few of many things are true of most patients, and most of some
        let no = [0, 1, 3, 8][chance.below(4)];
        let hole = [0, 0, 0, 8][chance.below(4)];
        for at in 0..self.facts.len() {
            let id = self.facts[at];
            let datum = match schema.fact(id).ty {
                _ if hole > 0 && chance.below(hole) == 0 => None,
                Type::YesNo if chance.below(no + 1) > 0 => Some(datum(Value::YesNo(false))),
                _ => self.datum(at, chance),
            };
            record.facts[id.0] = datum;
        }
        record.as_of = Some(self.today);
        record
    }

    /// Values for a number that are shorter to write than the one given, the shortest first.
    pub fn rounder(&self, at: usize, record: &Record) -> Vec<Datum> {
        let digits = |value: &Value| match value {
            Value::Number { low, .. } => crate::words::number_words(*low).len(),
            _ => usize::MAX,
        };
        let Some(given) = &record.facts[self.facts[at].0] else { return Vec::new() };
        let length = digits(&given.value);
        let mut shorter: Vec<&Value> = match given.value {
            Value::Number { .. } => self.values[at].iter().filter(|value| digits(value) < length).collect(),
            _ => Vec::new(),
        };
        shorter.sort_by_key(|value| digits(value));
        shorter.into_iter().cloned().map(datum).collect()
    }

    fn datum(&self, at: usize, chance: &mut Chance) -> Option<Datum> {
        let id = self.facts[at];
        if let Type::List(_) = self.schema.fact(id).ty {
            let list = self.lists.iter().position(|list| *list == id)?;
            return Some(self.list(list, chance));
        }
        chance.pick(&self.values[at]).cloned().map(datum)
    }

    fn list(&self, list: usize, chance: &mut Chance) -> Datum {
        let elements = (0..chance.below(ELEMENTS + 1)).map(|_| {
            let fields = self.fields[list].iter();
            fields.map(|values| chance.pick(values).cloned().map(datum)).collect()
        });
        let elements = elements.collect();
        datum(Value::List { elements, whole: chance.below(6) > 0 })
    }
}

fn datum(value: Value) -> Datum {
    Datum { value, written: String::new(), origin: Origin::default() }
}

/// The constants that a number is compared with directly, in its own unit.
fn cuts(engine: &Engine, is: impl Fn(StepId) -> bool) -> Vec<f64> {
    let op = |step: StepId| &engine.program.steps[step.0].op;
    let constant = |step: StepId| match op(step) {
        Op::ConstantNumber(value) => Some(*value),
        _ => None,
    };
    // what a limit in another unit is in the fact's own
    let limit = |step: StepId, limit: f64| match op(step) {
        _ if is(step) => Some(limit),
        Op::Convert { value, numerator, shift, denominator } if is(*value) => {
            Some(crate::grid::to_grid((limit * denominator - shift) / numerator))
        }
        Op::Spread(value) if is(*value) => Some(limit),
        _ => None,
    };
    let mut cuts = Vec::new();
    for step in &engine.program.steps {
        if let Op::Order(_, a, b) | Op::Equal(a, b) = &step.op {
            cuts.extend(constant(*b).and_then(|value| limit(*a, value)));
            cuts.extend(constant(*a).and_then(|value| limit(*b, value)));
        }
    }
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    cuts
}

/// The numbers of days that the rules speak of.
fn day_steps(engine: &Engine) -> Vec<i32> {
    let mut days = vec![0];
    for step in &engine.program.steps {
        if let Op::ConstantNumber(value) = step.op
            && value.fract() == 0.0
            && value.abs() < 40_000.0
        {
            days.push(value.abs() as i32);
        }
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// What a fact may be given as: each answer, each label, each number at, below and above a limit.
fn values(schema: &Schema, fact: &Fact, cuts: &[f64], days: &[i32], today: Date) -> Vec<Value> {
    let mut values = match &fact.ty {
        Type::YesNo => vec![Value::YesNo(true), Value::YesNo(false)],
        Type::Choice(choice) => (0..schema.choice(*choice).labels.len()).map(Value::Label).collect(),
        Type::Number { whole, .. } => {
            numbers(fact, cuts, *whole).into_iter().map(|number| Value::Number { low: number, high: number }).collect()
        }
        Type::Date => {
            let today = days_since_epoch(today);
            let near = days.iter().flat_map(|days| [days - 1, *days, days + 1]);
            near.filter(|days| *days >= 0).map(|days| Value::Date { first: today - days, last: today - days }).collect()
        }
        Type::List(_) => Vec::new(),
    };
    if fact.or_never {
        values.push(Value::Never);
    }
    values
}

/// Numbers inside the plausible range that a clinician would write.
fn numbers(fact: &Fact, cuts: &[f64], whole: bool) -> Vec<f64> {
    let (low, high) = crate::eval::range(fact);
    let mut all = Vec::new();
    for cut in cuts {
        let step = if whole { 1.0 } else { last_digit(*cut) };
        all.extend([cut - step, cut - step / 2.0, *cut, cut + step / 2.0, cut + step]);
    }
    if low.is_finite() && high.is_finite() {
        let across = high - low;
        all.extend([low, high, low + across / 2.0, low + across / 4.0, low + across * 0.75]);
    } else {
        all.extend([0.0, 1.0, 10.0]);
    }
    let tidy = |number: f64| crate::grid::to_grid(if whole { number.round() } else { number });
    let mut all: Vec<f64> = all.into_iter().map(tidy).filter(|number| (low..=high).contains(number)).collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

/// One unit of the last digit of a limit.
fn last_digit(number: f64) -> f64 {
    let scale = Decimal::try_from(number).map_or(0, |number| number.normalize().scale());
    Decimal::new(1, scale.min(6)).to_f64().unwrap_or(1.0)
}
