//! The meaning of a UCUM expression: what it measures and how large it is, exactly.

use super::kind::{BODY_SURFACE, Kind, MONTH, SUBSTANCE_RATIO};
use super::ratio::Ratio;
use octofhir_ucum::{Case, Dimension, Number, SpecialKind, UnitExpr, UnitRecord, lookup_unit};

/// A value `v` in the unit is `factor * v + zero` in the base units of its kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Meaning {
    pub(super) kind: Kind,
    pub(super) factor: Ratio,
    pub(super) zero: Ratio,
    /// A zero or a scale of its own, as temperatures and logarithmic units have (UCUM §21):
    /// such a unit takes part in no product.
    pub(super) special: bool,
}

/// Why a syntactically valid expression has no meaning here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    UnknownSymbol,
    SpecialInProduct,
    TooLarge,
}

impl Meaning {
    pub(super) fn number(factor: Ratio) -> Meaning {
        Meaning { kind: Kind::default(), factor, zero: Ratio::ZERO, special: false }
    }

    pub(super) fn of_base(base: &'static str) -> Result<Meaning, Trouble> {
        Meaning::number(Ratio::ONE).with(base, 1)
    }

    pub(super) fn is_one(&self) -> bool {
        !self.special && self.kind.is_number() && self.factor == Ratio::ONE
    }

    pub(super) fn with(mut self, base: &'static str, exponent: i32) -> Result<Meaning, Trouble> {
        self.kind.multiply(base, exponent).ok_or(Trouble::TooLarge)?;
        Ok(self)
    }

    /// This times the other to the given power.
    pub(super) fn times(self, other: &Meaning, exponent: i32) -> Result<Meaning, Trouble> {
        if self.special || other.special {
            return Err(Trouble::SpecialInProduct);
        }
        let power = other.factor.power(exponent).ok_or(Trouble::TooLarge)?;
        Ok(Meaning {
            kind: self.kind.times(&other.kind, exponent).ok_or(Trouble::TooLarge)?,
            factor: self.factor.times(power).ok_or(Trouble::TooLarge)?,
            ..self
        })
    }

    pub(super) fn root(&self) -> Option<Meaning> {
        Some(Meaning { kind: self.kind.root()?, factor: self.factor.root()?, ..self.clone() })
    }
}

/// What an expression means.
pub(super) fn evaluate(expression: &UnitExpr) -> Result<Meaning, Trouble> {
    match expression {
        UnitExpr::Symbol(code) => symbol(code),
        UnitExpr::Numeric(number) => Ok(Meaning::number(exact(*number)?)),
        UnitExpr::Annotation(text) if is_body_surface(text) => Meaning::of_base(BODY_SURFACE),
        UnitExpr::Annotation(_) => Ok(Meaning::number(Ratio::ONE)),
        UnitExpr::Annotated(inner, _) => evaluate(inner),
        UnitExpr::Power(inner, exponent) => Meaning::number(Ratio::ONE).times(&evaluate(inner)?, *exponent),
        UnitExpr::Product(terms) => {
            terms.iter().try_fold(Meaning::number(Ratio::ONE), |product, term| product.times(&evaluate(term)?, 1))
        }
        UnitExpr::Quotient(over, under) => quotient(over, under),
        UnitExpr::Reciprocal(inner) => Meaning::number(Ratio::ONE).times(&evaluate(inner)?, -1),
    }
}

fn quotient(over: &UnitExpr, under: &UnitExpr) -> Result<Meaning, Trouble> {
    let (numerator, denominator) = (evaluate(over)?, evaluate(under)?);
    let both_substance =
        [&numerator, &denominator].iter().all(|m| m.kind.exponent("mol") == 1 && m.kind.without("mol").is_number());
    let ratio = numerator.times(&denominator, -1)?;
    // HbA1c in mmol/mol is no multiple of HbA1c in per cent (NGSP)
    match both_substance {
        true => ratio.with(SUBSTANCE_RATIO, 1),
        false => Ok(ratio),
    }
}

fn is_body_surface(annotation: &str) -> bool {
    format!("{{{annotation}}}") == BODY_SURFACE
}

fn symbol(code: &str) -> Result<Meaning, Trouble> {
    let (prefix, record) = lookup_unit(code, Case::Sensitive).ok_or(Trouble::UnknownSymbol)?;
    let mut meaning = atom(record)?;
    if let Some(prefix) = prefix {
        let larger = meaning.factor.times(exact(prefix.factor)?);
        meaning.factor = larger.ok_or(Trouble::TooLarge)?;
    }
    Ok(meaning)
}

fn atom(record: &UnitRecord) -> Result<Meaning, Trouble> {
    if let Some(own) = kept_apart(record.code) {
        return own;
    }
    match record.special {
        SpecialKind::None | SpecialKind::Arbitrary => proper(record),
        SpecialKind::Celsius => temperature((1, 1), 27_315),
        SpecialKind::Fahrenheit => temperature((5, 9), 45_967),
        SpecialKind::Reaumur => temperature((5, 4), 21_852),
        _ => Ok(Meaning { special: true, ..Meaning::of_base(record.code)? }),
    }
}

/// Degrees of so many kelvins with so many hundredths of a degree between absolute zero and
/// their own zero (UCUM table 23: 273.15, 459.67 and 218.52).
fn temperature((num, den): (i128, i128), hundredths: i128) -> Result<Meaning, Trouble> {
    let factor = Ratio::new(num, den, 0).ok_or(Trouble::TooLarge)?;
    let degrees = Ratio::new(hundredths, 100, 0).ok_or(Trouble::TooLarge)?;
    Ok(Meaning {
        factor,
        zero: factor.times(degrees).ok_or(Trouble::TooLarge)?,
        special: true,
        ..Meaning::of_base("K")?
    })
}

fn proper(record: &UnitRecord) -> Result<Meaning, Trouble> {
    let mut meaning = Meaning::number(exact(record.factor)?);
    for (base, exponent) in Dimension::BASE_UNITS.iter().zip(record.dim.0) {
        meaning = meaning.with(base, i32::from(exponent))?;
    }
    for (base, exponent) in record.arbitrary {
        meaning = meaning.with(base, *exponent)?;
    }
    Ok(meaning)
}

/// Units that UCUM reduces to plain numbers or seconds and that are kinds of their own here.
/// The katal is 1 mol/s and the enzyme unit 1 umol/min (UCUM §42).
fn kept_apart(code: &str) -> Option<Result<Meaning, Trouble>> {
    let of = |base, months: i128| {
        let factor = Ratio::new(months, 1, 0).ok_or(Trouble::TooLarge)?;
        Meaning::number(factor).with(base, 1)
    };
    let per_second = |micromoles_in, seconds: i128| {
        let factor = Ratio::new(1, seconds, micromoles_in).ok_or(Trouble::TooLarge)?;
        Meaning::number(factor).with("mol", 1)?.with("s", -1)
    };
    Some(match code {
        "mol" => of("mol", 1),
        "eq" => of("eq", 1),
        "osm" => of("osm", 1),
        "kat" => per_second(0, 1),
        "U" => per_second(-6, 60),
        "a" => of(MONTH, 12),
        "mo" => of(MONTH, 1),
        "[HPF]" => of("[HPF]", 1),
        "[LPF]" => of("[LPF]", 1),
        _ => return None,
    })
}

fn exact(number: Number) -> Result<Ratio, Trouble> {
    let (digits, ten) = number.to_integer_and_exponent();
    Ratio::new(digits, 1, ten).ok_or(Trouble::TooLarge)
}
