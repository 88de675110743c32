//! What is still to be shown, and which conclusions it is shown of.

use jiff::civil::Date;

use crate::answer::Engine;
use crate::coverage::{self, Found, Kind, Side, Topic};
use crate::program::{Op, Slice, StepId};
use crate::rulebase::{Body, ConclusionId, FactId};
use crate::source::Sources;

/// A side of a part of the rules that no example shows.
pub(super) struct Goal {
    /// Index into [`Goals::topics`].
    pub topic: usize,
    pub side: Side,
    /// It is about what is not known.
    pub open: bool,
    /// It is about whom a conclusion is meant for: not applicable is an answer.
    pub whom: bool,
    /// The facts that decide it.
    pub facts: Vec<FactId>,
    /// The conclusions that it stands in.
    pub homes: Vec<ConclusionId>,
}

pub(super) struct Goals {
    pub topics: Vec<Topic>,
    pub all: Vec<Goal>,
    /// For each topic and side, the goal.
    index: Vec<[Option<usize>; 3]>,
    /// For each conclusion, what it is computed from.
    slices: Vec<Slice>,
}

impl Goals {
    pub fn new(engine: &Engine, sources: &Sources, today: Date, all: bool) -> Goals {
        let topics = coverage::topics(engine, sources);
        let report = match all {
            true => coverage::of_records(engine, sources, &[], today),
            false => coverage::coverage(engine, sources, today),
        };
        let program = &engine.program;
        let slices = program.conclusions.iter().map(|one| Slice::of(program, one.value.into_iter().chain(one.band)));
        let mut goals =
            Goals { index: vec![[None; 3]; topics.len()], topics, all: Vec::new(), slices: slices.collect() };
        for (topic, part) in report.parts.iter().enumerate() {
            let missing = part.found.iter().enumerate().filter(|(_, found)| **found == Found::Missing);
            for (at, _) in missing {
                let goal = goals.goal(engine, topic, at);
                goals.index[topic][at] = Some(goals.all.len());
                goals.all.push(goal);
            }
        }
        goals
    }

    pub fn find(&self, topic: usize, at: usize) -> Option<usize> {
        self.index[topic][at]
    }

    pub fn topic(&self, goal: usize) -> &Topic {
        &self.topics[self.all[goal].topic]
    }

    fn goal(&self, engine: &Engine, at_topic: usize, at: usize) -> Goal {
        let topic = &self.topics[at_topic];
        let side = topic.kind.sides()[at];
        let steps = topic.look.steps();
        let homes = self.homes(engine, topic, &steps);
        let populations = homes.iter().filter_map(|id| engine.program.conclusions[id.0].population);
        let whom = Slice::of(&engine.program, populations.map(|note| engine.program.notes[note.0].step));
        Goal {
            whom: steps.iter().any(|step| whom.has(*step)),
            topic: at_topic,
            side,
            open: matches!(side, Side::Unknown | Side::Undecided),
            facts: facts(engine, &Slice::of(&engine.program, steps.iter().copied())),
            homes,
        }
    }

    /// The conclusions in whose block it stands; of what stands elsewhere, those of the files named that read it.
    fn homes(&self, engine: &Engine, topic: &Topic, steps: &[StepId]) -> Vec<ConclusionId> {
        let conclusions = &engine.rulebase.conclusions;
        let ids = || (0..conclusions.len()).map(ConclusionId);
        if topic.kind == Kind::Alternative {
            let advises =
                |id: &ConclusionId| engine.program.conclusions[id.0].value.is_some_and(|value| steps.contains(&value));
            return ids().filter(advises).collect();
        }
        let header = |id: &ConclusionId| conclusions[id.0].span;
        let before = ids().filter(|id| header(id).source == topic.span.source && header(id).start <= topic.span.start);
        let nearest = before.map(|id| header(&id).start).max();
        // a limit may be any conclusion's
        let fixed = |step: &&StepId| matches!(engine.program.steps[step.0].op, Op::ConstantNumber(_));
        let reads =
            |id: &ConclusionId| steps.iter().filter(|step| !fixed(step)).any(|step| self.slices[id.0].has(*step));
        let own = ids().filter(|id| header(id).source == topic.span.source && Some(header(id).start) == nearest);
        let own: Vec<ConclusionId> = own.filter(reads).collect();
        if !own.is_empty() {
            return own;
        }
        // what stands in no conclusion, such as an `impossible` line: the first of the file that reads the same facts
        let facts = facts(engine, &Slice::of(&engine.program, steps.iter().copied()));
        let meets = |id: &ConclusionId| facts.iter().any(|fact| self.slices[id.0].reads_fact(*fact));
        let near = |id: &ConclusionId| header(id).source == topic.span.source;
        ids().find(|id| near(id) && meets(id)).or_else(|| ids().find(meets)).into_iter().collect()
    }

    /// The facts that some conclusions are computed from.
    pub fn facts_of(&self, engine: &Engine, ids: &[ConclusionId]) -> Vec<FactId> {
        let together = ids.iter().fold(Slice::default(), |all, id| all.with(&self.slices[id.0]));
        facts(engine, &together)
    }

    /// Conclusions of the files named that say more than a definition, and lean on one of these.
    pub fn leaning(&self, engine: &Engine, on: &[ConclusionId]) -> Vec<ConclusionId> {
        let conclusions = engine.rulebase.conclusions.iter().enumerate();
        let shown = conclusions.filter(|(_, one)| {
            engine.rulebase.books[one.book].asked_for && matches!(one.body, Body::Rule(_) | Body::Score { .. })
        });
        let leans = |id: &ConclusionId| on.iter().any(|home| engine.leans(*id, *home));
        shown.map(|(at, _)| ConclusionId(at)).filter(leans).collect()
    }
}

fn facts(engine: &Engine, slice: &Slice) -> Vec<FactId> {
    let lists = slice.lists.iter().map(|list| engine.program.lists[*list]);
    let mut facts: Vec<FactId> = slice.facts.iter().copied().chain(lists).collect();
    facts.sort();
    facts.dedup();
    facts
}
