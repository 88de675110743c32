//! The sides of what there is to show, as goals for a patient.

use std::collections::BTreeMap;

use super::{Look, Side, Topic};
use crate::answer::Engine;
use crate::program::{Compared, Domain, Judged, Op, Program, Shape, Step, StepId};
use crate::solve::{Goal, Want};
use crate::source::SourceId;
use crate::syntax::tree::Order;

/// The goals of all topics, and the program that they are about: the rules' own steps, and others behind them.
pub(super) struct Asked {
    pub program: Program,
    /// For each topic, the ways to show it: in a `for each`, one for each label.
    pub ways: Vec<Vec<Way>>,
    files: BTreeMap<SourceId, Vec<usize>>,
}

/// One way to show a part of the rules.
#[derive(Default)]
pub(super) struct Way {
    /// What it is read off.
    pub read: Vec<StepId>,
    goals: Vec<(Side, Goal)>,
    /// Of a number: that it is smaller, and that it is larger.
    pub around: Option<[Goal; 2]>,
}

impl Way {
    pub fn goal(&self, side: Side) -> Option<&Goal> {
        self.goals.iter().find(|(of, _)| *of == side).map(|(_, goal)| goal)
    }
}

impl Asked {
    pub fn of(engine: &Engine, topics: &[Topic]) -> Asked {
        let (steps, lists) = (engine.program.steps.clone(), engine.program.lists.clone());
        let program = Program { steps, lists, ..Program::default() };
        let mut asked = Asked { program, ways: Vec::new(), files: BTreeMap::new() };
        for (at, topic) in topics.iter().enumerate() {
            let ways = asked.ways_of(&topic.look);
            asked.ways.push(ways);
            asked.files.entry(topic.span.source).or_default().push(at);
        }
        asked
    }

    /// All that is asked about one file.
    pub fn steps(&self, file: SourceId) -> Vec<StepId> {
        let topics = self.files.get(&file).into_iter().flatten();
        let ways = topics.flat_map(|at| &self.ways[*at]);
        ways.flat_map(|way| way.goals.iter().flat_map(|(_, goal)| goal.steps())).collect()
    }

    fn ways_of(&mut self, look: &Look) -> Vec<Way> {
        match look {
            Look::Truth(judged) => judged.iter().map(|one| self.truth(one)).collect(),
            Look::Compared(compared) => compared.iter().map(|one| self.compared(one)).collect(),
            Look::Label(labels) => labels.iter().map(|one| self.label(*one)).collect(),
            Look::Line(lines) => lines.iter().map(|(own, earlier)| line(own, earlier)).collect(),
            Look::Alone(own, others) => vec![alone(own, others)],
            Look::Rule(rules) => rules.iter().map(|step| rule(*step)).collect(),
        }
    }

    fn truth(&mut self, judged: &Judged) -> Way {
        let given = judged.given;
        let yes = self.of_patient(given.step);
        let no = match self.domain(given.step) {
            Domain::Patient => Want::No(yes),
            domain => {
                let not = self.add(domain, Op::Not(given.step));
                Want::Yes(self.of_patient(not))
            }
        };
        let (yes, no) = if given.opposite { (no, Want::Yes(yes)) } else { (Want::Yes(yes), no) };
        let goals = vec![(Side::Yes, Goal(vec![yes])), (Side::No, Goal(vec![no]))];
        let unseen = judged.unseen.map(|unseen| unseen.reading.step);
        Way { read: [given.step].into_iter().chain(unseen).collect(), goals, around: None }
    }

    fn compared(&mut self, compared: &Compared) -> Way {
        let Compared { value, limit, .. } = *compared;
        let domain = self.domain(value);
        let ops = [
            (Side::Below, Op::Order(Order::Less, value, limit)),
            (Side::At, Op::Equal(value, limit)),
            (Side::Above, Op::Order(Order::More, value, limit)),
        ];
        let mut goals = Vec::new();
        let mut read = Vec::new();
        for (side, op) in ops {
            let step = self.add(domain, op);
            read.push(step);
            goals.push((side, Goal(vec![Want::Yes(self.of_patient(step))])));
        }
        let around = Some([goals[0].1.clone(), goals[2].1.clone()]);
        Way { read, goals, around }
    }

    fn label(&self, (step, label): (StepId, usize)) -> Way {
        let goals = vec![(Side::Reached, Goal(vec![Want::Label(step, label)]))];
        let around = match &self.program.steps[step.0].op {
            Op::Bands(points, edges) => edges.iter().find(|edges| edges.label == label).and_then(|edges| {
                let (low, high) = (edges.low?.0, edges.high?.0);
                let between = |from, to| Goal(vec![Want::Between(*points, from, to)]);
                Some([between(f64::NEG_INFINITY, low), between(high, f64::INFINITY)])
            }),
            _ => None,
        };
        Way { read: vec![step], goals, around }
    }

    fn domain(&self, step: StepId) -> Domain {
        self.program.steps[step.0].domain
    }

    /// Whether it holds of the patient, or of some element.
    fn of_patient(&mut self, step: StepId) -> StepId {
        match self.domain(step) {
            Domain::Patient => step,
            Domain::Element(_) => {
                // a whole list holds no more
                let more = self.add(Domain::Patient, Op::ConstantTruth(false));
                self.add(Domain::Patient, Op::Exists { members: step, more })
            }
        }
    }

    fn add(&mut self, domain: Domain, op: Op) -> StepId {
        self.program.steps.push(Step { domain, shape: Shape::Truth, op });
        StepId(self.program.steps.len() - 1)
    }
}

/// It holds, and no earlier one does.
fn line(own: &[StepId], earlier: &[StepId]) -> Way {
    let goal = Goal(own.iter().copied().map(Want::Yes).chain(earlier.iter().copied().map(Want::No)).collect());
    Way { goals: vec![(Side::Decides, goal)], ..Way::default() }
}

/// One of them applies, and none of the others does.
fn alone(own: &[StepId], others: &[StepId]) -> Way {
    let own = Want::Any(own.iter().copied().map(Want::Yes).collect());
    let others = others.iter().flat_map(|step| [Want::NotYes(*step), Want::NotFailed(*step)]);
    Way { goals: vec![(Side::Alone, Goal([own].into_iter().chain(others).collect()))], ..Way::default() }
}

fn rule(step: StepId) -> Way {
    let not = Want::Any(vec![Want::No(step), Want::NotApplicable(step)]);
    let goals = vec![(Side::Applies, Goal(vec![Want::Yes(step)])), (Side::DoesNotApply, Goal(vec![not]))];
    Way { read: vec![step], goals, around: None }
}
