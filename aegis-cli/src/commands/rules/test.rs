//! `aegis rules test`: the judgement of one target, with nothing recorded, counted or asked.

use std::path::PathBuf;

use aegis_core::{Agent, Decision, DryRun, Reason, ToolCall, Trust, Verdict, evaluate};
use aegis_rules::{ActionType, RuleAction};
use aegis_store::{SqliteStore, StoreError, TrustedBy};
use serde_json::json;

use super::Here;
use crate::cli::{CliError, Exit};
use crate::console::Console;
use crate::hook::now;
use crate::policy::{self, LoadedPolicy};

/// Arguments of `aegis rules test`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// command_exec, file_read, file_write, file_delete, network_request, mcp_call, agent_spawn, prompt or other
    #[arg(value_parser = parse_type, value_name = "ACTION-TYPE")]
    action_type: ActionType,
    /// What the action is done to: the command line, the path, the URL or host, the MCP tool
    #[arg(allow_hyphen_values = true)]
    target: String,
    /// Working directory of the call [default: this one]
    #[arg(long, value_name = "DIR")]
    cwd: Option<PathBuf>,
    /// The agent that would make the call
    #[arg(long, default_value = "claude-code")]
    agent: Agent,
    /// The tool that the agent would name [default: the usual one for the action type]
    #[arg(long)]
    tool: Option<String>,
    /// The session of the call
    #[arg(long, default_value = "-")]
    session: String,
    /// Show how a command line was read
    #[arg(long)]
    explain: bool,
    /// As text or as a JSON object
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

fn parse_type(text: &str) -> Result<ActionType, aegis_rules::UnknownActionTypeError> {
    text.replace('-', "_").parse()
}

/// Judges the target and says what decided.
pub(crate) fn run(args: &Args, console: &mut Console) -> Result<Exit, CliError> {
    let here = Here::new(args.cwd.as_deref())?;
    let LoadedPolicy { policy, .. } = policy::load(&here.places, here.repo.as_ref());
    let cwd = here.cwd.to_string_lossy();
    let call = ToolCall::for_action(
        args.agent,
        &args.session,
        &cwd,
        args.tool.as_deref(),
        args.action_type,
        &args.target,
    );
    let facts = here.facts();
    let mut ledger = DryRun {
        trusts: repo_file_works(&here, &policy),
    };
    let decision = evaluate(&call, &policy, &mut ledger, &facts, now());
    match args.format {
        Format::Text => {
            text(&decision, console)?;
            if args.explain {
                for tree in call.trees(&facts) {
                    console.line(format_args!("\n{}", policy.scanner.redact(tree.trim_end())))?;
                }
            }
        }
        Format::Json => {
            let trees = if args.explain {
                call.trees(&facts)
            } else {
                Vec::new()
            };
            let trees: Vec<_> = trees
                .iter()
                .map(|tree| policy.scanner.redact(tree))
                .collect();
            let mut object = json!({
                "verdict": decision.verdict(),
                "action": decision.reasons().first().map_or(args.action_type, |r| r.action),
                "target": decision.target(),
                "findings": decision.findings(),
                "faults": decision.faults(),
                "matches": decision.reasons(),
                "message": decision.explanation(),
            });
            if args.explain
                && let Some(fields) = object.as_object_mut()
            {
                fields.insert("reading".to_owned(), json!(trees));
            }
            console.line(format_args!("{object:#}"))?;
        }
    }
    Ok(if decision.allows() {
        Exit::Success
    } else {
        Exit::Negative
    })
}

/// Whether the repo's rules would count as written: by configuration, by a person's trust, or as the first ones seen.
/// Asked without pinning anything; a database that is not there yet has pinned nothing.
fn repo_file_works(here: &Here, policy: &aegis_core::Policy) -> bool {
    let Some(repo) = &policy.repo else {
        return false;
    };
    let first_use = match policy.settings.trust {
        Trust::Always => return true,
        Trust::FirstUse => true,
        Trust::Required => false,
    };
    let Ok(dir) = here.places.data_dir() else {
        return false;
    };
    if !SqliteStore::exists(dir) {
        return first_use;
    }
    let pins = SqliteStore::open(dir, now())
        .map_err(StoreError::from)
        .and_then(|store| store.pins());
    pins.is_ok_and(|pins| match pins.iter().find(|pin| pin.file == repo.file) {
        Some(pin) => (first_use || pin.by == TrustedBy::Person) && pin.content == Some(repo.digest),
        None => first_use,
    })
}

fn text(decision: &Decision, console: &mut Console) -> Result<(), CliError> {
    let word = match decision.verdict() {
        Verdict::Allow => "allowed",
        Verdict::RequireApproval => "approval required",
        Verdict::Deny => "denied",
    };
    console.line(format_args!(
        "{word}: {} `{}`",
        decision.action(),
        decision.target()
    ))?;
    for fault in decision.faults() {
        console.line(format_args!("  fault: {}", fault.message))?;
    }
    if !decision.findings().is_empty() {
        console.line(format_args!(
            "  secrets: {}",
            decision.findings().join(", ")
        ))?;
    }
    let mut reasons = decision.reasons().iter();
    match reasons.next() {
        Some(first) => console.line(format_args!("  by {}", described(first)))?,
        None => console.line("  no rule matches")?,
    }
    if let Some(message) = decision.reasons().first().and_then(said) {
        console.line(format_args!("  message: {message}"))?;
    }
    let mut seen: Vec<String> = decision
        .reasons()
        .first()
        .map(described)
        .into_iter()
        .collect();
    for other in reasons.map(described) {
        if !seen.contains(&other) {
            console.line(format_args!("  also {other}"))?;
            seen.push(other);
        }
    }
    Ok(())
}

/// The rule's message; that of a limit is for those who have reached it.
fn said(reason: &Reason) -> Option<&str> {
    let counts = matches!(reason.rule_action, Some(RuleAction::RateLimit(_)));
    let within = counts && reason.verdict == Verdict::Allow;
    reason.message.as_deref().filter(|_| !within)
}

/// "`id` (global rules, file:line): deny file_delete `/` (`rm` inside `sudo`)".
fn described(reason: &Reason) -> String {
    let mut line = format!("rule `{}` ({} rules", reason.rule, reason.layer);
    if let Some(origin) = &reason.origin {
        line.push_str(", ");
        line.push_str(origin);
    }
    line.push_str("): ");
    line.push_str(match reason.rule_action {
        Some(RuleAction::RateLimit(_)) => "counts against a limit",
        Some(RuleAction::Audit) => "audit",
        Some(RuleAction::Allow) => "allow",
        _ if reason.possible => "approval, since an unknown value decides",
        _ if reason.verdict == Verdict::Deny => "deny",
        _ => "approval",
    });
    line.push_str(&format!(" {} `{}`", reason.action, reason.target));
    if let Some(via) = &reason.via {
        line.push_str(&format!(" ({via})"));
    }
    line
}
