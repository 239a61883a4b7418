//! Files of operations: previewed, applied, interrupted, told what is wrong with them.

mod bad_cells;
mod people;
mod policies;
mod resume;
mod workbooks;

use hezong_contract::accounts::InviteForm;
use hezong_domain::access::Permission;
use hezong_services::imports::{
    self, Asked, Failed, File, Kind, Outcome, Stage, Verdict, caller, finish, report,
};
use hezong_services::{Context, Error, partners};
use hezong_testing::World;
use hezong_texts::Lang;

pub(crate) const HEAD: &str =
    "account_name,display_name,partner_type,email,mobile,admin_name,admin_email";

pub(crate) fn asked() -> Asked {
    Asked { lang: Lang::En, skip_bad_rows: false, publish: false, batches_max: None }
}

pub(crate) fn file(bytes: &[u8]) -> File<'_> {
    File { name: "file.csv", bytes, sheet: None }
}

pub(crate) async fn preview(cx: &Context, kind: Kind, text: &str) -> Outcome {
    imports::preview(cx, kind, &file(text.as_bytes()), &asked()).await.unwrap()
}

pub(crate) async fn apply(cx: &Context, kind: Kind, text: &str) -> Outcome {
    let outcome = imports::apply(cx, kind, &file(text.as_bytes()), &asked()).await.unwrap();
    finish(cx, kind, &outcome).await.unwrap();
    outcome
}

/// Verdicts with what they say, row by row.
pub(crate) fn verdicts(outcome: &Outcome) -> Vec<(usize, Verdict)> {
    outcome.rows.iter().map(|row| (row.number, row.verdict.clone())).collect()
}

/// What is wrong, row by row: column, value, problem, cure.
pub(crate) fn reasons(outcome: &Outcome) -> Vec<String> {
    let refused = outcome.rows.iter().filter_map(|row| match &row.verdict {
        Verdict::Refused(reasons) => Some(reasons),
        _ => None,
    });
    let told = refused.flatten().map(|one| {
        format!("{} | {} | {} | {} | {}", one.row, one.column, one.value, one.what, one.cure)
    });
    told.collect()
}

/// What an import may have changed of partners, ids left out.
pub(crate) async fn state(cx: &Context) -> Vec<String> {
    let mut all = Vec::new();
    for page in 1.. {
        let rows = partners::list(cx, &format!("size=100&page={page}")).await.unwrap().rows;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let detail = partners::detail(cx, &row.id).await.unwrap();
            let open: Vec<_> = detail.invitations.iter().map(|i| i.display_name.clone()).collect();
            let row = detail.row;
            all.push(format!(
                "{} {} {:?} {} {} {} {open:?}",
                row.account_name,
                row.display_name,
                row.partner_type,
                row.is_subsidised,
                detail.email,
                detail.mobile
            ));
        }
    }
    all.sort();
    all
}

/// A file of `count` partners; every seventh invites its administrator.
pub(crate) fn partners_file(count: usize) -> String {
    let line = |n: usize| {
        let admin = if n.is_multiple_of(7) {
            format!("Admin {n},admin{n}@example.com")
        } else {
            ",".to_owned()
        };
        format!("p{n:05},Partner {n},solution_provider,p{n}@example.com,138{n:08},{admin}")
    };
    let lines: Vec<String> = (1..=count).map(line).collect();
    format!("{HEAD}\n{}\n", lines.join("\n"))
}

