//! Reads what goes to a database, in SQL of any dialect or a store's own language, into statements.

mod clause;
#[cfg(test)]
mod examples;
mod mongo;
mod redis;
mod statement;
mod token;

use crate::script::Statement;

/// Every statement of `text` that would run, in its order. `tool` is the program or file kind it goes to, and says which
/// dialect it is in. Total and linear in the text's length.
pub(crate) fn statements(text: &str, tool: &str) -> Vec<Statement> {
    match tool {
        "redis-cli" | "valkey-cli" | "keydb-cli" => redis::statements(text, tool),
        "mongosh" | "mongo" => mongo::statements(text, tool),
        _ => statement::statements(text, tool),
    }
}

#[cfg(test)]
#[track_caller]
fn check(tool: &str, text: &str, expected: &[&str]) {
    let show = |statement: &Statement| {
        let mut shown = format!("{:?}", statement.verb);
        for part in [&statement.object, &statement.name].into_iter().flatten() {
            shown.push(' ');
            shown.push_str(part);
        }
        shown
    };
    let found: Vec<String> = statements(text, tool).iter().map(show).collect();
    assert_eq!(found, expected, "{text}");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn total(text in "(?s).{0,200}", tool in "psql|mysql|sqlite3|sqlcmd|redis-cli|mongosh") {
            super::statements(&text, &tool);
        }

        #[test]
        fn total_on_fragments(parts in prop::collection::vec("DELETE|FROM|WHERE|DROP|TABLE|WITH|AS|\\(|\\)|;|'|\"|\\$\\$|/\\*|--|BEGIN|END|EXPLAIN|x|1|=|,|\\.| |DO|EXECUTE", 0..40)) {
            super::statements(&parts.join(" "), "psql");
        }
    }
}
