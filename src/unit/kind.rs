//! What a unit measures: its dimension, with everything that must not be mixed kept apart.

use std::collections::BTreeMap;

/// Fibrinogen equivalent units, one of the two ways to report a D-dimer.
pub(super) const FEU: &str = "{FEU}";
/// D-dimer units, the other one: roughly 1 DDU = 2 FEU, but it depends on the assay.
pub(super) const DDU: &str = "{DDU}";
/// Indexed to a body surface of 1.73 m2, as the glomerular filtration rate is reported.
pub(super) const BODY_SURFACE: &str = "{1.73_m2}";
/// The base of calendar time: years and months, which have no fixed number of days.
pub(super) const MONTH: &str = "mo";
/// A share of one substance in another (HbA1c in mmol/mol), which is no plain number.
pub(super) const SUBSTANCE_RATIO: &str = "mol/mol";

const LARGEST_EXPONENT: u32 = 30;

/// Exponents of the base units. To the seven of UCUM (m, s, g, rad, K, C, cd) this adds the
/// mole, the equivalent, the osmole, the calendar month, every arbitrary unit and the method
/// words: UCUM counts the mole as a number and reads annotations as nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Kind(BTreeMap<&'static str, i32>);

impl Kind {
    pub(super) fn is_number(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn exponent(&self, base: &str) -> i32 {
        self.0.get(base).copied().unwrap_or(0)
    }

    /// Multiplies by `base` to the given power; nothing if an exponent grows absurd.
    pub(super) fn multiply(&mut self, base: &'static str, exponent: i32) -> Option<()> {
        let sum = self.exponent(base).checked_add(exponent)?;
        if sum.unsigned_abs() > LARGEST_EXPONENT {
            return None;
        }
        match sum {
            0 => self.0.remove(base),
            _ => self.0.insert(base, sum),
        };
        Some(())
    }

    pub(super) fn times(mut self, other: &Kind, exponent: i32) -> Option<Kind> {
        for (base, each) in &other.0 {
            self.multiply(base, each.checked_mul(exponent)?)?;
        }
        Some(self)
    }

    pub(super) fn root(&self) -> Option<Kind> {
        let halves = self.0.iter().map(|(base, e)| (*base, e / 2));
        (self.0.values().all(|e| e % 2 == 0)).then(|| Kind(halves.collect()))
    }

    pub(super) fn bases(&self) -> impl Iterator<Item = (&'static str, i32)> {
        self.0.iter().map(|(base, exponent)| (*base, *exponent))
    }

    /// This kind without one of its bases.
    pub(super) fn without(&self, base: &str) -> Kind {
        let mut rest = self.clone();
        rest.0.remove(base);
        rest
    }

    /// The method a value was measured by, where the unit states one.
    pub(super) fn method(&self) -> Option<&'static str> {
        [(FEU, "FEU"), (DDU, "DDU")].into_iter().find(|(base, _)| self.0.contains_key(base)).map(|(_, name)| name)
    }

    pub(super) fn without_method(&self) -> Kind {
        self.without(FEU).without(DDU)
    }

    /// How many times the molar mass turns this kind into the other, if it does at all:
    /// 1 from substance to mass, -1 from mass to substance.
    pub(super) fn molar_steps_to(&self, to: &Kind) -> Option<i32> {
        let steps = to.exponent("g") - self.exponent("g");
        let mut moved = self.clone();
        moved.multiply("g", steps)?;
        moved.multiply("mol", -steps)?;
        (steps != 0 && moved == *to).then_some(steps)
    }

    /// With its article, for a message: "a mass concentration".
    pub(super) fn described(&self) -> String {
        let known = self.without_method().without(BODY_SURFACE).key();
        let name = NAMES
            .iter()
            .find(|(key, _)| *key == known)
            .map_or_else(|| format!("a quantity in {known}"), |(_, n)| (*n).to_owned());
        let indexed = match self.exponent(BODY_SURFACE) {
            0 => "",
            _ => " per 1.73 m2 of body surface",
        };
        name + indexed
    }

    fn key(&self) -> String {
        let parts = self.0.iter().map(|(base, exponent)| match exponent {
            1 => (*base).to_owned(),
            _ => format!("{base}{exponent}"),
        });
        parts.collect::<Vec<_>>().join(".")
    }
}

/// Names for the dimensions that clinicians meet; the bases in alphabetical order.
const NAMES: &[(&str, &str)] = &[
    ("", "a plain number"),
    ("K", "a temperature"),
    ("[arb'U]", "an amount in units of its own"),
    ("[arb'U].m-3", "a concentration in units of the product or assay"),
    ("[iU]", "an amount in international units"),
    ("[iU].m-3", "a concentration in international units"),
    ("eq", "an amount of equivalents"),
    ("eq.m-3", "a concentration of equivalents"),
    ("g", "a mass"),
    ("g.m-1.s-2", "a pressure"),
    ("g.m-2", "a mass per area, as the body mass index is"),
    ("g.m-3", "a mass concentration"),
    ("g.m2.s-2", "an energy"),
    ("g.s-1", "a mass per time"),
    ("g.mol-1", "a mass per amount of substance"),
    ("m", "a length"),
    ("m-1", "a number per length"),
    ("m-2", "a number per area"),
    ("m-3", "a number concentration"),
    ("m-3.mol", "an amount-of-substance concentration"),
    ("m-3.mol.s-1", "an enzyme activity concentration"),
    ("m.s-1", "a speed"),
    ("m2", "an area"),
    ("m3", "a volume"),
    ("m3.s-1", "a volume per time"),
    ("mo", "a calendar time (years and months)"),
    ("mo-1", "a rate per calendar time (years and months)"),
    ("mol", "an amount of substance"),
    ("mol.s-1", "an enzyme activity"),
    ("mol/mol", "a ratio of amounts of substance"),
    ("g-1.osm", "an osmolality"),
    ("rad", "an angle"),
    ("s", "a clock time (weeks, days, hours)"),
    ("s-1", "a rate"),
];
