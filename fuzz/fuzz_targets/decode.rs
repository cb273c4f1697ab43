//! Any bytes as a hook's payload: a call or an error, a decision in either case, and never a panic.
#![no_main]

use aegis_core::ledger::MemoryLedger;
use aegis_core::{Agent, AskMode, Facts, Policy, Timestamp, ToolCall, evaluate};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let agent = Agent::ClaudeCode;
    let call = agent
        .decode("pre-tool-use", bytes)
        .unwrap_or_else(|error| ToolCall::unreadable(agent, String::new(), error.to_string()));
    let facts = Facts { home: Some("/home/dev"), repo: Some("/home/dev/shop"), ..Facts::default() };
    let mut ledger = MemoryLedger::default();
    let decision = evaluate(&call, &Policy::default(), &mut ledger, &facts, Timestamp::default());
    let answer = agent.encode("pre-tool-use", &call, &decision, AskMode::Block);
    assert_eq!(answer.exit == 0, decision.allows());
    assert!(decision.explanation().len() <= 4096);
});
