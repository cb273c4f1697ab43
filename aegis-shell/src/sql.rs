//! Statements in texts for databases.

use crate::script::Statement;

/// The statements of a text that goes to `tool`.
pub(crate) fn statements(_text: &str, _tool: &str) -> Vec<Statement> {
    Vec::new()
}
