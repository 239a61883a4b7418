//! What every use case gets: who calls, in which request, and the means to act.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use hezong_domain::access::{Permission, Principal, Scope};
use hezong_domain::{AccountId, RequestId, Timestamp};
use hezong_storage::{Storage, UnitOfWork};
use tokio::sync::{Mutex, OwnedMutexGuard, Semaphore};

use crate::benefits::sheet::Payer;
use crate::clock::{Clock, SandboxClock};
use crate::entropy::Entropy;
use crate::mail::Mailing;
use crate::vault::Vault;
use crate::{Error, Result};

/// The means, wired once at start.
#[derive(Clone)]
pub struct ServicesParts {
    /// The database.
    pub storage: Arc<dyn Storage>,
    /// Business time: what coupons, cases and deadlines go by.
    pub clock: Arc<dyn Clock>,
    /// The machine's time: what sessions, tokens, second factors and signatures go by, whatever a
    /// sandbox does to business time.
    pub wall: Arc<dyn Clock>,
    /// The clock a sandbox moves; `None` outside sandboxes. Then `clock` is the same.
    pub sandbox: Option<Arc<SandboxClock>>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Seals secrets that must be read again.
    pub vault: Vault,
    /// Whether this server runs on demo data.
    pub is_demo: bool,
    /// Who pays partners at this site; `None` until that is entered. Then nothing is invoiced.
    pub payer: Option<Payer>,
}

struct Inner {
    parts: ServicesParts,
    /// How mails leave; `None` where messages stay in the box.
    mailing: Option<Mailing>,
    /// Password hashing is memory-hard on purpose; two at a time keep the server responsive.
    hashing: Semaphore,
    /// One writer per key at a time in this process: spares PostgreSQL most serialisation failures.
    turns: Vec<Arc<Mutex<()>>>,
}

/// The use cases' means; cheap to clone.
#[derive(Clone)]
pub struct Services(Arc<Inner>);

/// Facts of a request that are not about who calls.
#[derive(Debug, Clone)]
pub struct RequestFacts {
    /// Id shown to the caller.
    pub id: RequestId,
    /// Address of the caller.
    pub ip: String,
    /// What the caller's program calls itself.
    pub user_agent: String,
}

impl RequestFacts {
    /// Facts for work that no request started.
    pub fn internal(id: RequestId) -> Self {
        Self { id, ip: String::new(), user_agent: String::new() }
    }
}

impl Services {
    /// Wires the use cases.
    pub fn new(parts: ServicesParts) -> Self {
        Self::wired(parts, None)
    }

    fn wired(parts: ServicesParts, mailing: Option<Mailing>) -> Self {
        let turns = (0..64).map(|_| Arc::new(Mutex::new(()))).collect();
        Self(Arc::new(Inner { parts, mailing, hashing: Semaphore::new(2), turns }))
    }

    /// The same means under another clock: demo data is written as if time had passed. Nobody gets mail
    /// about what only seems to have happened.
    #[must_use]
    pub fn under_clock(&self, clock: Arc<dyn Clock>) -> Self {
        let wall = Arc::clone(&clock);
        Self::new(ServicesParts { wall, clock, sandbox: None, ..self.0.parts.clone() })
    }

    /// The same means at a site where somebody else pays, or nobody yet.
    #[must_use]
    pub fn with_payer(&self, payer: Option<Payer>) -> Self {
        Self::wired(ServicesParts { payer, ..self.0.parts.clone() }, self.0.mailing.clone())
    }

    /// The same means, with messages going out by mail too.
    #[must_use]
    pub fn with_mail(&self, mailing: Mailing) -> Self {
        Self::wired(self.0.parts.clone(), Some(mailing))
    }

    /// A context for a verified caller.
    pub fn context(&self, principal: Principal, request: RequestFacts) -> Context {
        Context { principal, request, services: self.clone() }
    }

    /// A context for jobs and commands.
    pub fn system(&self, account: AccountId, task: &str) -> Context {
        let facts = RequestFacts::internal(RequestId::new(task));
        self.context(Principal::system(account), facts)
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        self.0.parts.clock.now()
    }

    /// The machine's time, for what must not follow a sandbox.
    pub fn wall_now(&self) -> Timestamp {
        self.0.parts.wall.now()
    }

    /// The clock a sandbox moves; `None` outside sandboxes.
    pub fn sandbox(&self) -> Option<&SandboxClock> {
        self.0.parts.sandbox.as_deref()
    }

    /// Randomness.
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.0.parts.entropy
    }

    /// How mails leave; `None` where messages stay in the box.
    pub(crate) fn mailing(&self) -> Option<&Mailing> {
        self.0.mailing.as_ref()
    }

    /// Whether this server runs on demo data.
    pub fn is_demo(&self) -> bool {
        self.0.parts.is_demo
    }

    /// Who pays partners at this site, once that is entered.
    pub fn payer(&self) -> Option<&Payer> {
        self.0.parts.payer.as_ref()
    }

    /// Whether the database answers; for readiness.
    ///
    /// # Errors
    /// What the database said.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.storage().ping().await?)
    }

    pub(crate) fn storage(&self) -> &dyn Storage {
        &*self.0.parts.storage
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.0.parts.vault
    }

    pub(crate) fn hashing(&self) -> &Semaphore {
        &self.0.hashing
    }

    /// Waits for the turn of `key` among the writers of this process.
    pub(crate) async fn turn(&self, key: &str) -> OwnedMutexGuard<()> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let count = u64::try_from(self.0.turns.len()).unwrap_or(1);
        let index = usize::try_from(hasher.finish() % count).unwrap_or(0);
        match self.0.turns.get(index) {
            Some(turn) => Arc::clone(turn).lock_owned().await,
            None => Arc::new(Mutex::new(())).lock_owned().await,
        }
    }
}

/// Who calls, in which request, with which means.
#[derive(Clone)]
pub struct Context {
    principal: Principal,
    request: RequestFacts,
    services: Services,
}

impl Context {
    /// Who calls.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The request.
    pub fn request(&self) -> &RequestFacts {
        &self.request
    }

    /// The means.
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        self.services.now()
    }

    /// Refuses unless the caller may do something. Every use case calls it first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] with what is missing and what the caller has.
    pub fn authorize(&self, permission: Permission) -> Result<Scope> {
        if self.principal.may(permission) {
            Ok(self.principal.scope())
        } else {
            Err(Error::forbidden(&self.principal, permission))
        }
    }

    /// Opens a unit of work that only reads, for a caller who may.
    pub(crate) async fn read(
        &self,
        permission: Permission,
    ) -> Result<(Box<dyn UnitOfWork>, Scope)> {
        let scope = self.authorize(permission)?;
        Ok((self.services.storage().read().await?, scope))
    }
}
