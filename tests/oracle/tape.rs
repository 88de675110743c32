//! Choices read off a tape of numbers: a shorter tape, or smaller numbers on it, make something simpler.

/// What is left of a tape. A tape that is used up reads 0, which is always the simplest choice.
#[derive(Debug, Clone)]
pub struct Tape<'a> {
    rest: std::slice::Iter<'a, u16>,
}

impl<'a> Tape<'a> {
    pub fn new(numbers: &'a [u16]) -> Tape<'a> {
        Tape { rest: numbers.iter() }
    }

    /// 0 up to, but not including, `choices`.
    pub fn below(&mut self, choices: usize) -> usize {
        self.rest.next().map_or(0, |number| usize::from(*number) % choices.max(1))
    }

    /// Yes in so many of a hundred cases; no when the tape is used up.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    pub fn pick<'x, T>(&mut self, from: &'x [T]) -> &'x T {
        &from[self.below(from.len())]
    }

    pub fn is_used_up(&self) -> bool {
        self.rest.as_slice().is_empty()
    }

    /// Brings a list into some order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            let other = at - self.below(at + 1);
            items.swap(at, other);
        }
    }
}
