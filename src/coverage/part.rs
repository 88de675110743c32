//! Parts of the rules, the sides that each can show, and which of them were seen.

use crate::source::{Place, Span};

/// What the examples show of the rule files that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// By kind, and in the order they stand, file by file.
    pub parts: Vec<Covered>,
}

/// A part of the rules and the sides that it can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    pub kind: Kind,
    /// The author's words where it stands first.
    pub text: String,
    /// Of a threshold: the author's words for it, and whether it is a date.
    pub limit: Option<(String, bool)>,
    pub place: Place,
    pub span: Span,
    /// As [`Kind::sides`].
    pub found: Vec<Found>,
}

/// What is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A condition that joins no others, however often it stands in the rules.
    Condition,
    /// A limit that a number or a date is compared with, or that parts two bands.
    Threshold,
    /// A band of a score.
    Band,
    /// A line of a `classify` or `define`.
    Line,
    /// An alternative of a decision.
    Alternative,
    Rule,
}

/// One side of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    Yes,
    No,
    /// It could be both.
    Unknown,
    Below,
    At,
    Above,
    /// The answer is this band.
    Reached,
    /// It is the first line that holds.
    Decides,
    /// It is advised, and no other alternative is or may be.
    Alone,
    Applies,
    /// Not applicable is here too.
    DoesNotApply,
    Undecided,
}

impl Kind {
    pub const ALL: [Kind; 6] =
        [Kind::Condition, Kind::Threshold, Kind::Band, Kind::Line, Kind::Alternative, Kind::Rule];

    pub fn sides(self) -> &'static [Side] {
        match self {
            Kind::Condition => &[Side::Yes, Side::No, Side::Unknown],
            Kind::Threshold => &[Side::Below, Side::At, Side::Above],
            Kind::Band => &[Side::Reached],
            Kind::Line => &[Side::Decides],
            Kind::Alternative => &[Side::Alone],
            Kind::Rule => &[Side::Applies, Side::DoesNotApply, Side::Undecided],
        }
    }
}

impl Side {
    pub fn word(self) -> &'static str {
        match self {
            Side::Yes => "yes",
            Side::No => "no",
            Side::Unknown => "unknown",
            Side::Below => "below",
            Side::At => "at",
            Side::Above => "above",
            Side::Reached => "reached",
            Side::Decides => "the line that decides",
            Side::Alone => "advised alone",
            Side::Applies => "applies",
            Side::DoesNotApply => "does not apply",
            Side::Undecided => "undecided",
        }
    }
}

/// Whether some example has shown a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Seen,
    Missing,
    Cannot(Why),
}

/// Why a side cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// Labels and numbers of the rule alone decide it.
    Constant,
    /// It asks only what is known, and that is never unknown.
    Known,
    /// The plausible range of a fact, or its labels, leave no such value.
    Range,
    /// It counts in steps, and none of them is there.
    Steps,
    /// The rules refuse a record in which it is so.
    Impossible,
    /// No rule advises for it.
    Unadvised,
    /// No patient there could be comes to it on the day that counts as now.
    Today,
    /// No patient there could be comes to it.
    Everyone,
}

impl Why {
    pub fn words(self) -> &'static str {
        match self {
            Why::Constant => "labels and numbers in the rules alone decide it",
            Why::Known => "it asks what is known, or reads a fact only where that is known",
            Why::Range => "no plausible value makes it so",
            Why::Steps => "its value goes in steps, and none of them is there",
            Why::Impossible => "the rules call such a record impossible",
            Why::Unadvised => "no rule advises for it",
            Why::Today => "no possible patient makes it so as of today",
            Why::Everyone => "no possible patient makes it so",
        }
    }
}

impl Covered {
    /// All sides were seen.
    pub fn is_whole(&self) -> bool {
        self.found.iter().all(|found| *found == Found::Seen)
    }

    /// Sides that could be, and were in no example.
    pub fn missing(&self) -> Vec<Side> {
        self.sides(|found| found == Found::Missing)
    }

    /// Sides that cannot be, by the reason.
    pub fn cannot(&self) -> Vec<(Vec<Side>, Why)> {
        let mut reasons: Vec<Why> = Vec::new();
        for found in &self.found {
            match found {
                Found::Cannot(why) if !reasons.contains(why) => reasons.push(*why),
                _ => {}
            }
        }
        reasons.into_iter().map(|why| (self.sides(|found| found == Found::Cannot(why)), why)).collect()
    }

    /// A side in words: `unknown`, `below 3 cm`.
    pub fn words(&self, side: Side) -> String {
        match (&self.limit, side) {
            (Some((limit, false)), _) => format!("{} {limit}", side.word()),
            (Some((limit, true)), Side::Below) => format!("earlier than {limit}"),
            (Some((limit, true)), Side::At) => format!("just {limit}"),
            (Some((limit, true)), _) => format!("later than {limit}"),
            (None, _) => side.word().to_owned(),
        }
    }

    fn sides(&self, fits: impl Fn(Found) -> bool) -> Vec<Side> {
        let sides = self.kind.sides().iter().zip(&self.found);
        sides.filter(|(_, found)| fits(**found)).map(|(side, _)| *side).collect()
    }
}

impl Coverage {
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Covered> {
        self.parts.iter().filter(move |part| part.kind == kind)
    }

    /// How many sides were seen, of how many that could be.
    pub fn seen(&self) -> (usize, usize) {
        let all = || self.parts.iter().flat_map(|part| &part.found);
        let seen = all().filter(|found| **found == Found::Seen).count();
        (seen, seen + all().filter(|found| **found == Found::Missing).count())
    }

    /// Of a hundred sides that could be, those that were seen; 100 only if all were.
    pub fn percent(&self) -> usize {
        match self.seen() {
            (_, 0) => 100,
            (seen, all) => seen * 100 / all,
        }
    }
}
