//! Incentives of a large programme: 2,000 partners with 20 people each over 24 months. What the services take
//! behind the pages of partners and operations.

use std::time::Instant;

use hezong_domain::access::Role;
use hezong_domain::benefits::Actor;
use hezong_domain::incentives::{PolicyStanding, sample_policy};
use hezong_domain::members::{
    AssessmentState, Certificate, Employment, LinkState, Path, Post, Specialist,
};
use hezong_domain::{CaseId, CertificateId, Day, Fen, MemberId, Month, PartnerId};
use hezong_services::benefits::{case, claims, overview, payments, people, queue};
use hezong_services::{Context, benefits::deadlines};
use hezong_storage::benefits::{CaseRow, PolicyRow};
use hezong_testing::World;
use hezong_texts::Lang;
use serde_json::{Value, json};

use crate::Effort;

/// People of a partner.
const PEOPLE: usize = 20;
/// Months that were claimed.
const MONTHS: i64 = 24;
/// Scheme of all claims.
const SCHEME: &str = "si_presales";

/// Rows of one partner.
struct Rows {
    partner: PartnerId,
    name: String,
    today: Day,
    at: hezong_domain::Timestamp,
}

impl Rows {
    fn row(&self, benefit: &str, subject: &str, state: &str, data: &Value) -> CaseRow {
        CaseRow {
            id: CaseId::new(format!("{}-{}", self.name, subject.replace('/', "-"))),
            benefit: benefit.to_owned(),
            partner_id: self.partner.clone(),
            subject: subject.to_owned(),
            title: subject.to_owned(),
            account: None,
            state: state.to_owned(),
            turn: None,
            maker: None,
            version: 3,
            period: String::new(),
            amount: None,
            entered_on: self.today,
            submitted_on: Some(self.today),
            due_on: None,
            reminded_on: None,
            data: data.to_string(),
            created_at: self.at,
            changed_at: self.at,
        }
    }

    fn person(&self, index: usize) -> CaseRow {
        let id = format!("{}-m{index}", self.name);
        let person = Specialist {
            id: MemberId::new(&id),
            name: format!("Person {index} of {}", self.name),
            link: LinkState::Specialist,
            path: Path::SystemIntegration,
            grade: String::new(),
            employment: Employment {
                post: Some(Post::SolutionArchitect),
                cloud_since: Some(self.today.plus_months(-30)),
                hired_on: Some(self.today.plus_months(-40)),
                left_on: None,
                base_location: "Hangzhou".to_owned(),
                has_proof: true,
            },
            certificates: ["Huawei Cloud Business Professional", "HCCDP-SA"]
                .map(|code| Certificate {
                    id: CertificateId::new(format!("{id}-{code}")),
                    code: code.to_owned(),
                    valid_from: self.today.plus_months(-6),
                    valid_to: Some(self.today.plus_months(18)),
                    has_proof: true,
                    is_spent: false,
                })
                .to_vec(),
            assessment: AssessmentState::None,
            accepted_on: None,
            specialist_since: None,
            project: None,
        };
        let data = json!({
            "person": person, "account": id, "email": "person@example.com",
            "proof": "contract", "proofs": {},
        });
        let row = self.row("member_link", &id, "specialist", &data);
        CaseRow { title: format!("Person {index}"), account: Some(id), ..row }
    }

    fn claim(&self, month: Month, is_last: bool) -> CaseRow {
        let line = |index: usize| {
            json!({
                "member_id": format!("{}-m{index}", self.name), "name": format!("Person {index}"),
                "grade": "", "project": format!("P-{index}"), "amount": Fen::yuan(10_000),
                "proof": "labour contract and plan of the project",
            })
        };
        let lines: Vec<Value> = (0..PEOPLE).map(line).collect();
        let data = json!({
            "scheme": SCHEME, "month": month, "policy": 1, "is_frozen": !is_last, "lines": lines,
        });
        let state = if is_last { "reviewing" } else { "finalised" };
        let row = self.row("claim", &format!("{SCHEME}/{month}"), state, &data);
        CaseRow {
            period: month.to_string(),
            amount: Some(Fen::yuan(200_000)),
            turn: is_last.then_some(Actor::Reviewer),
            due_on: is_last.then(|| self.today.plus(5)),
            ..row
        }
    }

