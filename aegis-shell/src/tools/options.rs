//! The option grammar: how a program cuts its words into options, their values and operands, driven by one line of
//! data a program.
//!
//! A list of options reads like a usage line: `-f,--force -t,--target-directory=write --color=?`. Blanks separate
//! options, commas the spellings of one; `=` says that it takes a value, `=?` that it takes one only when attached,
//! `=!` that all words behind its value are operands, and a word behind that says what the value is (see
//! [`super::call`]); behind a flag such a word follows `:`. Reading such a list never fails and allocates nothing.

use super::list::{List, Listed, Reach, Takes};
use super::words;
use crate::few::Few;
use crate::option::{Names, OptionUse};
use crate::reading::{Operand, Operands, owned};
use crate::script::{Text, Value, Values, Word};

/// Where options may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Anywhere before `--`.
    Free,
    /// Before the first operand only; what follows belongs to somebody else.
    Strict,
}

/// What to make of an option that no list has, when a word follows that could be its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unlisted {
    /// It stands alone.
    Flag,
    /// It takes that word.
    Value,
}

/// The lists and habits of one program.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grammar<'a> {
    /// Lists of options, searched in order.
    pub(super) lists: &'a [List<'a>],
    pub(super) order: Order,
    /// Whether `-name` is one long option and not a cluster of letters.
    pub(super) single: bool,
}

/// A line of words, understood.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) options: Few<OptionUse>,
    /// What the table adds to each of them.
    notes: Few<Note>,
    /// The words that are left.
    pub(crate) operands: Operands<'a>,
    /// Index of the first operand behind `--`.
    pub(super) dashes: Option<usize>,
    /// Whether an unlisted option could as well have taken the next word.
    pub(super) doubtful: bool,
    /// Whether there was any unlisted option.
    pub(super) unlisted: bool,
    /// How many of the words were cut; those behind are operands as they stand.
    pub(super) cut: usize,
}

/// What is known of an option beside itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Note {
    /// The word behind `=` in the list.
    pub(super) role: &'static str,
    /// How many operands stood before it.
    pub(super) position: usize,
}

impl Line<'_> {
    /// Nothing was read yet. Inlined, it is made where it is kept.
    #[inline(always)]
    pub(super) fn new() -> Self {
        Line {
            options: Few::new(),
            notes: Few::new(),
            operands: Operands::new(),
            dashes: None,
            doubtful: false,
            unlisted: false,
            cut: 0,
        }
    }

    #[inline(always)]
    pub(super) fn push(&mut self, option: OptionUse, role: &'static str) {
        self.options.push(option);
        self.notes.push(Note {
            role,
            position: self.operands.len(),
        });
    }

    /// Whether a table says more of any option than its names.
    pub(super) fn has_roles(&self) -> bool {
        self.notes.iter().any(|note| !note.role.is_empty())
    }

    /// The options with what the table adds.
    pub(super) fn given(&self) -> impl Iterator<Item = (&OptionUse, Note)> {
        self.options.iter().zip(self.notes.iter().copied())
    }

    /// Takes over the options of the part of the line that stands behind this one.
    pub(super) fn extend(&mut self, behind: Line<'_>) {
        if behind.options.is_empty() {
            return;
        }
        self.options.extend(behind.options);
        self.notes.extend(behind.notes);
    }

    /// Takes over the options of the part of the line that stands before this one.
    pub(super) fn follow(&mut self, mut before: Line<'_>) {
        if before.options.is_empty() {
            return;
        }
        before.options.extend(std::mem::take(&mut self.options));
        before.notes.extend(std::mem::take(&mut self.notes));
        (self.options, self.notes) = (before.options, before.notes);
    }

    /// The same line with words of its own.
    pub(super) fn into_owned<'b>(self) -> Line<'b> {
        Line {
            options: self.options,
            notes: self.notes,
            operands: owned(self.operands),
            dashes: self.dashes,
            doubtful: self.doubtful,
            unlisted: self.unlisted,
            cut: self.cut,
        }
    }
}

