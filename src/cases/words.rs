//! What a case shows, in words.

use super::goals::Goals;
use super::pool::Pool;
use crate::coverage::{Kind, Side};
use crate::record::Record;

/// `calf swelling just below 3 cm`
pub(super) fn shows(pool: &Pool, record: &Record, goal: usize) -> String {
    let just = matches!(pool.goals.all[goal].side, Side::Below | Side::Above) && pool.is_beside(record, goal);
    words(pool.goals, goal, just)
}

/// What a goal is, `just` so.
pub(super) fn words(goals: &Goals, goal: usize, just: bool) -> String {
    let (topic, side) = (goals.topic(goal), goals.all[goal].side);
    let text = topic.text.as_str();
    let just = if just { "just " } else { "" };
    match (&topic.limit, topic.kind, side) {
        (Some((limit, true)), _, Side::Below) => format!("{text} {just}earlier than {limit}"),
        (Some((limit, true)), _, Side::At) => format!("{text} exactly {limit}"),
        (Some((limit, true)), _, _) => format!("{text} {just}later than {limit}"),
        (Some((limit, false)), ..) => format!("{text} {just}{} {limit}", side.word()),
        (None, Kind::Condition, _) => format!("{text}: {}", side.word()),
        (None, Kind::Rule, Side::Undecided) => format!("{text} is undecided"),
        (None, Kind::Rule | Kind::Alternative, _) => format!("{text} {}", side.word()),
        (None, ..) => text.to_owned(),
    }
}

/// What names a case best comes first: limits, then answers, then conditions.
pub(super) fn rank(goals: &Goals, goal: usize) -> (u8, usize) {
    let rank = match goals.topic(goal).kind {
        Kind::Threshold => 0,
        Kind::Band | Kind::Line => 1,
        Kind::Alternative => 2,
        Kind::Condition => 3,
        Kind::Rule => 4,
    };
    (rank, goal)
}
