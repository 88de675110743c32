//! A table: filled step by step, for a batch of records at a time.

use super::column::{Column, Labels, Number, Truth};
use super::input::{Elements, Inputs, range};
use super::{choose, list, number, truth};
use crate::calendar::DAYS;
use crate::program::{Domain, Op, Program, Shape, Step, StepId};
use crate::rulebase::Schema;

/// A filled table: a column for each step of one program.
#[derive(Debug, Clone, Default)]
pub struct Table {
    columns: Vec<Column>,
}

impl Table {
    pub fn column(&self, step: StepId) -> &Column {
        &self.columns[step.0]
    }

    pub fn truth(&self, step: StepId) -> &Truth {
        match &self.columns[step.0] {
            Column::Truth(truth) => truth,
            _ => unreachable!("the program says that this step is a truth"),
        }
    }

    pub fn number(&self, step: StepId) -> &Number {
        match &self.columns[step.0] {
            Column::Number(number) => number,
            _ => unreachable!("the program says that this step is a number"),
        }
    }

    pub fn labels(&self, step: StepId) -> &Labels {
        match &self.columns[step.0] {
            Column::Labels(labels) => labels,
            _ => unreachable!("the program says that this step is a label"),
        }
    }
}

/// Runs a program over a batch. The table's memory is used again from batch to batch.
pub fn run(program: &Program, schema: &Schema, inputs: &Inputs, table: &mut Table) {
    prepare(program, table);
    (0..program.steps.len()).for_each(|at| fill(program, schema, inputs, table, at));
}

/// Runs these steps, which must hold all that they read, in order; the columns of the others hold nothing.
pub fn run_some(program: &Program, schema: &Schema, inputs: &Inputs, table: &mut Table, steps: &[usize]) {
    prepare(program, table);
    steps.iter().for_each(|at| fill(program, schema, inputs, table, *at));
}

fn fill(program: &Program, schema: &Schema, inputs: &Inputs, table: &mut Table, at: usize) {
    let step = &program.steps[at];
    let rows = rows(inputs, step.domain);
    if is_constant(&step.op) && table.columns[at].rows() == Some(rows) {
        return;
    }
    let mut out = std::mem::replace(&mut table.columns[at], Column::Truth(Truth::default()));
    if !matches!(step.op, Op::Fact(_) | Op::Field(_)) {
        reset(&mut out, step, rows);
    }
    Run { program, schema, inputs, table, step, rows }.compute(&mut out);
    table.columns[at] = out;
}

fn prepare(program: &Program, table: &mut Table) {
    if table.columns.len() != program.steps.len() {
        table.columns = program
            .steps
            .iter()
            .map(|step| match step.shape {
                Shape::Truth => Column::Truth(Truth::default()),
                Shape::Labels(_) => Column::Labels(Labels::default()),
                Shape::Number => Column::Number(Number::default()),
            })
            .collect();
    }
}

fn rows(inputs: &Inputs, domain: Domain) -> usize {
    match domain {
        Domain::Patient => inputs.rows,
        Domain::Element(list) => inputs.lists[list].parents.len(),
    }
}

/// A constant's column stays from batch to batch.
fn is_constant(op: &Op) -> bool {
    matches!(op, Op::ConstantNumber(_))
}

/// Empty sets, but for numbers that the step writes in every row.
fn reset(column: &mut Column, step: &Step, rows: usize) {
    match (column, step.shape) {
        (Column::Truth(truth), _) => truth.reset(rows),
        (Column::Labels(labels), Shape::Labels(count)) => labels.reset(count, rows),
        (Column::Labels(labels), _) => labels.reset(0, rows),
        (Column::Number(number), _) => {
            let whole = matches!(step.op, Op::ConstantNumber(_) | Op::AsOf | Op::Weights(..) | Op::Sum(_));
            number.reset(rows, !whole);
        }
    }
}

/// One step being filled.
struct Run<'a> {
    program: &'a Program,
    schema: &'a Schema,
    inputs: &'a Inputs,
    table: &'a Table,
    step: &'a Step,
    rows: usize,
}

