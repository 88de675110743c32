//! Records from a stream of text: which formats there are.

mod csv;
mod csv_header;
mod csv_rows;
mod json;
mod json_text;
mod limits;
mod lines;
mod ndjson;
mod sink;
mod yaml;
mod yaml_tree;
mod yaml_words;

pub use limits::{MAX_ENTRIES, MAX_FILE_BYTES, MAX_NESTING, MAX_RECORD_BYTES, MAX_YAML_BYTES};
pub use sink::{Outcome, stem};

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use super::Lookup;
use crate::rulebase::Schema;

/// How records are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Yaml,
    Json,
    Ndjson,
    Csv,
}

impl Format {
    /// By the ending of a file name.
    pub fn of(path: &str) -> Option<Format> {
        let (_, ending) = path.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Some(Format::Yaml),
            "json" => Some(Format::Json),
            "ndjson" | "jsonl" => Some(Format::Ndjson),
            "csv" | "tsv" => Some(Format::Csv),
            _ => None,
        }
    }

    /// By the first bytes of a text without a name; the more of them the surer, some hundred are enough.
    pub fn sniff(start: &[u8]) -> Format {
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
        let line = start.split(|byte| *byte == b'\n').next().unwrap_or(start).trim_ascii_end();
        let inside = start.get(1..).unwrap_or_default().trim_ascii_start();
        match start.first() {
            Some(b'[') if matches!(inside.first(), None | Some(b'{' | b']')) => Format::Json,
            Some(b'{') if matches!(inside.first(), None | Some(b'"' | b'}')) => {
                if line.len() > 1 && line.ends_with(b"}") { Format::Ndjson } else { Format::Json }
            }
            _ if starts_like_yaml(line) => Format::Yaml,
            _ if line.iter().any(|byte| b",;\t".contains(byte)) => Format::Csv,
            _ => Format::Yaml,
        }
    }
}

fn starts_like_yaml(line: &[u8]) -> bool {
    let text = String::from_utf8_lossy(line);
    let name = text.split([',', ';', '\t']).next().unwrap_or_default();
    text.starts_with("---")
        || text.starts_with('#')
        || text.starts_with('%')
        || name.contains(": ")
        || name.ends_with(':')
}

/// Reads every record of `input` and hands it over; `file` is the name shown in messages. `each` may end the reading.
///
/// The only errors are those of `input` itself: a faulty record is an outcome like any other.
pub fn read(
    format: Format,
    file: &str,
    input: impl BufRead,
    lookup: &Lookup<'_>,
    each: &mut dyn FnMut(Outcome) -> ControlFlow<()>,
) -> io::Result<()> {
    let mut sink = sink::Sink::new(file, lookup, each);
    match format {
        Format::Yaml => yaml::read(input, &mut sink)?,
        Format::Json => json::read(input, &mut sink)?,
        Format::Ndjson => ndjson::read(input, &mut sink)?,
        Format::Csv => csv::read(input, &mut sink)?,
    }
    sink.end();
    Ok(())
}

/// All records of a text, for callers that have it in memory.
pub fn read_all(format: Format, file: &str, text: &[u8], schema: &Schema) -> Vec<Outcome> {
    let mut all = Vec::new();
    let mut each = |outcome| {
        all.push(outcome);
        ControlFlow::Continue(())
    };
    // memory does not fail to be read
    let _ = read(format, file, text, &Lookup::new(schema), &mut each);
    all
}
