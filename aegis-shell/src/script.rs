//! What a reading yields: invocations (programs with their words) and effects (what would happen to the world).

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::few::Few;
use crate::option::OptionUse;

/// The length of a text for which room is made in advance.
const MAX_RESERVED: usize = 32 << 10;

/// A text that lies in place as long as it is short, as names, flags and most words are.
pub type Text = compact_str::CompactString;

/// A path in a folder: both, and a slash between them.
pub(crate) fn below(folder: &str, path: &str) -> Text {
    let length = folder.len() + 1 + path.len();
    let mut short = [0; size_of::<Text>()];
    let Some(room) = short.get_mut(..length) else {
        let mut text = String::with_capacity(length);
        text.push_str(folder);
        text.push('/');
        text.push_str(path);
        return text.into();
    };
    if let Some((start, [slash, end @ ..])) = room.split_at_mut_checked(folder.len()) {
        start.copy_from_slice(folder.as_bytes());
        *slash = b'/';
        end.copy_from_slice(path.as_bytes());
    }
    str::from_utf8(room).unwrap_or_default().into()
}

/// What a text may be: nearly always one, which lies in place.
pub(crate) type Texts = Few<Text>;

/// The values of a word: nearly always one, which lies in place.
pub type Values = Few<Value>;

/// A range of bytes in the text that was given to [`crate::read`]. For a text that was derived (a decoded payload,
/// an alias), the place in the given text that brought it in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// The whole reading of one command line.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[must_use]
pub struct Script {
    /// Programs that would be started, in the order of the text, wrappers included (`sudo rm` yields both).
    pub invocations: Vec<Invocation>,
    /// What they would do, in the same order.
    pub effects: Vec<Effect>,
    /// Script files that would run and whose content was neither written in this text nor given in the context:
    /// absolute paths. A caller who can read them may put them into [`crate::Context::files`] and read again.
    pub wanted_files: Vec<String>,
}

impl Script {
    /// Makes room for what a text of this length is likely to yield.
    pub(crate) fn reserve(&mut self, length: usize) {
        let likely = length.min(MAX_RESERVED) / 16 + 1;
        self.invocations.reserve(likely);
        self.effects.reserve(likely);
    }
}

/// One program with its words, after every wrapper was peeled off.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Invocation {
    /// Last component of the program's normalised name, without `.exe`; `None` if it cannot be known.
    pub program: Option<Text>,
    /// Subcommand path by the tool's table: `["push"]` for `git -C d push`, `["ec2", "terminate-instances"]` for `aws`.
    pub subcommands: Few<Text>,
    /// Flags and options in the order of the text, each with every spelling by which a rule may name it.
    pub options: Few<OptionUse>,
    /// Words that are neither options, option values nor subcommands.
    pub operands: Few<Word>,
    /// `NAME=value` words before the program.
    pub assignments: Vec<(Text, Word)>,
    /// The invocation as text: the words after expansion, joined by blanks. Unknown parts stand as they were written.
    pub text: Text,
    /// How sure it is that this program runs with these words.
    pub certainty: Certainty,
    /// The layers it was reached through, outermost first.
    pub via: Layers,
    /// Where it stands.
    pub span: Span,
}

impl Invocation {
    /// Everything in it stands where the text does that brought it in.
    pub(crate) fn stand_at(&mut self, span: Span) {
        self.span = span;
        let values = self.options.iter_mut().map(|option| {
            option.span = span;
            option.value.as_mut()
        });
        let words = values.flatten().chain(self.operands.iter_mut());
        let assigned = self.assignments.iter_mut().map(|(_, word)| word);
        words.chain(assigned).for_each(|word| word.span = span);
    }
}

/// A word after expansion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Word {
    /// What the word may be: one value for most words, several where branches or defaults meet; never empty.
    pub values: Values,
    /// Whether a part of it was quoted.
    pub quoted: bool,
    /// Where it stands.
    pub span: Span,
}

/// One possible value of a word.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Value {
    /// Exactly this text.
    Text(Text),
    /// A pattern that the shell would expand against the disk. Literal metacharacters are escaped by `\`.
    Glob(Text),
    /// Begins with this known text; the rest is unknown.
    Prefix(Text),
    /// Nothing is known.
    Unknown,
}

/// How sure a reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Certainty {
    /// An unknown word decides: this is what it could come to.
    Possible,
    /// As written.
    Certain,
}

/// A step that led from the text to an invocation or effect: `sudo`, `sh -c`, `here-document`, `$( )`, `xargs` …
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Layer {
    /// The name that a person would use for the step.
    pub name: Text,
    /// Where it stands.
    pub span: Span,
}

/// Layers, outermost first. Everything that is reached through the same ones shares them.
#[derive(Clone, Default)]
pub struct Layers {
    row: Option<Arc<[Layer]>>,
    /// How many of the row these are; what is further in belongs to others.
    count: usize,
}

