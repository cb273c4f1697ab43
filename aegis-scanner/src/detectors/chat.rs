//! Chat services.

use crate::Severity;
use crate::alphabet::URL64;
use crate::detector::{Detector, Form, Rank, Token};
use crate::entropy::SHORT;

const SLACK_TOKEN: Token = Token::new(URL64, &[(40, 170)], SHORT);

pub(crate) const SLACK: Detector = Detector {
    id: "slack-token",
    name: "Slack bot, user, app, session or configuration token",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`xoxb-`, `xoxp-` and relatives with numeric groups; `xapp-`",
    source: "https://api.slack.com/authentication/token-types",
    forms: &[
        Form::token("xoxb-", SLACK_TOKEN),
        Form::token("xoxp-", SLACK_TOKEN),
        Form::token("xapp-", SLACK_TOKEN),
    ],
    examples: || {
        vec![format!(
            "{}{}-{}-{}",
            "xoxb-", "417285936402", "529384716305", "q8Zt3mWk9LbX2vRc7NpYe5Hs"
        )]
    },
    counterexamples: || vec![format!("{}{}", "xoxb-", "my-bot-token")],
};
