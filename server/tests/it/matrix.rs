//! Who may do what, door by door: every page, every server function and every operation of the open API
//! is tried by every kind of caller, and the answers are compared with `docs/access.txt`. An entry without a
//! row here, or an answer that is not the one written down, fails.
//!
//! `HEZONG_WRITE_ACCESS=1` rewrites the file; read the difference before committing it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use axum::body::Body;
use axum::http::{Method, Request};
use hezong_domain::access::Role;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::QuotaType;
use hezong_domain::{AllowlistId, BatchId, CaseId, CouponId, CustomerId, Fen, PartnerId, QuotaId};
use hezong_server::http::{files, papers};
use hezong_server::router::page_paths;
use hezong_services::benefits::case::view;
use hezong_services::benefits::papers::{NewPaper, add};
use hezong_services::{Context, allowlists, coupons, keys, tokens};
use hezong_testing::{PASSWORD, World};
use hezong_texts::Lang;

use crate::matrix_rows::{api_rows, function_rows, page_example};
use crate::test_server::{Browser, TestServer, settings};

/// A file to hand in.
const MATRIX_PDF: &[u8] = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n";

/// Who tries: a name for the column and what it signs in with.
pub const CALLERS: [(&str, &str); 11] = [
    ("anonymous", ""),
    ("operations", "ops"),
    ("ecosystem manager", "eco"),
    ("finance", "finance"),
    ("partner admin", "subshan"),
    ("benefit operator", "subshan/quan"),
    ("coupon operator", "subshan/he"),
    ("account manager", "subshan/lin"),
    ("other partner", "beidou"),
    ("customer", "acme"),
    ("other customer", "nanshan"),
];

/// What the examples are about: all of it belongs to the partner `subshan` and its customer `acme`.
pub struct Things {
    pub partner: PartnerId,
    pub customer: CustomerId,
    pub quota: QuotaId,
    pub coupon: CouponId,
    pub batch: BatchId,
    pub cash_quota: QuotaId,
    pub cash_coupon: CouponId,
    pub cash_batch: BatchId,
    pub allowlist: AllowlistId,
    pub access_key: String,
    pub invitation: String,
    pub invitation_id: String,
    /// A person of the partner, another one that can be removed, roles of its own.
    pub staff: String,
    pub leaver: String,
    pub role: String,
    pub spare_role: String,
    /// The link of an open invitation to an employee.
    pub member_token: String,
    pub member_case: String,
    /// The certification of the partner: a draft.
    pub case: CaseId,
    /// A file that stands with it.
    pub file: String,
}

async fn issue(
    cx: &Context,
    world: &World,
    quota: &QuotaId,
    to: &CustomerId,
) -> (CouponId, BatchId) {
    let issue = world.an_issue(quota, &[to], Fen::yuan(10));
    let result = coupons::issue(cx, &issue).await.expect("issued");
    let row = result.rows.first().expect("one row");
    (CouponId::new(row.coupon_id.clone()), BatchId::new(result.batch_id))
}

/// The id of somebody of the partner.
async fn staff_of(admin: &Context, member: &str) -> String {
    let page = hezong_services::organisation::staff(admin).await.expect("people");
    let sign_in = format!("{}/{member}", page.account_name);
    page.people.into_iter().find(|row| row.sign_in == sign_in).expect("a person").id
}

/// A role of the partner's own.
async fn own_role(admin: &Context, name: &str) -> String {
    let form = hezong_contract::organisation::RoleForm {
        name: name.to_owned(),
        permissions: vec!["BPC_ITEM_SUBCUSTSERV_030100".to_owned()],
        ..Default::default()
    };
    let id = hezong_services::organisation::create_role(admin, &form).await.expect("a role");
    id.to_string()
}

