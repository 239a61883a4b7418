//! Acts: the one way to write. Authorisation, transaction, audit line, idempotency, retry.

use std::future::Future;

use hezong_domain::access::Permission;
use hezong_domain::ledger::Entry;
use hezong_domain::{Refusal, Timestamp};
use hezong_storage::UnitOfWork;
use hezong_storage::ledger::PostedEntry;
use hezong_storage::operation::KeptAnswer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::context::Context;
use crate::entropy::Make;
use crate::{Error, Result, audit};

/// How often work is tried when others were faster.
const ATTEMPTS_MAX: u32 = 40;
/// How long the first answer under an idempotency key is kept (quality §1).
const ANSWER_KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// An act under way: a write transaction that knows whose it is.
pub struct Act {
    pub(crate) tx: Box<dyn UnitOfWork>,
    pub(crate) cx: Context,
    pub(crate) now: Timestamp,
    action: &'static str,
}

impl Act {
    /// Adds a ledger entry that explains a movement of this act.
    pub(crate) async fn post(&mut self, entry: Entry) -> Result<String> {
        let id = self.cx.services().entropy().transaction_id(self.now);
        let posted = PostedEntry {
            id: id.clone(),
            entry,
            actor: self.cx.principal().sign_in().to_owned(),
            on_behalf_of: self.cx.principal().account_id().to_string(),
            reason: self.action.to_owned(),
            request_id: self.cx.request().id.clone(),
            at: self.now,
        };
        self.tx.ledger().post(&posted).await?;
        Ok(id.to_string())
    }

    /// Ends the work with its value and the facts for the audit line.
    #[expect(clippy::unnecessary_wraps, reason = "it is the last word of closures that can fail")]
    pub(crate) fn done<T>(
        self,
        value: T,
        target: impl Into<String>,
        detail: impl Into<String>,
    ) -> Result<Done<T>> {
        Ok(Done { act: self, value, target: target.into(), detail: detail.into() })
    }
}

/// Finished work that is not committed yet.
pub struct Done<T> {
    act: Act,
    value: T,
    target: String,
    detail: String,
}

/// What an act is called and needs.
#[derive(Debug, Clone)]
pub struct Deed {
    /// What the caller must be allowed to do; `None` for acts on oneself.
    pub permission: Option<Permission>,
    /// Stable text of the act, e.g. `coupon.issue`.
    pub action: &'static str,
    /// What it is done to, as far as known before.
    pub target: String,
    /// Work on the same key waits for its turn in this process.
    pub turn: String,
}

impl Deed {
    /// An act that needs a permission.
    pub fn new(permission: Permission, action: &'static str, target: impl Into<String>) -> Self {
        let target = target.into();
        Self { permission: Some(permission), action, turn: target.clone(), target }
    }

    /// An act of a person on what is its own.
    pub fn own(action: &'static str, target: impl Into<String>) -> Self {
        let target = target.into();
        Self { permission: None, action, turn: target.clone(), target }
    }

    /// The same act, waiting for the turn of another key.
    #[must_use]
    pub fn in_turn(mut self, key: impl Into<String>) -> Self {
        self.turn = key.into();
        self
    }
}

/// An idempotency key and what was asked under it.
#[derive(Debug, Clone)]
pub struct Once {
    key: String,
    request_hash: String,
}

impl Once {
    /// A key together with everything the request says. An empty key asks for no protection.
    pub fn new(key: &str, request: &impl Serialize) -> Result<Option<Self>> {
        if key.is_empty() {
            return Ok(None);
        }
        let request_hash = hex::encode(Sha256::digest(serde_json::to_vec(request)?));
        Ok(Some(Self { key: key.chars().take(128).collect(), request_hash }))
    }
}

/// Does an act: authorises, opens the transaction, works, writes the audit line, commits; starts over
/// when others were faster. Refusals are audited too, in a transaction of their own.
///
/// # Errors
/// Whatever the work answers; [`Error::Forbidden`] before it begins.
pub async fn perform<T, F, Fut>(cx: &Context, deed: Deed, work: F) -> Result<T>
where
    F: Fn(Act) -> Fut,
    Fut: Future<Output = Result<Done<T>>>,
{
    let answer = attempt(cx, &deed, work).await;
    if let Err(error) = &answer
        && matches!(error, Error::Forbidden { .. } | Error::Refused(_) | Error::Case(_))
    {
        audit::refused(cx, &deed, error).await?;
    }
    answer
}

