//! The smallest and largest numbers a comparator such as `< 0.27` leaves.

/// The last number below.
pub(super) fn below(limit: f64, whole: bool) -> f64 {
    if whole { limit.ceil() - 1.0 } else { limit.next_down() }
}

/// The first number above.
pub(super) fn above(limit: f64, whole: bool) -> f64 {
    if whole { limit.floor() + 1.0 } else { limit.next_up() }
}

/// The first number that is not below.
pub(super) fn at_least(limit: f64, whole: bool) -> f64 {
    if whole { limit.ceil() } else { limit }
}

/// The last number that is not above.
pub(super) fn at_most(limit: f64, whole: bool) -> f64 {
    if whole { limit.floor() } else { limit }
}
