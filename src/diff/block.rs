//! A block of a rule file, and all that it says.

use crate::source::Span;
use crate::syntax::tree::key;

/// Something that a block says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// What kind of clause it is: `condition`, `points`, `source`.
    pub kind: &'static str,
    /// Two versions of one clause are called the same.
    pub name: String,
    pub words: String,
    pub span: Span,
}

/// A block, and all that it says.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// `score swollen leg`
    pub title: String,
    pub span: Span,
    pub pieces: Vec<Piece>,
    /// Kinds of clauses of which the first that holds counts.
    pub ordered: bool,
}

impl Block {
    pub fn new(title: String, span: Span) -> Block {
        Block { title, span, pieces: Vec::new(), ordered: false }
    }

    pub fn add(&mut self, kind: &'static str, name: impl Into<String>, words: impl Into<String>, span: Span) {
        self.pieces.push(Piece { kind, name: key(&name.into()), words: words.into(), span });
    }
}
