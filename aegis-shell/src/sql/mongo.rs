//! What a text for the MongoDB shell does to its collections.

use crate::code::lexer::{Piece, Tape, Token, lex};
use crate::reading::Language;
use crate::script::{SqlVerb, Statement};

pub(super) fn statements(text: &str, tool: &str) -> Vec<Statement> {
    let tape = lex(Language::JavaScript, text);
    let mut found = Vec::new();
    for at in 0..tape.len() {
        let called = tape.mark(at + 1) == "(" && at > 0 && matches!(tape.mark(at - 1), "." | "?.");
        if !called {
            continue;
        }
        if let Some((verb, object, name)) = method(&tape, at) {
            found.push(Statement {
                verb,
                object: Some(object.to_owned()),
                name,
                tool: tool.to_owned(),
            });
        }
    }
    if found.is_empty() && tape.len() > 0 {
        found.push(Statement {
            verb: SqlVerb::Other,
            object: None,
            name: None,
            tool: tool.to_owned(),
        });
    }
    found
}

fn method(tape: &Tape, at: usize) -> Option<(SqlVerb, &'static str, Option<String>)> {
    let open = at + 1;
    let owner = owner(tape, at);
    let deletes = if takes_everything(tape, open) {
        SqlVerb::DeleteWithoutWhere
    } else {
        SqlVerb::Delete
    };
    let updates = if takes_everything(tape, open) {
        SqlVerb::UpdateWithoutWhere
    } else {
        SqlVerb::Update
    };
    Some(match tape.name(at) {
        "dropDatabase" => (SqlVerb::Flush, "database", None),
        "drop" => (SqlVerb::Drop, "table", owner),
        "dropIndex" | "dropIndexes" | "dropSearchIndex" => (SqlVerb::Drop, "index", owner),
        "deleteMany" | "remove" => (deletes, "table", owner),
        "deleteOne" | "findOneAndDelete" | "findAndModify" => (SqlVerb::Delete, "table", owner),
        "updateMany" | "update" => (updates, "table", owner),
        "updateOne" | "replaceOne" | "findOneAndUpdate" | "findOneAndReplace" => {
            (SqlVerb::Update, "table", owner)
        }
        "insertOne" | "insertMany" | "insert" | "bulkWrite" | "save" => {
            (SqlVerb::Insert, "table", owner)
        }
        "renameCollection" | "convertToCapped" => (SqlVerb::Alter, "table", owner),
        "createCollection" => (SqlVerb::Create, "table", literal(tape, open + 1)),
        "createIndex" | "createIndexes" => (SqlVerb::Create, "index", owner),
        "createUser"
        | "updateUser"
        | "grantRolesToUser"
        | "revokeRolesFromUser"
        | "createRole"
        | "changeUserPassword" => (SqlVerb::Grant, "user", None),
        "dropUser" | "dropAllUsers" | "dropRole" | "dropAllRoles" => {
            (SqlVerb::Drop, "user", literal(tape, open + 1))
        }
        "runCommand" | "adminCommand" => return command(tape, open),
        _ => return None,
    })
}

/// `db.runCommand({drop: 'users'})`.
fn command(tape: &Tape, open: usize) -> Option<(SqlVerb, &'static str, Option<String>)> {
    let key_at = if tape.mark(open + 1) == "{" {
        open + 2
    } else {
        return None;
    };
    let key = literal(tape, key_at).unwrap_or_else(|| tape.name(key_at).to_owned());
    let value = literal(tape, key_at + 2);
    Some(match key.as_str() {
        "dropDatabase" => (SqlVerb::Flush, "database", None),
        "drop" => (SqlVerb::Drop, "table", value),
        "dropIndexes" => (SqlVerb::Drop, "index", value),
        "delete" => (SqlVerb::Delete, "table", value),
        "renameCollection" => (SqlVerb::Alter, "table", value),
        _ => return None,
    })
}

/// Whether the filter is absent or `{}`.
fn takes_everything(tape: &Tape, open: usize) -> bool {
    let close = tape.close(open);
    close == open + 1 || tape.mark(open + 1) == "{" && tape.close(open + 1) == open + 2
}

fn literal(tape: &Tape, at: usize) -> Option<String> {
    match tape.get(at) {
        Some(Token::Text(text)) => match text.pieces.as_slice() {
            [Piece::Plain(plain)] => Some(plain.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The collection before `.method`: `db.users`, `db['users']`, `db.getCollection('users')`.
fn owner(tape: &Tape, at: usize) -> Option<String> {
    let before = at.checked_sub(2)?;
    match tape.mark(before) {
        ")" | "]" => literal(tape, before.checked_sub(1)?),
        _ => Some(tape.name(before).to_owned()).filter(|name| !name.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use crate::sql::check;

    #[test]
    fn destructive() {
        check("mongosh", "db.dropDatabase()", &["Flush database"]);
        check("mongo", "db.users.drop()", &["Drop table users"]);
        check(
            "mongosh",
            "db.getCollection('users').drop()",
            &["Drop table users"],
        );
        check(
            "mongosh",
            "db['users'].deleteMany({})",
            &["DeleteWithoutWhere table users"],
        );
        check(
            "mongosh",
            "db.users.remove({ })",
            &["DeleteWithoutWhere table users"],
        );
        check(
            "mongosh",
            "db.users.updateMany({}, {$set: {a: 1}})",
            &["UpdateWithoutWhere table users"],
        );
        check(
            "mongosh",
            "use prod\ndb.runCommand({dropDatabase: 1})",
            &["Flush database"],
        );
    }

    #[test]
    fn others() {
        check("mongosh", "db.users.find().limit(5)", &["Other"]);
        check(
            "mongosh",
            "db.users.deleteMany({age: 3})",
            &["Delete table users"],
        );
        check(
            "mongosh",
            "print('db.users.drop()') // db.dropDatabase()",
            &["Other"],
        );
        check(
            "mongosh",
            "db.log.insertOne({note: 'dropDatabase()'})",
            &["Insert table log"],
        );
    }
}
