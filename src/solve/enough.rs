//! How many elements of a list show all that longer lists could: one for each thing that is asked of the list.

use crate::program::{Domain, Op, Program, Slice, StepId};

/// Beyond this a record is not looked at with lists that long.
const MOST: usize = 96;

/// So many elements of a list that some steps come to the same when all others are left out; none where no number is
/// enough. `root`: the step whose value is wanted.
///
/// Whether some element is a member is shown by one, so is the largest value; a count is shown by one more than it is
/// compared with. One more shows that it fails. What is left out shows nothing else.
pub(crate) fn enough(program: &Program, slice: &Slice, root: StepId, list: usize) -> Option<usize> {
    let of = |members: &StepId| program.steps[members.0].domain == Domain::Element(list);
    let mut all = 0;
    for at in &slice.steps {
        all += match &program.steps[*at].op {
            Op::Exists { members, .. } | Op::Extreme { members, .. } if of(members) => 1,
            Op::CountMembers { members, .. } if of(members) => counted(program, slice, root, StepId(*at))?,
            // any number of small values can make up a sum
            Op::Total { members, .. } if of(members) => return None,
            _ => 0,
        };
    }
    (all <= MOST).then_some(all)
}

/// The elements that show how a count compares with everything that it is compared with.
fn counted(program: &Program, slice: &Slice, root: StepId, count: StepId) -> Option<usize> {
    let constant = |step: &StepId| match program.steps[step.0].op {
        Op::ConstantNumber(number) if number < MOST as f64 => Some(number.max(0.0)),
        _ => None,
    };
    let mut most = 0.0f64;
    for op in slice.steps.iter().map(|at| &program.steps[*at].op).filter(|op| op.operands().contains(&count)) {
        let limit = match op {
            Op::Order(_, a, b) | Op::Equal(a, b) if *a == count => constant(b),
            Op::Order(_, a, b) | Op::Equal(a, b) if *b == count => constant(a),
            _ => None,
        };
        most = most.max(limit?);
    }
    (root != count).then_some(most.floor() as usize + 2)
}
