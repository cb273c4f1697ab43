//! AI services.

use crate::alphabet::{ALNUM, LETTER, LOWER_ALNUM, LOWER_HEX, URL64, WORD};
use crate::candidate::{Candidate, Candidates};
use crate::checksum::{Checked, crc_base62};
use crate::detector::{Detector, Extend, Form, Rank, Token};
use crate::entropy::{self, Floor, LONG, SHORT};
use crate::prefilter::Hit;
use crate::text::Text;
use crate::{Confidence, Severity, placeholder};

/// Base64 of "OpenAI", which stands in every key since 2022.
const OPENAI_MARK: &str = "T3BlbkFJ";
/// What is left of the mark where its first letters were altered.
const OPENAI_TAIL: &str = "BlbkFJ";

pub(crate) const OPENAI: Detector = Detector {
    id: "openai-api-key",
    name: "OpenAI project, service, admin or user key",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`sk-`, `sk-proj-`, `sk-svcacct-` or `sk-admin-`, then two random parts around base64 of `OpenAI`",
    source: "https://platform.openai.com/docs/api-reference/authentication",
    forms: &[
        Form::walk(OPENAI_MARK, openai),
        Form::walk(OPENAI_TAIL, openai_altered),
    ],
    examples: || {
        let (left, right) = ("q8Zt3mWk9LbX2vRc7NpY", "e5HsJ1dF4gUaT6iKoQzB");
        vec![
            format!("{}{left}{OPENAI_MARK}{right}", "sk-"),
            format!("{}{left}{right}{OPENAI_MARK}{right}{left}", "sk-proj-"),
        ]
    },
    counterexamples: || {
        vec![format!(
            "{}{OPENAI_MARK}{}",
            "sk-proj-xxxxxxxxxxxxxxxxxxxx", "xxxxxxxxxxxxxxxxxxxx"
        )]
    },
};