/// A world with everybody in it; the same ids every time.
async fn stage() -> (TestServer, Things) {
    let server = TestServer::with(
        World::sqlite().await,
        &hezong_server::router::RouterSettings { rate_limit: false, ..settings() },
    );
    let world = &server.world;
    let partner = world.partner("subshan").await;
    let admin = world.person(&partner.account(), "", Role::PartnerAdmin).await;
    world.person(&partner.account(), "he", Role::CouponOperator).await;
    world.person(&partner.account(), "lin", Role::AccountManager).await;
    world.person(&partner.account(), "quan", Role::BenefitOperator).await;
    colleague(world, "eco", Role::EcosystemManager).await;
    colleague(world, "finance", Role::Finance).await;
    let beidou = world.partner("beidou").await;
    world.person(&beidou.account(), "", Role::PartnerAdmin).await;
    let customer = world.customer("acme", &partner, AssociationKind::Resale).await;
    world.person(&customer.account(), "", Role::CustomerOwner).await;
    let nanshan = world.customer("nanshan", &beidou, AssociationKind::Resale).await;
    world.person(&nanshan.account(), "", Role::CustomerOwner).await;
    let quota = world.quota(&world.a_grant(&partner, Fen::yuan(1_000))).await;
    let (coupon, batch) = issue(&admin, world, &quota, &customer).await;
    let (cash_quota, allowlist) = cash(world, &partner, &admin).await;
    let (cash_coupon, cash_batch) = issue(&admin, world, &cash_quota, &customer).await;
    let key = keys::create(&admin, "").await.expect("a key");
    let invite = hezong_contract::accounts::InviteForm {
        account_id: partner.to_string(),
        member: "new".to_owned(),
        display_name: "New".to_owned(),
        role: "coupon_operator".to_owned(),
        ..Default::default()
    };
    let system = world.system().await;
    crate::matrix_policies::policies(&system).await;
    let made = hezong_services::partners::invite(&system, &invite).await.expect("an invitation");
    let detail =
        hezong_services::partners::detail(&system, partner.as_str()).await.expect("a partner");
    let case = hezong_services::benefits::certification::begin(&admin).await.expect("a case");
    let (staff, leaver) = (staff_of(&admin, "lin").await, staff_of(&admin, "he").await);
    let (role, spare_role) = (own_role(&admin, "Desk").await, own_role(&admin, "Spare").await);
    let member =
        hezong_services::benefits::people::invite(&admin, "Zhao", "zhao@example.com", "zhaozhao");
    let member = member.await.expect("an invitation");
    let file = a_file(&admin, &case).await;
    let things = Things {
        staff,
        leaver,
        role,
        spare_role,
        member_token: member.path.rsplit('/').next().expect("a token").to_owned(),
        member_case: member.id.to_string(),
        partner,
        customer,
        quota,
        coupon,
        batch,
        cash_quota,
        cash_coupon,
        cash_batch,
        allowlist,
        access_key: key.access_key,
        invitation: made.path.rsplit('/').next().expect("a token").to_owned(),
        invitation_id: detail.invitations.first().expect("one").id.clone(),
        case,
        file,
    };
    (server, things)
}

/// Somebody of the vendor's.
async fn colleague(world: &World, sign_in: &str, role: Role) {
    let new = hezong_services::setup::NewOperator {
        sign_in: sign_in.to_owned(),
        display_name: sign_in.to_owned(),
        password: PASSWORD.to_owned(),
        role,
        vendor_name: "Vendor".to_owned(),
    };
    hezong_services::setup::create_operator(&world.services, &new).await.expect("made");
}

/// A quota of cash coupons, and the list of those who may have them.
async fn cash(world: &World, partner: &PartnerId, admin: &Context) -> (QuotaId, AllowlistId) {
    let mut grant = world.a_grant(partner, Fen::yuan(1_000));
    grant.quota_type = QuotaType::CashCoupon;
    let quota = world.quota(&grant).await;
    let form =
        hezong_contract::coupons::AllowlistForm { lines: "acme".to_owned(), note: String::new() };
    let new = form.check().expect("a list");
    (quota, allowlists::replace(admin, &new).await.expect("a list"))
}

/// A file that stands with a case.
async fn a_file(cx: &Context, id: &CaseId) -> String {
    let new = NewPaper {
        case: id.to_string(),
        purpose: "business_licence".to_owned(),
        name: "matrix.pdf".to_owned(),
        content: MATRIX_PDF.into(),
        ..NewPaper::default()
    };
    add(cx, &new).await.expect("added");
    let view = view(cx, Lang::En, id.as_str()).await.expect("a case");
    let mut papers = view.papers.into_iter().flat_map(|group| group.papers);
    papers.next().expect("a file").id
}

async fn signed_in<'s>(server: &'s TestServer, sign_in: &str) -> Browser<'s> {
    let mut browser = server.browser();
    if !sign_in.is_empty() {
        let answer = browser.sign_in(sign_in, PASSWORD).await;
        assert!(!answer.header("location").contains("sign-in"), "{sign_in}: {answer:?}");
    }
    browser
}

/// The status, with where a redirect leads.
fn said(status: u16, location: &str) -> String {
    let to = location.split(['?', '#']).next().unwrap_or_default();
    // A case that was just made has a number of its own.
    let to = if to.starts_with("/partner/cases/") { "/partner/cases/{id}" } else { to };
    let to = if to.starts_with("/ops/cases/") { "/ops/cases/{id}" } else { to };
    if (300..400).contains(&status) { format!("{status}>{to}") } else { status.to_string() }
}

type Rows = BTreeMap<String, Vec<String>>;

async fn try_pages(server: &TestServer, things: &Things, sign_in: &str, rows: &mut Rows) {
    let mut browser = signed_in(server, sign_in).await;
    for path in page_paths(&server.world.services, &settings()) {
        let example = page_example(&path, things);
        let answer = browser.get(&example).await;
        let cell = said(answer.status.as_u16(), answer.header("location"));
        rows.entry(format!("page GET {path}")).or_default().push(cell);
    }
    for path in papers::paths() {
        let answer = browser.get(&page_example(&path, things)).await;
        let cell = said(answer.status.as_u16(), answer.header("location"));
        rows.entry(format!("file GET {path}")).or_default().push(cell);
    }
}

