//! Shell text to a tree: words, redirections, here-documents and the grammar of commands. Never fails.

pub(crate) mod ast;
mod compound;
mod document;
mod parameter;
mod parser;
mod redirect;
mod simple;
mod word;

#[cfg(test)]
mod tests;

pub(crate) use parser::{MAX_NESTING, Origin, parse, parse_each};
