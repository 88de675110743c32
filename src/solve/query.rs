//! Questions about all patients: is there one for whom a goal is reached, and which is the smallest.
//!
//! The solver proposes, the engine decides: a patient is only shown when the engine has judged it. Where the formulas say
//! less than the engine (a comparison of two facts, a formula), the engine also refutes: it is asked about all numbers
//! between two cuts at once, and what it rules out is kept from the solver.

use jiff::civil::Date;

use super::atoms::{Place, declared};
use super::encode::{Cell, Encoder};
use super::goal::{Goal, Reached};
use super::logic::{Found, Lit};
use super::patient::{Clinic, Patient, Stretch};
use super::pool::{Pool, inputs};
use crate::algebra::at_least;
use crate::calendar::days_since_epoch;
use crate::eval::{Inputs, Table, run_some};
use crate::program::{Program, Slice, StepId};
use crate::record::{Record, Value};
use crate::rulebase::{FactId, Schema, Type};

/// What is spent on one question before it is left open: the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Conflicts that the solver may run into.
    pub conflicts: u64,
    /// Proposals that the engine does not bear out.
    pub proposals: usize,
}

impl Effort {
    /// Rules are proved once: that may take a while.
    pub const THOROUGH: Effort = Effort { conflicts: 200_000, proposals: 256 };
    /// In passing, each time that rules are checked.
    pub const BRIEF: Effort = Effort { conflicts: 50_000, proposals: 128 };
}

/// Patients that are tried for a shorter record.
const OTHERS: usize = 8;
/// Patients that are drawn from one proposal.
const DRAWN: usize = 48;

/// The answer to a question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdict {
    /// No patient reaches the goal.
    Nobody,
    Somebody(Record),
    /// Neither was found: why.
    CannotTell(String),
}

/// Whether there is a patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Possible {
    Yes,
    No,
    CannotTell(String),
}

/// What a search came to.
enum Search {
    Nobody,
    Somebody(Patient),
    CannotTell(String),
}

/// What became of patients like those of a proposal.
enum Ruled {
    /// They are not proposed again.
    Out,
    /// They are not proposed again either, but could not be ruled out.
    Open,
    /// All possible patients with this one's record reach the goal.
    Sure(Patient, Vec<Lit>),
}

/// Another completion of a record, which does not reach a goal.
enum Completion {
    /// There is none: the record of this patient, of whom these hold, is sure.
    None(Patient, Vec<Lit>),
    Other(Patient),
}

/// A goal, and what the engine needs to judge patients by it.
#[derive(Clone)]
struct Question<'g> {
    goal: &'g Goal,
    /// The facts that the goal reads, lists among them.
    facts: Vec<FactId>,
    /// The facts that the goal and the `impossible` lines read.
    read: Vec<FactId>,
    slice: Slice,
    witness: Witness<'g>,
}

/// Who has to reach a goal.
#[derive(Clone, Copy)]
enum Witness<'g> {
    /// A complete patient.
    Patient,
    /// Everybody with the same record.
    Record,
    /// Nobody need: this judge, who knows of a record what the table does not, finds it worth telling.
    Judged(Judge<'g>),
}

/// Says of a record whether it shows what is looked for.
pub(crate) type Judge<'g> = &'g dyn Fn(&Record) -> bool;

/// Asks about all patients of one program.
pub(crate) struct Prover<'p> {
    pub encoder: Encoder<'p>,
    effort: Effort,
    schema: &'p Schema,
    program: &'p Program,
    as_of: Date,
    /// What no record may come to.
    impossible: Vec<StepId>,
    table: Table,
    pool: Pool,
}

