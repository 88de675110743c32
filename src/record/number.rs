//! Quantities of a record: a number, a comparator or a range, with or without a unit, in the declared unit.

use rust_decimal::Decimal;

use super::Value;
use super::decimal::{self, Bad, leading, to_f64};
use super::fault::{Wrong, quoted};
use super::interval::{above, at_least, at_most, below};
use crate::diagnostic::code;
use crate::rulebase::{Fact, Type};
use crate::unit::{Converter, Unit};

/// A numeric fact as this reader needs it.
pub(super) struct Quantity<'s> {
    fact: &'s Fact,
    unit: &'s Unit,
    /// The unit of a bare number, where it is not the declared one.
    bare: Option<&'s str>,
    whole: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Below,
    AtMost,
    Above,
    AtLeast,
}

const SIGNS: [(&str, Sign); 6] = [
    ("<=", Sign::AtMost),
    ("≤", Sign::AtMost),
    (">=", Sign::AtLeast),
    ("≥", Sign::AtLeast),
    ("<", Sign::Below),
    (">", Sign::Above),
];

impl<'s> Quantity<'s> {
    pub fn of(fact: &'s Fact) -> Option<Quantity<'s>> {
        match &fact.ty {
            Type::Number { unit, whole } => Some(Quantity { fact, unit, bare: None, whole: *whole }),
            _ => None,
        }
    }

    /// The same, where a bare number is in this unit.
    pub fn bare_in(self, unit: Option<&'s str>) -> Quantity<'s> {
        Quantity { bare: unit, ..self }
    }

    /// How values of a unit that a record names become values of the declared one.
    pub fn converter(&self, unit: &str) -> Result<Converter, Wrong> {
        Unit::parse(unit).and_then(|unit| unit.converter_to(self.unit, self.fact.molar_mass)).map_err(|error| {
            let message = format!("the unit of `{}` cannot be used: {error}", self.fact.name);
            Wrong::new(code::RECORD_UNIT, message).help(format!(
                "`{}` is declared in {}",
                self.fact.name,
                self.in_unit()
            ))
        })
    }

    /// Reads `0.5`, `0.5 mg/L FEU`, `< 0.27 mg/L FEU` or `2 to 3 cm`. A bare number is in
    /// the declared unit, or in that of the synonym it stands under.
    pub fn read(&self, text: &str) -> Result<Value, Wrong> {
        let text = text.trim();
        let (sign, rest) = sign(text);
        let (low, rest) = self.number(text, rest)?;
        let (high, unit) = match self.second(text, rest)? {
            Some((high, own, unit)) if sign.is_none() => {
                self.same_unit(text, own, unit)?;
                (high, unit)
            }
            Some(_) => return Err(self.not_a_number(text)),
            None => (low, rest.trim()),
        };
        self.checked_unit(text, unit)?;
        self.no_sign_between_thousands(text, low, unit)?;
        let (low, high) = (self.convert(text, low, unit)?, self.convert(text, high, unit)?);
        match sign {
            None => self.between(text, low, high),
            Some(sign) => self.open(text, sign, low),
        }
    }

    fn number<'t>(&self, text: &str, rest: &'t str) -> Result<(Decimal, &'t str), Wrong> {
        let rest = rest.trim_start();
        if self.names_no_number(rest) {
            return Err(self.not_held(text, "which is no number that can be held"));
        }
        let (number, after) = leading(rest);
        if decimal_comma(rest, after) {
            return Err(Wrong::new(
                code::DECIMAL_COMMA,
                format!("`{}` is {}, a number with a comma", self.fact.name, quoted(text)),
            )
            .help("write a decimal point and no sign between thousands: `0.5`, `1500`"));
        }
        match number {
            Ok(number) => Ok((number, after)),
            Err(Bad::NotANumber) => Err(self.not_a_number(text)),
            Err(Bad::TooManyDigits) => Err(self.not_held(text, "which has more than 15 significant digits")),
            Err(Bad::TooLarge) => Err(self.not_held(text, "which is too large")),
            Err(Bad::TooSmall) => Err(self.not_held(text, "which is too close to zero")),
        }
    }

    /// `150.000` is 150 to one reader and 150 thousand to another. Where both are plausible, neither is taken.
    fn no_sign_between_thousands(&self, text: &str, value: Decimal, unit: &str) -> Result<(), Wrong> {
        let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        let thousands = digits.split_once('.').is_some_and(|(whole, rest)| {
            let behind = rest.bytes().take_while(u8::is_ascii_digit).count();
            behind == 3
                && (1..=3).contains(&whole.len())
                && whole.bytes().all(|c| c.is_ascii_digit())
                && !whole.starts_with('0')
        });
        let Some((least, most)) = self.fact.range.filter(|_| thousands) else { return Ok(()) };
        let times = value * Decimal::ONE_THOUSAND;
        let plausible = |value: Decimal| self.convert(text, value, unit).map(|value| (least..=most).contains(&value));
        if !(plausible(value)? && plausible(times)?) {
            return Ok(());
        }
        let (one, other) = (value.normalize(), times.normalize());
        let message = format!("`{}` is {}, which may be read as {one} or as {other}", self.fact.name, quoted(text));
        let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
        Err(Wrong::new(code::RECORD_NUMBER, message).help(format!("write `{one}{unit}` or `{other}{unit}`")))
    }

    /// `.nan`, `-.inf`, `0x1F`.
    fn names_no_number(&self, rest: &str) -> bool {
        let folded = rest.trim_start_matches(['+', '-', '.']).to_ascii_lowercase();
        let based = ["0x", "0o", "0b"].iter().any(|base| folded.starts_with(base));
        based || matches!(folded.as_str(), "nan" | "inf" | "infinity")
    }

    /// The second number of `2 to 3 cm`, with the units behind the first and the second.
    fn second<'t>(&self, text: &str, rest: &'t str) -> Result<Option<(Decimal, &'t str, &'t str)>, Wrong> {
        let Some((own, end)) = rest.split_once(" to ").or_else(|| rest.split_once('–')) else { return Ok(None) };
        let (number, unit) = self.number(text, end)?;
        Ok(Some((number, own.trim(), unit.trim())))
    }

