//! The audit log: written by [`crate::act`], read by operations, checked by `verify`.

use hezong_contract::audit::{AUDIT_FILTERS, AuditRow};
use hezong_contract::{ListState, Listing};
use hezong_domain::AccountId;
use hezong_domain::access::Permission;
use hezong_storage::UnitOfWork;
use hezong_storage::audit::{AuditFilter, AuditLine};
use hezong_storage::verify::Breach;
use sha2::{Digest, Sha256};

use crate::act::{Act, Deed};
use crate::context::Context;
use crate::names::Names;
use crate::{Error, Result};

/// Hash before the first line of a chain.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash of a line: over the hash before it and its content, length-prefixed so that no two contents
/// read the same.
pub fn line_hash(line: &AuditLine) -> String {
    let mut hasher = Sha256::new();
    let seq = line.seq.to_string();
    let at = line.at.ms().to_string();
    let parts = [
        line.prev_hash.as_str(),
        line.account_id.as_str(),
        &seq,
        &at,
        &line.actor,
        &line.proof,
        &line.action,
        &line.target,
        &line.outcome,
        &line.detail,
        &line.ip,
        &line.request_id,
    ];
    for part in parts {
        hasher.update(part.len().to_string().as_bytes());
        hasher.update(b":");
        hasher.update(part.as_bytes());
    }
    hex::encode(hasher.finalize())
}

/// What is put into a line, before it takes its place in the chain.
struct Facts<'a> {
    action: &'a str,
    target: &'a str,
    outcome: &'a str,
    detail: &'a str,
}

async fn append(tx: &mut dyn UnitOfWork, cx: &Context, facts: Facts<'_>) -> Result<()> {
    let account_id = cx.principal().account_id().clone();
    let (seq, prev_hash) = match tx.audit().head(&account_id).await? {
        Some((seq, hash)) => (seq + 1, hash),
        None => (1, GENESIS.to_owned()),
    };
    let cut = |text: &str| text.chars().take(500).collect::<String>();
    let proof = serde_json::to_value(cx.principal().proof())?;
    let mut line = AuditLine {
        account_id,
        seq,
        at: cx.now(),
        actor: cx.principal().sign_in().to_owned(),
        proof: proof.as_str().unwrap_or_default().to_owned(),
        action: facts.action.to_owned(),
        target: cut(facts.target),
        outcome: facts.outcome.to_owned(),
        detail: cut(facts.detail),
        ip: cx.request().ip.clone(),
        request_id: cx.request().id.to_string(),
        prev_hash,
        hash: String::new(),
    };
    line.hash = line_hash(&line);
    tx.audit().append(&line).await?;
    Ok(())
}

/// Notes a finished act in its own transaction.
pub(crate) async fn done(act: &mut Act, action: &str, target: &str, detail: &str) -> Result<()> {
    let cx = act.cx.clone();
    append(&mut *act.tx, &cx, Facts { action, target, outcome: "done", detail }).await
}

/// Notes a refused act. Its transaction is gone, so this takes one of its own.
pub(crate) async fn refused(cx: &Context, deed: &Deed, error: &Error) -> Result<()> {
    let detail = match error {
        Error::Refused(refusal) => serde_json::to_string(refusal)?,
        Error::Case(refusal) => refusal.key.to_owned(),
        Error::Forbidden { permission, .. } => format!("needs {}", permission.as_str()),
        other => other.to_string(),
    };
    note(cx, deed.action, &deed.target, "refused", &detail).await
}

/// Notes something that is not an act of its own: a reveal, a failed sign-in.
pub(crate) async fn note(
    cx: &Context,
    action: &str,
    target: &str,
    outcome: &str,
    detail: &str,
) -> Result<()> {
    let _turn = cx.services().turn(cx.principal().account_id().as_str()).await;
    for _ in 0..10 {
        let mut tx = cx.services().storage().write().await?;
        let facts = Facts { action, target, outcome, detail };
        let written = append(&mut *tx, cx, facts).await;
        match written {
            Ok(()) => match tx.commit().await.map_err(Error::from) {
                Err(error) if error.is_conflict() => {}
                answer => return answer,
            },
            Err(error) if error.is_conflict() => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::Storage(hezong_storage::StorageError::Conflict))
}

/// Lists lines of all chains, newest first.
///
/// # Errors
/// Without [`Permission::OpsAudit`].
pub async fn list(cx: &Context, query: &str) -> Result<Listing<AuditRow>> {
    let (mut tx, _) = cx.read(Permission::OpsAudit).await?;
    let mut state = ListState::parse(query, AUDIT_FILTERS);
    let account_id = state.read("account", |text| AccountId::parse(text).ok());
    let filter = AuditFilter {
        search: state.get("q").to_owned(),
        actor: String::new(),
        account_id,
        action: state.get("action").to_owned(),
        outcome: state.get("outcome").to_owned(),
        from: state.day("from"),
        to: state.day_end("to"),
    };
    let page = tx.audit().list(&filter, state.window()).await?;
    let ids = page.rows.iter().map(|l| l.account_id.clone()).collect();
    let names = Names::of(&mut *tx, ids).await?;
    Ok(Listing {
        total: page.total,
        rows: page.rows.into_iter().map(|line| row(line, &names)).collect(),
        as_of: cx.now(),
        revealed: true,
        dropped: state.dropped,
    })
}

fn row(line: AuditLine, names: &Names) -> AuditRow {
    let refusal = serde_json::from_str(&line.detail).ok();
    AuditRow {
        seq: line.seq,
        account_display: names.display(&line.account_id),
        account_id: line.account_id.to_string(),
        at: line.at,
        actor: line.actor,
        proof: line.proof,
        action: line.action,
        target: line.target,
        outcome: line.outcome,
        detail: if refusal.is_some() { String::new() } else { line.detail },
        refusal,
        ip: line.ip,
        request_id: line.request_id,
        hash: line.hash.chars().take(12).collect(),
    }
}

/// Walks every chain and names the first line of each that does not follow from the one before.
pub(crate) async fn breaches(tx: &mut dyn UnitOfWork) -> Result<Vec<Breach>> {
    let mut found = Vec::new();
    for account in tx.audit().chains().await? {
        let (mut seq, mut hash) = (0, GENESIS.to_owned());
        'chain: loop {
            let lines = tx.audit().walk(&account, seq, 500).await?;
            if lines.is_empty() {
                break;
            }
            for line in lines {
                let expected = line_hash(&line);
                if line.seq != seq + 1 || line.prev_hash != hash || line.hash != expected {
                    found.push(Breach {
                        invariant: "audit.chain",
                        row: format!("{account}/{}", line.seq),
                        expected,
                        found: line.hash,
                    });
                    break 'chain;
                }
                (seq, hash) = (line.seq, line.hash);
            }
        }
    }
    Ok(found)
}
