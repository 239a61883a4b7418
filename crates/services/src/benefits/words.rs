//! Facts of cases in the reader's language, and messages about them.

mod turns;

use hezong_contract::cases::{CheckView, Goal, Link, Mood, StateWords};
use hezong_domain::access::Permission;
use hezong_domain::benefits::{Actor, Check, Cure, Fact};
use hezong_domain::incentives::QuarterRule;
pub(crate) use hezong_domain::money::percent;
use hezong_domain::text::Keyed;
use hezong_domain::{Month, PartnerId};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::{CaseRow, CaseStep};
use hezong_texts::{Lang, case_page, fh, fill, find_on_server, payment_page};

pub(crate) use self::turns::{turn, turn_of, turn_or_first};
use super::frame::Frame;
use super::refusal::{CaseRefusal, FailedCheck, space_of};
use super::{hats, papers};
use crate::act::Act;
use crate::{Result, messages};

/// The words of a key; the key itself when there are none.
pub(crate) fn word(lang: Lang, space: &str, key: &str) -> String {
    find_on_server(space, key).map_or_else(|| key.to_owned(), |text| text.get(lang).to_owned())
}

/// The words of `space.key`, as facts carry them.
pub(crate) fn path_word(lang: Lang, path: &str) -> String {
    path.split_once('.').map_or_else(|| path.to_owned(), |(space, key)| word(lang, space, key))
}

