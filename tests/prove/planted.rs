//! Sound rule books, and faults planted in them one at a time: whoever changes what some patient is told is found out.

use rulecheck::answer::answer_words;
use rulecheck::prove::{Compared, Equality, Kind, Outcome, Report, equal, prove};
use rulecheck::rulebase::ConclusionId;

use super::world::{engine, options, sound};

/// A rule book of which everything is proved, and what is planted in it.
struct Bed {
    text: &'static str,
    /// From what to what, and what comes of it.
    plants: &'static [(&'static str, &'static str, Comes)],
}

/// What a plant comes to.
#[derive(Clone, Copy)]
enum Comes {
    /// Nobody is told anything else.
    Nothing,
    /// This conclusion tells somebody something else.
    Other(&'static str),
    /// The same, and the rule book alone gives it away.
    Fault(&'static str, Kind),
    /// The same, or it is said that it was not decided.
    Open(&'static str),
    /// The checker refuses it.
    Refused,
}

use Comes::{Fault, Nothing, Open, Other, Refused};

const TREATMENT: Bed = Bed {
    text: r#"
rulebook "treatment"
facts
  DVT: yes or no
  active bleeding: yes or no
  high bleeding risk: yes or no
  platelets: 10^9/L, 0 to 1000
decision treatment
  anticoagulation
  serial ultrasound
rule treat
  when DVT
  unless high bleeding risk
  unless platelets < 50 10^9/L
  recommend anticoagulation
rule watch
  when DVT and high bleeding risk and not active bleeding
  suggest serial ultrasound
rule watch with few platelets
  when DVT and platelets < 50 10^9/L and not active bleeding
  suggest serial ultrasound
rule not while bleeding
  when active bleeding
  recommend against anticoagulation
  overrides treat
guarantee "never while bleeding"
  never recommend anticoagulation when active bleeding
guarantee "everybody else has one plan"
  when DVT and not active bleeding
  always exactly one of suggest anticoagulation, suggest serial ultrasound
"#,
    plants: &[
        ("  unless platelets < 50", "  unless platelets <= 50", Fault("treat", Kind::Guarantee)),
        ("  unless platelets < 50", "  unless platelets < 60", Fault("treat", Kind::Guarantee)),
        ("and platelets < 50", "and platelets <= 50", Fault("watch with few platelets", Kind::Conflict)),
        ("and platelets < 50", "and platelets > 50", Fault("watch with few platelets", Kind::Conflict)),
        ("  unless high bleeding risk\n", "", Fault("treat", Kind::Conflict)),
        ("  overrides treat\n", "", Fault("treat", Kind::Guarantee)),
        ("when DVT and high bleeding risk and", "when (DVT or high bleeding risk) and", Fault("watch", Kind::Conflict)),
        (" and not active bleeding\n", "\n", Other("watch")),
        ("  when active bleeding\n", "  when active bleeding and DVT\n", Other("not while bleeding")),
        ("  when DVT\n", "  when DVT and not active bleeding\n", Nothing),
        ("  unless high bleeding risk\n", "  unless high bleeding risk or active bleeding\n", Nothing),
        ("platelets < 50 10^9/L and not", "not (platelets >= 50 10^9/L) and not", Nothing),
    ],
};

const SEVERITY: Bed = Bed {
    text: r#"
rulebook "severity"
facts
  BMI: kg/m², 10 to 80
  age: years, 0 to 120
  pulse: /min, 20 to 250
  cancer: yes or no
classify weight
  obese      when BMI >= 30 kg/m²
  too heavy  when BMI >= 25 kg/m²
  usual      when BMI >= 18.5 kg/m²
  too light  when BMI < 18.5 kg/m²
score risk
  applies to age >= 18 years
  +1  cancer
  +2  old when age > 80 years
  first of
    +2  very fast when pulse >= 110 /min
    +1  fast      when pulse >= 90 /min
  low: at most 1
  middle: 2 to 3
  high: at least 4
define ill
  yes when risk is high
  yes when weight is too light
  no  otherwise
guarantee "cancer with a fast pulse is never low"
  never risk is low when cancer and pulse >= 100 /min
"#,
    plants: &[
        ("too light  when BMI < 18.5", "too light  when BMI < 18.49", Fault("weight", Kind::Gap)),
        ("usual      when BMI >= 18.5", "usual      when BMI > 18.5", Fault("weight", Kind::Gap)),
        ("too light  when BMI < 18.5 kg/m²", "too light  otherwise", Nothing),
        ("too light  when BMI < 18.5", "too light  when BMI <= 18.5", Nothing),
        ("obese      when BMI >= 30", "obese      when BMI > 30", Other("weight")),
        ("  obese      when BMI >= 30 kg/m²\n", "", Other("weight")),
        ("high: at least 4", "high: at least 5", Refused),
        ("low: at most 1\n  middle: 2", "low: at most 2\n  middle: 3", Fault("risk", Kind::Guarantee)),
        ("middle: 2 to 3\n  high: at least 4", "middle: 2 to 4\n  high: at least 5", Other("risk")),
        ("age > 80", "age >= 80", Other("risk")),
        ("age > 80", "age > 80.5", Other("risk")),
        ("pulse >= 110", "pulse > 110", Other("risk")),
        ("+1  fast      when pulse >= 90 /min", "+1  fast      when pulse >= 101 /min", Fault("risk", Kind::Guarantee)),
        (
            "    +2  very fast when pulse >= 110 /min\n    +1  fast      when pulse >= 90 /min",
            "    +1  fast      when pulse >= 90 /min\n    +2  very fast when pulse >= 110 /min",
            Other("risk"),
        ),
        ("  yes when weight is too light\n", "", Other("ill")),
        ("+1  fast      when pulse >= 90 /min", "+1  fast      when pulse is between 90 /min and 150 /min", Nothing),
        ("  no  otherwise", "  no  when not (weight is too light)", Nothing),
    ],
};

const FORMULA: Bed = Bed {
    text: r#"
rulebook "formula"
facts
  age: years, 18 to 120
  weight: kg, 20 to 300
  creatinine: mg/dL, 0.1 to 30
  sex: female or male
  D-dimer: ng/mL FEU, 0 to 100000
define sex factor
  0.85  when sex is female
  1     otherwise
define clearance in mL/min
  as (140 - age in years) * weight in kg / (72 * creatinine in mg/dL) * sex factor
define D-dimer limit
  10 ng/mL FEU * (age in years)  when age > 50 years
  500 ng/mL FEU                  otherwise
define D-dimer positive as D-dimer >= D-dimer limit
classify kidney
  failing  when clearance < 15 mL/min
  weak     when clearance < 50 mL/min
  well     otherwise
guarantee "a very high D-dimer is positive"
  always D-dimer positive when D-dimer >= 1200 ng/mL FEU
guarantee "a low D-dimer is not"
  never D-dimer positive when D-dimer < 500 ng/mL FEU
"#,
    plants: &[
        ("0.85", "0.86", Other("clearance")),
        ("(140 - age", "(141 - age", Other("clearance")),
        ("clearance < 50", "clearance <= 50", Open("kidney")),
        ("clearance < 15", "clearance < 15.5", Other("kidney")),
        ("age > 50", "age > 55", Other("D-dimer limit")),
        ("age > 50", "age >= 50", Nothing),
        ("age > 50", "age > 40", Fault("D-dimer limit", Kind::Guarantee)),
        ("  10 ng/mL", "  11 ng/mL", Fault("D-dimer limit", Kind::Guarantee)),
        ("as D-dimer >= D", "as D-dimer > D", Fault("D-dimer positive", Kind::Guarantee)),
        ("  500 ng/mL FEU                  otherwise\n", "", Fault("D-dimer limit", Kind::Gap)),
    ],
};

const CLOTS: Bed = Bed {
    text: r#"
rulebook "clots"
kind vein
  trait level: proximal or distal
  soleal: distal
  peroneal: distal
  popliteal: proximal
finding clot
  vein: vein
  age of clot: acute or chronic
  length: cm, 0 to 50
facts
  clots: list of clot
define acute clots as clots where age of clot is acute
define distal clots as acute clots where vein is distal
classify place
  proximal  when any acute clots where vein is proximal
  distal    when any distal clots
  none      otherwise
count extension
  long   when total length of distal clots > 5 cm
  many   when count of distal clots > 1
rule treat
  when place is proximal
  warn "treat"
rule treat a long clot
  when place is distal and extension >= 1
  warn "treat"
rule watch
  when place is distal and extension is 0
  warn "watch"
guarantee "two distal clots are never only watched"
  never 'watch' when count of distal clots >= 2
guarantee "an acute clot is treated or watched"
  always treat or 'treat a long clot' or watch when any acute clots
"#,
    plants: &[
        ("total length of distal clots > 5", "total length of distal clots >= 5", Other("extension")),
        ("total length of distal clots > 5", "largest length of distal clots > 5", Other("extension")),
        ("count of distal clots > 1", "count of distal clots > 2", Fault("extension", Kind::Guarantee)),
        ("  many   when count of distal clots > 1\n", "", Fault("extension", Kind::Guarantee)),
        (
            "distal    when any distal clots",
            "distal    when any distal clots where vein is soleal",
            Fault("place", Kind::Guarantee),
        ),
        ("as clots where age of clot is acute", "as clots where age of clot is chronic", Other("place")),
        ("extension is 0", "extension is 1", Fault("watch", Kind::Guarantee)),
        ("extension >= 1", "extension > 0", Nothing),
        ("distal    when any distal clots", "distal    when any acute clots", Nothing),
        ("  none      otherwise", "  none      when no acute clots", Nothing),
    ],
};

fn faults(report: &Report) -> Vec<Kind> {
    report.findings().map(|(_, finding)| finding.kind).filter(|kind| kind.is_fault()).collect()
}

fn planted(bed: &Bed) {
    let (old, _) = sound(bed.text);
    let report = prove(&old, &options(), &|_| true);
    assert_eq!(faults(&report), [], "{report:#?}");
    let open: Vec<_> = report.open().map(|(proof, why)| format!("{}: {why}", proof.claim)).collect();
    assert_eq!(open, [""; 0], "all is decided of the sound one");
    let mut wrong = Vec::new();
    for (from, to, comes) in bed.plants {
        assert_eq!(bed.text.matches(from).count().min(1), 1, "`{from}` stands nowhere");
        let text = bed.text.replacen(from, to, 1);
        let plant = format!("{} → {}", from.trim(), to.trim());
        let read = engine(&text).unwrap_or_else(|error| panic!("{plant}: {error}"));
        let Some((new, _)) = read else {
            if !matches!(comes, Refused) {
                wrong.push(format!("{plant}: refused"));
            }
            continue;
        };
        let compared = equal(&old, &new, &options(), &|_| true);
        let differs: Vec<&str> = compared
            .iter()
            .filter(|one| matches!(one.result, Equality::Differs(_)))
            .map(|one| one.name.as_str())
            .collect();
        let mut open = false;
        for one in &compared {
            match &one.result {
                // whether a formula of four facts ever comes to just 50 may stay open, if it is said
                Equality::CannotTell(_) if matches!(comes, Open(name) if *name == one.name) => open = true,
                Equality::CannotTell(why) => wrong.push(format!("{plant}: {} not decided: {why}", one.name)),
                Equality::Differs(difference) => {
                    let was = one.old.map(|id| answer_words(&old, id, &difference.answers.0));
                    let is = one.new.map(|id| answer_words(&new, id, &difference.answers.1));
                    if was == is {
                        wrong.push(format!("{plant}: {}: the patient is told {was:?} twice", one.name));
                    }
                }
                _ => {}
            }
        }
        let report = prove(&new, &options(), &|_| true);
        for (proof, why) in report.open() {
            wrong.push(format!("{plant}: {} not decided: {why}", proof.claim));
        }
        let kinds = faults(&report);
        let fits = match comes {
            Nothing => differs.is_empty() && kinds.is_empty(),
            Other(name) => differs.contains(name) && kinds.is_empty(),
            Fault(name, kind) => differs.contains(name) && kinds.contains(kind),
            Open(name) => (open || differs.contains(name)) && kinds.is_empty(),
            Refused => false,
        };
        if !fits {
            wrong.push(format!("{plant}: different are {differs:?}, faults {kinds:?}"));
        }
        let witnessed = |proof: &rulecheck::prove::Proof| match &proof.result {
            Outcome::Found(finding) => !finding.kind.is_fault() || finding.witness.is_some(),
            _ => true,
        };
        assert!(report.proofs.iter().all(witnessed), "{plant}: a fault without a patient");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn faults_of_a_treatment_are_found() {
    planted(&TREATMENT);
}

#[test]
fn faults_of_bands_and_lines_are_found() {
    planted(&SEVERITY);
}

#[test]
fn faults_of_formulas_are_found() {
    planted(&FORMULA);
}

#[test]
fn faults_about_lists_are_found() {
    planted(&CLOTS);
}

/// One version takes a missing value for no, the other leaves it open: nobody need have two answers that exclude each
/// other for that to be a difference.
#[test]
fn what_only_one_version_leaves_open_is_a_difference() {
    let facts =
        "finding clot\n  vein: deep or superficial\n  age: old or new\nfacts\n  a: yes or no\n  clots: list of clot\n";
    let versions = [
        ("define x as a is known and a", "define x as a"),
        ("define x as any clots where age is known and age is old", "define x as any clots where age is old"),
        (
            "classify x\n  worn when any clots where age is known and age is old\n  fresh otherwise",
            "classify x\n  worn when any clots where age is old\n  fresh otherwise",
        ),
    ];
    for (one, other) in versions {
        let (old, _) = sound(&format!("{facts}{one}\n"));
        let (new, _) = sound(&format!("{facts}{other}\n"));
        for (old, new) in [(&old, &new), (&new, &old)] {
            let compared = equal(old, new, &options(), &|_| true);
            let [Equality::Differs(difference)] = compared.iter().map(|one| &one.result).collect::<Vec<_>>()[..] else {
                panic!("{one}: {compared:#?}");
            };
            assert_ne!(difference.answers.0.status, difference.answers.1.status, "{one}");
        }
    }
}

/// Who is impossible is compared, too; two wordings of one combination are the same.
#[test]
fn impossible_lines_are_compared() {
    let rules = |line: &str| format!("facts\n  a: yes or no\n  b: yes or no\ndefine x as a\n{line}\n");
    let versions = ["impossible when a and b", "impossible when not (not a or not b)", "", "impossible when b"];
    let results = |old: &str, new: &str| {
        let ((old, _), (new, _)) = (sound(&rules(old)), sound(&rules(new)));
        equal(&old, &new, &options(), &|_| true).into_iter().map(|one| one.result).collect::<Vec<_>>()
    };
    assert!(matches!(results(versions[0], versions[0])[..], [Equality::Same]));
    assert!(matches!(results(versions[0], versions[1])[..], [Equality::Same, Equality::Same]));
    assert!(matches!(results(versions[0], versions[2])[..], [Equality::Refused { by_old: true, .. }, Equality::Same]));
    assert!(matches!(results(versions[2], versions[0])[..], [Equality::Refused { by_old: false, .. }, Equality::Same]));
    let one_more = results(versions[0], versions[3]);
    let [Equality::Refused { by_old: false, record }, Equality::Same] = &one_more[..] else { panic!("{one_more:?}") };
    assert_eq!(record.facts.iter().filter(|fact| fact.is_some()).count(), 1, "b alone is enough: {record:?}");
}

/// What a definition says of a fact that the record does not give makes no difference if it is open either way, unless
/// something else that is told depends on that fact, too.
#[test]
fn what_nobody_can_tell_apart_is_alike() {
    let facts = "finding clot\n  vein: deep or superficial\nfacts\n  sex: male, female or other\n  male: yes or no\n  \
                 clots: list of clot\n  weight: kg, 0 to 300\n";
    let define = |last: &str| {
        format!(
            "define x\n  sex is male when sex is known\n  male when male is known\n  {last} otherwise\n\
             define y as any clots where vein is deep\n\
             define z\n  male when clots is known\n  {last} otherwise\n\
             classify w\n  one when x and weight >= 90 kg\n  two when x\n  none otherwise\n"
        )
    };
    let same = |old: &str, new: &str, watched: &[usize]| {
        let ((old, _), (new, _)) = (sound(&format!("{facts}{old}")), sound(&format!("{facts}{new}")));
        let watched: Vec<ConclusionId> = watched.iter().map(|at| ConclusionId(*at)).collect();
        let compared = equal(&old, &new, &options(), &|_| true);
        let same =
            |one: &Compared| one.old.is_some_and(|id| watched.contains(&id)) && matches!(one.result, Equality::Same);
        compared.iter().filter(|one| same(one)).count() == watched.len()
    };
    let male = define("sex is male");
    assert!(same(&male, &define("sex is female"), &[0, 3]));
    assert!(same(&male, &define("sex is not male"), &[0, 3]));
    assert!(!same(&male, &define("male is known"), &[0]), "that is a plain no");
    let correlated = |text: String| format!("{text}define v as x and sex is male\n");
    assert!(!same(&correlated(male.clone()), &correlated(define("sex is female")), &[0, 3, 4]));
    let clots = |last: &str| format!("define y\n  male when clots is known\n  {last} otherwise\n");
    let deep = clots("any clots where vein is deep");
    assert!(same(&deep, &clots("no clots where vein is deep"), &[0]));
    assert!(!same(&deep, &clots("male"), &[0]));
    let weight = |last: &str| format!("define y\n  male when weight is known\n  {last} otherwise\n");
    assert!(same(&weight("weight >= 90 kg"), &weight("weight <= 90 kg"), &[0]));
    assert!(same(&weight("weight >= 90 kg"), &weight("weight >= 91 kg"), &[0]));
    assert!(!same(&weight("weight >= 90 kg"), &weight("weight >= 0 kg"), &[0]));
}
