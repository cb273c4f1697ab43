//! How a tree is kept: all its nodes in one row, each in front of those below it. A node needs no memory of its own
//! that way, and the row of a command that was walked serves the next one.

use std::marker::PhantomData;
use std::rc::Rc;

use super::ast::{Descriptor, Direction, Join, OperatorKind, Prefix};
use crate::script::Span;

/// Where the bytes of a text stand in the text that was given to the reader.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin {
    /// This many bytes further on.
    Shifted(usize),
    /// Nowhere: the text was derived from what stands here.
    Derived(Span),
}

/// What a node is. The nodes below it are named in the order in which they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Items.
    List,
    /// Commands; whether there are several.
    Item {
        join: Join,
        background: bool,
        piped: bool,
    },
    /// Assignments, words and redirections as they were written. The flags say whether there are such.
    Simple {
        assigns: bool,
        named: bool,
        redirects: bool,
    },
    /// Items; behind them, as with all compound commands, redirections.
    Group,
    /// Items.
    Subshell,
    /// Lists: condition and body of each arm, and what `else` leads to.
    If,
    /// The lists of the condition and of the body.
    Loop,
    /// The word of the name, the words that are `listed` and the list of the body.
    For {
        listed: bool,
    },
    /// The word in question; of each arm the words of its patterns and a list.
    Case,
    /// The word of the name and the command, if one follows.
    Function,
    /// Words.
    Test,
    /// The word of the index where it is `indexed`, and the word of the value. It ends where the name does.
    Assignment {
        append: bool,
        indexed: bool,
    },
    /// A word, or a [`Kind::Document`].
    Redirect {
        direction: Direction,
        fd: Descriptor,
    },
    /// Stands for the [`Kind::Body`] whose index is its start.
    Document,
    /// The parts of a here-document, wherever its text was come upon.
    Body,
    /// Parts.
    Word,
    /// A word that is its own only part; whether braces, patterns or a tilde may act in it.
    Plain {
        acting: bool,
    },
    /// A piece of the tree's text, or of the one that was `made`.
    Text {
        quoted: bool,
        made: bool,
    },
    Variable {
        quoted: bool,
    },
    /// An index and an operator, where there are such.
    Parameter {
        quoted: bool,
        prefix: Prefix,
        spreads: bool,
    },
    /// Parts.
    Index,
    /// Parts, or two operands.
    Operator(OperatorKind),
    /// Parts.
    Operand,
    /// Items, or a [`Kind::Inner`].
    Substitution {
        quoted: bool,
    },
    /// Items.
    Process {
        input: bool,
    },
    /// Parts.
    Arithmetic,
    /// Words.
    Array,
    /// Stands for the items of the inner tree whose index is its start.
    Inner,
    /// What was given up.
    Nothing,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// Where it stands in the text, as far as its kind says nothing else.
    pub(super) start: u32,
    pub(super) end: u32,
    /// Index of the first node behind it that is not below it.
    pub(super) next: u32,
}

/// The tree of a text.
#[derive(Debug)]
pub(crate) struct Tree {
    text: Rc<str>,
    origin: Origin,
    pub(super) nodes: Vec<Node>,
    /// Pieces that stand nowhere as they are.
    pub(super) made: String,
    /// The trees of texts that had to be unescaped before they were read.
    inner: Vec<Rc<Tree>>,
}

impl Tree {
    /// An empty tree with room for so many nodes.
    pub(super) fn new(text: Rc<str>, origin: Origin, room: usize) -> Self {
        Tree {
            text,
            origin,
            nodes: Vec::with_capacity(room),
            made: String::new(),
            inner: Vec::new(),
        }
    }

