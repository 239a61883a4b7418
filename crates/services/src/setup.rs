//! The first operator: without it nobody could sign in (`hezong create-operator`).

use hezong_domain::access::{Role, Roles};
use hezong_domain::accounts::{Account, AccountKind, Activity, User};
use hezong_domain::text;
use hezong_domain::{AccountId, ProblemKind, Problems, UserId};

use crate::act::{Deed, perform};
use crate::context::Services;
use crate::entropy::Make;
use crate::{Error, Result, password};

/// A person of the vendor's operations.
#[derive(Debug, Clone)]
pub struct NewOperator {
    /// What the person signs in with.
    pub sign_in: String,
    /// The person's name.
    pub display_name: String,
    /// Password.
    pub password: String,
    /// What the person is there for: a role of the vendor's.
    pub role: Role,
    /// The vendor's company name, used when the vendor's account is made.
    pub vendor_name: String,
}

/// Makes an operator, and the vendor's account if there is none yet.
///
/// # Errors
/// Wrong fields; a sign-in name in use.
pub async fn create_operator(services: &Services, new: &NewOperator) -> Result<UserId> {
    let mut problems = Problems::new();
    let sign_in = &text::account_name(&mut problems, "sign_in", &new.sign_in);
    text::new_password(&mut problems, "password", &new.password, &new.sign_in);
    if new.role.account_kind() != AccountKind::Vendor {
        problems.add("role", ProblemKind::NotAChoice);
    }
    let display = &text::bounded(&mut problems, "display_name", &new.display_name, true, 64);
    problems.into_result(())?;
    let hash = &password::hash(services, &new.password).await?;
    let vendor = &ensure_vendor(services, &new.vendor_name).await?;
    let cx = &services.system(vendor.clone(), "create-operator");
    perform(cx, Deed::own("operator.create", sign_in.as_str()), |mut act| async move {
        let user = User {
            id: services.entropy().user_id(act.now),
            account_id: vendor.clone(),
            sign_in: sign_in.clone(),
            display_name: display.clone(),
            email: String::new(),
            activity: Activity::Active,
            roles: Roles { preset: vec![new.role], custom: Vec::new() },
            created_at: act.now,
        };
        let taken = act.tx.accounts().find_by_name(sign_in).await?;
        if taken.is_some_and(|a| a.kind != AccountKind::Vendor)
            || !act.tx.identity().add_user(&user, hash).await?
        {
            return Err(Error::field("sign_in", ProblemKind::Taken));
        }
        act.done(user.id.clone(), sign_in.as_str(), "")
    })
    .await
}

/// The vendor's account; made when there is none. Names of the vendor's people are their own, so the
/// account's name is one nobody can sign in with.
async fn ensure_vendor(services: &Services, display_name: &str) -> Result<AccountId> {
    let mut tx = services.storage().write().await?;
    if let Some(vendor) = tx.accounts().vendor().await? {
        return Ok(vendor.id);
    }
    let vendor = Account {
        id: services.entropy().account_id(),
        kind: AccountKind::Vendor,
        name: "#vendor".to_owned(),
        display_name: display_name.trim().to_owned(),
        mobile: String::new(),
        email: String::new(),
        activity: Activity::Active,
        asks_code: false,
        created_at: services.now(),
    };
    tx.accounts().add(&vendor).await?;
    tx.commit().await?;
    Ok(vendor.id)
}

/// The vendor's account, for jobs; `None` on an empty database.
///
/// # Errors
/// When storage fails.
pub async fn vendor(services: &Services) -> Result<Option<AccountId>> {
    let mut tx = services.storage().read().await?;
    Ok(tx.accounts().vendor().await?.map(|a| a.id))
}

/// What a server is started for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Purpose {
    /// Real work: business time is the machine's.
    #[default]
    Real,
    /// Trying things out on data of one's own: business time can be moved.
    Sandbox,
    /// Looking around in demo data; business time can be moved.
    Demo,
}

impl Purpose {
    /// Whether business time can be moved.
    pub const fn has_clock(self) -> bool {
        !matches!(self, Self::Real)
    }
}

/// What a database holds, as far as starting a server needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contents {
    /// Nothing: no account at all.
    Empty,
    /// Demo data.
    Demo,
    /// Demo data that were never written to their end.
    DemoBegun,
    /// Data whose business time may have been moved.
    Sandbox,
    /// People of the vendor's and nobody else yet.
    Operators,
    /// Somebody's real data.
    Real,
}

/// The mark of a database with demo data.
const DEMO_MARK: &str = "demo";
/// The mark of a database whose business time can be moved.
const SANDBOX_MARK: &str = "sandbox";
/// The mark's value while demo data are being written.
const DEMO_BEGUN: &str = "begun";
/// The mark's value once they are there.
const DEMO_DONE: &str = "true";

/// What the database holds.
///
/// # Errors
/// When storage fails.
pub async fn contents(services: &Services) -> Result<Contents> {
    let mut tx = services.storage().read().await?;
    let mark = tx.operation().mark(DEMO_MARK).await?;
    if mark.as_deref() == Some(DEMO_DONE) {
        return Ok(Contents::Demo);
    }
    if tx.operation().mark(SANDBOX_MARK).await?.is_some() {
        return Ok(Contents::Sandbox);
    }
    let mut found = Contents::Empty;
    for kind in AccountKind::ALL {
        if tx.accounts().count(*kind).await? > 0 {
            found = match kind {
                _ if mark.is_some() => Contents::DemoBegun,
                AccountKind::Vendor => Contents::Operators,
                AccountKind::Partner | AccountKind::Customer => Contents::Real,
            };
        }
    }
    Ok(found)
}

/// Marks an empty database before demo data are written into it, so that it is never taken for real data
/// when that is interrupted.
///
/// # Errors
/// When storage fails.
pub async fn mark_demo_begun(services: &Services) -> Result<()> {
    set_mark(services, DEMO_MARK, DEMO_BEGUN).await
}

/// Marks a database as holding demo data, all of them, for good.
///
/// # Errors
/// When storage fails.
pub async fn mark_demo_done(services: &Services) -> Result<()> {
    set_mark(services, DEMO_MARK, DEMO_DONE).await
}

/// Marks an empty database as one whose business time can be moved, for good.
///
/// # Errors
/// When storage fails.
pub async fn mark_sandbox(services: &Services) -> Result<()> {
    set_mark(services, SANDBOX_MARK, "true").await
}

async fn set_mark(services: &Services, mark: &str, value: &str) -> Result<()> {
    let mut tx = services.storage().write().await?;
    tx.operation().set_mark(mark, value).await?;
    Ok(tx.commit().await?)
}