    fn payment(&self, quarter: hezong_domain::Quarter) -> CaseRow {
        let lines: Vec<Value> = quarter
            .months()
            .iter()
            .flat_map(|month| (0..PEOPLE).map(move |index| (*month, index)))
            .map(|(month, index)| {
                json!({
                    "month": month, "claim_id": format!("{}-{SCHEME}-{month}", self.name),
                    "member_id": format!("{}-m{index}", self.name),
                    "name": format!("Person {index}"), "amount": Fen::yuan(10_000),
                    "policy": 1,
                })
            })
            .collect();
        let data = json!({
            "quarter": quarter, "claims": [], "lines": lines, "total": Fen::yuan(600_000),
            "info": null, "approved_on": null, "invoices": [], "delivery": null, "file": null,
            "received_on": null, "payout": null,
        });
        let row = self.row("payment", &quarter.to_string(), "paid", &data);
        CaseRow { period: quarter.to_string(), amount: Some(Fen::yuan(600_000)), ..row }
    }

    /// Everything of the partner, the newest month still in review.
    fn all(&self) -> Vec<CaseRow> {
        let present = self.today.month();
        let mut rows: Vec<CaseRow> = (0..PEOPLE).map(|index| self.person(index)).collect();
        rows.extend((1..=MONTHS).map(|back| self.claim(present.plus(-back), back == 1)));
        let quarters = (1..=MONTHS / 3).map(|back| present.quarter().plus(-back));
        rows.extend(quarters.map(|quarter| self.payment(quarter)));
        rows
    }
}

/// Fills a world and answers its partners.
async fn fill(world: &World, partners: i64) -> Vec<PartnerId> {
    let at = world.services.now();
    let today = Day::of(at);
    let mut tx = world.storage.write().await.expect("writes");
    let from = today.plus_months(-MONTHS - 1).month().first();
    let policy = PolicyRow {
        version: 1,
        standing: PolicyStanding::Sample,
        from_on: from,
        body: serde_json::to_string(&sample_policy(from)).expect("json"),
        published_by: "bench".to_owned(),
        created_at: at,
        ended: None,
    };
    tx.benefits().add_policy(&policy).await.expect("adds");
    tx.commit().await.expect("commits");
    let mut filled = Vec::new();
    for index in 0..partners {
        let name = format!("p{index}");
        let partner = world.partner(&name).await;
        let rows = Rows { partner: partner.clone(), name, today, at };
        let mut tx = world.storage.write().await.expect("writes");
        for row in rows.all() {
            tx.benefits().add_case(&row).await.expect("adds");
        }
        tx.commit().await.expect("commits");
        filled.push(partner);
    }
    filled
}

/// Measures one list: the 99th of a hundred calls.
pub(crate) async fn line<T>(effort: &Effort, name: &str, call: impl AsyncFn() -> T) {
    let mut times = Vec::new();
    for _ in 0..effort.rounds.max(40) {
        let begun = Instant::now();
        std::hint::black_box(call().await);
        times.push(u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
    times.sort_unstable();
    let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or(0);
    println!("| FH {name} | p99 {}.{} ms | 15 ms | budget |", p99 / 1000, p99 % 1000 / 100);
}

async fn partners_pages(effort: &Effort, admin: &Context, claim: &str, payment: &str) {
    let zh = Lang::ZhCn;
    line(effort, "guide", async || overview::guide(admin, zh).await.expect("guide")).await;
    line(effort, "people", async || people::list(admin, zh).await.expect("people")).await;
    line(effort, "months", async || claims::months(admin, zh).await.expect("months")).await;
    line(effort, "quarters", async || payments::quarters(admin, zh).await.expect("quarters")).await;
    line(effort, "a claim", async || case::view(admin, zh, claim).await.expect("claim")).await;
    line(effort, "a payment", async || case::view(admin, zh, payment).await.expect("payment"))
        .await;
}

pub(crate) async fn bench(effort: &Effort) {
    let world = World::sqlite().await;
    let partners = fill(&world, effort.partners).await;
    let partner = partners.last().expect("a partner");
    let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let operator = world.system().await;
    let present = Day::of(world.services.now()).month();
    let name = format!("p{}", effort.partners - 1);
    let claim = format!("{name}-{SCHEME}-{}", present.plus(-2));
    let payment = format!("{name}-{}", present.quarter().plus(-2));
    partners_pages(effort, &admin, &claim, &payment).await;
    let queries = [
        "turn=any".to_owned(),
        "turn=any&page=50".to_owned(),
        "turn=any&benefit=claim&size=100".to_owned(),
        format!("turn=any&partner={partner}"),
        "turn=any&q=si_presales".to_owned(),
    ];
    for query in queries {
        let name = format!("queue `{query}`");
        line(effort, &name, async || {
            queue::list(&operator, Lang::ZhCn, &query).await.expect("lists")
        })
        .await;
    }
    let begun = Instant::now();
    let fired = deadlines::run_due(&operator).await.expect("runs");
    let ms = begun.elapsed().as_millis();
    println!("| FH a round of the clock, {} fired | {ms} ms | – | – |", fired.count());
    crate::runs::bench(&world, effort, &partners).await;
}