    /// An empty tree of the same text.
    pub(super) fn successor(&self, room: usize) -> Self {
        Tree::new(Rc::clone(&self.text), self.origin, room)
    }

    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.made.clear();
        self.inner.clear();
    }

    /// Appends a node without any below it, and returns its index.
    #[inline]
    pub(super) fn leaf(&mut self, kind: Kind, start: usize, end: usize) -> usize {
        let at = self.nodes.len();
        self.nodes.push(Node {
            kind,
            start: short(start),
            end: short(end),
            next: short(at + 1),
        });
        at
    }

    /// Appends a node. What follows is below it until it is closed.
    #[inline]
    pub(super) fn open(&mut self, kind: Kind, start: usize) -> usize {
        self.leaf(kind, start, start)
    }

    /// Ends a node, which is complete now, and says where it ends in the text.
    #[inline]
    pub(super) fn close(&mut self, at: usize, end: usize) {
        let next = short(self.nodes.len());
        if let Some(node) = self.nodes.get_mut(at) {
            (node.end, node.next) = (short(end), next);
        }
    }

    /// The same where it shows only now what the node is.
    #[inline]
    pub(super) fn close_as(&mut self, at: usize, kind: Kind, end: usize) {
        let next = short(self.nodes.len());
        if let Some(node) = self.nodes.get_mut(at) {
            (node.kind, node.end, node.next) = (kind, short(end), next);
        }
    }

    /// Gives up a node. What is below it stays where others refer to it.
    pub(super) fn give_up(&mut self, at: usize) {
        if self.nodes.len() == at + 1 {
            self.nodes.pop();
        } else {
            self.rename(at, Kind::Nothing);
            self.close(at, 0);
        }
    }

    /// Says better what a node is.
    pub(super) fn rename(&mut self, at: usize, kind: Kind) {
        if let Some(node) = self.nodes.get_mut(at) {
            node.kind = kind;
        }
    }

    pub(super) fn node(&self, at: usize) -> Option<&Node> {
        self.nodes.get(at)
    }

    /// Lets a node that stands for another refer to it.
    pub(super) fn refer(&mut self, at: usize, to: usize) {
        if let Some(node) = self.nodes.get_mut(at) {
            node.start = short(to);
        }
    }

    /// The text of a word, if it is plain: no quotes, no expansions.
    pub(super) fn plain(&self, word: usize) -> Option<&str> {
        let text = match self.nodes.get(word)?.kind {
            Kind::Plain { .. } => word,
            _ => word + 1,
        };
        let node = self.nodes.get(text).filter(|_| self.is_last(text))?;
        matches!(
            node.kind,
            Kind::Plain { .. } | Kind::Text { quoted: false, .. }
        )
        .then(|| self.piece(node))
    }

    /// Whether nothing stands behind a node but what is below it.
    pub(super) fn is_last(&self, at: usize) -> bool {
        self.nodes
            .get(at)
            .is_some_and(|node| node.next as usize == self.nodes.len())
    }

    /// Makes quoted text of the unquoted one among the nodes from an index on that are below no other of these.
    pub(super) fn quote_from(&mut self, at: usize) {
        let mut at = at;
        while let Some(node) = self.nodes.get_mut(at) {
            if let Kind::Text { quoted, .. } = &mut node.kind {
                *quoted = true;
            }
            at = node.next as usize;
        }
    }

    /// Gives a piece of quoted text another text.
    pub(super) fn replace_text(&mut self, at: usize, text: &str) {
        let start = short(self.made.len());
        self.made.push_str(text);
        if let Some(node) = self.nodes.get_mut(at) {
            node.kind = Kind::Text {
                quoted: true,
                made: true,
            };
            (node.start, node.end) = (start, short(self.made.len()));
        }
    }

    /// Keeps the tree of an unescaped text.
    pub(super) fn adopt(&mut self, tree: Tree) {
        let index = self.inner.len();
        self.inner.push(Rc::new(tree));
        self.leaf(Kind::Inner, index, index);
    }

    #[inline]
    pub(super) fn piece(&self, node: &Node) -> &str {
        let text = match node.kind {
            Kind::Text { made: true, .. } => &self.made,
            _ => &*self.text,
        };
        text.get(node.start as usize..node.end as usize)
            .unwrap_or_default()
    }

    #[inline]
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        match self.origin {
            Origin::Shifted(by) => Span {
                start: start + by,
                end: end.min(self.text.len()) + by,
            },
            Origin::Derived(span) => span,
        }
    }

    /// Everything that is below no other node.
    pub(crate) fn all<'t, V>(self: &'t Rc<Self>) -> Nodes<'t, V> {
        Nodes::new(self, 0, short(self.nodes.len()))
    }
}

/// Places and indices: no text comes near four gigabytes, the longest that is read being one megabyte.
fn short(place: usize) -> u32 {
    place as u32
}

/// A node in its tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'t> {
    tree: &'t Rc<Tree>,
    at: u32,
    pub(super) node: &'t Node,
}