impl Run<'_> {
    fn compute(&self, out: &mut Column) {
        let done = match &mut *out {
            Column::Truth(truth) => self.fill_truth(truth),
            Column::Number(number) => self.fill_number(number),
            Column::Labels(_) => false,
        };
        if !done {
            self.fill_any(out);
        }
    }

    fn elements(&self, list: usize) -> &Elements {
        &self.inputs.lists[list]
    }

    /// The list that a step in an element's domain belongs to.
    fn list_of(&self, step: StepId) -> usize {
        match self.program.steps[step.0].domain {
            Domain::Element(list) => list,
            Domain::Patient => 0,
        }
    }

    /// Operations whose result is a yes or no; says whether this was one.
    fn fill_truth(&self, out: &mut Truth) -> bool {
        let table = self.table;
        match &self.step.op {
            Op::ConstantTruth(yes) => {
                let bits = if *yes { &mut out.yes } else { &mut out.no };
                bits.iter_mut().for_each(|word| *word = !0);
            }
            Op::KnownFact(id) => {
                self.known(&self.inputs.known[id.0], out);
                let perhaps = self.inputs.perhaps_known.get(id.0).into_iter().flatten();
                for (w, perhaps) in perhaps.enumerate() {
                    out.yes[w] |= perhaps;
                    out.no[w] |= perhaps;
                }
            }
            Op::KnownField(at) => self.known(&self.elements(self.own_list()).known[*at], out),
            Op::KnownUnseen => {
                out.yes.fill(!0);
                out.no.fill(!0);
            }
            Op::MayHaveMore(id) => {
                if let Column::Truth(whole) = self.inputs.fact(*id) {
                    for w in 0..out.yes.len() {
                        out.yes[w] = whole.no[w] | whole.na[w];
                        out.no[w] = whole.yes[w];
                    }
                }
            }
            Op::StaysOpen { list, complete } => {
                if let Column::Truth(whole) = self.inputs.fact(*list) {
                    list::stays_open(whole, table.truth(*complete), out);
                }
            }
            Op::Not(a) => truth::not(table.truth(*a), out),
            Op::Holds(a) => truth::holds(table.truth(*a), out),
            Op::Of(kind, items) => {
                let items: Vec<&Truth> = items.iter().map(|item| table.truth(*item)).collect();
                truth::of(*kind, &items, out);
            }
            Op::Order(order, a, b) => truth::order(*order, table.number(*a), table.number(*b), out),
            Op::Equal(a, b) => truth::equal(table.number(*a), table.number(*b), out),
            Op::Among(value, labels) => truth::among(table.labels(*value), labels, out),
            Op::SameLabel(a, b) => truth::same_label(table.labels(*a), table.labels(*b), out),
            Op::SameTruth(a, b) => truth::same_truth(table.truth(*a), table.truth(*b), out),
            Op::Exists { members, more } => {
                let elements = self.elements(self.list_of(*members));
                list::exists(table.truth(*members), elements, table.truth(*more), self.rows, out);
            }
            _ => return false,
        }
        true
    }

    fn own_list(&self) -> usize {
        match self.step.domain {
            Domain::Element(list) => list,
            Domain::Patient => 0,
        }
    }

    fn known(&self, known: &[u64], out: &mut Truth) {
        if self.inputs.anyone {
            out.yes.fill(!0);
            out.no.fill(!0);
            return;
        }
        for (w, word) in known.iter().enumerate() {
            out.yes[w] = *word;
            out.no[w] = !word;
        }
    }

    /// Operations whose result is a number; says whether this was one.
    fn fill_number(&self, out: &mut Number) -> bool {
        let table = self.table;
        match &self.step.op {
            Op::ConstantNumber(number) => {
                out.low.iter_mut().for_each(|low| *low = *number);
                out.high.iter_mut().for_each(|high| *high = *number);
            }
            Op::AsOf if self.inputs.anyone => {
                out.low.fill(DAYS.0);
                out.high.fill(DAYS.1);
            }
            Op::AsOf => {
                out.low.copy_from_slice(&self.inputs.as_of);
                out.high.copy_from_slice(&self.inputs.as_of);
            }
            Op::CountMembers { members, more } => {
                let elements = self.elements(self.list_of(*members));
                list::count(table.truth(*members), elements, table.truth(*more), self.rows, out);
            }
            Op::Total { members, values, more } => {
                let list = self.list_of(*members);
                let (least, _) = self.field_range(list, *values);
                let columns = (table.truth(*members), table.number(*values));
                list::total(columns, (self.elements(list), least), table.truth(*more), self.rows, out);
            }
            Op::Extreme { largest, members, values, more } => {
                let list = self.list_of(*members);
                let range = self.field_range(list, *values);
                let columns = (table.truth(*members), table.number(*values));
                list::extreme(*largest, columns, (self.elements(list), range), table.truth(*more), self.rows, out);
            }
            Op::Weights(items, scale) => {
                let items: Vec<(&Truth, i64)> =
                    items.iter().map(|(item, weight)| (table.truth(*item), *weight)).collect();
                choose::add_weights(&items, *scale, self.rows, out);
            }
            Op::Sum(items) => {
                let items: Vec<(Option<&Truth>, &Number)> = items
                    .iter()
                    .map(|(when, points)| (when.map(|when| table.truth(when)), table.number(*points)))
                    .collect();
                choose::sum(&items, self.rows, out);
            }
            op @ (Op::Arithmetic(..) | Op::Negative(_) | Op::Convert { .. } | Op::Call(..) | Op::Since(..)) => {
                let operands: Vec<&Number> = op.operands().into_iter().map(|step| table.number(step)).collect();
                return number::formula(op, &operands, out);
            }
            _ => return false,
        }
        true
    }

    /// What an element that was not given could have in a field.
    fn field_range(&self, list: usize, values: StepId) -> (f64, f64) {
        let fact = self.schema.fact(self.program.lists[list]);
        match (&fact.ty, &self.program.steps[values.0].op) {
            (crate::rulebase::Type::List(finding), Op::Field(at)) => range(&self.schema.finding(*finding).fields[*at]),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }

    /// Operations that work on any shape.
    fn fill_any(&self, out: &mut Column) {
        let table = self.table;
        match &self.step.op {
            Op::Fact(id) => out.clone_from(self.inputs.fact(*id)),
            Op::Field(at) => out.clone_from(&self.elements(self.own_list()).fields[*at]),
            Op::UnseenField { list, field, except } => {
                let id = self.program.lists[*list];
                if let (crate::rulebase::Type::List(finding), Column::Truth(whole)) =
                    (&self.schema.fact(id).ty, self.inputs.fact(id))
                {
                    list::unseen(&self.schema.finding(*finding).fields[*field], self.rows, out);
                    let parts: Vec<(&Truth, &[usize])> =
                        except.iter().map(|(condition, labels)| (table.truth(*condition), labels.as_slice())).collect();
                    list::seen_all(whole, &parts, out);
                }
            }
            Op::Spread(from) => list::spread(table.column(*from), self.elements(self.own_list()), out),
            Op::First(lines) => {
                let lines: Vec<(Option<&Truth>, &Column)> = lines
                    .iter()
                    .map(|(when, value)| (when.map(|when| table.truth(when)), table.column(*value)))
                    .collect();
                choose::first(&lines, self.rows, out);
            }
            Op::Gate { population, value } => choose::gate(table.truth(*population), table.column(*value), out),
            Op::ConstantLabel(label) => {
                if let Column::Labels(out) = out {
                    out.plane_mut(*label).iter_mut().for_each(|word| *word = !0);
                }
            }
            Op::Bands(points, edges) => {
                if let Column::Labels(out) = out {
                    choose::bands(table.number(*points), edges, out);
                }
            }
            Op::MostSevere(all) => {
                if let Column::Labels(out) = out {
                    let all: Vec<&Labels> = all.iter().map(|one| table.labels(*one)).collect();
                    choose::most_severe(&all, out);
                }
            }
            _ => {}
        }
    }
}
