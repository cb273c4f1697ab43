//! Frameworks and hosted databases whose commands empty a database, or hand it a statement or a text of code.

use super::call::{Call, joined, nothing};
use super::list::indexed;
use super::tree::{PLAIN, Subcommand, Tree, groups, sub, subcommands};
use crate::reading::{ActKind, Language, PayloadKind};
use crate::script::{SqlVerb, Statement};

pub(super) const TREES: &[Tree] = &[
    Tree {
        names: "artisan rails rake prisma typeorm typeorm-ts-node-commonjs typeorm-ts-node-esm sequelize sequelize-cli knex mikro-orm \
            drizzle-kit django-admin",
        globals: indexed("--trace --silent -n --schema= --force --force-reset --accept-data-loss"),
        groups: groups("db migrate"),
        subcommands: subcommands(RESETS),
        ..PLAIN
    },
    Tree {
        names: "wrangler turso wp drush supabase pscale neonctl",
        globals: indexed("-c,--config= -e,--env= --path= --url= --org= --project-id= --debug"),
        groups: groups("d1 db database branch branches projects"),
        subcommands: subcommands(HOSTED),
        ..PLAIN
    },
];

const RESETS: &[Subcommand] = &[
    sub(
        "db:drop,db:reset,db:drop:all,db:purge,migrate:fresh,migrate:reset,migrate:refresh,db:wipe,schema:drop,migrate reset,flush,db:migrate:reset,db:schema:load",
        "--force --seed --skip-seed --force-reset -f -e= --env= --database=",
        |call| {
            let statement = Statement {
                verb: SqlVerb::Drop,
                object: Some("database".to_owned()),
                name: None,
                tool: call.program.to_owned(),
            };
            call.act(ActKind::Sql(Box::new(statement)));
        },
    ),
    sub(
        "db,dbconsole,dbshell",
        "-p,--include-password -e,--environment= --database=",
        |call| {
            call.act(ActKind::SqlFromStdin);
        },
    ),
    sub(
        "db execute",
        "--stdin --file=sqlfile --url= --schema=",
        |call| {
            if call.has("--stdin") {
                call.act(ActKind::SqlFromStdin);
            }
        },
    ),
    sub(
        "db push,db pull,db seed",
        "--force-reset --accept-data-loss --skip-generate",
        nothing,
    ),
    sub("query", "-d,--dataSource=", statements),
    sub("console,c", "-e,--environment= -s,--sandbox", |call| {
        let layer = call.layer();
        if !call.has("--sandbox") {
            call.payload(
                PayloadKind::Stdin {
                    language: Language::Ruby,
                    args: Vec::new(),
                },
                &layer,
            );
        }
    }),
    sub(
        "credentials:show,credentials:edit,encrypted:show,encrypted:edit",
        "-e,--environment= -k,--key=",
        |call| call.read_named("config/master.key"),
    ),
    sub("runner,r", "-e,--environment=", |call| {
        code(call, Language::Ruby, "-");
    }),
    sub(
        "shell",
        "-c,--command= -i,--interface= --settings=",
        |call| {
            code(call, Language::Python, "-c");
        },
    ),
    sub("tinker", "--execute=", |call| {
        code(call, Language::Php, "--execute");
    }),
];

const HOSTED: &[Subcommand] = &[
    sub(
        "d1 execute",
        "--command=sql --file=sqlfile --local --remote --env= -y,--yes --json --preview --persist-to=",
        nothing,
    ),
    sub("shell", "--execute=sql --org= --role= --replica", |call| {
        if !call.has("--execute") {
            call.act(ActKind::SqlFromStdin);
        }
    }),
    sub("db shell,db query,sql:query,sql-query,sqlq", "", |call| {
        if call.program == "turso" {
            call.line.operands.truncate(2);
            call.line.operands.reverse();
            call.line.operands.truncate(1);
        }
        statements(call);
    }),
];

fn statements(call: &mut Call<'_>) {
    match joined(&call.owned_operands()) {
        Some(text) => call.sql(&text),
        None => call.act(ActKind::SqlFromStdin),
    }
}

/// A text of code: the value of `option`, or the first operand where that is `-`.
fn code(call: &mut Call<'_>, language: Language, option: &str) {
    let text = match option {
        "-" => call.operand(0),
        option => call.value(option),
    };
    let layer = call.layer();
    if let Some(text) = text {
        call.code(language, text, Vec::new(), &layer);
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn resets() {
        check("rails db:drop", "sql Drop");
        check(
            "php artisan migrate:fresh",
            "php> artisan migrate:fresh; php> Php file artisan migrate:fresh",
        );
        check("prisma migrate reset --force", "sql Drop");
        check("rails db:migrate", "");
        check("prisma db push", "");
        check("wrangler d1 execute x --command 'DROP TABLE t'", "sql Drop");
        check("turso db shell x 'DROP TABLE t'", "sql Drop");
        check("wp db query 'DROP TABLE t'", "sql Drop");
        check("django-admin shell -c x", "django-admin shell> Python `x`");
        check("rails runner 'puts 1'", "rails runner> Ruby `puts 1`");
        check("artisan tinker --execute=x", "artisan tinker> Php `x`");
        check("rails routes", "");
        check("rails r 'puts 1'", "rails r> Ruby `puts 1`");
        check("rails c", "rails c> Ruby stdin");
        check("rails credentials:show", "read config/master.key");
        check("pscale shell db main --execute 'DROP TABLE t'", "sql Drop");
    }
}
