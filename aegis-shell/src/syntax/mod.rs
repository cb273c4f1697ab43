//! Shell text to a tree: words, redirections, here-documents and the grammar of commands. Never fails.

pub(crate) mod ast;
pub(crate) mod bytes;
mod compound;
mod document;
mod expansion;
mod keyword;
mod nodes;
mod parameter;
mod parser;
mod redirect;
mod run;
mod simple;
mod word;

#[cfg(test)]
mod tests;

pub(crate) use nodes::{Kept, Origin};
pub(crate) use parser::{MAX_NESTING, parse, parse_each};
