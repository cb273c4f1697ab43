//! Expansion of words: braces, tilde, parameters, substitutions, splitting, patterns. Nothing is executed; what a
//! substitution prints is computed where that is possible and marked as unknown where not.

mod arithmetic;
mod braces;
mod field;
mod joined;
mod parameter;
mod pattern;

use compact_str::format_compact;

use crate::few::Few;
use crate::script::{Span, Text, Texts, Value, Values, Word};
use crate::syntax::ast::{Enclosed, Part, Parts, RawWord, Words};
use crate::syntax::bytes::{ACTING, PATTERN, TILDE};
use crate::unknown::Source;
use crate::walk::{Stream, Walker};
use braces::Piece;
pub(crate) use field::MAX_VALUES;
use field::{Draft, Drafts, Field, continue_text, multiply};
use joined::{Joined, Quality};

/// What a word costs besides its text, in bytes of the budget for expansions.
const WORD_COST: usize = 8;

/// What separates the fields of an unquoted expansion, unless IFS was set.
const BLANKS: &str = " \t\n";

/// Most rows of words that are kept for use again.
const MAX_SPARE_ROWS: usize = 4;

/// The rows of words that a command's words may come out as, mostly one.
pub(crate) type Rows = Few<Vec<Word>>;

impl Walker<'_> {
    /// The rows of words that these words may come out as: one row for most commands, several where a variable with
    /// several values splits differently.
    pub(crate) fn expand_words(&mut self, mut words: Words<'_>) -> Rows {
        let mut row = self.spare_row();
        self.expand_into(&mut row, &mut words);
        self.expand_onwards(row, words)
    }

    /// Expands words into a row, up to the first one that may come out in several ways.
    #[inline(always)]
    pub(crate) fn expand_into(&mut self, row: &mut Vec<Word>, words: &mut Words<'_>) {
        loop {
            let mut cost = 0;
            while let Some((text, span)) = words.next_literal() {
                cost += WORD_COST;
                row.push(Word {
                    values: Few::one(Value::Text(text.into())),
                    quoted: false,
                    span,
                });
            }
            self.charge(cost);
            let before = *words;
            let Some(word) = words.next() else {
                return;
            };
            if let Some(word) = self.only_way(&word) {
                row.push(word);
            } else if let Some(word) = self.substituted(&word) {
                row.push(word);
            } else {
                *words = before;
                return;
            }
        }
    }

    /// The rows that begin with a row and continue by what is left of the words.
    #[inline]
    pub(crate) fn expand_onwards(&mut self, row: Vec<Word>, words: Words<'_>) -> Rows {
        if words.ended() {
            return Few::one(row);
        }
        self.continue_by_words(row, words)
    }

    #[inline(never)]
    fn continue_by_words(&mut self, row: Vec<Word>, words: Words<'_>) -> Rows {
        let mut rows = Few::one(row);
        words.for_each(|word| self.push_raw(&word, &mut rows));
        rows
    }

    /// An empty row, with the memory of one that was run.
    #[inline]
    pub(crate) fn spare_row(&mut self) -> Vec<Word> {
        self.spare_rows.pop().unwrap_or_default()
    }

    /// What a word comes out as, if it can in one way only, as nearly all do.
    #[inline(always)]
    fn only_way(&mut self, word: &RawWord<'_>) -> Option<Word> {
        self.only_way_of(word.parts(), ACTING, word.span())
    }

    /// What a word comes out as that is one quoted substitution: one word, whatever that prints.
    #[inline(never)]
    fn substituted(&mut self, word: &RawWord<'_>) -> Option<Word> {
        let Part::Command(inner, true) = word.single()? else {
            return None;
        };
        self.charge(WORD_COST);
        let mut values = Values::new();
        self.substitute(inner).hand_over(|text| {
            self.charge(text.len());
            let value = Value::Text(text);
            if !values.contains(&value) {
                values.push(value);
            }
        });
        if values.is_empty() {
            values.push(Value::Text(Text::default()));
        }
        Some(Word {
            values,
            quoted: true,
            span: self.place(word.span()),
        })
    }

    /// The same of parts, in whose unquoted text these bytes act.
    #[inline(always)]
    fn only_way_of<'t>(
        &mut self,
        parts: impl Iterator<Item = Part<'t>>,
        acting: u32,
        span: Span,
    ) -> Option<Word> {
        let Joined { text, quality } = self.joined(parts, acting)?;
        let (made, span) = match quality {
            Quality::Literal => (0, span),
            Quality::Expanded | Quality::Quoted => (text.len(), self.place(span)),
        };
        self.charge(WORD_COST + made);
        Some(Word {
            values: Few::one(Value::Text(text)),
            quoted: quality == Quality::Quoted,
            span,
        })
    }

    /// Continues the rows by a word as the text has it.
    fn push_raw(&mut self, word: &RawWord<'_>, rows: &mut Rows) {
        let (parts, span) = (word.parts(), word.span());
        if let Some(word) = self.only_way(word).or_else(|| self.substituted(word)) {
            return continue_by(rows, word);
        }
        let Some((made, cut)) = braces::expand(parts) else {
            return self.push_word(parts, span, rows);
        };
        if cut {
            self.over_budget("words of a brace expansion");
        }
        for pieces in &made {
            self.push_word(pieces.iter().map(Piece::part), span, rows);
        }
    }

    /// Continues the rows by a word without braces.
    fn push_word<'t>(
        &mut self,
        parts: impl Iterator<Item = Part<'t>> + Clone,
        span: Span,
        rows: &mut Rows,
    ) {
        match self.only_way_of(parts.clone(), PATTERN | TILDE, span) {
            Some(word) => continue_by(rows, word),
            None => self.push_expanded(parts, span, rows),
        }
    }

    /// Takes a row back that was run: its memory serves another one.
    #[inline(always)]
    pub(crate) fn take_back(&mut self, mut row: Vec<Word>) {
        if self.spare_rows.len() < MAX_SPARE_ROWS {
            row.clear();
            self.spare_rows.push(row);
        }
    }

    /// Continues the rows by the ways in which a word can come out.
    fn push_expanded<'t>(
        &mut self,
        parts: impl Iterator<Item = Part<'t>>,
        span: Span,
        rows: &mut Rows,
    ) {
        self.charge(WORD_COST);
        let span = self.place(span);
        let mut drafts = self.drafts(parts);
        match drafts.pop() {
            Some(draft) if drafts.is_empty() => {
                for field in draft.finish() {
                    let word = field.into_word(span);
                    rows.iter_mut().for_each(|row| row.push(word.clone()));
                }
            }
            last => append(
                rows,
                merge(drafts.into_iter().chain(last).map(Draft::finish), span),
            ),
        }
    }

    /// The texts of a word that is neither split nor matched against names: a redirection, the value of an
    /// assignment, the word of `case`.
    pub(crate) fn expand_text(&mut self, word: &RawWord<'_>) -> Texts {
        match word.literal() {
            Some(text) => Few::one(text.into()),
            None => self.expand_parts(word.parts(), true),
        }
    }

    /// The word of a redirection: as [`Self::expand_text`], with its patterns.
    pub(crate) fn expand_single(&mut self, word: &RawWord<'_>) -> Word {
        let span = self.place(word.span());
        if let Some(text) = word.literal() {
            self.charge(text.len());
            return Word {
                values: Few::one(Value::Text(text.into())),
                quoted: false,
                span,
            };
        }
        if let Some(joined) = self.joined(word.parts(), PATTERN | TILDE) {
            self.charge(joined.text.len());
            return Word {
                quoted: joined.quality == Quality::Quoted,
                values: Few::one(Value::Text(joined.text)),
                span,
            };
        }
        let drafts = self.drafts(word.parts());
        let mut quoted = false;
        let mut values = Values::new();
        for draft in drafts {
            if let Some(field) = draft.finish().into_iter().next() {
                quoted |= field.is_quoted();
                values.push(field.into_value());
            }
        }
        if values.is_empty() {
            values.push(Value::Text(Text::default()));
        }
        Word {
            values,
            quoted,
            span,
        }
    }

    /// The texts of a here-document.
    pub(crate) fn expand_document(&mut self, body: &RawWord<'_>) -> Texts {
        self.expand_parts(body.parts(), false)
    }

    fn expand_parts(&mut self, mut parts: Parts<'_>, tilde: bool) -> Texts {
        match parts.single() {
            Some(Part::Literal(text) | Part::Quoted(text)) if !text.contains('~') => {
                return Few::one(text.into());
            }
            Some(Part::Command(inner, _)) => {
                let printed = self.substitute(inner);
                return self.made(printed);
            }
            _ => {}
        }
        // Nothing is split: what comes of a part continues each of the texts.
        let mut texts = Few::one(Text::default());
        let mut quoted = false;
        let mut acting = if tilde { TILDE } else { 0 };
        loop {
            let rest = parts;
            let Some(part) = parts.next() else {
                return self.made(texts);
            };
            let continued = self.piece(part, acting, |piece, quality| {
                quoted |= !tilde || quality == Quality::Quoted;
                texts.iter_mut().for_each(|text| continue_text(text, piece));
            });
            match (continued, part) {
                (Some(()), _) => {}
                (None, Part::Command(inner, own)) => {
                    quoted |= !tilde || own;
                    let printed = self.substitute(inner);
                    multiply(&mut texts, &printed, continue_text);
                }
                (None, _) => {
                    let begin = |text| Draft::begun_by(text, quoted);
                    let mut drafts = texts.into_iter().map(begin).collect();
                    self.push_parts(&mut drafts, rest, !tilde);
                    return self.made(drafts.into_iter().map(Draft::into_text).collect());
                }
            }
            // Only the first part may be a home.
            acting = 0;
        }
    }

    /// What an expansion made, which is something.
    fn made(&mut self, mut texts: Texts) -> Texts {
        match texts.single() {
            Some(text) => self.charge(text.len()),
            None => {
                if texts.is_empty() {
                    texts.push(Text::default());
                }
                texts.dedup();
                self.charge(texts.iter().map(Text::len).sum());
            }
        }
        texts
    }

    fn expand_patterns(&mut self, parts: Parts<'_>) -> Texts {
        let mut drafts: Drafts = Few::one(Draft::new(""));
        self.push_parts(&mut drafts, parts, false);
        drafts.into_iter().map(Draft::into_pattern).collect()
    }

    fn drafts<'t>(&mut self, parts: impl Iterator<Item = Part<'t>>) -> Drafts {
        let mut drafts: Drafts = Few::one(Draft::new(self.separators()));
        self.push_parts(&mut drafts, parts, false);
        self.charge(drafts.iter().map(Draft::len).sum());
        drafts
    }

    fn separators(&self) -> &'static str {
        match self
            .state
            .variables
            .get("IFS")
            .map(|variable| variable.values.as_slice())
        {
            Some([value]) => [",", ":", "/", "\n", "|", ";", "-", "_", ".", ""]
                .into_iter()
                .find(|known| known == value)
                .unwrap_or(BLANKS),
            _ => BLANKS,
        }
    }

    fn push_parts<'t>(
        &mut self,
        drafts: &mut Drafts,
        parts: impl Iterator<Item = Part<'t>>,
        quoted: bool,
    ) {
        for (at, part) in parts.enumerate() {
            match part {
                Part::Literal(text) if at == 0 && !quoted && text.starts_with('~') => {
                    self.push_tilde(drafts, text)
                }
                Part::Literal(text) if !quoted => {
                    drafts.iter_mut().for_each(|draft| draft.push_live(text))
                }
                Part::Literal(text) | Part::Quoted(text) => {
                    drafts.iter_mut().for_each(|draft| draft.push_quoted(text))
                }
                Part::Variable(name, own) => {
                    let texts = self.lookup(name);
                    push_texts(drafts, &texts, quoted || own);
                }
                Part::Parameter(parameter, own) => {
                    self.push_parameter(drafts, &parameter, quoted || own)
                }
                Part::Command(inner, own) => {
                    let texts = self.substitute(inner);
                    push_texts(drafts, &texts, quoted || own);
                }
                Part::Process(inner, input) => {
                    let path = self.process(inner, input);
                    drafts.iter_mut().for_each(|draft| draft.push_fixed(&path));
                }
                Part::Arithmetic(inner) => {
                    let text = self.arithmetic(inner);
                    drafts.iter_mut().for_each(|draft| draft.push_fixed(&text));
                }
                Part::Array(words) => self.push_array(drafts, &words),
            }
        }
    }

    fn push_array(&mut self, drafts: &mut [Draft], words: &Words<'_>) {
        let rows = self.expand_words(*words);
        let row = rows.into_iter().next().unwrap_or_default();
        for draft in drafts {
            for word in &row {
                draft.split();
                draft.push_quoted(first_text(word));
            }
        }
    }

    fn push_tilde(&mut self, drafts: &mut [Draft], text: &str) {
        let end = text.find('/').unwrap_or(text.len());
        let (prefix, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        let home = match prefix {
            "~" => self.context.home.as_deref().map(Text::from),
            "~+" => self.state.cwd.single().map(Text::from),
            "~-" => self.state.previous.single().map(Text::from),
            _ => self.user_home(prefix.trim_start_matches('~')),
        };
        for draft in drafts {
            match &home {
                Some(home) => draft.push_fixed(home),
                None => draft.push_live(prefix),
            }
            draft.push_live(rest);
        }
    }

    /// The home of a user, by the custom of the system that the context's home shows.
    fn user_home(&self, user: &str) -> Option<Text> {
        if user.is_empty()
            || !user
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
        {
            return None;
        }
        if user == "root" {
            return Some("/root".into());
        }
        let parent = self
            .context
            .home
            .as_deref()
            .filter(|home| home.starts_with("/Users/"))
            .map_or("/home", |_| "/Users");
        Some(format_compact!("{parent}/{user}"))
    }

    /// What `$( … )` puts in its place.
    fn substitute(&mut self, inner: Enclosed<'_>) -> Texts {
        let output = self.in_layer("$( )", inner.span(), |walker| {
            walker.with_listener(true, |walker| walker.subshell(inner.list()))
        });
        let mut texts = output.into_texts(&mut self.unknowns);
        for text in &mut texts {
            let stays = |byte: u8| !matches!(byte, b'\n' | b'\r');
            let kept = text.bytes().rposition(stays).map_or(0, |last| last + 1);
            if kept < text.len() {
                text.truncate(kept);
            }
        }
        texts.truncate(MAX_VALUES);
        texts
    }

    /// `<( … )` and `>( … )`: the name of the pipe. What flows through it is kept under that name.
    fn process(&mut self, inner: Enclosed<'_>, input: bool) -> Text {
        let path = self.pipe_name();
        if input {
            let output = self.in_layer("<( )", inner.span(), |walker| {
                walker.with_listener(true, |walker| walker.subshell(inner.list()))
            });
            let output = if output == Stream::Inherited {
                Stream::Unknown(Source::Output("a pipe".into()))
            } else {
                output
            };
            self.files.insert(path.clone(), output);
        } else {
            let kept = (path.clone(), inner.list().keep(), inner.span());
            self.deferred.push(kept);
        }
        path
    }
}