/// Cuts `args` by `grammar`.
pub(super) fn parse<'a>(grammar: Grammar<'_>, args: &'a [Word], unlisted: Unlisted) -> Line<'a> {
    let mut line = Line::new();
    parse_into(grammar, args, unlisted, &mut line);
    line
}

/// The same into a line of which nothing was read before.
#[inline(always)]
pub(super) fn parse_into<'g, 'a>(
    grammar: Grammar<'g>,
    args: &'a [Word],
    unlisted: Unlisted,
    line: &'g mut Line<'a>,
) {
    let mut parser = Parser {
        grammar,
        args,
        next: 0,
        unlisted,
        line,
    };
    while let Some(word) = args.get(parser.next) {
        parser.next += 1;
        let is_option = match word.values.single() {
            Some(value) => parser.value(word, value),
            None => parser.values(word, &word.values),
        };
        if !is_option {
            parser.line.operands.push(Operand::Standing(word));
            if grammar.order == Order::Strict {
                break;
            }
        } else if parser.line.dashes.is_some() {
            break;
        }
    }
    let rest = args.get(parser.next..).unwrap_or_default();
    for word in rest {
        parser.line.operands.push(Operand::Standing(word));
    }
    parser.line.cut = parser.next;
}

/// What a word that may be an option is if it is none.
#[cold]
fn otherwise(word: &Word) -> Option<Word> {
    if word.values.iter().all(is_option) {
        return None;
    }
    let values: Values = word
        .values
        .iter()
        .filter(|value| !is_option(value) && **value != Value::Unknown)
        .cloned()
        .collect();
    (!values.is_empty()).then_some(Word {
        values,
        quoted: word.quoted,
        span: word.span,
    })
}

fn is_option(value: &Value) -> bool {
    option(value).is_some()
}

/// The text of a value that is an option.
#[inline(always)]
fn option(value: &Value) -> Option<&str> {
    words::letters(value).filter(|text| matches!(text.as_bytes(), [b'-', _, ..]))
}

struct Parser<'g, 'a> {
    grammar: Grammar<'g>,
    args: &'a [Word],
    next: usize,
    unlisted: Unlisted,
    line: &'g mut Line<'a>,
}

impl Parser<'_, '_> {
    /// Takes a word of one value, if it is an option or ends them.
    #[inline(always)]
    fn value(&mut self, word: &Word, value: &Value) -> bool {
        let Some(text) = option(value) else {
            return false;
        };
        if text == "--" && matches!(value, Value::Text(_)) {
            self.end();
        } else {
            self.option(word, value, text);
        }
        true
    }

    /// The same of a word of several values, some of which may be operands.
    #[cold]
    fn values(&mut self, word: &Word, values: &[Value]) -> bool {
        if !values.iter().any(is_option) {
            return false;
        }
        if words::is(word, "--") {
            self.end();
            return true;
        }
        for value in values {
            if let Some(text) = option(value) {
                self.option(word, value, text);
            }
        }
        if let Some(other) = otherwise(word) {
            self.line.operands.push(other.into());
        }
        true
    }

    /// What comes now are operands.
    fn end(&mut self) {
        self.line.dashes = Some(self.line.operands.len());
    }

    #[inline(always)]
    fn option(&mut self, word: &Word, lead: &Value, text: &str) {
        let long = text.starts_with("--") || self.grammar.single;
        if long {
            let (name, attached) = match text.split_once('=') {
                Some((name, value)) => (name, Some(part(word, lead, value))),
                None => (text, None),
            };
            self.long(word, name, attached);
        } else {
            self.cluster(word, lead, text);
        }
    }

    fn long(&mut self, word: &Word, name: &str, attached: Option<Word>) {
        let Some(listed) = self.find_long(name) else {
            self.line.unlisted = true;
            let value = attached.or_else(|| self.doubt());
            self.push(word, name.into(), value, "");
            return;
        };
        let value = match (listed.value, attached) {
            (Takes::Value | Takes::Rest, None) => self.take(),
            // `--flag=false` is how Go's programs take a flag back.
            (Takes::Nothing, Some(value)) if words::is(&value, "false") => return,
            (_, attached) => attached,
        };
        self.push_listed(word, listed, value);
    }

