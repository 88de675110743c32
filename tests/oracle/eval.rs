//! The oracle: what a complete record means, expression by expression, with no sets and no shortcuts.

use std::cell::{Cell, RefCell};

use rulecheck::record::{Datum, Record, Value as Given};
use rulecheck::rulebase::{
    Body, ConclusionId, Constant, Expr, Fact, FactId, Item, Line, Node, Outcome, Rulebase, Type,
};
use rulecheck::syntax::tree::{Aggregate, ListKind};

use super::quantity;
use super::value::{Num, Value, decimal};

/// One complete record under a rule base.
pub struct Oracle<'a> {
    pub base: &'a Rulebase,
    pub record: &'a Record,
    /// The record as it was given, holes and all: `is known` asks about this one.
    pub original: &'a Record,
    /// Days since 1970-01-01.
    pub as_of: i32,
    /// Something hung on a difference that doubles cannot show: no verdict.
    pub doubt: Cell<bool>,
    done: RefCell<Vec<Option<(Value, bool)>>>,
}

/// The element that a condition is about: of which list, and which one.
pub type Element = Option<(FactId, usize)>;

/// The elements of a list fact, each with whether it is a member.
pub struct Members {
    pub list: FactId,
    pub members: Vec<Value>,
    /// The list is a definition that does not apply to this patient.
    pub outside: Option<Value>,
}

