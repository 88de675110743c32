//! Two versions of rules, clause by clause: what was added, removed, changed, and which limits moved.

use super::block::{Block, Piece};
use super::pieces::{blocks, skeleton};
use crate::answer::Engine;
use crate::source::Span;
use crate::syntax::tree::key;

/// What happened to a clause, or to a whole block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Added(String),
    Removed(String),
    /// The old words and the new.
    Changed(String, String),
    /// Only numbers, or the signs between them, differ.
    Moved(String, String),
    /// The clauses stand in another order, and the first that holds counts: what stands first now, and what behind it.
    Reordered(String, String),
    /// The whole block is new, gone, or has another name.
    BlockAdded,
    BlockRemoved,
    Renamed(String),
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The block, by its new name: `score swollen leg`.
    pub of: String,
    /// What kind of clause: `condition`, `points`; empty for a whole block.
    pub kind: &'static str,
    pub what: What,
    /// Where it stands in the old version and in the new one.
    pub old: Option<Span>,
    pub new: Option<Span>,
}

/// Everything that differs, in the order of the new version; what is gone comes last.
pub fn changes(old: &Engine, new: &Engine) -> Vec<Change> {
    let (before, after) = (blocks(old), blocks(new));
    let mut out = Vec::new();
    headers(old, new, &mut out);
    let same = |a: &Block, b: &Block| key(&a.title) == key(&b.title);
    let mut gone: Vec<&Block> = before.iter().filter(|a| !after.iter().any(|b| same(a, b))).collect();
    for block in &after {
        if let Some(was) = before.iter().find(|was| same(was, block)) {
            of_block(was, block, &mut out);
            continue;
        }
        let whole = |what: What, old: Option<Span>| Change {
            of: block.title.clone(),
            kind: "",
            what,
            old,
            new: Some(block.span),
        };
        match gone.iter().position(|was| says_the_same(was, block)) {
            Some(at) => {
                let was = gone.remove(at);
                out.push(whole(What::Renamed(was.title.clone()), Some(was.span)));
            }
            None => out.push(whole(What::BlockAdded, None)),
        }
    }
    let removed = |block: &Block| Change {
        of: block.title.clone(),
        kind: "",
        what: What::BlockRemoved,
        old: Some(block.span),
        new: None,
    };
    out.extend(gone.into_iter().map(removed));
    out
}

/// The headers, where one file stands against one.
fn headers(old: &Engine, new: &Engine, out: &mut Vec<Change>) {
    fn asked(engine: &Engine) -> Option<Block> {
        let mut books = engine.rulebase.books.iter().enumerate().filter(|(_, book)| book.asked_for);
        let (at, book) = books.next()?;
        let span = engine.rulebase.conclusions.iter().find(|conclusion| conclusion.book == at)?.span;
        let top = Span { start: 0, end: 0, ..span };
        books.next().is_none().then(|| super::schema::header(book, top))
    }
    if let (Some(old), Some(new)) = (asked(old), asked(new)) {
        of_block(&old, &new, out);
    }
}

/// A block of the same kind with the same clauses under another name.
fn says_the_same(old: &Block, new: &Block) -> bool {
    let kind = |block: &Block| block.title.split(' ').next().map(str::to_owned);
    let said = |block: &Block| block.pieces.iter().map(|piece| (piece.kind, piece.words.clone())).collect::<Vec<_>>();
    kind(old) == kind(new) && !new.pieces.is_empty() && said(old) == said(new)
}

fn of_block(old: &Block, new: &Block, out: &mut Vec<Change>) {
    let mut gone: Vec<&Piece> = old.pieces.iter().collect();
    let mut fresh: Vec<&Piece> = Vec::new();
    let mut kept: Vec<(&Piece, &Piece)> = Vec::new();
    for piece in &new.pieces {
        match gone.iter().position(|was| (was.kind, &was.words) == (piece.kind, &piece.words)) {
            Some(at) => kept.push((gone.remove(at), piece)),
            None => fresh.push(piece),
        }
    }
    let change = |kind, what, old: Option<&Piece>, piece: Option<&Piece>| Change {
        of: new.title.clone(),
        kind,
        what,
        old: old.map(|piece| piece.span),
        new: piece.map(|piece| piece.span),
    };
    for piece in fresh {
        let alike = |was: &&Piece| was.kind == piece.kind && was.name == piece.name;
        let Some(at) = gone.iter().position(alike) else {
            out.push(change(piece.kind, What::Added(piece.words.clone()), None, Some(piece)));
            continue;
        };
        let was = gone.remove(at);
        kept.push((was, piece));
        let words = (was.words.clone(), piece.words.clone());
        let what = match skeleton(&was.words) == skeleton(&piece.words) && was.kind != "expectation" {
            true => What::Moved(words.0, words.1),
            false => What::Changed(words.0, words.1),
        };
        out.push(change(piece.kind, what, Some(was), Some(piece)));
    }
    out.extend(gone.into_iter().map(|was| change(was.kind, What::Removed(was.words.clone()), Some(was), None)));
    if new.ordered {
        reordered(&mut kept, |what, was, piece| out.push(change(piece.kind, what, Some(was), Some(piece))));
    }
}

/// The first pair of clauses that stand the other way round.
fn reordered(kept: &mut [(&Piece, &Piece)], mut tell: impl FnMut(What, &Piece, &Piece)) {
    kept.sort_by_key(|(_, new)| new.span);
    let lines = |kind: &str| matches!(kind, "line" | "points");
    let turned =
        kept.windows(2).find(|pair| lines(pair[0].1.kind) && lines(pair[1].1.kind) && pair[0].0.span > pair[1].0.span);
    if let Some([first, second]) = turned.map(|pair| [pair[0], pair[1]]) {
        let what = What::Reordered(first.1.words.clone(), second.1.words.clone());
        tell(what, first.0, first.1);
    }
}
