//! What may stand on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Clinical rules that clinicians write: check them, test them, run them on patient records.
#[derive(Parser)]
#[command(name = "rulecheck", version, about, max_term_width = 80)]
#[command(after_help = "Exit codes: 0 fine · 1 findings (failed tests, refused records) · 2 wrong use or broken rules")]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Run rules on patient records
    Eval(Eval),
    /// Check rule files: names, units, gaps, sources, dates
    Check(Check),
    /// Run the examples written in rule files
    Test(Test),
    /// Say what changed between two versions of rules, and which patients get another answer
    Diff(Diff),
    /// Alter rules one place at a time, and list what no example notices
    Mutate(Mutate),
    /// Prove rule files for every possible patient: promises, conflicts, gaps, lines that are for nobody
    Prove(Prove),
    /// Prove that two versions of rule files give everybody the same answers, or show who gets another
    Equal(Equal),
    /// Write example blocks for what the examples leave out, for a clinician to confirm
    Cases(Cases),
    /// Lay out rule files in the one standard form
    Fmt(Fmt),
    /// Explain a message by its code, such as R0203
    Explain(Explain),
    /// Say why a conclusion or a decision has its answer, what would settle it and what would turn it
    Why(Why),
    /// Ask for what is missing, the most telling first, until the answers are settled
    Ask(Ask),
    /// Show what rulecheck made of rule files
    Show(Show),
    /// Write a page that lists the rulebooks of a folder
    Index(Index),
    /// Write a rule file and a record to start from
    New(New),
    /// Print an empty record: every fact that rule files ask for
    Blank(Blank),
    /// Print completions for a shell
    Completions { shell: clap_complete::Shell },
}

/// How results are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, on a terminal
    Text,
    /// One object per record, one a line
    Json,
    /// One document per record
    Yaml,
    /// For letters and reports
    Markdown,
    /// A page to print or to put into a chart
    Html,
    /// A table: a row for each record
    Csv,
}

#[derive(Args)]
pub struct Eval {
    /// A rule file, or a folder of rule files
    pub rules: PathBuf,
    /// Record files (.yaml .json .ndjson .csv), folders, patterns, or - for standard input
    #[arg(required = true)]
    pub records: Vec<String>,
    /// The date that counts as now, for records without one of their own [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// Show only this conclusion, or the rules of this decision, and what belongs to it; may be given several times
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,
    /// Show everything there is to say, not only the first screen
    #[arg(long)]
    pub full: bool,
    /// Show everything, and for each conclusion what decided it
    #[arg(long)]
    pub why: bool,
    /// Show everything, and how far each number that decided an answer is from its limit
    #[arg(long)]
    pub margins: bool,
    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Spread JSON over several lines, for people
    #[arg(long)]
    pub pretty: bool,
}

#[derive(Args)]
pub struct Equal {
    /// A rule file or folder
    pub old: PathBuf,
    /// Another version of it
    pub new: PathBuf,
    /// Lists of findings are looked at with up to so many elements [default: as many as the rules count, at least 2]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(1..=8))]
    pub elements: Option<u8>,
    /// The date that counts as now [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
    #[arg(long, value_enum, default_value = "text")]
    pub format: PlainFormat,
}

#[derive(Args)]
pub struct Prove {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<PathBuf>,
    /// Lists of findings are looked at with up to so many elements [default: as many as the rules count, at least 2]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(1..=8))]
    pub elements: Option<u8>,
    /// Treat what is superfluous as a fault
    #[arg(long)]
    pub strict: bool,
    /// Also list lines, and items of `first of`, that hold together with an earlier one, which then counts
    #[arg(long)]
    pub overlaps: bool,
    /// The date that counts as now [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
    #[arg(long, value_enum, default_value = "text")]
    pub format: PlainFormat,
}

#[derive(Args)]
pub struct Check {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<PathBuf>,
    /// Treat warnings as errors
    #[arg(long)]
    pub strict: bool,
    /// List everything that a clinician has to confirm before use
    #[arg(long)]
    pub report: bool,
    /// The date that counts as now [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
    /// How the messages, or the report, are written
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people, on a terminal
    Text,
    /// With --report: a page to print, to sign, or to put in a ticket
    Markdown,
    /// With --report: the same as a page for a browser
    Html,
    /// For programs
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    Text,
    Json,
    /// JUnit XML, for build servers
    Junit,
    /// A page: the rule files line by line, with what the examples have shown of them
    Html,
}

#[derive(Args)]
pub struct Test {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<PathBuf>,
    #[arg(long, value_enum, default_value = "text")]
    pub format: TestFormat,
    /// List what the examples leave out: sides of conditions and thresholds, bands, lines, alternatives, rules; and
    /// what cannot be, with the reason
    #[arg(long)]
    pub coverage: bool,
    /// Fail if the examples show less of what could be shown than this, in percent
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub min: Option<u8>,
    /// The date that counts as now, for examples without one of their own [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlainFormat {
    /// For people, on a terminal
    Text,
    /// For programs
    Json,
}