#[tokio::test]
async fn a_preview_writes_nothing_and_apply_does_what_it_showed() {
    for world in World::each().await {
        let cx = world.system().await;
        let text = partners_file(8);
        let before = state(&cx).await;
        let shown = preview(&cx, Kind::Partners, &text).await;
        assert_eq!((shown.stage, shown.count("new")), (Stage::Preview, 8));
        assert_eq!(state(&cx).await, before, "a preview writes nothing");
        let done = apply(&cx, Kind::Partners, &text).await;
        assert_eq!(done.stage, Stage::Through);
        assert_eq!(verdicts(&done), verdicts(&shown), "the plan is what is committed");
        assert_eq!(done.rows.iter().filter(|row| !row.link.is_empty()).count(), 1);
        assert_eq!(state(&cx).await.len(), 8);

        // The same file again changes nothing and says so.
        let after = state(&cx).await;
        let again = apply(&cx, Kind::Partners, &text).await;
        assert_eq!((again.count("unchanged"), again.id()), (8, None));
        assert_eq!(state(&cx).await, after);

        // A changed row is shown field by field; what is left empty stays.
        let changed = format!("{HEAD}\np00001,New name,Solution provider,,,,\n");
        let shown = preview(&cx, Kind::Partners, &changed).await;
        let Verdict::Changed(changes) = &shown.rows[0].verdict else {
            unreachable!("{:?}", shown.rows[0].verdict)
        };
        let told: Vec<_> = changes.iter().map(|c| [&c.column[..], &c.old, &c.new]).collect();
        assert_eq!(told, [["Company name", "Partner 1", "New name"]]);
        apply(&cx, Kind::Partners, &changed).await;
        let found = state(&cx).await;
        assert!(found[0].contains("New name") && found[0].contains("p1@example.com"), "{found:?}");
        world.assert_sound().await;
    }
}

#[tokio::test]
async fn rows_whose_data_moved_since_the_preview_are_refused() {
    for world in World::each().await {
        let cx = world.system().await;
        let text = partners_file(3);
        preview(&cx, Kind::Partners, &text).await;
        // Somebody makes the second one meanwhile, in the browser.
        let form = hezong_contract::accounts::PartnerForm {
            account_name: "p00002".to_owned(),
            display_name: "Partner 2".to_owned(),
            partner_type: "solution_provider".to_owned(),
            ..Default::default()
        };
        partners::create(&cx, &form.check().unwrap()).await.unwrap();
        let before = state(&cx).await;
        let outcome = apply(&cx, Kind::Partners, &text).await;
        assert_eq!(outcome.stage, Stage::Refused);
        let told = reasons(&outcome);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("3 ") && told[0].contains("moved since"), "{told:?}");
        assert_eq!(state(&cx).await, before, "nothing is written");
        // A new preview shows it as it is now.
        let shown = preview(&cx, Kind::Partners, &text).await;
        assert_eq!((shown.count("new"), shown.count("changed")), (2, 1));
        assert_eq!(apply(&cx, Kind::Partners, &text).await.stage, Stage::Through);
    }
}

#[tokio::test]
async fn good_rows_go_in_without_bad_ones_only_when_that_is_asked_for() {
    for world in World::each().await {
        let cx = world.system().await;
        let text = format!("{HEAD}\ngood,Good,distributor,,,,\nB A D,Bad,distributor,,,,\n");
        let outcome = apply(&cx, Kind::Partners, &text).await;
        assert_eq!((outcome.stage, state(&cx).await.len()), (Stage::Refused, 0));
        let asked = Asked { skip_bad_rows: true, ..asked() };
        let outcome =
            imports::apply(&cx, Kind::Partners, &file(text.as_bytes()), &asked).await.unwrap();
        assert_eq!((outcome.stage, outcome.count("new")), (Stage::Through, 1));
        assert_eq!((outcome.count("refused"), state(&cx).await.len()), (1, 1));
    }
}

#[tokio::test]
async fn a_link_is_handed_over_once_and_works() {
    let world = World::sqlite().await;
    let cx = world.system().await;
    let text = partners_file(7);
    let outcome =
        imports::apply(&cx, Kind::Partners, &file(text.as_bytes()), &asked()).await.unwrap();
    let told = String::from_utf8(report::csv(Lang::En, &outcome, "https://h.example").unwrap());
    let told = told.unwrap();
    let link = told.split("https://h.example/invitations/").nth(1).unwrap();
    let token: String = link.chars().take_while(char::is_ascii_alphanumeric).collect();
    let offered = hezong_services::identity::invitation(&world.services, &token).await.unwrap();
    assert_eq!((offered.sign_in.as_str(), offered.display_name.as_str()), ("p00007", "Admin 7"));
    // Asked again before the report was kept, the link is still there; afterwards it is not.
    let again =
        imports::apply(&cx, Kind::Partners, &file(text.as_bytes()), &asked()).await.unwrap();
    assert_eq!((again.resumed, &again.rows[6].link), (7, &outcome.rows[6].link));
    finish(&cx, Kind::Partners, &again).await.unwrap();
    let later = apply(&cx, Kind::Partners, &text).await;
    assert!(later.rows.iter().all(|row| row.link.is_empty()));
}

