//! What can be wrong with a unit, in words for the person who wrote it.

use rust_decimal::Decimal;
use std::fmt;

/// Why a unit cannot be understood, converted or combined.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnitError {
    /// No unit is written like this.
    Unknown { printed: String, nearest: Vec<String> },
    /// More text than any unit needs.
    TooLong { characters: usize },
    /// UCUM gives the text a meaning that nobody at a bedside has in mind.
    Misleading { printed: String, ucum_meaning: &'static str, write: &'static str },
    /// FEU and DDU in one unit.
    TwoMethods { printed: String },
    /// The two units measure different things.
    Different { from: String, to: String, why: Why },
    /// Mass against amount of substance, and nobody said what a mole weighs.
    NeedsMolarMass { from: String, from_kind: String, to: String, to_kind: String },
    /// A molar mass that is zero or negative.
    NotAMolarMass { given: Decimal },
    /// A temperature or a logarithmic unit inside a product, quotient or power.
    NotMultiplied { printed: String },
    /// The square root of the unit is no unit.
    NoRoot { printed: String },
    /// A product of units beyond any measurement.
    TooComplex { printed: String },
}

/// What keeps two units apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// They have different dimensions.
    Dimension { from: String, to: String },
    /// They name different methods, or only one of them names one.
    Method { from: Option<&'static str>, to: Option<&'static str> },
    /// One counts years and months, the other weeks, days, hours.
    Calendar,
    /// Only one of them is per 1.73 m2 of body surface.
    BodySurface,
}

impl std::error::Error for UnitError {}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnitError::Unknown { printed, nearest } => unknown(f, printed, nearest),
            UnitError::TooLong { characters } => {
                write!(f, "a unit of {characters} characters is not read; the longest allowed is 64")
            }
            UnitError::Misleading { printed, ucum_meaning, write } => {
                write!(f, "`{printed}` alone is {ucum_meaning} in UCUM; write {write}")
            }
            UnitError::TwoMethods { printed } => {
                write!(f, "`{printed}` names both FEU and DDU; keep the one the laboratory reports")
            }
            UnitError::Different { from, to, why } => different(f, from, to, why),
            UnitError::NeedsMolarMass { from, from_kind, to, to_kind } => write!(
                f,
                "`{from}` is {from_kind} and `{to}` {to_kind}; declare the molar mass of the \
                 fact, as in `molar mass 113.12 g/mol` for creatinine"
            ),
            UnitError::NotAMolarMass { given } => {
                write!(f, "a molar mass is above zero, not `{given} g/mol`")
            }
            UnitError::NotMultiplied { printed } => write!(
                f,
                "`{printed}` has its own zero or scale, so it cannot be multiplied, divided or \
                 raised to a power; read it as a plain number first, as in `x in {printed}`"
            ),
            UnitError::NoRoot { printed } => write!(
                f,
                "the square root of `{printed}` is not a unit; read the quantity as a plain \
                 number first, as in `x in {printed}`"
            ),
            UnitError::TooComplex { printed } => write!(
                f,
                "`{printed}` is too large or too complex for a unit; read the quantities as \
                 plain numbers before combining them"
            ),
        }
    }
}

fn unknown(f: &mut fmt::Formatter<'_>, printed: &str, nearest: &[String]) -> fmt::Result {
    write!(f, "`{printed}` is not a known unit")?;
    if matches!(printed, "point" | "points") {
        return f.write_str("; points are plain numbers: leave it out");
    }
    let quoted: Vec<String> = nearest.iter().map(|n| format!("`{n}`")).collect();
    match quoted.split_last() {
        None => f.write_str("; write it as on the laboratory report or as a UCUM code"),
        Some((only, [])) => write!(f, "; did you mean {only}?"),
        Some((last, others)) => write!(f, "; did you mean {} or {last}?", others.join(", ")),
    }
}

fn different(f: &mut fmt::Formatter<'_>, from: &str, to: &str, why: &Why) -> fmt::Result {
    match why {
        Why::Dimension { from: a, to: b } if a == b => {
            write!(f, "`{from}` and `{to}` measure different things; use one unit")
        }
        Why::Dimension { from: a, to: b } => write!(f, "`{from}` is {a} and `{to}` {b}"),
        Why::Method { from: a, to: b } => method(f, (from, *a), (to, *b)),
        Why::Calendar => write!(
            f,
            "`{from}` and `{to}` do not convert: years and months have no fixed number of days; \
             keep to years and months, or to weeks, days and hours, on both sides"
        ),
        Why::BodySurface => {
            write!(f, "`{from}` and `{to}` do not convert: only one of them is per 1.73 m2 of body surface")
        }
    }
}

type Named<'a> = (&'a str, Option<&'static str>);

fn method(f: &mut fmt::Formatter<'_>, from: Named<'_>, to: Named<'_>) -> fmt::Result {
    let unstated = [from, to].into_iter().find(|(_, method)| method.is_none());
    match (unstated, from.1.or(to.1)) {
        (Some((silent, _)), Some(stated)) => write!(
            f,
            "`{}` and `{}` are never converted into each other: `{silent}` does not state its \
             basis; write `{silent} {stated}` if that is what the laboratory reports",
            from.0, to.0
        ),
        _ => write!(
            f,
            "`{}` and `{}` have a different basis and are never converted into each other: \
             1 DDU is roughly 2 FEU, but that depends on the assay; ask the laboratory",
            from.0, to.0
        ),
    }
}