impl<'p> Prover<'p> {
    /// `steps`: what will be asked about; `further`: what may be, and reads nothing more.
    pub fn new(
        (schema, program): (&'p Schema, &'p Program),
        impossible: &[StepId],
        (steps, further): (&[StepId], &[StepId]),
        elements: usize,
        as_of: Date,
    ) -> Prover<'p> {
        let Prover { encoder, effort, mut table, .. } =
            Prover::quiet((schema, program), impossible, steps, elements, as_of);
        let all = Slice::of(program, steps.iter().chain(further).chain(impossible).copied());
        let pool = Pool::random(&encoder, &all, impossible, &mut table);
        Prover { encoder, effort, schema, program, as_of, impossible: impossible.to_vec(), table, pool }
    }

    /// The same without patients at hand, for a few questions.
    pub fn quiet(
        (schema, program): (&'p Schema, &'p Program),
        impossible: &[StepId],
        steps: &[StepId],
        elements: usize,
        as_of: Date,
    ) -> Prover<'p> {
        let mut encoder = Encoder::new(schema, program, elements, f64::from(days_since_epoch(as_of)));
        for step in impossible {
            let truth = encoder.truth(*step);
            encoder.logic.require(&[!truth.yes]);
        }
        steps.iter().for_each(|step| drop(encoder.cell(*step)));
        let (table, pool) = (Table::default(), Pool::default());
        Prover {
            encoder,
            effort: Effort::THOROUGH,
            schema,
            program,
            as_of,
            impossible: impossible.to_vec(),
            table,
            pool,
        }
    }

    /// With so much to spend on each question.
    pub fn spending(self, effort: Effort) -> Prover<'p> {
        Prover { effort, ..self }
    }

    /// Whether some patient of whom these hold reaches a goal.
    pub fn completes(&mut self, goal: &Goal, said: &[Lit]) -> Possible {
        match self.search(goal, said, Witness::Patient) {
            Search::Nobody => Possible::No,
            Search::Somebody(_) => Possible::Yes,
            Search::CannotTell(why) => Possible::CannotTell(why),
        }
    }

    /// A patient of whom these hold and who reaches a goal: one, none, or nothing where it cannot be told.
    pub fn someone(&mut self, goal: &Goal, said: &[Lit]) -> Option<Option<Patient>> {
        match self.search(goal, said, Witness::Patient) {
            Search::Somebody(patient) => Some(Some(patient)),
            Search::Nobody => Some(None),
            Search::CannotTell(_) => None,
        }
    }

    /// The sums of points that a step can come to, in order; none where they are not told apart.
    pub fn sums(&mut self, step: StepId) -> Vec<f64> {
        match self.encoder.cell(step) {
            Cell::Number(number) => number.constants(),
            Cell::Truth(_) | Cell::Labels(_) => Vec::new(),
        }
    }

    /// Whether some patient reaches a goal. What the record of this patient says need not be enough to be sure.
    pub fn possible(&mut self, goal: &Goal) -> Possible {
        if self.pool.reaches(goal) {
            return Possible::Yes;
        }
        match self.search(goal, &[], Witness::Patient) {
            Search::Nobody => Possible::No,
            Search::Somebody(patient) => {
                self.pool.add(self.program, self.schema, patient, self.as_of);
                Possible::Yes
            }
            Search::CannotTell(why) => Possible::CannotTell(why),
        }
    }

    /// Whether another value of one fact changes one of these steps for some of the patients at hand.
    pub fn depends(&mut self, roots: &[StepId], fact: FactId) -> bool {
        let slice = Slice::of(self.program, roots.iter().chain(&self.impossible).copied());
        let some = self.pool.patients.clone();
        super::patient::values(self.schema, fact).into_iter().any(|value| {
            let other = |patient: &Patient| {
                let mut other = patient.clone();
                other.record.facts[fact.0] = Some(value.clone());
                other
            };
            let both: Vec<Patient> = some.iter().cloned().chain(some.iter().map(other)).collect();
            let inputs = inputs(self.schema, &both, days_since_epoch(self.as_of));
            run_some(self.program, self.schema, &inputs, &mut self.table, &slice.steps);
            let table = &self.table;
            let possible = |row: usize| !self.impossible.iter().any(|step| table.truth(*step).could(row).surely_yes());
            let differs = |row: usize| roots.iter().any(|step| !table.column(*step).same(row, some.len() + row));
            (0..some.len()).any(|row| possible(row) && possible(some.len() + row) && differs(row))
        })
    }

    /// A record of which the engine is sure that it reaches a goal: with the fewest departures from what is normal, and
    /// saying no more than is needed.
    pub fn smallest(&mut self, goal: &Goal) -> Verdict {
        self.least(goal, Witness::Record)
    }

    /// Of the records that a judge picks out, of patients who reach a goal.
    pub fn smallest_judged(&mut self, goal: &Goal, judge: Judge<'_>) -> Verdict {
        self.least(goal, Witness::Judged(judge))
    }

    fn least(&mut self, goal: &Goal, witness: Witness<'_>) -> Verdict {
        let mut best = match self.search(goal, &[], witness) {
            Search::Somebody(patient) => patient,
            Search::Nobody => return Verdict::Nobody,
            Search::CannotTell(why) => return Verdict::CannotTell(why),
        };
        let departures = self.departures(goal);
        let mut chosen = self.chosen(&departures);
        let mut stretches = self.stretches(goal);
        while !chosen.is_empty() {
            let as_many = at_least(&mut self.encoder.logic, &departures, chosen.len());
            match self.search(goal, &[!as_many], witness) {
                Search::Somebody(patient) => {
                    (best, chosen, stretches) = (patient, self.chosen(&departures), self.stretches(goal));
                }
                Search::Nobody | Search::CannotTell(_) => break,
            }
        }
        let record = best.written(self.schema, self.program);
        let record = self.shortened((goal, witness), record);
        let record = self.elsewhere((goal, witness), record, (&departures, chosen.len()), &stretches);
        Verdict::Somebody(self.shortest((goal, witness), record, &departures, chosen))
    }

    /// Where each number that a goal reads lies in the model found last.
    fn stretches(&self, goal: &Goal) -> Vec<Vec<Lit>> {
        let Encoder { atoms, logic, program, .. } = &self.encoder;
        let facts = Slice::of(self.program, goal.steps()).facts;
        let numbers = facts.into_iter().filter(|id| {
            let declared = &self.schema.fact(*id).ty;
            matches!(declared, Type::Number { .. } | Type::Date)
        });
        numbers
            .map(|id| atoms.chosen(program, &[id], &[], logic))
            .filter(|lits| !lits.is_empty())
            .take(OTHERS)
            .collect()
    }

    /// Of a few patients with as many departures, but with one number elsewhere, the one of whom the least has to be said.
    fn elsewhere(
        &mut self,
        (goal, witness): (&Goal, Witness<'_>),
        mut record: Record,
        (departures, most): (&[Lit], usize),
        stretches: &[Vec<Lit>],
    ) -> Record {
        let logic = &mut self.encoder.logic;
        let bound = (most < departures.len()).then(|| !at_least(logic, departures, most + 1));
        for stretch in stretches {
            let not: Vec<Lit> = stretch.iter().map(|lit| !*lit).collect();
            let other = self.encoder.logic.or(&not);
            let also: Vec<Lit> = bound.into_iter().chain([other]).collect();
            let Search::Somebody(patient) = self.search(goal, &also, witness) else { continue };
            let other = patient.written(self.schema, self.program);
            let other = self.shortened((goal, witness), other);
            if said(&other) < said(&record) {
                record = other;
            }
        }
        record
    }

    /// Of a few patients with as many departures, but others, the one of whom the least has to be said.
    fn shortest(
        &mut self,
        (goal, witness): (&Goal, Witness<'_>),
        mut record: Record,
        departures: &[Lit],
        mut chosen: Vec<Lit>,
    ) -> Record {
        let logic = &mut self.encoder.logic;
        let mut also = match chosen.len() {
            count if count < departures.len() => vec![!at_least(logic, departures, count + 1)],
            _ => Vec::new(),
        };
        for _ in 0..OTHERS {
            if chosen.is_empty() {
                break;
            }
            let not: Vec<Lit> = chosen.iter().map(|lit| !*lit).collect();
            also.push(self.encoder.logic.or(&not));
            let Search::Somebody(patient) = self.search(goal, &also, witness) else { break };
            chosen = self.chosen(departures);
            let other = patient.written(self.schema, self.program);
            let other = self.shortened((goal, witness), other);
            if said(&other) < said(&record) {
                record = other;
            }
        }
        record
    }

    /// Those that hold in the model found last.
    fn chosen(&self, lits: &[Lit]) -> Vec<Lit> {
        lits.iter().copied().filter(|lit| self.encoder.logic.value(*lit)).collect()
    }

    /// What makes a patient unlike others, of all that a goal reads: a yes, a finding, a value that is not known.
    fn departures(&self, goal: &Goal) -> Vec<Lit> {
        let slice = Slice::of(self.program, goal.steps());
        self.encoder.atoms.departures(self.program, &slice.facts, &slice.lists)
    }

    /// A patient who reaches a goal, and for whom these hold as well. The model of the solver is then this patient's.
    fn search(&mut self, goal: &Goal, also: &[Lit], witness: Witness<'_>) -> Search {
        let formula = goal.formula(&mut self.encoder);
        if formula == self.encoder.logic.no() {
            return Search::Nobody;
        }
        // what is ruled out for this question alone hangs on this
        let asked = self.encoder.logic.variable();
        let assumed: Vec<Lit> = [formula, asked].into_iter().chain(also.iter().copied()).collect();
        let own = Slice::of(self.program, goal.steps());
        let all = Slice::of(self.program, goal.steps().into_iter().chain(self.impossible.iter().copied()));
        let read = self.facts(&all);
        // what is impossible narrows what a record leaves open: a judge takes that into account
        let facts = if matches!(witness, Witness::Judged(_)) { read.clone() } else { self.facts(&own) };
        let question = Question { goal, facts, read, slice: all, witness };
        let Effort { conflicts, proposals } = self.effort;
        let (mut open, mut rounds) = (0, 0);
        let found = loop {
            match self.encoder.logic.solve(&assumed, conflicts) {
                Found::Nothing if open == 0 => break Search::Nobody,
                Found::Nothing => break Search::CannotTell(left_open(open)),
                Found::GaveUp => break Search::CannotTell(format!("gave up after {conflicts} conflicts")),
                Found::Model => {}
            }
            if let Some(patient) = self.draw(&question) {
                break Search::Somebody(patient);
            }
            rounds += 1;
            if rounds > proposals {
                break Search::CannotTell(left_open(open + 1));
            }
            match self.rule_out(&question, asked) {
                Ruled::Out => {}
                Ruled::Open => open += 1,
                Ruled::Sure(patient, said) => {
                    // the model is this patient's again
                    let again: Vec<Lit> = assumed.iter().copied().chain(said).collect();
                    match self.encoder.logic.solve(&again, conflicts) {
                        Found::Model => break Search::Somebody(patient),
                        Found::Nothing | Found::GaveUp => break Search::CannotTell(left_open(open + 1)),
                    }
                }
            }
        };
        self.encoder.logic.require(&[!asked]);
        found
    }

    fn clinic(&self) -> Clinic<'_> {
        let Encoder { schema, program, atoms, as_of, .. } = &self.encoder;
        Clinic { schema, program, atoms, as_of: *as_of }
    }

    /// How far patients reach a goal; never, if they are impossible.
    fn reached(&mut self, question: &Question<'_>, patients: &[Patient]) -> Vec<Reached> {
        let day = days_since_epoch(self.as_of);
        let inputs = match question.witness {
            Witness::Record | Witness::Judged(_) => {
                let records: Vec<Record> =
                    patients.iter().map(|patient| patient.written(self.schema, self.program)).collect();
                let dated: Vec<(&Record, i32)> = records.iter().map(|record| (record, day)).collect();
                Inputs::of_records(self.schema, &dated)
            }
            Witness::Patient => inputs(self.schema, patients, day),
        };
        run_some(self.program, self.schema, &inputs, &mut self.table, &question.slice.steps);
        let table = &self.table;
        let impossible = |row: usize| self.impossible.iter().any(|step| table.truth(*step).could(row).surely_yes());
        let reached = |row: usize| if impossible(row) { Reached::Never } else { question.goal.reached(table, row) };
        (0..patients.len()).map(reached).collect()
    }

    fn reaches(&mut self, question: &Question<'_>, patient: &Patient) -> Reached {
        self.reached(question, std::slice::from_ref(patient)).first().copied().unwrap_or(Reached::Never)
    }

    /// Whether a patient is who is looked for.
    fn shows(&mut self, question: &Question<'_>, patient: &Patient) -> bool {
        match (self.reaches(question, patient), question.witness) {
            (Reached::Surely, _) => true,
            (Reached::Perhaps, Witness::Judged(judge)) => judge(&patient.written(self.schema, self.program)),
            (Reached::Perhaps | Reached::Never, _) => false,
        }
    }

    /// A patient of the solver's model for whom the engine surely reaches the goal.
    fn draw(&mut self, question: &Question<'_>) -> Option<Patient> {
        let first = self.clinic().patient(&self.encoder.logic, &question.facts, &mut Stretch::plain);
        if self.shows(question, &first) {
            return Some(first);
        }
        if self.encoder.is_exact(&question.slice.steps) {
            // other numbers between the same cuts come to the same
            return None;
        }
        let mut drawn = Vec::new();
        for salt in 1..DRAWN as u64 {
            let mut at = 0u64;
            let mut number = |cell: Stretch| {
                at += 1;
                cell.any(salt.wrapping_mul(0x9e37_79b9) ^ at)
            };
            drawn.push(self.clinic().patient(&self.encoder.logic, &question.facts, &mut number));
        }
        let reached = self.reached(question, &drawn);
        let found = reached.iter().position(|reached| *reached == Reached::Surely)?;
        Some(drawn.swap_remove(found))
    }

    /// The facts that a slice reads, lists among them.
    fn facts(&self, slice: &Slice) -> Vec<FactId> {
        let lists = slice.lists.iter().map(|list| self.program.lists[*list]);
        let mut facts: Vec<_> = slice.facts.iter().copied().chain(lists).collect();
        facts.sort();
        facts.dedup();
        facts
    }

    /// Keeps the solver from proposing patients like those of its model: all that the engine rules out with them, or,
    /// where it does not, parts of them, or just these.
    fn rule_out(&mut self, question: &Question<'_>, asked: Lit) -> Ruled {
        let everyone = self.clinic().patient(&self.encoder.logic, &question.read, &mut Stretch::all);
        let alternative = match self.reaches(question, &everyone) {
            Reached::Never => Some((everyone, Vec::new())),
            _ => match question.witness {
                // a record that could be another patient's as well is not sure if that one does not reach the goal
                Witness::Record => match self.other_patient(question, &everyone) {
                    Some((patient, other)) => Some((patient, vec![Place::Fact(other)])),
                    None => match self.other_completion(question, &everyone) {
                        Some(Completion::None(patient, said)) => return Ruled::Sure(patient, said),
                        Some(Completion::Other(patient)) => {
                            let hidden = self.exchanged(&patient);
                            Some((patient, hidden))
                        }
                        None => None,
                    },
                },
                Witness::Patient | Witness::Judged(_) => None,
            },
        };
        if let Some((patient, others)) = alternative {
            let own = question.read.iter().copied().filter(|fact| !others.contains(&Place::Fact(*fact))).collect();
            let lines = self.lines_reading(&others);
            let kept = match others.is_empty() {
                true => self.needed(question, patient, own, &Self::never),
                false => self.needed(question, patient, own, &|prover, question, patient| {
                    prover.spared(question, patient, &lines)
                }),
            };
            let hidden = others.iter().filter_map(|place| match place {
                Place::Fact(id) => Some(*id),
                Place::Field(..) | Place::Computed(..) => None,
            });
            let known: Vec<FactId> = kept.iter().copied().chain(hidden).collect();
            self.forbid((&kept, &others), &known, asked);
            return Ruled::Out;
        }
        if self.split(question) {
            return Ruled::Out;
        }
        self.forbid((&question.facts, &[]), &question.facts, asked);
        Ruled::Open
    }

    /// Another possible completion of the record of the solver's model that does not reach the goal, or that there is none;
    /// nothing where it cannot be told. The model may then be that one's.
    fn other_completion(&mut self, question: &Question<'_>, patient: &Patient) -> Option<Completion> {
        let hidden = self.exchanged(patient);
        if hidden.is_empty() || !self.encoder.is_exact(&question.slice.steps) {
            return None;
        }
        let plain = self.clinic().patient(&self.encoder.logic, &question.read, &mut Stretch::plain);
        let formula = question.goal.formula(&mut self.encoder);
        let given: Vec<FactId> =
            question.read.iter().copied().filter(|fact| !hidden.contains(&Place::Fact(*fact))).collect();
        let Encoder { atoms, logic, program, .. } = &mut self.encoder;
        let whole = atoms.chosen(program, &question.read, &[], logic);
        let mut said = atoms.chosen_known(program, &question.read, logic);
        let whole: Vec<Lit> = said.iter().copied().chain(whole).collect();
        said.extend(atoms.chosen(program, &given, &hidden, logic));
        said.push(!formula);
        match logic.solve(&said, self.effort.conflicts) {
            Found::Nothing => Some(Completion::None(plain, whole)),
            Found::GaveUp => None,
            Found::Model => {
                let other = self.clinic().patient(&self.encoder.logic, &question.read, &mut Stretch::all);
                let lines = self.lines_reading(&hidden);
                self.spared(question, &other, &lines).then_some(Completion::Other(other))
            }
        }
    }

    /// A patient with the same record, but for one value that it does not give, who is possible and never reaches the
    /// goal; and that fact.
    fn other_patient(&mut self, question: &Question<'_>, patient: &Patient) -> Option<(Patient, FactId)> {
        for place in &patient.hidden {
            let Place::Fact(id) = *place else { continue };
            if !self.may_be_anything(*place) {
                continue;
            }
            let lines = self.lines_reading(&[*place]);
            for other in super::patient::values(self.schema, id) {
                let mut alternative = patient.clone();
                alternative.record.facts[id.0] = Some(other);
                if self.spared(question, &alternative, &lines) {
                    return Some((alternative, id));
                }
            }
        }
        None
    }

    /// How far a complete patient reaches a goal, whatever the record says.
    fn outright(&mut self, question: &Question<'_>, patient: &Patient) -> Reached {
        let outright = Question { witness: Witness::Patient, facts: Vec::new(), read: Vec::new(), ..question.clone() };
        self.reaches(&outright, patient)
    }

    /// A complete patient never reaches a goal, or is impossible, whatever the record says.
    fn never(&mut self, question: &Question<'_>, patient: &Patient) -> bool {
        self.outright(question, patient) == Reached::Never
    }

    /// What a record does not give may be anything, but for what silence says no of.
    fn may_be_anything(&self, place: Place) -> bool {
        declared(self.schema, self.program, place).is_some_and(|fact| !fact.no_if_not_recorded)
    }

    /// What the record of a patient does not give, and may be anything.
    fn exchanged(&self, patient: &Patient) -> Vec<Place> {
        patient.hidden.iter().copied().filter(|place| self.may_be_anything(*place)).collect()
    }

    /// The `impossible` lines that read some places.
    fn lines_reading(&self, places: &[Place]) -> Vec<StepId> {
        let reads = |step: &StepId| {
            let slice = Slice::of(self.program, [*step]);
            places.iter().any(|place| match place {
                Place::Fact(id) => {
                    slice.reads_fact(*id) || slice.lists.iter().any(|list| self.program.lists[*list] == *id)
                }
                Place::Field(list, ..) => slice.lists.contains(list),
                Place::Computed(..) => false,
            })
        };
        self.impossible.iter().copied().filter(reads).collect()
    }

    /// A complete patient never reaches a goal, and is possible for sure by these `impossible` lines. By the others, this
    /// one is as possible as the patient that the solver has proposed, who is the same in all that they read.
    fn spared(&mut self, question: &Question<'_>, patient: &Patient, lines: &[StepId]) -> bool {
        if !self.never(question, patient) {
            return false;
        }
        // the table is that of this patient
        let table = &self.table;
        let possible = lines.iter().all(|step| !table.truth(*step).could(0).yes);
        possible && question.goal.reached(table, 0) == Reached::Never
    }

    /// Of some facts, those whose values a patient needs for what holds of this patient.
    fn needed(
        &mut self,
        question: &Question<'_>,
        mut patient: Patient,
        facts: Vec<FactId>,
        holds: &dyn Fn(&mut Self, &Question<'_>, &Patient) -> bool,
    ) -> Vec<FactId> {
        let mut kept = facts.clone();
        for fact in facts {
            let datum = patient.record.facts[fact.0].take();
            patient.open.push(fact);
            if holds(self, question, &patient) {
                kept.retain(|other| *other != fact);
            } else {
                patient.open.pop();
                patient.record.facts[fact.0] = datum;
            }
        }
        kept
    }

    /// No patient is proposed again who is as the model says in the one facts, and of whom the record gives the same of
    /// the others.
    fn forbid(&mut self, (facts, except): (&[FactId], &[Place]), known: &[FactId], asked: Lit) {
        let Encoder { atoms, logic, program, .. } = &mut self.encoder;
        let known = atoms.chosen_known(program, known, logic);
        let chosen = atoms.chosen(program, facts, except, logic);
        let clause: Vec<Lit> = known.into_iter().chain(chosen).map(|lit| !lit).chain([!asked]).collect();
        logic.require(&clause);
    }

    /// Cuts the widest stretch of numbers of the solver's model in two, so that each half is proposed by itself. Says
    /// whether there was one.
    fn split(&mut self, question: &Question<'_>) -> bool {
        if self.encoder.is_exact(&question.slice.steps) {
            return false;
        }
        let Encoder { atoms, logic, program, .. } = &mut self.encoder;
        let Some((variable, middle)) = atoms.widest(program, &question.facts, logic) else { return false };
        atoms.at_least(variable, middle, logic);
        true
    }

    /// A record without what does not matter for the goal.
    fn shortened(&mut self, (goal, witness): (&Goal, Witness<'_>), mut record: Record) -> Record {
        let slice = Slice::of(self.program, goal.steps().into_iter().chain(self.impossible.iter().copied()));
        let question = Question { goal, facts: Vec::new(), read: Vec::new(), slice, witness };
        let still = |prover: &mut Self, record: &Record| {
            let patient = Patient { record: record.clone(), hidden: Vec::new(), open: Vec::new() };
            prover.shows(&question, &patient)
        };
        let mut order: Vec<usize> = (0..record.facts.len()).filter(|at| record.facts[*at].is_some()).collect();
        let is_yes = |record: &Record, at: usize| {
            matches!(record.facts[at].as_ref().map(|datum| &datum.value), Some(Value::YesNo(true)))
        };
        order.sort_by_key(|at| is_yes(&record, *at));
        for at in order {
            let datum = record.facts[at].take();
            if !still(self, &record) {
                record.facts[at] = datum;
                self.shorten_elements(&mut record, at, &still);
            }
        }
        record.as_of = Some(self.as_of);
        record
    }

    /// The same for the fields of a list's elements.
    fn shorten_elements(&mut self, record: &mut Record, at: usize, still: &dyn Fn(&mut Self, &Record) -> bool) {
        let size = |record: &Record| match record.facts[at].as_ref().map(|datum| &datum.value) {
            Some(Value::List { elements, .. }) => (elements.len(), elements.first().map_or(0, Vec::len)),
            _ => (0, 0),
        };
        let (elements, fields) = size(record);
        for (element, field) in (0..elements).flat_map(|element| (0..fields).map(move |field| (element, field))) {
            let mut without = record.clone();
            if let Some(Value::List { elements, .. }) = without.facts[at].as_mut().map(|datum| &mut datum.value) {
                // an element of which nothing is said cannot be written down
                if elements[element].iter().flatten().count() > 1 {
                    elements[element][field] = None;
                }
            }
            if still(self, &without) {
                *record = without;
            }
        }
    }
}

/// How many values a record gives.
fn said(record: &Record) -> usize {
    let of = |value: &Value| match value {
        Value::List { elements, .. } => 1 + elements.iter().flatten().flatten().count(),
        _ => 1,
    };
    record.facts.iter().flatten().map(|datum| of(&datum.value)).sum()
}

fn left_open(cells: usize) -> String {
    match cells {
        1 => "one combination of values could be neither reached nor ruled out".to_owned(),
        many => format!("{many} combinations of values could be neither reached nor ruled out"),
    }
}