impl<'a> Oracle<'a> {
    pub fn new(base: &'a Rulebase, record: &'a Record, original: &'a Record, as_of: i32) -> Oracle<'a> {
        let done = RefCell::new(vec![None; base.conclusions.len()]);
        Oracle { base, record, original, as_of, doubt: Cell::new(false), done }
    }

    pub fn unsure(&self, doubt: bool) {
        self.doubt.set(self.doubt.get() || doubt);
    }

    // --- expressions ---------------------------------------------------------------------------------------------

    pub fn expr(&self, expr: &Expr, at: Element) -> Value {
        match &expr.node {
            Node::Constant(Constant::YesNo(yes)) => Value::Truth(*yes),
            Node::Constant(Constant::Label(label)) => Value::Label(*label),
            Node::Constant(Constant::Number(number)) => quantity::constant(*number),
            Node::Constant(Constant::Date(days)) => Value::Date(*days),
            Node::AsOf => Value::Date(self.as_of),
            Node::Fact(_) | Node::Filter { .. } if matches!(expr.ty, Type::List(_)) => self.exists(expr),
            Node::Fact(id) => given(self.base.schema.fact(*id), self.record.facts[id.0].as_ref()),
            Node::Field(field) => self.field(at.expect("a field is read of an element"), *field),
            Node::Conclusion(id) => self.conclusion(*id),
            Node::Band(id) => self.band(*id),
            Node::Applies(id) => self.applies(*id),
            Node::Advised { verb, action } => {
                let advises = |id: &ConclusionId| {
                    match &self.base.conclusions[id.0].body {
                    Body::Rule(rule) => rule.outcomes.iter().any(|outcome| {
                        matches!(outcome, Outcome::Advice(advice) if advice.verb == *verb && advice.action == *action)
                    }),
                    _ => false,
                }
                };
                let rules = (0..self.base.conclusions.len()).map(ConclusionId).filter(advises);
                any(rules.map(|id| self.applies(id)).collect())
            }
            Node::Not(inner) => not(self.expr(inner, at)),
            Node::Of { kind, items } => of(*kind, items.iter().map(|item| self.expr(item, at)).collect()),
            Node::Order { order, left, right } => {
                let (left, right) = (self.expr(left, at), self.expr(right, at));
                self.compared(quantity::order(*order, left, right))
            }
            Node::Equal { left, right } => {
                let (left, right) = (self.expr(left, at), self.expr(right, at));
                self.compared(quantity::equal(left, right))
            }
            Node::Among { value, labels } => match self.expr(value, at) {
                Value::Label(label) => Value::Truth(labels.contains(&label)),
                void => void,
            },
            Node::Same { left, right } => {
                let values = [self.expr(left, at), self.expr(right, at)];
                void(&values).unwrap_or_else(|| Value::Truth(values[0] == values[1]))
            }
            Node::Known(value) => Value::Truth(self.known(value, at)),
            Node::Filter { .. } | Node::Exists(_) => self.exists(expr),
            Node::Every { list, condition } => {
                let inner = self.members(list);
                let exceptions = inner.members.iter().enumerate().map(|(element, member)| {
                    all(vec![member.clone(), not(self.expr(condition, Some((inner.list, element))))])
                });
                inner.outside.clone().unwrap_or_else(|| not(any(exceptions.collect())))
            }
            Node::CountOf(list) => {
                let list = self.members(list);
                list.outside.clone().unwrap_or_else(|| count(&list.members))
            }
            Node::Aggregate { aggregate, field, list } => self.aggregate(*aggregate, *field, &self.members(list)),
            Node::MostSevere(ids) => most_severe(ids.iter().map(|id| self.conclusion(*id)).collect()),
            Node::Negative(_) | Node::Arithmetic { .. } | Node::Call { .. } | Node::Convert { .. } => {
                self.number(expr, at)
            }
            Node::Shift { date, days } => match self.expr(date, at) {
                Value::Date(date) => Value::Date(date + days),
                void => void,
            },
            Node::Since { unit, date } => match self.expr(date, at) {
                Value::Date(date) => quantity::since(*unit, date, self.as_of),
                void => void,
            },
        }
    }

    pub fn compared(&self, (holds, doubt): (Value, bool)) -> Value {
        self.unsure(doubt);
        holds
    }

    fn number(&self, expr: &Expr, at: Element) -> Value {
        let result = match &expr.node {
            Node::Negative(value) => quantity::negative(self.expr(value, at)),
            Node::Arithmetic { operator, left, right } => {
                quantity::arithmetic(*operator, self.expr(left, at), self.expr(right, at))
            }
            Node::Call { function, arguments } => {
                quantity::call(*function, arguments.iter().map(|argument| self.expr(argument, at)).collect())
            }
            Node::Convert { value, converter } => quantity::convert(self.expr(value, at), converter.as_ref()),
            _ => unreachable!("only what computes a number"),
        };
        self.compared(result)
    }

    // --- facts and lists -----------------------------------------------------------------------------------------

    fn elements(record: &Record, list: FactId) -> &[Vec<Option<Datum>>] {
        match record.facts[list.0].as_ref().map(|datum| &datum.value) {
            Some(Given::List { elements, .. }) => elements,
            _ => &[],
        }
    }

    fn fields(&self, list: FactId) -> &[Fact] {
        match self.base.schema.fact(list).ty {
            Type::List(finding) => &self.base.schema.finding(finding).fields,
            _ => unreachable!("a list holds findings"),
        }
    }

    fn field(&self, (list, element): (FactId, usize), field: usize) -> Value {
        given(&self.fields(list)[field], Self::elements(self.record, list)[element][field].as_ref())
    }

    fn known(&self, value: &Expr, at: Element) -> bool {
        let datum = match (&value.node, at) {
            (Node::Fact(id), _) => self.original.facts[id.0].as_ref(),
            (Node::Field(field), Some((list, element))) => {
                Self::elements(self.original, list).get(element).and_then(|element| element[*field].as_ref())
            }
            _ => unreachable!("only facts and fields are asked for"),
        };
        match datum.map(|datum| &datum.value) {
            None | Some(Given::Unknown) => false,
            Some(
                Given::Number { .. }
                | Given::Date { .. }
                | Given::List { .. }
                | Given::YesNo(_)
                | Given::Label(_)
                | Given::Never,
            ) => true,
        }
    }

    pub fn members(&self, list: &Expr) -> Members {
        match &list.node {
            Node::Fact(id) => {
                let members = vec![Value::Truth(true); Self::elements(self.record, *id).len()];
                Members { list: *id, members, outside: None }
            }
            Node::Filter { list, condition } => {
                let inner = self.members(list);
                let members = inner.members.iter().enumerate().map(|(element, member)| {
                    all(vec![member.clone(), self.expr(condition, Some((inner.list, element)))])
                });
                Members { members: members.collect(), ..inner }
            }
            Node::Conclusion(id) => {
                let conclusion = &self.base.conclusions[id.0];
                let Body::Value(value) = &conclusion.body else { unreachable!("a list is defined as a whole") };
                let inner = self.members(value);
                let outside =
                    conclusion.applies_to.as_ref().and_then(|population| outside(self.expr(population, None)));
                Members { outside: outside.or(inner.outside), ..inner }
            }
            other => unreachable!("{other:?} is no list"),
        }
    }

    fn exists(&self, expr: &Expr) -> Value {
        let list = match &expr.node {
            Node::Exists(list) => self.members(list),
            _ => self.members(expr),
        };
        list.outside.unwrap_or_else(|| any(list.members))
    }

    fn aggregate(&self, aggregate: Aggregate, field: usize, list: &Members) -> Value {
        let dates = matches!(aggregate, Aggregate::Latest | Aggregate::Earliest);
        let value = |element: usize| self.field((list.list, element), field);
        // a date behind the as-of date never counts, whatever else is said of the element
        let happened = |element: usize| match value(element) {
            Value::Date(date) => date <= self.as_of,
            _ => false,
        };
        let members: Vec<Value> = list
            .members
            .iter()
            .enumerate()
            .map(|(element, member)| if dates && !happened(element) { Value::Truth(false) } else { member.clone() })
            .collect();
        if let Some(void) = list.outside.clone().or_else(|| void(&members)) {
            return void;
        }
        let chosen = (0..members.len()).filter(|element| members[*element] == Value::Truth(true));
        let values: Vec<Value> = chosen.map(value).filter(|value| *value != Value::Never).collect();
        self.compared(quantity::aggregate(aggregate, &values))
    }

    // --- conclusions ---------------------------------------------------------------------------------------------

    /// The value of a conclusion, and whether there is no verdict on it.
    pub fn verdict(&self, of: impl FnOnce() -> Value) -> (Value, bool) {
        let before = self.doubt.replace(false);
        let value = of();
        (value, self.doubt.replace(before))
    }

    pub fn conclusion(&self, id: ConclusionId) -> Value {
        let known = self.done.borrow()[id.0].clone();
        let (value, doubt) = known.unwrap_or_else(|| self.verdict(|| self.conclude(id)));
        self.done.borrow_mut()[id.0] = Some((value.clone(), doubt));
        self.unsure(doubt);
        value
    }

    fn applies(&self, id: ConclusionId) -> Value {
        match self.conclusion(id) {
            Value::NotApplicable => Value::Truth(false),
            value => value,
        }
    }

    fn conclude(&self, id: ConclusionId) -> Value {
        let conclusion = &self.base.conclusions[id.0];
        let population = conclusion.applies_to.as_ref().map(|population| self.expr(population, None));
        if let Some(outside) = population.and_then(outside) {
            return outside;
        }
        match &conclusion.body {
            Body::Value(value) => self.expr(value, None),
            Body::Lines(lines) => self.first(lines),
            Body::Count(criteria) => {
                count(&criteria.iter().map(|criterion| self.expr(&criterion.when, None)).collect::<Vec<_>>())
            }
            Body::Score { items, .. } => {
                let points: Vec<Value> = items.iter().map(|item| self.item(item)).collect();
                self.compared(quantity::sum(&points))
            }
            Body::Rule(rule) => {
                let mut conditions: Vec<Value> = rule.when.iter().map(|when| self.expr(when, None)).collect();
                conditions.extend(rule.unless.iter().map(|unless| not(self.expr(unless, None))));
                conditions.extend(rule.overridden_by.iter().map(|id| not(self.applies(*id))));
                all(conditions)
            }
        }
    }

    fn first(&self, lines: &[Line]) -> Value {
        for line in lines {
            match line.when.as_ref().map_or(Value::Truth(true), |when| self.expr(when, None)) {
                Value::Truth(true) => return self.expr(&line.value, None),
                Value::Truth(false) => {}
                void => return void,
            }
        }
        Value::Failed
    }

    /// The points of an item that counts, 0 for one that does not.
    fn item(&self, item: &Item) -> Value {
        match item {
            Item::Points { points, when, .. } => match when.as_ref().map(|when| self.expr(when, None)) {
                None | Some(Value::Truth(true)) => self.expr(points, None),
                Some(Value::Truth(false)) => Value::Number(Num::whole(0)),
                Some(void) => void,
            },
            Item::FirstOf(items) => {
                for item in items {
                    let Item::Points { points, when, .. } = item else { unreachable!("groups do not nest") };
                    match when.as_ref().map_or(Value::Truth(true), |when| self.expr(when, None)) {
                        Value::Truth(true) => return self.expr(points, None),
                        Value::Truth(false) => {}
                        void => return void,
                    }
                }
                Value::Number(Num::whole(0))
            }
        }
    }

    pub fn band(&self, id: ConclusionId) -> Value {
        let Body::Score { bands, .. } = &self.base.conclusions[id.0].body else {
            unreachable!("only scores have bands")
        };
        match self.conclusion(id) {
            Value::Number(points) => self.compared(quantity::band(points, bands)),
            Value::NotApplicable => Value::NotApplicable,
            _ => Value::Failed,
        }
    }
}

/// What a record says of a fact or field.
fn given(fact: &Fact, datum: Option<&Datum>) -> Value {
    match datum.map(|datum| &datum.value) {
        None if fact.no_if_not_recorded => Value::Truth(false),
        Some(Given::YesNo(yes)) => Value::Truth(*yes),
        Some(Given::Label(label)) => Value::Label(*label),
        Some(Given::Number { low, high }) if low == high => Value::Number(Num::exact(decimal(*low))),
        Some(Given::Date { first, last }) if first == last => Value::Date(*first),
        Some(Given::Never) => Value::Never,
        other => unreachable!("a complete record gives `{}`, not {other:?}", fact.name),
    }
}

/// Failed before not applicable before what does not exist.
pub fn void(values: &[Value]) -> Option<Value> {
    [Value::Failed, Value::NotApplicable, Value::Never].into_iter().find(|void| values.contains(void))
}

/// What a conclusion is for a patient its `applies to` leaves out.
fn outside(population: Value) -> Option<Value> {
    match population {
        Value::Truth(true) => None,
        Value::Truth(false) => Some(Value::NotApplicable),
        void => Some(void),
    }
}

fn not(value: Value) -> Value {
    match value {
        Value::Truth(yes) => Value::Truth(!yes),
        void => void,
    }
}

/// No if any is no; otherwise failed, not applicable, yes, in that order.
fn all(values: Vec<Value>) -> Value {
    if values.contains(&Value::Truth(false)) {
        return Value::Truth(false);
    }
    void(&values).unwrap_or(Value::Truth(true))
}

fn any(values: Vec<Value>) -> Value {
    not(all(values.into_iter().map(not).collect()))
}

fn of(kind: ListKind, values: Vec<Value>) -> Value {
    let counted = |least: u32, most: u32| match count(&values) {
        Value::Number(count) => Value::Truth(count.float() >= f64::from(least) && count.float() <= f64::from(most)),
        void => void,
    };
    match kind {
        ListKind::All => all(values),
        ListKind::Any => any(values),
        ListKind::None => not(any(values)),
        ListKind::AtLeast(n) => counted(n, u32::MAX),
        ListKind::AtMost(n) => counted(0, n),
        ListKind::Exactly(n) => counted(n, n),
    }
}

fn count(values: &[Value]) -> Value {
    let yes = values.iter().filter(|value| **value == Value::Truth(true)).count();
    void(values).unwrap_or_else(|| Value::Number(Num::whole(yes)))
}

/// The first label, in the order of severity, of those that apply.
fn most_severe(values: Vec<Value>) -> Value {
    if values.contains(&Value::Failed) {
        return Value::Failed;
    }
    let labels = values.iter().filter_map(|value| match value {
        Value::Label(label) => Some(*label),
        _ => None,
    });
    labels.min().map_or(Value::NotApplicable, Value::Label)
}