impl Layers {
    /// These and one further in.
    pub(crate) fn with(&self, layer: Layer) -> Self {
        self.iter().cloned().chain([layer]).collect()
    }

    /// Leaves only the first `count` of them.
    #[inline]
    pub(crate) fn truncate(&mut self, count: usize) {
        self.count = self.count.min(count);
    }
}

/// Layers of a text that stands at a place, behind those which led to it.
pub(crate) fn layers_within(outer: &Layers, inner: &Layers, span: Span) -> Layers {
    let inner = inner.iter().map(|layer| Layer {
        name: layer.name.clone(),
        span,
    });
    outer.iter().cloned().chain(inner).collect()
}

impl Deref for Layers {
    type Target = [Layer];

    fn deref(&self) -> &[Layer] {
        let row = self.row.as_deref().unwrap_or_default();
        row.get(..self.count).unwrap_or_default()
    }
}

impl FromIterator<Layer> for Layers {
    fn from_iter<I: IntoIterator<Item = Layer>>(layers: I) -> Self {
        let row: Arc<[Layer]> = layers.into_iter().collect();
        let count = row.len();
        Layers {
            row: (count > 0).then_some(row),
            count,
        }
    }
}

impl PartialEq for Layers {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Layers {}

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<'a> IntoIterator for &'a Layers {
    type Item = &'a Layer;
    type IntoIter = std::slice::Iter<'a, Layer>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Serialize for Layers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// Something that a command line would do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// What.
    pub kind: EffectKind,
    /// How sure that is.
    pub certainty: Certainty,
    /// Index of the invocation in [`Script::invocations`] that does it, where one does (a redirect of a bare `>` has none).
    pub invocation: Option<usize>,
    /// The layers it was reached through, outermost first.
    pub via: Layers,
    /// The piece of text that brings it about.
    pub span: Span,
}

/// The kinds of effects.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "effect")]
#[non_exhaustive]
pub enum EffectKind {
    /// A file's content is read.
    Read {
        /// Which.
        path: FilePath,
    },
    /// A file or its metadata is created or changed; a device is written.
    Write {
        /// Which.
        path: FilePath,
    },
    /// A file or folder is removed.
    Delete {
        /// Which.
        path: FilePath,
        /// With everything below.
        recursive: bool,
    },
    /// A connection is made.
    Network {
        /// Host, without user and port; `None` if unknown.
        host: Option<Text>,
        /// The URL, where there is one.
        url: Option<Text>,
        /// HTTP method in capitals, where it is known.
        method: Option<Text>,
        /// Whether data can leave by it (upload, POST, remote shell, raw socket).
        sends: bool,
    },
    /// Code that comes from the network is executed (`curl … | sh`).
    RemoteCode {
        /// Where it comes from, where known.
        url: Option<Text>,
    },
    /// Code that cannot be read here is executed (decoded, computed, or the value of an unknown variable).
    OpaqueCode {
        /// Why it cannot be read, as a short phrase.
        why: Text,
    },
    /// Rights are raised or another user's are taken.
    Privilege {
        /// By which program.
        program: Text,
    },
    /// A statement goes to a database.
    Sql(Statement),
    /// The text asks for more work than the reader does; what is beyond was not read.
    OverBudget {
        /// Which bound, as a short phrase.
        bound: Text,
    },
}

/// The path of an effect.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FilePath {
    /// As written after expansion; `None` if it cannot be known.
    pub written: Option<Text>,
    /// Absolute and lexically normalised against the tracked working directory, `~` expanded; `None` if either is unknown.
    pub absolute: Option<Text>,
    /// Whether the path is a pattern that the shell expands.
    pub glob: bool,
    /// Well-known paths (absolute, or relative to an unknown folder) that such a pattern could match.
    pub could_match: Vec<String>,
}

/// A statement for a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// What it does.
    pub verb: SqlVerb,
    /// Kind of object it acts on (`table`, `database`, `index` …), in small letters, where there is one.
    pub object: Option<String>,
    /// Name of the object as written, without quotes.
    pub name: Option<String>,
    /// The program or file kind it goes to: `psql`, `redis-cli` …
    pub tool: String,
}

/// What a statement does, as far as rules care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SqlVerb {
    /// DROP of anything.
    Drop,
    /// TRUNCATE.
    Truncate,
    /// DELETE without WHERE at its own depth.
    DeleteWithoutWhere,
    /// DELETE with WHERE.
    Delete,
    /// UPDATE without WHERE at its own depth.
    UpdateWithoutWhere,
    /// UPDATE with WHERE.
    Update,
    /// ALTER.
    Alter,
    /// CREATE.
    Create,
    /// INSERT, MERGE, COPY FROM and other additions.
    Insert,
    /// GRANT or REVOKE and changes of roles.
    Grant,
    /// FLUSHALL and FLUSHDB, dropDatabase and other ways to empty a whole store.
    Flush,
    /// Reads and everything else.
    Other,
}