/// The first text of a word.
pub(crate) fn first_text(word: &Word) -> &str {
    match word.values.first() {
        Some(Value::Text(text) | Value::Glob(text) | Value::Prefix(text)) => text,
        _ => "",
    }
}

/// Every draft continued by every text of an expansion.
fn push_texts(drafts: &mut Drafts, texts: &[Text], quoted: bool) {
    if quoted {
        drafts.iter_mut().for_each(|draft| draft.push_quoted(""));
        multiply(drafts, texts, Draft::push_quoted);
    } else {
        multiply(drafts, texts, Draft::push_split);
    }
}

/// Ways with the same number of fields become one row of words with several values.
fn merge(ways: impl Iterator<Item = Few<Field>>, span: Span) -> Vec<Vec<Word>> {
    let rows = ways.take(MAX_VALUES).map(|fields| {
        let words = fields.into_iter().map(|field| field.into_word(span));
        words.collect::<Vec<Word>>()
    });
    let mut rows: Vec<Vec<Word>> = rows.collect();
    let width = rows.first().map_or(0, Vec::len);
    if width == 0 || rows.iter().any(|row| row.len() != width) {
        return rows;
    }
    let mut words = rows.remove(0);
    for row in rows {
        for (word, other) in words.iter_mut().zip(row) {
            word.quoted |= other.quoted;
            for value in other.values {
                if !word.values.contains(&value) {
                    word.values.push(value);
                }
            }
        }
    }
    vec![words]
}

/// Continues every row by a word.
fn continue_by(rows: &mut Rows, word: Word) {
    match rows.as_mut_slice() {
        [row] => row.push(word),
        rows => rows.iter_mut().for_each(|row| row.push(word.clone())),
    }
}

/// Continues every row by every way, as far as the limit goes.
fn append(rows: &mut Rows, ways: Vec<Vec<Word>>) {
    if let [way] = ways.as_slice() {
        rows.iter_mut().for_each(|row| row.extend_from_slice(way));
        return;
    }
    let continued = rows.iter().flat_map(|row| {
        ways.iter()
            .map(move |way| [row.as_slice(), way.as_slice()].concat())
    });
    *rows = continued.take(MAX_VALUES).collect();
}
