//! What was proved, what was found, and what could not be told.

use crate::diagnostic::{Code, code};
use crate::record::Record;
use crate::rulebase::ConclusionId;
use crate::source::Span;

/// All that was asked about some rule files, and the answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// In the order they stand, file by file.
    pub proofs: Vec<Proof>,
    /// Elements that a list was looked at with; `None` where no list was read.
    pub elements: Option<usize>,
    /// Where it was stopped: how many files were finished, and of how many.
    pub unfinished: Option<(usize, usize)>,
}

/// One question about all patients.
#[derive(Debug, Clone, PartialEq)]
pub struct Proof {
    /// What would be well: `guarantee "…"`, `rule X can apply`.
    pub claim: String,
    pub span: Span,
    /// It reads a list: what was proved holds for lists of up to so many elements.
    pub lists: bool,
    pub result: Outcome,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Proved,
    Found(Finding),
    /// Neither proved nor refuted: how far it got.
    CannotTell(String),
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub kind: Kind,
    /// For the author, in plain words.
    pub message: String,
    pub help: String,
    /// Other places that matter, each with what to see there.
    pub related: Vec<(Span, String)>,
    /// A patient who shows it.
    pub witness: Option<Witness>,
}

/// A patient, the smallest that was found, judged by the engine.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    pub record: Record,
    /// What the example block expects: the answers as they are.
    pub expect: Vec<String>,
    /// The conclusions it is about.
    pub about: Vec<ConclusionId>,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A promise does not hold for everyone.
    Guarantee,
    /// Advice that cannot be followed together.
    Conflict,
    /// Some patient gets no answer: no line, no band, no result.
    Gap,
    /// A line, band, item or rule is for nobody.
    Never,
    /// It is for everybody.
    Always,
    /// What stands before it leaves nobody.
    Hidden,
    /// The answers are the same without it.
    NoDifference,
    /// No conclusion depends on the fact.
    Unused,
    /// Two lines or items hold at once, and the first counts.
    Overlap,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weight {
    /// Some patient would get a wrong answer, or none.
    Fault,
    /// Every patient gets the same answer without it.
    Superfluous,
    /// Most likely as it is meant: told where it was asked for.
    Remark,
}

impl Kind {
    /// As results write it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Guarantee => "guarantee broken",
            Kind::Conflict => "conflict",
            Kind::Gap => "gap",
            Kind::Never => "never",
            Kind::Always => "always",
            Kind::Hidden => "hidden",
            Kind::NoDifference => "no difference",
            Kind::Unused => "unused",
            Kind::Overlap => "overlap",
        }
    }

    /// The code of messages about it.
    pub fn code(self) -> Code {
        match self {
            Kind::Guarantee => code::PROMISE_REFUTED,
            Kind::Conflict => code::CLASHING_RULES,
            Kind::Gap => code::NO_ANSWER,
            Kind::Never | Kind::Hidden => code::NEVER_REACHED,
            Kind::Always => code::FOR_EVERYBODY,
            Kind::NoDifference => code::NO_DIFFERENCE,
            Kind::Unused => code::UNUSED_FACT,
            Kind::Overlap => code::OVERLAP,
        }
    }

    pub fn weight(self) -> Weight {
        match self {
            Kind::Guarantee | Kind::Conflict | Kind::Gap => Weight::Fault,
            Kind::Never | Kind::Always | Kind::Hidden | Kind::NoDifference | Kind::Unused => Weight::Superfluous,
            Kind::Overlap => Weight::Remark,
        }
    }

    pub fn is_fault(self) -> bool {
        self.weight() == Weight::Fault
    }
}

impl Report {
    pub fn findings(&self) -> impl Iterator<Item = (&Proof, &Finding)> {
        self.proofs.iter().filter_map(|proof| match &proof.result {
            Outcome::Found(finding) => Some((proof, finding)),
            _ => None,
        })
    }

    /// The findings of one weight.
    pub fn weighing(&self, weight: Weight) -> impl Iterator<Item = (&Proof, &Finding)> {
        self.findings().filter(move |(_, finding)| finding.kind.weight() == weight)
    }

    pub fn open(&self) -> impl Iterator<Item = (&Proof, &str)> {
        self.proofs.iter().filter_map(|proof| match &proof.result {
            Outcome::CannotTell(why) => Some((proof, why.as_str())),
            _ => None,
        })
    }

    pub fn proved(&self) -> usize {
        self.proofs.iter().filter(|proof| proof.result == Outcome::Proved).count()
    }
}
