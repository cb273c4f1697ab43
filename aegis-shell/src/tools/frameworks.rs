//! Frameworks whose commands empty a database.

use super::tree::{PLAIN, Subcommand, Tree, sub};
use crate::reading::ActKind;
use crate::script::{SqlVerb, Statement};

pub(super) const TREES: &[Tree] = &[Tree {
    names: "artisan rails rake prisma typeorm sequelize knex django-admin",
    globals: "--trace --silent -n --schema= --force --force-reset --accept-data-loss",
    subcommands: RESETS,
    ..PLAIN
}];

const RESETS: &[Subcommand] = &[sub(
    "db:drop,db:reset,db:drop:all,db:purge,migrate:fresh,migrate:reset,migrate:refresh,db:wipe,schema:drop,migrate reset,flush,db:migrate:reset,db:schema:load",
    "--force --seed --skip-seed --force-reset -f -e= --env= --database=",
    |call| {
        let statement = Statement {
            verb: SqlVerb::Drop,
            object: Some("database".to_owned()),
            name: None,
            tool: call.program.to_owned(),
        };
        call.act(ActKind::Sql(statement));
    },
)];

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
        check("rails routes", "");
    }
}
