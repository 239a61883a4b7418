//! Demo data: a small world with two partners and four customers, in which every state of quotas and
//! coupons occurs. Written through the same use cases people use, under a clock that is moved from the
//! past to now, so that every figure adds up and `verify` finds nothing.

mod benefits;
mod coupons;
mod experts;
mod members;
mod people;
mod quotas;

use std::sync::Arc;

use hezong_domain::Timestamp;
use hezong_domain::access::Principal;
use hezong_domain::time::{DAY_MS, HOUR_MS};
use hezong_services::clock::FixedClock;
use hezong_services::{Context, Error, RequestFacts, Services, setup};

/// Password of every demo sign-in.
pub const PASSWORD: &str = "Hezong-Demo-2026";

/// A demo sign-in, for the table printed at start and on the sign-in page.
pub struct SignIn {
    /// What is typed.
    pub sign_in: &'static str,
    /// Who it is.
    pub who: &'static str,
    /// Account id; empty for the vendor's people.
    pub account_id: &'static str,
    /// Access key; empty when there is none.
    pub access_key: &'static str,
    /// Secret key; empty when there is none.
    pub secret: &'static str,
}

/// Account id of the partner shanhai.
pub(crate) const SHANHAI: &str = "0a0000000000000000000000000000a1";
/// Account id of the partner beidou.
pub(crate) const BEIDOU: &str = "0a0000000000000000000000000000a2";
/// Account id of the customer acme.
pub(crate) const ACME: &str = "0c0000000000000000000000000000c1";
/// Account id of the customer tanghu.
pub(crate) const TANGHU: &str = "0c0000000000000000000000000000c2";
/// Account id of the customer qingmu.
pub(crate) const QINGMU: &str = "0c0000000000000000000000000000c3";
/// Account id of the customer nanshan.
pub(crate) const NANSHAN: &str = "0c0000000000000000000000000000c4";

macro_rules! sign_ins {
    ($($sign_in:literal, $who:literal, $id:expr, $ak:literal, $sk:literal;)*) => {
        /// Every demo sign-in.
        pub const SIGN_INS: &[SignIn] = &[$(SignIn {
            sign_in: $sign_in, who: $who, account_id: $id, access_key: $ak, secret: $sk,
        },)*];
    };
}

sign_ins! {
    "ops", "运营 周岚 · vendor operations", "", "", "";
    "ops2", "运营 许衡 · vendor operations", "", "", "";
    "eco", "生态经理 沈乔 · ecosystem manager", "", "", "";
    "finance", "财经 陆瑾 · payables", "", "", "";
    "finance2", "财经 方砚 · payables, the second person", "", "", "";
    "shanhai", "山海云科技 · partner administrator", SHANHAI, "HZAKSHANHAI000000001", "HZSKdemoShanhai00000000000000000000000001";
    "shanhai/lin", "山海云科技 客户经理 · account manager, no coupon rights", SHANHAI, "", "";
    "shanhai/he", "山海云科技 卡券专员 · coupon operator", SHANHAI, "", "";
    "shanhai/wen", "山海云科技 业务助理 · a role of the partner's own, looks only", SHANHAI, "", "";
    "chengche", "程澈 · an employee of shanhai's, own account", "", "", "";
    "beidou", "北斗数科 · another partner", BEIDOU, "HZAKBEIDOU0000000001", "HZSKdemoBeidou000000000000000000000000002";
    "acme", "安可科技 · customer of shanhai, resale", ACME, "HZAKACME000000000001", "HZSKdemoAcme0000000000000000000000000003";
    "tanghu", "棠湖网络 · customer of shanhai, resale", TANGHU, "", "";
    "qingmu", "青木设计 · customer of shanhai, referral", QINGMU, "", "";
    "nanshan", "南山智造 · customer of beidou, resale", NANSHAN, "", "";
}

/// The demo world while it is being written.
pub(crate) struct World {
    services: Services,
    clock: Arc<FixedClock>,
    now: Timestamp,
    vendor: hezong_domain::AccountId,
}

impl World {
    /// Moves the clock to `days` (and `hours`) from now; negative is the past.
    pub(crate) fn go_to(&self, days: i64, hours: i64) {
        let target = self.now.plus_ms(days * DAY_MS + hours * HOUR_MS);
        let here = hezong_services::Clock::now(&*self.clock);
        self.clock.advance(target.ms() - here.ms());
    }

    /// An instant `days` from now at the begin of its day at UTC+8.
    pub(crate) fn day(&self, days: i64) -> Timestamp {
        self.now.plus_days(days).local_midnight()
    }

    /// The last instant of the day `days` from now at UTC+8.
    pub(crate) fn day_end(&self, days: i64) -> Timestamp {
        self.day(days).plus_ms(DAY_MS - 1)
    }

    /// The system acting for the vendor.
    pub(crate) fn system(&self) -> Context {
        self.services.system(self.vendor.clone(), "demo")
    }

    /// A person acting at a browser.
    pub(crate) fn as_person(&self, principal: &Principal) -> Context {
        self.services.context(principal.clone(), facts())
    }
}

fn facts() -> RequestFacts {
    RequestFacts::internal(hezong_domain::RequestId::new("demo"))
}

/// Writes the demo data into an empty database; does nothing when it is there already.
///
/// # Errors
/// When storage fails.
pub async fn seed(services: &Services) -> Result<(), Error> {
    if setup::contents(services).await? == setup::Contents::Demo {
        return Ok(());
    }
    setup::mark_demo_begun(services).await?;
    let now = services.now();
    // The history of incentives begins before the quarter before last.
    let clock = Arc::new(FixedClock::at(now.plus_days(-300)));
    let services = services.under_clock(Arc::clone(&clock) as Arc<dyn hezong_services::Clock>);
    let vendor = people::operators(&services).await?;
    let world = World { services, clock, now, vendor };
    let cast = people::cast(&world).await?;
    benefits::live_through(&world, &cast).await?;
    experts::live_through(&world, &cast).await?;
    let quotas = quotas::grant(&world).await?;
    coupons::live_through(&world, &cast, &quotas).await?;
    members::live_through(&world, &cast).await?;
    setup::mark_demo_done(&world.services).await
}