    /// `-rf`, `-uVALUE`, `-u=VALUE`, `-sd@file`.
    #[inline(always)]
    fn cluster(&mut self, word: &Word, lead: &Value, text: &str) {
        let mut letters = text.chars();
        letters.next();
        let mut unknown = false;
        while let Some(letter) = letters.next() {
            let rest = letters.as_str();
            let Some(listed) = self.find_letter(letter) else {
                if letter.is_ascii_alphanumeric() {
                    let value = if text.len() == 2 { self.doubt() } else { None };
                    let name = Text::from_iter(['-', letter]);
                    self.push(word, name.into(), value, "");
                }
                unknown = true;
                self.line.unlisted = true;
                continue;
            };
            let attached = || {
                let value = rest
                    .strip_prefix('=')
                    .filter(|value| !value.is_empty())
                    .unwrap_or(rest);
                let some = !rest.is_empty() || matches!(lead, Value::Prefix(_));
                some.then(|| part(word, lead, value))
            };
            match listed.value {
                Takes::Nothing if rest.starts_with('=') => {
                    if rest != "=false" {
                        self.push_listed(word, listed, attached());
                    }
                    return;
                }
                Takes::Nothing => self.push_listed(word, listed, None),
                Takes::Attached => return self.push_listed(word, listed, attached()),
                Takes::Value | Takes::Rest => {
                    let value = attached().or_else(|| self.take());
                    return self.push_listed(word, listed, value);
                }
            }
        }
        // A program with a grammar of its own may mean the whole word.
        if unknown && text.len() > 2 {
            self.push(word, text.into(), None, "");
        }
    }

    fn take(&mut self) -> Option<Word> {
        let value = self.args.get(self.next).cloned();
        self.next += usize::from(value.is_some());
        value
    }

    /// The next word, if an unlisted option is taken to have a value.
    fn doubt(&mut self) -> Option<Word> {
        let next = self.args.get(self.next)?;
        if next.values.iter().any(is_option) {
            return None;
        }
        self.line.doubtful = true;
        if self.unlisted == Unlisted::Value {
            self.take()
        } else {
            None
        }
    }

    #[inline(always)]
    fn push_listed(&mut self, word: &Word, listed: Listed, value: Option<Word>) {
        let names = if self.grammar.single {
            Names::doubled(listed.names)
        } else {
            Names::listed(listed.names)
        };
        self.push(word, names, value, listed.role);
        if listed.value == Takes::Rest {
            self.end();
        }
    }

    #[inline(always)]
    fn push(&mut self, word: &Word, names: Names, value: Option<Word>, role: &'static str) {
        let option = OptionUse {
            names,
            value,
            span: word.span,
        };
        self.line.push(option, role);
    }

    fn find(&self, name: &str, reach: Reach) -> Option<Listed> {
        let mut lists = self.grammar.lists.iter();
        lists.find_map(|list| list.find(name.as_bytes(), reach))
    }

    /// The option of one letter; no list has one beyond ASCII.
    fn find_letter(&self, letter: char) -> Option<Listed> {
        let name = [b'-', u8::try_from(letter).ok()?];
        let mut lists = self.grammar.lists.iter();
        lists.find_map(|list| list.find(&name, Reach::Whole))
    }

    fn find_long(&self, name: &str) -> Option<Listed> {
        let single = self
            .grammar
            .single
            .then(|| name.strip_prefix('-').unwrap_or(name))
            .filter(|single| single.starts_with('-'));
        let exact = self
            .find(name, Reach::Whole)
            .or_else(|| self.find(single?, Reach::Whole));
        if exact.is_some() {
            return exact;
        }
        if !name.starts_with("--") || name.len() < 4 || matches!(name, "--help" | "--version") {
            return None;
        }
        self.find(name, Reach::Beginning)
    }
}

