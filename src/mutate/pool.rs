//! Patients to try: those of the examples with something changed, and others made up of what the menu has.

use jiff::civil::Date;

use crate::answer::Engine;
use crate::patients::{Menu, Spot};
use crate::record::{Datum, Origin, Record, Value};
use crate::rulebase::{FactId, Schema, Type};

/// Most elements of a list that is made up.
const ELEMENTS: usize = 3;
/// One of so many values is known only in part.
const IN_PART: usize = 8;

/// The facts that matter, and values for each that the rules tell apart.
pub(super) struct Pool {
    schema: Schema,
    /// The list facts, as in the program.
    lists: Vec<FactId>,
    pub facts: Vec<FactId>,
    values: Vec<Choices>,
    /// By position in the lists of the program, by field.
    fields: Vec<Vec<Choices>>,
    today: Date,
}

/// Values of a fact or a field: those that are known, and those that are known in part.
struct Choices {
    whole: Vec<Datum>,
    part: Vec<Datum>,
}

impl Choices {
    fn of(menu: &Menu, spot: Spot, record: &Record) -> Choices {
        let (whole, part) = menu.choices(spot, record);
        Choices { whole, part }
    }

    fn pick(&self, chance: &mut Chance) -> Option<Datum> {
        let in_part = !self.part.is_empty() && chance.below(IN_PART) == 0;
        chance.pick(if in_part { &self.part } else { &self.whole }).cloned()
    }
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
        let menu = Menu::new(engine);
        let nobody = Record { as_of: Some(today), facts: vec![None; schema.facts.len()], ..Record::default() };
        let choices = |spot| Choices::of(&menu, spot, &nobody);
        let fields = engine.program.lists.iter().enumerate().map(|(list, fact)| {
            let Type::List(finding) = schema.fact(*fact).ty else { return Vec::new() };
            let count = schema.finding(finding).fields.len();
            (0..count).map(|at| choices(Spot::Field(list, at))).collect()
        });
        Pool {
            schema: schema.clone(),
            lists: engine.program.lists.clone(),
            facts: facts.to_vec(),
            values: facts.iter().map(|id| choices(Spot::Fact(*id))).collect(),
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
        let mut shorter: Vec<&Datum> = match given.value {
            Value::Number { .. } => self.values[at].whole.iter().filter(|one| digits(&one.value) < length).collect(),
            _ => Vec::new(),
        };
        shorter.sort_by_key(|one| digits(&one.value));
        shorter.into_iter().cloned().collect()
    }

    fn datum(&self, at: usize, chance: &mut Chance) -> Option<Datum> {
        let id = self.facts[at];
        if let Type::List(_) = self.schema.fact(id).ty {
            let list = self.lists.iter().position(|list| *list == id)?;
            return Some(self.list(list, chance));
        }
        self.values[at].pick(chance)
    }

    fn list(&self, list: usize, chance: &mut Chance) -> Datum {
        let elements = (0..chance.below(ELEMENTS + 1)).map(|_| {
            let fields = self.fields[list].iter();
            fields.map(|values| values.pick(chance)).collect()
        });
        let elements = elements.collect();
        datum(Value::List { elements, whole: chance.below(6) > 0 })
    }
}

fn datum(value: Value) -> Datum {
    Datum { value, written: String::new(), origin: Origin::default() }
}