/// A reason or a remark of a history: what is written there as `@namespace.key` is said in the reader's
/// language, everything else as it stands.
pub(crate) fn said(lang: Lang, text: &str) -> String {
    let word = |part: &str| {
        let found = part.strip_prefix('@').and_then(|path| path.split_once('.'));
        let found = found.and_then(|(space, key)| find_on_server(space, key));
        found.map_or_else(|| part.to_owned(), |text| text.get(lang).to_owned())
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn listed(lang: Lang, words: impl IntoIterator<Item = String>) -> String {
    let words: Vec<String> = words.into_iter().collect();
    words.join(if lang == Lang::ZhCn { "、" } else { ", " })
}

fn months(lang: Lang, months: &[Month]) -> String {
    listed(lang, months.iter().map(ToString::to_string))
}

/// The name of a field as people read it; `invoices.2.tax` names the line too.
pub(crate) fn field(lang: Lang, name: &str) -> String {
    let mut parts = name.split('.');
    let (first, line, last) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    match (line.and_then(|line| line.parse::<i64>().ok()), last) {
        (Some(line), Some(last)) => {
            let (outer, inner) = (word(lang, "case_field", first), word(lang, "case_field", last));
            format!("{outer} {} · {inner}", line + 1)
        }
        _ => numbered(lang, first).unwrap_or_else(|| word(lang, "case_field", first)),
    }
}

/// The name of a field of a further invoice: `tax_2`.
fn numbered(lang: Lang, name: &str) -> Option<String> {
    let (base, number) = name.rsplit_once('_')?;
    let number = number.parse::<i64>().ok()?;
    let field = word(lang, "case_field", base);
    let args: [(&str, &dyn std::fmt::Display); 2] = [("n", &number), ("field", &field)];
    Some(payment_page::NTH_INVOICE.with(lang, &args))
}

/// A fact as text; empty when there is nothing to say.
pub(crate) fn fact(lang: Lang, fact: &Fact) -> String {
    match fact {
        Fact::None => String::new(),
        Fact::Amount(amount) => format!("¥{}", amount.grouped()),
        Fact::Day(day) => day.to_string(),
        Fact::Months(list) => months(lang, list),
        Fact::Count(count) => count.to_string(),
        Fact::Ratio(ppm) => percent(*ppm),
        Fact::Codes(codes) => listed(lang, codes.iter().cloned()),
        Fact::Words(paths) => listed(lang, paths.iter().map(|path| path_word(lang, path))),
    }
}

/// A cure as a sentence, and where it is done.
pub(crate) fn cure(lang: Lang, cure: &Cure) -> (String, Option<Goal>) {
    let say = |key: &str, args: &[(&str, String)]| {
        find_on_server("benefit_cure", key).map_or_else(String::new, |text| fill(text, lang, args))
    };
    let day = |day: &hezong_domain::Day| ("day", day.to_string());
    match cure {
        Cure::Nothing => (String::new(), None),
        Cure::Final => (say("final", &[]), None),
        Cure::Wait => (say("wait", &[]), None),
        Cure::WaitUntil { day: until } => (say("wait_until", &[day(until)]), None),
        Cure::AskManager => (say("ask_manager", &[]), None),
        Cure::AskOperations => (say("ask_operations", &[]), None),
        Cure::FillIn { field: name, by } => {
            let shown = ("field", field(lang, name));
            let goal = goal_of(name);
            match by {
                // A status is applied for, not filled in.
                Some(by) if name == SPECIALIST => (say("apply_by", &[shown, day(by)]), goal),
                None if name == SPECIALIST => (say("apply", &[shown]), goal),
                Some(by) => (say("fill_in_by", &[shown, day(by)]), goal),
                None => (say("fill_in", &[shown]), goal),
            }
        }
        Cure::Correct { field: name } => {
            (say("correct", &[("field", field(lang, name))]), goal_of(name))
        }
        Cure::Choose { of } => (say("choose", &[("of", listed(lang, of.iter().cloned()))]), None),
        Cure::AddCertificate { one_of, valid_on } => {
            let codes = ("one_of", listed(lang, one_of.iter().cloned()));
            (say("add_certificate", &[codes, day(valid_on)]), None)
        }
        Cure::SubmitOrGiveUp { months: open, give_up_on } => {
            let args = [("months", months(lang, open)), day(give_up_on)];
            (say("submit_or_give_up", &args), Some(Goal::Claims))
        }
        Cure::Certify => (say("certify", &[]), Some(Goal::Certification)),
        Cure::PayOverdue { amount } => {
            (say("pay_overdue", &[("amount", amount.grouped())]), Some(Goal::Balance))
        }
        Cure::TakeOut { count } => (say("take_out", &[("count", count.to_string())]), None),
        Cure::AnotherPerson => (say("another_person", &[]), None),
        Cure::AnotherAccount => (say("another_account", &[]), None),
        Cure::FromMonth { month } => (say("from_month", &[("month", month.to_string())]), None),
        Cure::OperationsSet { field: name } => {
            (say("operations_set", &[("field", field(lang, name))]), None)
        }
        Cure::PutRight => (say("put_right", &[]), None),
        Cure::AddApprover => (say("add_approver", &[]), None),
        Cure::PrepareAnew => (say("prepare_anew", &[]), None),
        Cure::SetUpPayer => (say("set_up_payer", &[]), None),
        Cure::SeeOther { id } => {
            (say("see_other", &[("id", id.clone())]), Some(Goal::Case(id.clone())))
        }
    }
}

/// The field that is a status.
const SPECIALIST: &str = "specialist";

/// The page on which a field is filled in, when it is not this one.
fn goal_of(field: &str) -> Option<Goal> {
    match field {
        "qualification" => Some(Goal::Qualification),
        SPECIALIST | "people" => Some(Goal::People),
        _ => None,
    }
}

/// A check under the namespace of its words.
pub(crate) fn check<K: Keyed>(lang: Lang, space: &str, check: &Check<K>) -> CheckView {
    let failed = FailedCheck::of(space, check);
    let mut view = CheckView { passed: check.passed, ..failed_check(lang, &failed) };
    if view.passed {
        view.why.clear();
    }
    view
}

/// What a check asks for or found, with what it counts: `6` alone says neither months nor times.
fn figure(lang: Lang, failed: &FailedCheck, side: &str, found: &Fact) -> String {
    let plain = fact(lang, found);
    let key = format!("{}_{}_{side}", failed.space, failed.key);
    match find_on_server("check_figure", &key).filter(|_| !plain.is_empty()) {
        Some(text) => fill(text, lang, &[("value", plain)]),
        None => plain,
    }
}

/// A failed check in words.
pub(crate) fn failed_check(lang: Lang, failed: &FailedCheck) -> CheckView {
    let (mut words, mut goal) = cure(lang, &failed.cure);
    if failed.space == QUARTER_RULE && failed.cure != Cure::Nothing {
        // Every rule of a quarter says its own way out, and leads there.
        let own = find_on_server(QUARTER_RULE, &format!("{}_cure", failed.key));
        if let Some(own) = own.filter(|_| is_general(&failed.cure)) {
            own.get(lang).clone_into(&mut words);
        }
        goal = goal.or_else(|| quarter_goal(&failed.key));
    }
    let cure = words;
    CheckView {
        label: word(lang, &failed.space, &failed.key),
        passed: false,
        why: word(lang, &failed.space, &format!("{}_why", failed.key)),
        required: figure(lang, failed, "required", &failed.required),
        actual: figure(lang, failed, "actual", &failed.actual),
        link: goal.map(|goal| Link { words: cure.clone(), goal }),
        cure,
    }
}

/// The namespace of R1–R6.
const QUARTER_RULE: &str = "quarter_rule";

/// Whether a cure says the same whatever it is about.
const fn is_general(cure: &Cure) -> bool {
    matches!(cure, Cure::Wait | Cure::Final | Cure::AskOperations | Cure::AskManager)
}

/// Where what a rule is about is seen and done, when its cure names no page.
fn quarter_goal(rule: &str) -> Option<Goal> {
    let rule = QuarterRule::parse(rule)?;
    Some(match rule {
        QuarterRule::MonthsOpen | QuarterRule::InReview | QuarterRule::NonePassed => Goal::Claims,
        QuarterRule::NotCertified => Goal::Certification,
        QuarterRule::Overdue => Goal::Balance,
        QuarterRule::NotQualified => Goal::Qualification,
        QuarterRule::RequestExists | QuarterRule::NothingPayable | QuarterRule::TooLate => {
            Goal::Payments
        }
    })
}

/// Checks under the namespace of their words.
pub(crate) fn checks<K: Keyed>(lang: Lang, space: &str, all: &[Check<K>]) -> Vec<CheckView> {
    all.iter().map(|one| check(lang, space, one)).collect()
}

/// A refusal as a sentence, and what stands in the way.
pub fn refusal(lang: Lang, refusal: &CaseRefusal) -> (String, Vec<CheckView>) {
    let space = space_of(refusal.benefit);
    let state =
        refusal.state.map_or_else(String::new, |s| word(lang, &format!("{space}_state"), s));
    let turn = refusal.turn.map_or_else(String::new, |actor| word(lang, "actor", actor.as_str()));
    let text = find_on_server("benefit_refused", refusal.key);
    let words = text.map_or_else(
        || refusal.key.to_owned(),
        |text| fill(text, lang, &[("state", state), ("turn", turn)]),
    );
    let change = refusal.change.as_deref().map(|step| change(lang, refusal.benefit, step));
    let words = [words, change.unwrap_or_default()].join(match lang {
        Lang::ZhCn => "",
        Lang::En => " ",
    });
    let words = words.trim_end().to_owned();
    (words, refusal.failed.iter().map(|failed| failed_check(lang, failed)).collect())
}

/// Who did a step.
pub(crate) fn doer(lang: Lang, step: &CaseStep) -> String {
    match step.actor_id {
        Some(_) => step.actor_name.clone(),
        None => case_page::SYSTEM.get(lang).to_owned(),
    }
}

/// What a step did.
pub(crate) fn done(lang: Lang, benefit: &str, step: &CaseStep) -> String {
    papers::told(lang, step).unwrap_or_else(|| {
        word(lang, &format!("{}_event", space_of(benefit)), &format!("{}_done", step.event))
    })
}

/// What somebody else did, as a sentence.
fn change(lang: Lang, benefit: &str, step: &CaseStep) -> String {
    let (who, what, when) = (doer(lang, step), done(lang, benefit, step), step.at.local_minute());
    let of_file = papers::told(lang, step).is_some();
    if step.reason.is_empty() || of_file {
        return case_page::changed_by(lang, who, when, what);
    }
    case_page::changed_by_why(lang, who, when, what, said(lang, &step.reason))
}

/// A state in words.
pub(crate) fn state(lang: Lang, benefit: &str, key: &str, turn: Option<Actor>) -> StateWords {
    let words = word(lang, &format!("{}_state", space_of(benefit)), key);
    StateWords { words, mood: mood(key, turn) }
}

/// How a state is meant. Whoever has to act sees a warning colour; the other side sees it under way.
fn mood(key: &str, turn: Option<Actor>) -> Mood {
    let has = |parts: &[&str]| parts.iter().any(|part| key.contains(part));
    if has(&["reject", "fail", "lapsed", "locked", "expired", "disqualified", "blocked"]) {
        Mood::Bad
    } else if has(&["paid", "finalised", "certified", "passed", "accepted", "specialist"])
        && !has(&["review"])
    {
        Mood::Ok
    } else if key == "approved" {
        if turn.is_none() { Mood::Ok } else { Mood::Warn }
    } else if has(&["review", "pending", "awaiting", "scheduled", "check", "assessment", "defence"])
    {
        Mood::Info
    } else if has(&["claimable", "generated", "open", "draft", "invited"]) {
        Mood::Warn
    } else {
        Mood::Plain
    }
}

/// What a case is called beside its workflow: people's names stay, keys of texts are translated.
pub(crate) fn title(lang: Lang, row: &CaseRow) -> String {
    let title =
        row.title.strip_prefix('@').map_or_else(|| row.title.clone(), |path| path_word(lang, path));
    if row.period.is_empty() || title.contains(&row.period) {
        title
    } else {
        format!("{title} · {}", row.period)
    }
}

/// What messages call a case. A title that is a key stays one: the box translates it for its reader.
pub(crate) fn subject_key(row: &CaseRow) -> String {
    match (row.title.as_str(), row.period.as_str()) {
        ("", _) => row.id.to_string(),
        (title, period) if period.is_empty() || title.contains(period) => title.to_owned(),
        (title, period) => format!("{title} · {period}"),
    }
}

/// Sends a message to everybody of a partner who looks after benefits.
pub(crate) async fn tell_partner(
    act: &mut Act,
    partner: &PartnerId,
    kind: &str,
    args: &[(&str, String)],
) -> Result<()> {
    let people =
        people_who_may(&mut *act.tx, &partner.account(), Permission::BenefitManage).await?;
    for person in people {
        messages::send(act, &person, kind, args).await?;
    }
    Ok(())
}

/// Sends a message to the vendor's people whose turn it is.
pub(crate) async fn tell_vendor(
    act: &mut Act,
    turn: Actor,
    kind: &str,
    args: &[(&str, String)],
) -> Result<()> {
    let Some(permission) = hats::permission(turn) else { return Ok(()) };
    let Some(vendor) = act.tx.accounts().vendor().await? else { return Ok(()) };
    for person in people_who_may(&mut *act.tx, &vendor.id, permission).await? {
        messages::send(act, &person, kind, args).await?;
    }
    Ok(())
}

/// The people of an account who may do something, for notices and approvals.
pub(crate) async fn people_who_may(
    tx: &mut dyn UnitOfWork,
    account: &hezong_domain::AccountId,
    permission: Permission,
) -> Result<Vec<hezong_domain::UserId>> {
    let users = tx.identity().list_users(account).await?;
    let may = users.into_iter().filter(|user| {
        user.activity == hezong_domain::accounts::Activity::Active
            && user.roles.permissions().allows(permission)
    });
    Ok(may.map(|user| user.id).collect())
}

/// A warning that the policy in force is the sample.
pub(crate) fn sample_note(lang: Lang, frame: &Frame) -> Option<String> {
    use hezong_domain::incentives::PolicyStanding;
    let policy = frame.policies.on(frame.today)?;
    (policy.standing == PolicyStanding::Sample).then(|| fh::SAMPLE_BODY.get(lang).to_owned())
}