pub(crate) const ANTHROPIC: Detector = Detector {
    id: "anthropic-api-key",
    name: "Anthropic API, admin or OAuth key",
    severity: Severity::Critical,
    rank: Rank::Provider,
    shape: "`sk-ant-`, a kind such as `api03`, `-`, 93 URL-safe characters and `AA`",
    source: "https://docs.anthropic.com/en/api/overview",
    forms: &[Form::walk("sk-ant-", anthropic)],
    examples: || {
        vec![format!(
            "{}{}{}AA",
            "sk-ant-",
            "api03-",
            "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gU".repeat(3)
        )]
    },
    counterexamples: || {
        vec![format!(
            "{}{}",
            "sk-ant-",
            "api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        )]
    },
};

fn openai(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let start = text.run_back(hit.at, URL64, 120);
    let end = text.run(hit.at, URL64, 160);
    let token = text.slice(start..end);
    let kinds: [&[u8]; 4] = [b"sk-proj-", b"sk-svcacct-", b"sk-admin-", b"sk-"];
    let Some(kind) = kinds.into_iter().find(|k| token.starts_with(k)) else {
        return;
    };
    if !text.left_edge(start, true) {
        return;
    }
    let left = text.slice(start + kind.len()..hit.at);
    let right = text.slice(hit.at + OPENAI_MARK.len()..end);
    let fits = |part: &[u8]| (20..=80).contains(&part.len());
    if !fits(left)
        || !fits(right)
        || !SHORT.holds(left)
        || placeholder::in_token(left)
        || placeholder::in_token(right)
    {
        return;
    }
    let usual = matches!((left.len(), right.len()), (20, 20) | (58, 58) | (74, 74))
        && (kind != b"sk-" || ALNUM.all(left));
    let confidence = if usual {
        Confidence::Certain
    } else if left.len().abs_diff(right.len()) <= 16 {
        Confidence::High
    } else {
        Confidence::Low
    };
    out.push(Candidate::new(hit.detector, start..end).confidence(confidence));
}

/// `sk-` and 48 characters with most of the mark: somebody altered a key, which still shows most of it.
fn openai_altered(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let start = text.run_back(hit.at, URL64, 40);
    let end = text.run(hit.at, URL64, 60);
    let body = text.slice(start..end).strip_prefix(b"sk-");
    let fits = body.is_some_and(|b| b.len() == 48 && LONG.holds(b) && !placeholder::in_token(b));
    if fits && text.slice(hit.at.saturating_sub(2)..hit.at) != b"T3" && text.left_edge(start, true)
    {
        out.push(Candidate::new(hit.detector, start..end).confidence(Confidence::Low));
    }
}

fn anthropic(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let kind_at = hit.at + hit.form.literal.len();
    let dash = text.run(kind_at, ALNUM, 12);
    let kind = text.slice(kind_at..dash);
    if text.byte(dash) != Some(b'-') || !text.left_edge(hit.at, true) {
        return;
    }
    let end = text.run(dash + 1, URL64, 200);
    let body = text.slice(dash + 1..end);
    if !LONG.holds(body) || placeholder::in_token(body) {
        return;
    }
    let known = matches!(kind, b"admin01")
        || kind
            .strip_prefix(b"api")
            .is_some_and(|n| n.len() == 2 && n.iter().all(u8::is_ascii_digit));
    let session = matches!(kind, b"oat01" | b"ort01" | b"sid01" | b"sid02");
    let sequence = placeholder::is_sequence(body);
    let confidence = match body.len() {
        95 if known && body.ends_with(b"AA") && sequence => Confidence::Low,
        _ if sequence => return,
        95 if known && body.ends_with(b"AA") => Confidence::Certain,
        80..=120 if session => Confidence::High,
        90..=100 if known => Confidence::Low,
        80..=120 => Confidence::Low,
        _ => return,
    };
    out.push(Candidate::new(hit.detector, hit.at..end).confidence(confidence));
}

const BODY: &str =
    "q8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2Eq8Zt3mWk9LbX2vRc7NpYe5HsJ1dF4gUaT6iKoQzBw2E";
const HEX32: &str = "7da8b1ca1d2150c496e91440d777fea8";
/// What may follow a prefix of three bytes.
const FOLLOW: Extend = Extend::After(b"abcdefghijklmnopqrstuvwxyz0123456789");
const FOLLOW_HEX: Extend = Extend::After(b"abcdef0123456789");

pub(crate) const HUGGING_FACE: Detector = Detector {
    id: "huggingface-token",
    name: "Hugging Face user or organisation token",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "`hf_` or `api_org_` and 34 letters; `hf_oauth_` or `hf_jwt_` and 60 or more",
    source: "https://huggingface.co/docs/hub/security-tokens",
    forms: &[
        Form::token("hf_", LETTERS).extended(Extend::After(b"abcdefghijklmnopqrstuvwxyz")),
        Form::token("api_org_", LETTERS).anchored(3),
        Form::token(
            "hf_oauth_",
            Token::new(URL64.and(b"."), &[(60, 2000)], LONG),
        )
        .anchored(2),
        Form::token("hf_jwt_", Token::new(URL64.and(b"."), &[(60, 2000)], LONG)).anchored(2),
    ],
    examples: || {
        vec![format!(
            "HF_TOKEN={}{}",
            "hf_", "jYCNNYmxuBtgRinmPTvAmeHMXzbXxYAdwF"
        )]
    },
    counterexamples: || {
        vec![
            format!("{}{}", "hf_", "x".repeat(34)),
            "hf_generatedByHomeAppForDebuggingPurposesKey".to_owned(),
        ]
    },
};
const LETTERS: Token = Token::new(LETTER, &[(34, 34)], Floor::new(3.5, 12));

pub(crate) const SERVICES: Detector = Detector {
    id: "ai-service-key",
    name: "key of another AI service",
    severity: Severity::High,
    rank: Rank::Provider,
    shape: "a table of prefixes: OpenRouter, Groq, xAI, Perplexity, Replicate, NVIDIA, Cerebras, Fireworks, LangSmith, Langfuse, Tavily, Firecrawl, Pinecone, Jina, Brave, Vercel AI gateway, ElevenLabs, DeepSeek, Moonshot, Stability",
    source: "https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns",
    forms: &[
        Form::token(
            "sk-or-v1-",
            Token::new(LOWER_HEX, &[(64, 64)], entropy::HEX).vendor("OpenRouter"),
        )
        .anchored(2),
        Form::token(
            "gsk_",
            Token::new(ALNUM, &[(52, 52)], LONG)
                .verify(groq)
                .vendor("Groq"),
        ),
        Form::token("xai-", Token::new(URL64, &[(70, 120)], LONG).vendor("xAI")),
        Form::token(
            "pplx-",
            Token::new(ALNUM, &[(48, 48)], LONG).vendor("Perplexity"),
        ),
        Form::token(
            "r8_",
            Token::new(ALNUM, &[(37, 37)], SHORT).vendor("Replicate"),
        )
        .extended(FOLLOW),
        Form::token(
            "nvapi-",
            Token::new(URL64, &[(60, 70)], LONG).vendor("NVIDIA"),
        ),
        Form::token(
            "csk-",
            Token::new(LOWER_ALNUM, &[(48, 48)], LONG).vendor("Cerebras"),
        ),
        Form::token(
            "fw_",
            Token::new(ALNUM, &[(22, 24)], SHORT)
                .vendor("Fireworks")
                .near(60, &["fireworks"]),
        )
        .extended(FOLLOW),
        Form::token(
            "lsv2_pt_",
            Token::new(LOWER_HEX.and(b"_"), &[(43, 43)], entropy::HEX).vendor("LangSmith"),
        ),
        Form::token(
            "lsv2_sk_",
            Token::new(LOWER_HEX.and(b"_"), &[(43, 43)], entropy::HEX).vendor("LangSmith"),
        ),
        Form::token(
            "sk-lf-",
            Token::new(LOWER_HEX.and(b"-"), &[(36, 36)], entropy::HEX).vendor("Langfuse"),
        )
        .anchored(1),
        Form::token(
            "tvly-",
            Token::new(URL64, &[(32, 40)], SHORT).vendor("Tavily"),
        ),
        Form::token(
            "fc-",
            Token::new(LOWER_HEX, &[(32, 32)], entropy::HEX).vendor("Firecrawl"),
        )
        .extended(FOLLOW_HEX),
        Form::token(
            "pcsk_",
            Token::new(WORD, &[(69, 70)], LONG).vendor("Pinecone"),
        ),
        Form::token("jina_", Token::new(ALNUM, &[(60, 60)], LONG).vendor("Jina")),
        Form::token(
            "BSA",
            Token::new(URL64, &[(24, 40)], SHORT)
                .vendor("Brave")
                .near(60, &["brave", "x-subscription-token"]),
        )
        .extended(FOLLOW),
        Form::token(
            "vck_",
            Token::new(URL64, &[(56, 56)], LONG)
                .verify(crc_base62)
                .vendor("Vercel"),
        ),
        Form::word("elevenlabs", eleven_labs).anchored(4),
        Form::walk("sk-", bare_sk).extended(FOLLOW),
    ],
    examples: || {
        vec![
            format!("{}{HEX32}{HEX32}", "sk-or-v1-"),
            format!("{}{}", "gsk_", BODY.get(..52).unwrap_or_default()),
            format!("deepseek_key = {}{HEX32}", "sk-"),
        ]
    },
    counterexamples: || {
        vec![
            format!("deepseek_key = {}{}", "sk-", "0".repeat(32)),
            format!("{}{}", "pk-lf-", "7da8b1ca-1d21-50c4-96e9-1440d777fea8"),
            format!("{}{}", "task-", HEX32),
        ]
    },
};

/// Issued keys carry base64 of "Groq".
fn groq(token: &[u8], _body: usize) -> Checked {
    if memchr::memmem::find(token, b"WGdyb3FY").is_some() {
        Checked::Right
    } else {
        Checked::Unknown
    }
}

fn eleven_labs(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    let from = hit.at + hit.form.literal.len();
    let Some(at) = memchr::memmem::find(text.slice(from..from + 64), b"sk_") else {
        return;
    };
    let start = from + at;
    let end = text.run(start + 3, LOWER_HEX, 52);
    let value = text.slice(start + 3..end);
    let whole = text.left_edge(start, false) && text.byte(end).is_none_or(|b| !WORD.has(b));
    if value.len() == 48 && whole && entropy::HEX.holds(value) && !placeholder::in_token(value) {
        out.push(
            Candidate::new(hit.detector, start..end)
                .confidence(Confidence::High)
                .vendor("ElevenLabs"),
        );
    }
}

/// `sk-` and 32 hex digits or 48 letters and digits: several services, which only a word nearby tells apart.
fn bare_sk(hit: Hit, text: Text<'_>, out: &mut Candidates) {
    const HEX_KEY: Token = Token::new(LOWER_HEX, &[(32, 32)], entropy::HEX);
    const LONG_KEY: Token = Token::new(ALNUM, &[(48, 48)], LONG);
    let found = HEX_KEY.walk(hit, text).or_else(|| LONG_KEY.walk(hit, text));
    let Some(candidate) = found.filter(|c| text.byte(c.span.end) != Some(b'-')) else {
        return;
    };
    const VENDORS: &[(&str, &str)] = &[
        ("deepseek", "DeepSeek"),
        ("moonshot", "Moonshot"),
        ("kimi", "Moonshot"),
        ("stability", "Stability"),
    ];
    if memchr::memmem::find(text.slice(candidate.span.clone()), OPENAI_TAIL.as_bytes()).is_some() {
        return;
    }
    let vendor = VENDORS
        .iter()
        .find(|(word, _)| text.near(&candidate.span, 60, &[word]));
    let confidence = if vendor.is_some() {
        candidate.confidence
    } else {
        Confidence::Low
    };
    out.push(Candidate {
        vendor: vendor.map(|(_, name)| *name),
        ..candidate.confidence(confidence)
    });
}