impl<'t> Entry<'t> {
    #[inline]
    pub(super) fn piece(&self) -> &'t str {
        self.tree.piece(self.node)
    }

    #[inline]
    pub(super) fn span(&self) -> Span {
        self.tree
            .span(self.node.start as usize, self.node.end as usize)
    }

    /// The nodes below.
    #[inline]
    pub(super) fn below<V>(&self) -> Nodes<'t, V> {
        Nodes::new(self.tree, self.at + 1, self.node.next)
    }

    /// The node alone.
    pub(super) fn itself<V>(&self) -> Nodes<'t, V> {
        Nodes::new(self.tree, self.at, self.at + 1)
    }

    /// The node that its start is the index of.
    pub(super) fn referred(&self) -> Option<Entry<'t>> {
        let node = self.tree.nodes.get(self.node.start as usize)?;
        Some(Entry {
            tree: self.tree,
            at: self.node.start,
            node,
        })
    }

    /// The inner tree that its start is the index of.
    pub(super) fn inner(&self) -> Option<&'t Rc<Tree>> {
        self.tree.inner.get(self.node.start as usize)
    }
}

/// What a node is to those who walk the tree.
pub(crate) trait View<'t>: Sized {
    /// The node as such; `None` if it is something else, which is passed over.
    fn view(entry: Entry<'t>) -> Option<Self>;

    /// Whether a node is such a thing.
    fn is(entry: Entry<'t>) -> bool {
        Self::view(entry).is_some()
    }
}

/// Nodes that stand side by side, as far as they are of one kind.
#[derive(Debug)]
pub(crate) struct Nodes<'t, V> {
    tree: &'t Rc<Tree>,
    at: u32,
    end: u32,
    view: PhantomData<V>,
}

impl<V> Clone for Nodes<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Nodes<'_, V> {}

impl<'t, V> Nodes<'t, V> {
    #[inline]
    fn new(tree: &'t Rc<Tree>, at: u32, end: u32) -> Self {
        Nodes {
            tree,
            at,
            end,
            view: PhantomData,
        }
    }

    /// The same nodes seen as something else.
    pub(super) fn seen_as<W>(self) -> Nodes<'t, W> {
        Nodes::new(self.tree, self.at, self.end)
    }

    /// These nodes if it is so, else none.
    #[inline]
    pub(super) fn only_if(self, so: bool) -> Self {
        let end = if so { self.end } else { self.at };
        Nodes { end, ..self }
    }

    /// What the next node is, if there is one.
    #[inline]
    pub(super) fn next_kind(&self) -> Option<Kind> {
        let node = self.tree.nodes.get(self.at as usize)?;
        (self.at < self.end).then_some(node.kind)
    }

    /// The part of these nodes in front of what others begin with.
    pub(super) fn before<W>(self, others: &Nodes<'t, W>) -> Self {
        Nodes {
            end: others.at.max(self.at),
            ..self
        }
    }

    /// A hold on these nodes that outlasts the walk.
    pub(crate) fn keep(&self) -> Kept {
        Kept {
            tree: Rc::clone(self.tree),
            at: self.at,
            end: self.end,
        }
    }

    /// What the next node is seen as; one that is nothing of the kind stays the next.
    #[inline]
    pub(super) fn next_as<W>(&mut self, view: impl Fn(Entry<'t>) -> Option<W>) -> Option<W> {
        let before = self.at;
        let seen = view(self.entry()?);
        if seen.is_none() {
            self.at = before;
        }
        seen
    }

    #[inline]
    fn entry(&mut self) -> Option<Entry<'t>> {
        if self.at >= self.end {
            return None;
        }
        let at = self.at;
        let node = self.tree.nodes.get(at as usize)?;
        self.at = node.next;
        Some(Entry {
            tree: self.tree,
            at,
            node,
        })
    }
}

impl<'t, V: View<'t>> Nodes<'t, V> {
    /// Whether it is known without looking that there are no more.
    #[inline]
    pub(crate) fn ended(&self) -> bool {
        self.at >= self.end
    }

    #[inline]
    pub(crate) fn is_empty(mut self) -> bool {
        while let Some(entry) = self.entry() {
            if V::is(entry) {
                return false;
            }
        }
        true
    }
}

impl<'t, V: View<'t>> Iterator for Nodes<'t, V> {
    type Item = V;

    // What a view leads to shows only where it is used: there it is hardly ever put together.
    #[inline(always)]
    fn next(&mut self) -> Option<V> {
        loop {
            if let Some(view) = V::view(self.entry()?) {
                return Some(view);
            }
        }
    }
}

/// Nodes and the tree that holds them.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    tree: Rc<Tree>,
    at: u32,
    end: u32,
}

impl Kept {
    pub(crate) fn nodes<V>(&self) -> Nodes<'_, V> {
        Nodes::new(&self.tree, self.at, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_small() {
        assert_eq!(size_of::<Node>(), 16);
    }
}
