//! A page as headings, paragraphs, terms, lists and tables: made once from a report, written as text, Markdown or HTML.

/// A page, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    pub blocks: Vec<Block>,
}

/// A piece of a page that stands by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// What the page is about, and what stands on the far side of the same line.
    Title {
        text: String,
        aside: String,
    },
    Heading(String),
    Paragraph(Text),
    /// A name in front of each group of lines.
    Terms(Vec<Term>),
    List(Vec<Line>),
    Table {
        head: Vec<String>,
        rows: Vec<Vec<Text>>,
    },
}

/// A name, and what there is to say under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub name: String,
    /// It says something to act on at once, such as a conflict.
    pub urgent: bool,
    pub lines: Vec<Line>,
}

/// One line of a list, or behind a term; `depth` counts how far it stands inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub depth: usize,
    pub text: Text,
}

/// Words, each stretch with its mark.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(pub Vec<Span>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub mark: Mark,
    pub text: String,
}

/// How words stand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Plain,
    /// What the reader looks for first.
    Strong,
    /// What the reader may pass over.
    Quiet,
    /// The address of a page.
    Link,
    /// A box to tick and lines to write on; it holds no word of a rule file or record.
    ByHand,
}

impl Document {
    pub fn title(&mut self, text: impl Into<String>, aside: impl Into<String>) {
        self.blocks.push(Block::Title { text: text.into(), aside: aside.into() });
    }

    pub fn paragraph(&mut self, text: impl Into<Text>) {
        self.blocks.push(Block::Paragraph(text.into()));
    }

    /// Terms that have something to say; nothing where none has.
    pub fn terms(&mut self, terms: impl IntoIterator<Item = Term>) {
        let terms: Vec<Term> = terms.into_iter().filter(|term| !term.lines.is_empty()).collect();
        if !terms.is_empty() {
            self.blocks.push(Block::Terms(terms));
        }
    }

    /// A list below its heading; nothing where there is nothing to list.
    pub fn section(&mut self, heading: &str, lines: impl IntoIterator<Item = Line>) {
        let lines: Vec<Line> = lines.into_iter().collect();
        if !lines.is_empty() {
            self.blocks.extend([Block::Heading(heading.to_owned()), Block::List(lines)]);
        }
    }
}

impl Term {
    pub fn new(name: impl Into<String>, lines: impl IntoIterator<Item = Line>) -> Term {
        Term { name: name.into(), urgent: false, lines: lines.into_iter().collect() }
    }

    #[must_use]
    pub fn urgent(self) -> Term {
        Term { urgent: true, ..self }
    }
}

impl Line {
    pub fn new(text: impl Into<Text>) -> Line {
        Line { depth: 0, text: text.into() }
    }

    #[must_use]
    pub fn inside(self, depth: usize) -> Line {
        Line { depth: self.depth + depth, ..self }
    }
}

impl Text {
    pub fn plain(text: impl Into<String>) -> Text {
        Text::default().and(Mark::Plain, text)
    }

    pub fn strong(text: impl Into<String>) -> Text {
        Text::default().and(Mark::Strong, text)
    }

    pub fn quiet(text: impl Into<String>) -> Text {
        Text::default().and(Mark::Quiet, text)
    }

    /// The same with more words behind it.
    #[must_use]
    pub fn and(mut self, mark: Mark, text: impl Into<String>) -> Text {
        let text = text.into();
        if !text.is_empty() {
            self.0.push(Span { mark, text });
        }
        self
    }

    /// The words alone.
    pub fn words(&self) -> String {
        self.0.iter().map(|span| span.text.as_str()).collect()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text::plain(text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::plain(text)
    }
}