    fn same_unit(&self, text: &str, own: &str, unit: &str) -> Result<(), Wrong> {
        if own.is_empty() || Unit::parse(own).ok() == Unit::parse(unit).ok() {
            return Ok(());
        }
        let message = format!("`{}` is {}, a range with two units", self.fact.name, quoted(text));
        Err(Wrong::new(code::RECORD_UNIT, message).help("write one unit behind both numbers, as in `2 to 3 cm`"))
    }

    /// A unit that begins with a figure is one only if it is a power of ten; `1 500` is a number badly typed.
    fn checked_unit(&self, text: &str, unit: &str) -> Result<(), Wrong> {
        let power = ["10*", "10^", "10⁹", "10¹²", "10³", "10⁶"].iter().any(|power| unit.starts_with(power));
        // `120/80 mmHg` is no number per eighty
        let per = unit.strip_prefix('/').map_or(unit, str::trim_start);
        let begins = per.starts_with(|c: char| c.is_alphabetic() || "%°[{‰".contains(c));
        if unit.is_empty() || power || begins { Ok(()) } else { Err(self.not_a_number(text)) }
    }

    fn convert(&self, text: &str, value: Decimal, unit: &str) -> Result<Decimal, Wrong> {
        let unit = if unit.is_empty() { self.bare.unwrap_or_default() } else { unit };
        if unit.is_empty() && self.fact.unit_required {
            let message = format!("`{}` is {}, a number without its unit", self.fact.name, quoted(text));
            let example = decimal_and_unit(value, self.unit.printed());
            return Err(Wrong::new(code::RECORD_UNIT, message)
                .help(format!("write the unit of the original report behind the number, as in `{example}`")));
        }
        if unit.is_empty() {
            return Ok(value);
        }
        self.converter(unit)?
            .apply(value)
            .ok_or_else(|| self.not_held(text, &format!("which is too large or too small in {}", self.in_unit())))
    }

    fn between(&self, text: &str, low: Decimal, high: Decimal) -> Result<Value, Wrong> {
        if low > high {
            let message = format!("`{}` is {}, a range that ends before it starts", self.fact.name, quoted(text));
            return Err(Wrong::new(code::WRONG_TYPE, message).help("write the smaller number first"));
        }
        if self.whole && !(low.is_integer() && high.is_integer()) {
            let message = format!("`{}` is a whole number, found {}", self.fact.name, quoted(text));
            return Err(Wrong::new(code::WRONG_TYPE, message).help("write 0, 1, 2 and so on"));
        }
        if let Some((least, most)) = self.fact.range
            && (low < least || high > most)
        {
            return Err(self.implausible(text, if low < least { low } else { high }));
        }
        Ok(Value::Number { low: to_f64(low), high: to_f64(high) })
    }

