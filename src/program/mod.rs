//! What to compute, in order: one list of steps for all conclusions, equal parts computed once.

mod lower;
mod slice;
mod steps;

pub use lower::lower;
pub(crate) use slice::Slice;
pub use steps::{
    About, Compared, Condition, Domain, Edges, Judged, Lowered, LoweredGuarantee, LoweredPart, Note, NoteId, Op,
    Program, Reading, Shape, Step, StepId, Threshold, Unseen,
};