#[derive(Args)]
#[command(
    after_help = "Exit codes: 0 every patient gets the same answers · 1 some get others · 2 wrong use or broken rules"
)]
pub struct Diff {
    /// The rule file or folder as it was
    pub old: PathBuf,
    /// The rule file or folder as it is now
    pub new: PathBuf,
    /// Record files, folders, patterns, or - for standard input [default: the examples of both versions]
    pub records: Vec<String>,
    #[arg(long, value_enum, default_value = "text")]
    pub format: PlainFormat,
    /// The date that counts as now, for records without one of their own [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
}

#[derive(Args)]
pub struct Mutate {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<PathBuf>,
    #[arg(long, value_enum, default_value = "text")]
    pub format: PlainFormat,
    /// Alter only this conclusion; may be given several times
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,
    /// The date that counts as now, for examples without one of their own [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
}

#[derive(Args)]
pub struct Cases {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<PathBuf>,
    /// Cases for everything, as if there were no examples yet
    #[arg(long)]
    pub all: bool,
    #[arg(long, value_enum, default_value = "text")]
    pub format: PlainFormat,
    /// The date that counts as now, for patients without one of their own [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
}

#[derive(Args)]
pub struct Fmt {
    /// Rule files or folders; none, or -, reads standard input and writes standard output
    pub rules: Vec<PathBuf>,
    /// Change nothing; fail if something would change
    #[arg(long)]
    pub check: bool,
}

#[derive(Args)]
pub struct Explain {
    /// The code of a message; without one, all codes are listed
    pub code: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    pub format: PlainFormat,
}

#[derive(Args)]
pub struct Why {
    /// A rule file, or a folder of rule files
    pub rules: PathBuf,
    /// A record file, or - for standard input
    pub record: String,
    /// The name of a conclusion, or of a decision
    pub name: String,
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
    #[arg(long, value_enum, default_value = "text")]
    pub format: WhyFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WhyFormat {
    /// For people, on a terminal
    Text,
    /// One object for each record and conclusion, one a line
    Json,
}

#[derive(Args)]
pub struct Ask {
    /// A rule file, or a folder of rule files
    pub rules: PathBuf,
    /// A record file to begin with [default: nothing is known]
    pub record: Option<PathBuf>,
    /// Ask only for what this conclusion needs; may be given several times [default: the rules and final conclusions
    /// of the rule file]
    #[arg(long, value_name = "NAME")]
    pub goal: Vec<String>,
    /// Write the record to a new file, for `rulecheck eval`
    #[arg(long, value_name = "FILE")]
    pub record_out: Option<PathBuf>,
    /// The date that counts as now, for a record without one of its own [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
    #[arg(long, value_enum, default_value = "text")]
    pub format: AskFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AskFormat {
    /// Questions, outcome and record on standard output
    Text,
    /// Questions on standard error; at the end one object with the outcome and the record
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// What the rules conclude and need, in words
    Words,
    /// The blocks as read
    Tree,
    /// The steps of the computation
    Program,
}

#[derive(Args)]
pub struct Show {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<PathBuf>,
    #[arg(long, value_enum, default_value = "words")]
    pub stage: Stage,
    /// Show only this conclusion
    #[arg(long, value_name = "NAME")]
    pub only: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    pub format: PlainFormat,
}

#[derive(Args)]
pub struct Index {
    /// A folder of rule files; the page is meant to stand in it
    pub folder: PathBuf,
}

#[derive(Args)]
pub struct New {
    /// The rule file to write; its record goes beside it
    #[arg(default_value = "my.rule")]
    pub file: PathBuf,
}

#[derive(Args)]
pub struct Blank {
    /// Rule files, or folders of them
    #[arg(required = true)]
    pub rules: Vec<PathBuf>,
    /// YAML to fill in by hand, or JSON
    #[arg(long, value_enum, default_value = "text")]
    pub format: PlainFormat,
}

fn date(text: &str) -> Result<Date, String> {
    let is_plain = text.len() == 10 && text.bytes().filter(|byte| *byte == b'-').count() == 2;
    let parsed = if is_plain { text.parse().ok() } else { None };
    parsed.ok_or_else(|| "write a date as year-month-day, such as 2026-11-20".to_owned())
}

/// What a bare `rulecheck` says.
pub fn welcome() -> String {
    format!(
        "rulecheck {}: clinical rules that clinicians write\n
  rulecheck new my.rule               write rules and a record to start from
  rulecheck check my.rule             find mistakes before any patient is seen
  rulecheck test my.rule              run the examples in it
  rulecheck eval my.rule record.yaml  run it on a patient record
  rulecheck why my.rule record.yaml NAME
                                      say why a conclusion has its answer
  rulecheck ask my.rule               ask for what is missing, fact by fact
  rulecheck explain R0203             explain a message\n
rulecheck --help lists everything.\n",
        env!("CARGO_PKG_VERSION")
    )
}
