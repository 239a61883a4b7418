//! Facts of cases in the reader's language, and messages about them.

use hezong_contract::cases::{CheckView, Goal, Link, Mood, StateWords, TurnView};
use hezong_domain::access::Permission;
use hezong_domain::benefits::{Actor, Check, Cure, Fact, Turn, Workflow};
use hezong_domain::calendar::Certainty;
use hezong_domain::incentives::QuarterRule;
pub(crate) use hezong_domain::money::percent;
use hezong_domain::text::Keyed;
use hezong_domain::{Month, PartnerId};
use hezong_storage::UnitOfWork;
use hezong_storage::benefits::CaseRow;
use hezong_texts::{Lang, case_page, fh, fill, find_on_server};

use super::engine::{Benefit, Loaded};
use super::frame::Frame;
use super::hats;
use super::refusal::{CaseRefusal, FailedCheck, space_of};
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
        _ => word(lang, "case_field", first),
    }
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
        Cure::AddApprover => (say("add_approver", &[]), None),
        Cure::SeeOther { id } => {
            (say("see_other", &[("id", id.clone())]), Some(Goal::Case(id.clone())))
        }
    }
}

/// The page on which a field is filled in, when it is not this one.
fn goal_of(field: &str) -> Option<Goal> {
    match field {
        "qualification" => Some(Goal::Qualification),
        "specialist" | "people" => Some(Goal::People),
        _ => None,
    }
}

/// A check under the namespace of its words.
pub(crate) fn check<K: Keyed>(lang: Lang, space: &str, check: &Check<K>) -> CheckView {
    let failed = FailedCheck::of(space, check);
    CheckView { passed: check.passed, ..failed_check(lang, &failed) }.quiet_when_passed()
}

trait Quiet {
    fn quiet_when_passed(self) -> Self;
}

impl Quiet for CheckView {
    fn quiet_when_passed(mut self) -> Self {
        if self.passed {
            self.why = String::new();
        }
        self
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
        required: fact(lang, &failed.required),
        actual: fact(lang, &failed.actual),
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
    (words, refusal.failed.iter().map(|failed| failed_check(lang, failed)).collect())
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

/// Whose turn it is, in words.
pub(crate) fn turn<W: Workflow>(
    lang: Lang,
    turn: &Turn<W>,
    frame: &Frame,
    hats: &[Actor],
) -> TurnView {
    let space = space_of(W::NAME);
    let days_left = turn.until.map(|until| {
        if until < frame.today {
            frame.calendar.working_days_between(until, frame.today).saturating_neg().min(-1)
        } else {
            frame.calendar.working_days_between(frame.today, until)
        }
    });
    let then = match (turn.lapse, turn.then) {
        (Some(event), Some(state)) => case_page::then_state(
            lang,
            word(lang, &format!("{space}_event"), event.text()),
            word(lang, &format!("{space}_state"), state.text()),
        ),
        _ if turn.until.is_some() => case_page::THEN_REMINDER.get(lang).to_owned(),
        _ => String::new(),
    };
    TurnView {
        whose: word(lang, "actor", turn.actor.as_str()),
        is_mine: hats.contains(&turn.actor),
        until: turn.until.map_or_else(String::new, |day| day.to_string()),
        days_left,
        then,
        is_provisional: turn.certainty != Certainty::Announced,
    }
}

/// Whose turn a case is, in words; `None` where nobody is waited for. Where all is well and nothing is
/// due that is so even if somebody might change something.
pub(crate) fn turn_of<W: Benefit>(
    lang: Lang,
    case: &Loaded<W>,
    frame: &Frame,
    hats: &[Actor],
) -> Option<TurnView> {
    let is_settled = mood(&case.row.state, case.row.turn) == Mood::Ok && case.row.due_on.is_none();
    let found = case.turn(frame).filter(|_| !is_settled)?;
    Some(turn(lang, &found, frame, hats))
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