#[tokio::test]
async fn cells_of_the_report_are_no_formulas() {
    let world = World::sqlite().await;
    let cx = world.system().await;
    let text = format!("{HEAD}\n=cmd|' /C calc'!A0,@SUM(1),distributor,+1-1,,,\n");
    let outcome = preview(&cx, Kind::Partners, &text).await;
    let told = String::from_utf8(report::csv(Lang::ZhCn, &outcome, "").unwrap()).unwrap();
    let cells = told.lines().skip(1).flat_map(|line| line.split(','));
    for cell in cells.map(|cell| cell.trim_matches('"')).filter(|cell| !cell.is_empty()) {
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
    assert!(told.contains("'=cmd"), "{told}");
}

#[tokio::test]
async fn only_who_may_imports_and_every_act_is_in_the_log() {
    for world in World::each().await {
        let system = world.system().await;
        let text = partners_file(7);
        let ops = caller(&world.services, Lang::En, Some("OPS ")).await.unwrap();
        apply(&ops, Kind::Partners, &text).await;
        let log = hezong_services::audit::list(&system, "size=100").await.unwrap().rows;
        let by = |action: &str| log.iter().filter(|line| line.action == action).count();
        let acts = ["import.begin", "import.batch", "partner.create", "invitation.create"];
        assert_eq!(acts.map(by), [1, 1, 7, 1]);
        assert!(
            log.iter().filter(|line| line.action == "partner.create").all(|l| l.actor == "ops")
        );

        // A partner's administrator is nobody's operator, and neither is somebody unknown.
        let partner = world.partner("shanhai").await;
        let admin =
            world.person(&partner.account(), "", hezong_domain::access::Role::PartnerAdmin).await;
        for sign_in in ["shanhai", "nobody"] {
            let unknown = caller(&world.services, Lang::En, Some(sign_in)).await;
            assert!(matches!(unknown, Err(Failed::File(_))), "{sign_in}");
        }
        for kind in Kind::ALL {
            let refused = imports::preview(&admin, *kind, &file(b"x"), &asked()).await;
            let Err(Failed::Service(Error::Forbidden { permission, .. })) = refused else {
                unreachable!("{refused:?}")
            };
            assert_eq!(permission, kind.permission());
        }
        assert!(ops.principal().may(Permission::OpsPartners));
        let form = InviteForm::default();
        assert!(partners::invite(&admin, &form).await.is_err());
    }
}

#[tokio::test]
async fn customers_come_with_their_partner() {
    for world in World::each().await {
        let cx = world.system().await;
        world.partner("shanhai").await;
        world.partner("beidou").await;
        let head = "account_name,display_name,partner,association";
        let text = format!("{head}\nacme,Acme,shanhai,resale\nsolo,Solo,,\n");
        let shown = preview(&cx, Kind::Customers, &text).await;
        let done = apply(&cx, Kind::Customers, &text).await;
        assert_eq!((verdicts(&done), done.count("new")), (verdicts(&shown), 2));
        assert_eq!(apply(&cx, Kind::Customers, &text).await.count("unchanged"), 2);
        let text = format!(
            "{head}\nacme,Acme,beidou,resale\nsolo,Solo,beidou,顾问销售\nnew,New,nobody,resale\nx1,X,shanhai,\n"
        );
        let told = preview(&cx, Kind::Customers, &text).await;
        assert_eq!((told.count("changed"), told.count("refused")), (1, 3));
        let told = reasons(&told);
        assert!(told[0].contains("another partner"), "{told:?}");
        assert!(told[1].contains("| Partner account | nobody | Not known here"), "{told:?}");
        assert!(told[2].contains("| Association |"), "{told:?}");
    }
}
