//! Runs of operations over a large programme: the pages of monthly lists and of final months, the request
//! that begins a run, and what its job takes for each partner.

use std::time::{Duration, Instant};

use hezong_contract::fh_lists::{FinaliseForm, ListsForm, RunResult};
use hezong_domain::access::{Principal, Proof, Role};
use hezong_domain::accounts::AccountKind;
use hezong_domain::members::{AssessmentState, Employment, LinkState, Path, Post, Specialist};
use hezong_domain::{CaseId, Day, Fen, MemberId, Month, PartnerId, ProjectId};
use hezong_services::benefits::claims;
use hezong_services::{Context, setup};
use hezong_storage::benefits::CaseRow;
use hezong_testing::{PASSWORD, World};
use hezong_texts::Lang;
use serde_json::{Value, json};

use crate::Effort;
use crate::incentives::line;

/// Experts of a partner who can be on its list.
const EXPERTS: usize = 10;

/// Rows of one partner for the runs.
struct Rows<'a> {
    partner: &'a PartnerId,
    today: Day,
    at: hezong_domain::Timestamp,
}

impl Rows<'_> {
    fn row(&self, benefit: &str, of: (&str, &str, &str), data: &Value) -> CaseRow {
        let (subject, period, state) = of;
        CaseRow {
            id: CaseId::new(format!("{}-{}", self.partner, subject.replace('/', "-"))),
            benefit: benefit.to_owned(),
            partner_id: self.partner.clone(),
            subject: subject.to_owned(),
            title: subject.to_owned(),
            account: None,
            state: state.to_owned(),
            turn: None,
            maker: None,
            version: 3,
            period: period.to_owned(),
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

    fn expert(&self, index: usize) -> CaseRow {
        let id = format!("{}-e{index}", self.partner);
        let person = Specialist {
            id: MemberId::new(&id),
            name: format!("Expert {index}"),
            link: LinkState::Specialist,
            path: Path::Service,
            grade: String::new(),
            employment: Employment {
                post: Some(Post::ServiceExpert),
                cloud_since: Some(self.today.plus_months(-30)),
                hired_on: None,
                left_on: None,
                base_location: "Hangzhou".to_owned(),
                has_proof: true,
            },
            certificates: Vec::new(),
            assessment: AssessmentState::None,
            accepted_on: None,
            specialist_since: None,
            project: Some(ProjectId::new(&id)),
        };
        let data = json!({
            "person": person, "account": id, "email": "expert@example.com", "proof": "contract",
            "proofs": {},
        });
        self.row("member_link", (&id, "", "specialist"), &data)
    }

    /// A claim of last month that passed its review.
    fn passed(&self, month: Month) -> CaseRow {
        let line = |index: usize| {
            json!({
                "member_id": format!("{}-e{index}", self.partner), "name": format!("Expert {index}"),
                "grade": "", "project": format!("{}-e{index}", self.partner),
                "amount": Fen::yuan(12_000), "proof": "contract",
            })
        };
        let lines: Vec<Value> = (0..EXPERTS).map(line).collect();
        let data = json!({
            "scheme": "svc_expert", "month": month, "policy": 1, "is_frozen": false, "lines": lines,
        });
        let (subject, period) = (format!("svc_expert/{month}"), month.to_string());
        let row = self.row("claim", (&subject, &period, "prelim_passed"), &data);
        CaseRow { amount: Some(Fen::yuan(120_000)), ..row }
    }

    fn all(&self) -> Vec<CaseRow> {
        let this = self.today.month();
        let year = this.year();
        let data = json!({ "scheme": "svc_expert", "year": year, "signature": null });
        let of = (&*format!("svc_expert/{year}"), &*year.to_string(), "approved");
        let mut rows = vec![self.row("qualification", of, &data), self.passed(this.plus(-1))];
        rows.extend((0..EXPERTS).map(|index| self.expert(index)));
        rows
    }
}

async fn fill(world: &World, partners: &[PartnerId]) {
    let at = world.services.now();
    let today = Day::of(at);
    for partner in partners {
        let rows = Rows { partner, today, at };
        let mut tx = world.storage.write().await.expect("writes");
        for row in rows.all() {
            tx.benefits().add_case(&row).await.expect("adds");
        }
        tx.commit().await.expect("commits");
    }
}

/// Somebody who may review.
async fn reviewer(world: &World) -> Context {
    let vendor = world.system().await.principal().account_id().clone();
    let new = setup::NewOperator {
        sign_in: "reviewer".to_owned(),
        display_name: "Reviewer".to_owned(),
        password: PASSWORD.to_owned(),
        role: Role::Operations,
        vendor_name: "Vendor".to_owned(),
    };
    let user = setup::create_operator(&world.services, &new).await.expect("operator");
    let (kind, proof, roles) = (AccountKind::Vendor, Proof::Session, vec![Role::Operations]);
    let principal =
        Principal::authenticated(vendor, kind, user, "reviewer".to_owned(), roles, proof);
    world.services.context(principal, world.facts())
}

/// Works a run off as the job does, and says what request and rounds took.
async fn work_off(world: &World, name: &str, begun: Instant, first: &RunResult) {
    let request = begun.elapsed();
    let (mut longest, began) = (Duration::ZERO, Instant::now());
    let mut worked = 0;
    loop {
        let round = Instant::now();
        let count = claims::work_runs(&world.services, "bench").await.expect("works");
        if count == 0 {
            break;
        }
        worked += count;
        longest = longest.max(round.elapsed());
    }
    let each = began.elapsed().as_micros() / u128::try_from(worked.max(1)).unwrap_or(1);
    assert_eq!(first.through + worked, first.total, "all of it");
    println!(
        "| FH {name}, {} cases | request {} ms for the first {}, then {}.{} ms a case, longest round {} ms | 30 s a request | budget |",
        first.total,
        request.as_millis(),
        first.through,
        each / 1000,
        each % 1000 / 100,
        longest.as_millis(),
    );
}

pub(crate) async fn bench(world: &World, effort: &Effort, partners: &[PartnerId]) {
    let zh = Lang::ZhCn;
    fill(world, partners).await;
    let cx = reviewer(world).await;
    let this = Day::of(world.services.now()).month();
    let (lists, last) = (format!("month={this}&scheme=svc_expert"), this.plus(-1));
    let month = format!("month={last}");
    let page_50 = format!("{lists}&page=50");
    let open_50 = format!("{month}&group=open&page=50");
    for (name, query) in [("lists, none made", &lists), ("lists, none made, page 50", &page_50)] {
        line(effort, name, async || claims::lists(&cx, zh, query).await.expect("lists")).await;
    }
    for (name, query) in [("final month", &month), ("final month, open ones, page 50", &open_50)] {
        line(effort, name, async || claims::final_run(&cx, zh, query).await.expect("month")).await;
    }

    let (shown, _) = claims::lists(&cx, zh, &lists).await.expect("lists");
    let form = ListsForm {
        month: shown.month,
        scheme: shown.scheme,
        what: "all".to_owned(),
        seen: shown.seen,
    };
    let begun = Instant::now();
    let first = claims::make(&cx, zh, &form).await.expect("begins");
    work_off(world, "run making lists", begun, &first).await;
    line(effort, "lists, all made", async || claims::lists(&cx, zh, &lists).await.expect("lists"))
        .await;

    let seen = claims::final_run(&cx, zh, &month).await.expect("month").seen;
    let form = FinaliseForm { month: last.to_string(), reason: "bench".to_owned(), seen };
    let begun = Instant::now();
    let first = claims::finalise(&cx, zh, &form).await.expect("begins");
    work_off(world, "run making final", begun, &first).await;
    line(effort, "final month, all final", async || {
        claims::final_run(&cx, zh, &month).await.expect("month")
    })
    .await;
}