/// `rest` as a word of its own, as far known as the value that it was cut from.
fn part(word: &Word, lead: &Value, rest: &str) -> Word {
    let value = match lead {
        Value::Prefix(_) if rest.is_empty() => Value::Unknown,
        Value::Prefix(_) => Value::Prefix(rest.into()),
        Value::Glob(_) => Value::Glob(rest.into()),
        Value::Text(_) | Value::Unknown => Value::Text(rest.into()),
    };
    Word {
        values: Few::one(value),
        quoted: word.quoted,
        span: word.span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::render::{show, words};

    const LIST: &str = "-f,--force -r,-R,--recursive -o,--output=write -i,--in-place=? -c=! -n,--dry-run:dry --reference=";

    fn parsed(grammar: Grammar<'_>, args: &str) -> String {
        let words = words(args);
        let line = parse(grammar, &words, Unlisted::Flag);
        let options = line.options.iter().map(|option| {
            let name = option.names.last();
            option
                .value
                .as_ref()
                .map_or(name.to_string(), |value| format!("{name}={}", show(value)))
        });
        let options: Vec<String> = options.collect();
        let operands: Vec<String> = line.operands.iter().map(|word| show(word)).collect();
        format!("{} | {}", options.join(" "), operands.join(" "))
    }

    fn check(args: &str, expected: &str) {
        let grammar = Grammar {
            lists: &[List::plain(LIST)],
            order: Order::Free,
            single: false,
        };
        assert_eq!(parsed(grammar, args), expected, "{args}");
    }

    #[test]
    fn shorts() {
        check("-rf a", "--recursive --force | a");
        check("-fo out a", "--force --output=out | a");
        check("-foout a", "--force --output=out | a");
        check("-o=out a", "--output=out | a");
        check("-i a", "--in-place | a");
        check("-i.bak a", "--in-place=.bak | a");
        check("a -f", "--force | a");
        check("-c x -f", "-c=x | -f");
        check("-", " | -");
        check("-o", "--output | ");
    }

    #[test]
    fn longs() {
        check("--output=x --output y", "--output=x --output=y | ");
        check("--rec --fo", "--recursive --force | ");
        check("--in-place a", "--in-place | a");
        check("--force=false a", " | a");
        check("-- --force", " | --force");
        check("--unheard=x --of a", "--unheard=x --of | a");
    }

    #[test]
    fn words_that_are_not_one_text() {
        check("<?|-rf> /", "--recursive --force | /");
        check("<-f|x>", "--force | x");
        check("<-f|-r>", "--force --recursive | ");
        check("<?> -f", "--force | <?>");
        check("--output=<?>", "--output=<?> | ");
        check("-o/etc/<?>", "--output=/etc/<?> | ");
        check("--output=*.txt", "--output=*.txt | ");
    }

    #[test]
    fn unlisted_options_show_letters_and_word() {
        check("-xz a", "-x -z -xz | a");
        check("-5 a", "-5 | a");
    }

    #[test]
    fn order_and_single_dashes() {
        let strict = Grammar {
            lists: &[List::plain(LIST)],
            order: Order::Strict,
            single: false,
        };
        assert_eq!(parsed(strict, "-f prog -r"), "--force | prog -r");
        assert_eq!(parsed(strict, "-- -r"), " | -r");
        let single = Grammar {
            lists: &[List::plain("-destroy -var=")],
            order: Order::Free,
            single: true,
        };
        assert_eq!(
            parsed(single, "-destroy --var=x -var y z"),
            "--destroy --var=x --var=y | z"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_word_is_lost_and_nothing_panics(args in proptest::collection::vec("-{0,2}[a-zé=.]{0,6}", 0..8)) {
            let words: Vec<Word> = args
                .iter()
                .map(|text| Word { values: Values::one(Value::Text(text.into())), quoted: false, span: Default::default() })
                .collect();
            let grammar = Grammar { lists: &[List::plain(LIST)], order: Order::Free, single: false };
            let line = parse(grammar, &words, Unlisted::Value);
            proptest::prop_assert!(line.operands.len() <= words.len());
            let plain = args.iter().filter(|text| !text.starts_with('-') || text.len() == 1).count();
            let values = line.options.iter().filter(|option| option.value.is_some()).count();
            proptest::prop_assert!(line.operands.len() + values >= plain);
        }
    }
}
