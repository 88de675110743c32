//! Writing: standard output, standard error, files; a closed pipe ends quietly, a full disk does not.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use rulecheck::diagnostic::{Diagnostic, Style, code, render_all};
use rulecheck::report::document::Document;
use rulecheck::report::{Paper, html, markdown, text};
use rulecheck::source::Sources;

use super::Exit;
use super::args::ReportFormat;

/// Messages that are shown at once; nobody reads more, and a file that is no rule file has one for every line.
const MOST_SHOWN: usize = 200;

/// Prints to standard output.
pub fn stdout(text: &str) -> Exit {
    match io::stdout().lock().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()) {
        Ok(()) => Exit::Fine,
        Err(error) => unwritable("standard output", &error),
    }
}

/// What a command found, in the form that is asked for.
pub fn written(format: ReportFormat, report: &impl serde::Serialize, pages: &[Document]) -> String {
    let each = |write: &dyn Fn(&Document) -> String, between: &str| {
        pages.iter().map(write).collect::<Vec<String>>().join(between)
    };
    match format {
        ReportFormat::Text => each(&|page| text::text(page, paper(false)), "\n"),
        ReportFormat::Markdown => each(&markdown::markdown, "\n"),
        ReportFormat::Html => format!("{}{}{}", html::start("rulecheck"), each(&html::html, ""), html::end()),
        ReportFormat::Json => format!("{}\n", serde_json::to_string(report).unwrap_or_default()),
    }
}

/// A closed pipe means that the reader has seen enough.
pub fn unwritable(what: &str, error: &io::Error) -> Exit {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Exit::Fine;
    }
    let message = format!("{what} cannot be written: {}", plain(error));
    let diagnostic =
        Diagnostic::general(code::CANNOT_WRITE, message).help("check the place, its rights and its free space");
    diagnostics(&[diagnostic], &Sources::default());
    Exit::Unusable
}

/// Why reading or writing failed, in plain words.
pub fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not open it".to_owned(),
        io::ErrorKind::InvalidData => "it is not text in UTF-8".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is not a folder".to_owned(),
        _ => error.to_string(),
    }
}

/// Prints diagnostics to standard error.
pub fn diagnostics(all: &[Diagnostic], sources: &Sources) {
    let style = if colour(io::stderr().is_terminal()) { Style::Colour } else { Style::Plain };
    let (errors, warnings): (Vec<&Diagnostic>, Vec<&Diagnostic>) = all.iter().partition(|one| one.is_error());
    if all.len() <= MOST_SHOWN {
        return stderr(&render_all(all, sources, style));
    }
    // errors first: warnings may wait until they are gone
    let shown: Vec<Diagnostic> = errors.into_iter().chain(warnings).take(MOST_SHOWN).cloned().collect();
    stderr(&render_all(&shown, sources, style));
    stderr(&format!("{} more messages are not shown\n", all.len() - MOST_SHOWN));
}

/// Prints to standard error; nobody is left to tell if that fails.
pub fn stderr(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

fn colour(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none()
}

/// The paper of standard output.
pub fn paper(to_file: bool) -> Paper {
    Paper { width: 80, colour: !to_file && colour(io::stdout().is_terminal()) }
}

/// Where results go: a file, put in place only when it is whole, or standard output.
pub struct Sink {
    writer: Box<dyn Write>,
    name: String,
    /// The file being written, and the one it will become.
    place: Option<(std::path::PathBuf, std::path::PathBuf)>,
}

impl Sink {
    /// Opens a file for writing beside its place, or standard output.
    pub fn open(file: Option<&Path>) -> Result<Sink, Exit> {
        let Some(file) = file else {
            let writer = Box::new(io::BufWriter::new(io::stdout()));
            return Ok(Sink { writer, name: "standard output".to_owned(), place: None });
        };
        let name = format!("`{}`", file.display());
        let regular = std::fs::metadata(file).map_or(true, |metadata| metadata.is_file());
        let part = if regular { file.with_added_extension("part") } else { file.to_path_buf() };
        match std::fs::File::create(&part) {
            Ok(open) => Ok(Sink {
                writer: Box::new(io::BufWriter::new(open)),
                name,
                place: regular.then(|| (part, file.to_path_buf())),
            }),
            Err(error) => Err(unwritable(&name, &error).max(Exit::Unusable)),
        }
    }

    pub fn write(&mut self, text: &str) -> Result<(), Exit> {
        self.writer.write_all(text.as_bytes()).map_err(|error| unwritable(&self.name, &error))
    }

    /// Finishes the file and puts it in place.
    pub fn close(mut self) -> Result<(), Exit> {
        let done = self.writer.flush().and_then(|()| match &self.place {
            Some((part, place)) => std::fs::rename(part, place),
            None => Ok(()),
        });
        if done.is_ok() {
            self.place = None;
        }
        done.map_err(|error| unwritable(&self.name, &error))
    }
}

impl Drop for Sink {
    /// A file that was not finished leaves nothing behind.
    fn drop(&mut self) {
        if let Some((part, _)) = &self.place {
            // nobody is left to tell if that fails
            let _ = std::fs::remove_file(part);
        }
    }
}