async fn attempt<T, F, Fut>(cx: &Context, deed: &Deed, work: F) -> Result<T>
where
    F: Fn(Act) -> Fut,
    Fut: Future<Output = Result<Done<T>>>,
{
    if let Some(permission) = deed.permission {
        cx.authorize(permission)?;
    }
    let _turn = cx.services().turn(&deed.turn).await;
    let mut tries = 0;
    loop {
        match once(cx, deed, &work).await {
            Err(error) if error.is_conflict() && tries < ATTEMPTS_MAX => {
                tries += 1;
                metrics::counter!("hezong_retries_total", "action" => deed.action).increment(1);
                back_off(cx, tries).await;
            }
            answer => {
                let outcome = if answer.is_ok() { "done" } else { "not_done" };
                metrics::counter!("hezong_acts_total", "action" => deed.action, "outcome" => outcome)
                    .increment(1);
                return answer;
            }
        }
    }
}

async fn once<T, F, Fut>(cx: &Context, deed: &Deed, work: &F) -> Result<T>
where
    F: Fn(Act) -> Fut,
    Fut: Future<Output = Result<Done<T>>>,
{
    let tx = cx.services().storage().write().await?;
    let act = Act { tx, cx: cx.clone(), now: cx.now(), action: deed.action };
    let Done { mut act, value, target, detail } = work(act).await?;
    audit::done(&mut act, deed.action, &target, &detail).await?;
    act.tx.commit().await?;
    Ok(value)
}

/// Does an act at most once per key: a repetition answers what the first one answered.
///
/// # Errors
/// [`Refusal::KeyReused`] when the key came with another request before.
pub async fn perform_once<T, F, Fut>(
    cx: &Context,
    deed: Deed,
    key: Option<Once>,
    work: F,
) -> Result<T>
where
    T: Serialize + DeserializeOwned,
    F: Fn(Act) -> Fut,
    Fut: Future<Output = Result<Done<T>>>,
{
    let Some(key) = key else {
        return perform(cx, deed, work).await;
    };
    let answer = attempt(cx, &deed, |act| keep(act, deed.action, &key, &work)).await;
    match answer {
        Ok(Kept::New(value) | Kept::Old(value)) => Ok(value),
        Err(error) => {
            if matches!(error, Error::Forbidden { .. } | Error::Refused(_) | Error::Case(_)) {
                audit::refused(cx, &deed, &error).await?;
            }
            Err(error)
        }
    }
}

enum Kept<T> {
    New(T),
    Old(T),
}

async fn keep<T, F, Fut>(
    mut act: Act,
    action: &'static str,
    key: &Once,
    work: &F,
) -> Result<Done<Kept<T>>>
where
    T: Serialize + DeserializeOwned,
    F: Fn(Act) -> Fut,
    Fut: Future<Output = Result<Done<T>>>,
{
    let account = act.cx.principal().account_id().clone();
    let full_key = format!("{action}:{}", key.key);
    if let Some(kept) = act.tx.operation().find_answer(&account, &full_key).await? {
        if kept.request_hash != key.request_hash {
            return Err(Refusal::KeyReused.into());
        }
        let value = serde_json::from_str(&kept.answer)?;
        return act.done(Kept::Old(value), full_key, "repeated");
    }
    let Done { mut act, value, target, detail } = work(act).await?;
    let answer = KeptAnswer {
        account_id: account,
        key: full_key,
        request_hash: key.request_hash.clone(),
        answer: serde_json::to_string(&value)?,
        created_at: act.now,
        expires_at: act.now.plus_ms(ANSWER_KEPT_MS),
    };
    act.tx.operation().keep_answer(&answer).await?;
    Ok(Done { act, value: Kept::New(value), target, detail })
}

/// Waits a little longer after every lost race, with jitter so that the losers do not meet again.
async fn back_off(cx: &Context, tries: u32) {
    let [jitter] = cx.services().entropy().bytes::<1>();
    let ms = u64::from(tries.min(12)) * 4 + u64::from(jitter % 16);
    tokio::time::sleep(std::time::Duration::from_millis(ms)).await;
}