    fn open(&self, text: &str, sign: Sign, limit: Decimal) -> Result<Value, Wrong> {
        let (least, most) = match self.fact.range {
            Some((least, most)) => (to_f64(least), to_f64(most)),
            None => (f64::NEG_INFINITY, f64::INFINITY),
        };
        let end = to_f64(limit);
        let (low, high) = match sign {
            Sign::Below => (least, below(end, self.whole)),
            Sign::AtMost => (least, at_most(end, self.whole)),
            Sign::Above => (above(end, self.whole), most),
            Sign::AtLeast => (at_least(end, self.whole), most),
        };
        // the limit itself may lie outside, as in `> 0` of a length from 1 to 150
        let (low, high) = (low.max(least), high.min(most));
        if low > high { Err(self.implausible(text, limit)) } else { Ok(Value::Number { low, high }) }
    }

    fn implausible(&self, text: &str, value: Decimal) -> Wrong {
        let (least, most) = self.fact.range.unwrap_or_default();
        let unit = self.unit.printed();
        let number = value.normalize().to_string();
        let as_typed = text.split(|c: char| !(c.is_ascii_digit() || ".-".contains(c))).any(|typed| typed == number);
        let found = match as_typed {
            true => quoted(text),
            false => format!("{}, that is {}", quoted(text), decimal_and_unit(value, unit)),
        };
        let range = format!("{} to {}", least.normalize(), decimal_and_unit(most, unit));
        let message = format!("`{}` is {found}, outside its plausible range {range}", self.fact.name);
        let hundred = Decimal::ONE_HUNDRED;
        if unit == "%" && value > Decimal::ZERO && value <= Decimal::ONE && (least..=most).contains(&(value * hundred))
        {
            let percent = (value * hundred).normalize();
            return Wrong::new(code::IMPLAUSIBLE, message).help(format!("if it is a fraction, write `{percent} %`"));
        }
        Wrong::new(code::IMPLAUSIBLE, message).help("check the number and its unit against the original report")
    }

    fn not_held(&self, text: &str, why: &str) -> Wrong {
        let message = format!("`{}` is {}, {why}", self.fact.name, quoted(text));
        Wrong::new(code::RECORD_NUMBER, message)
            .help("write the number with the digits of the original report, as in `0.5`")
    }

    pub fn not_a_number(&self, text: &str) -> Wrong {
        let message = format!("`{}` is a number in {}, found {}", self.fact.name, self.in_unit(), quoted(text));
        let example = decimal_and_unit(self.example(), self.unit.printed());
        let help =
            format!("write a number as in `{example}`, `< {example}` or `2 to 3`; write `unknown` if it is not known");
        Wrong::new(code::WRONG_TYPE, message).help(help)
    }

    fn example(&self) -> Decimal {
        let five = Decimal::from(5);
        self.fact.range.map_or(five, |(least, most)| five.clamp(least, most.max(least)))
    }

    fn in_unit(&self) -> String {
        match self.unit.printed() {
            "" => "no unit".to_owned(),
            unit => format!("`{unit}`"),
        }
    }
}

fn sign(text: &str) -> (Option<Sign>, &str) {
    let found = SIGNS.iter().find_map(|(written, sign)| Some((*sign, text.strip_prefix(written)?)));
    found.map_or((None, text), |(sign, rest)| (Some(sign), rest))
}

/// `0,5` or `1,500`: digits, a comma and more digits.
fn decimal_comma(text: &str, after: &str) -> bool {
    text.len() > after.len()
        && after.strip_prefix(',').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn decimal_and_unit(value: Decimal, unit: &str) -> String {
    format!("{} {unit}", value.normalize()).trim_end().to_owned()
}

/// Whether a text begins with a number or a comparator and a number.
pub(super) fn begins_like_a_number(text: &str) -> bool {
    let (_, rest) = sign(text.trim());
    decimal::leading(rest.trim_start()).1.len() < rest.trim_start().len()
}