async fn try_files(server: &TestServer, things: &Things, sign_in: &str, rows: &mut Rows) {
    let mut browser = signed_in(server, sign_in).await;
    for (method, path) in files::paths() {
        let example = path.replace("{id}", things.case.as_str());
        let example = example.replace("{file}", &things.file).replace("{name}", "matrix.pdf");
        let purpose = [("purpose", "bank_account")];
        let answer = if method == Method::GET {
            browser.get(&example).await
        } else if path.ends_with("/files") {
            browser.post_file(&example, &purpose, ("matrix.pdf", MATRIX_PDF)).await
        } else {
            browser.post(&example, &purpose).await
        };
        // What a file came to stands in the address.
        let location = answer.header("location");
        let outcome = location.split_once("?file=").and_then(|(_, rest)| rest.split('&').next());
        let outcome = outcome.map_or_else(String::new, |outcome| format!(" {outcome}"));
        let outcome = outcome.split('#').next().unwrap_or_default().to_owned();
        let cell = said(answer.status.as_u16(), location) + &outcome;
        rows.entry(format!("file {method} {path}")).or_default().push(cell);
    }
}

async fn try_functions(server: &TestServer, things: &Things, sign_in: &str, rows: &mut Rows) {
    let table = function_rows(things);
    let mut functions: Vec<_> = leptos::server_fn::axum::server_fn_paths().collect();
    // They come in the order of a hash map, and some of them change what the next ones find.
    functions.sort_by_key(|(path, _)| *path);
    for (path, method) in functions {
        let name = path.rsplit('/').next().unwrap_or_default();
        let fields = table.get(name);
        let fields =
            fields.unwrap_or_else(|| panic!("server function {path} has no row in matrix_rows.rs"));
        // A session for each: some functions end sessions.
        let mut browser = signed_in(server, sign_in).await.with("accept", "application/json");
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let answer = if method == Method::GET {
            let query = hezong_contract::query::build(pairs.iter().copied());
            browser.get(&format!("{path}?{query}")).await
        } else {
            browser.post(path, &pairs).await
        };
        let cell = said(answer.status.as_u16(), "");
        rows.entry(format!("function {method} {path}")).or_default().push(cell);
    }
}

async fn try_api(server: &TestServer, things: &Things, sign_in: &str, rows: &mut Rows) {
    let services = &server.world.services;
    let token = if sign_in.is_empty() {
        String::new()
    } else {
        let ask = tokens::TokenRequest {
            domain_name: String::new(),
            user_name: sign_in.to_owned(),
            password: PASSWORD.to_owned(),
        };
        tokens::issue(services, &server.world.facts(), &ask).await.expect("a token").token
    };
    for (operation, method, path, body) in api_rows(things) {
        let request = Request::builder()
            .method(method.as_str())
            .uri(path)
            .header("host", "hezong.test")
            .header("content-type", "application/json")
            .header("x-auth-token", &token);
        let request = request.body(Body::from(body)).expect("a request");
        let answer = server.send(request).await;
        let cell = said(answer.status.as_u16(), "");
        rows.entry(format!("api {operation}")).or_default().push(cell);
    }
}

fn print(rows: &Rows) -> String {
    let mut text = String::from(
        "# Who may do what, door by door. Written by server/tests/it/matrix.rs; every example is about things of\n\
         # the partner `subshan` and its customer `acme`. 404 is what others are told of them.\n",
    );
    let names: Vec<&str> = CALLERS.iter().map(|(name, _)| *name).collect();
    let _ = writeln!(text, "# entry | {}", names.join(" | "));
    for (entry, cells) in rows {
        let _ = writeln!(text, "{entry} | {}", cells.join(" | "));
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_door_answers_every_caller_as_written_down() {
    let mut rows = Rows::new();
    for (_, sign_in) in CALLERS {
        // A world for each caller: what one does must not change what the next one meets.
        let (server, things) = stage().await;
        try_pages(&server, &things, sign_in, &mut rows).await;
        try_files(&server, &things, sign_in, &mut rows).await;
        try_api(&server, &things, sign_in, &mut rows).await;
        try_functions(&server, &things, sign_in, &mut rows).await;
    }
    let found = print(&rows);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/access.txt");
    if std::env::var("HEZONG_WRITE_ACCESS").is_ok() {
        std::fs::write(&file, &found).expect("written");
    }
    let wanted = std::fs::read_to_string(&file).unwrap_or_default();
    for (found, wanted) in found.lines().zip(wanted.lines()) {
        assert_eq!(found, wanted);
    }
    assert_eq!(found.lines().count(), wanted.lines().count(), "rows come and go with entries");
    assert!(!found.contains("500"), "no caller may make the server fail:\n{found}");
}
