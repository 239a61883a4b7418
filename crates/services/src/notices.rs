//! Where a person's notices go: the own address and language, and the calendar feed.

use hezong_contract::notices::{FeedMade, FeedView, NoticesForm, NoticesView};
use hezong_domain::access::Permission;
use hezong_domain::{Day, ProblemKind, UserId};
use hezong_storage::notices::{CalendarFeed, NoticeSettings};
use hezong_texts::Lang;

use crate::act::{Deed, perform};
use crate::benefits::hats;
use crate::context::Context;
use crate::entropy::Make;
use crate::identity::{check_own_password, digest};
use crate::mail::outbox::EMAIL_CHANGED;
use crate::{Error, Result, messages};

fn own(cx: &Context) -> Result<UserId> {
    cx.principal().user_id().cloned().ok_or(Error::Unauthenticated)
}

/// Where the caller's notices go.
///
/// # Errors
/// [`Error::Unauthenticated`] when the user is gone.
pub async fn read(cx: &Context) -> Result<NoticesView> {
    let user = own(cx)?;
    let mut tx = cx.services().storage().read().await?;
    let settings = tx.notices().settings(&user).await?.ok_or(Error::Unauthenticated)?;
    let feed = if hats::of(cx.principal()).is_empty() {
        None
    } else {
        let feed = tx.notices().feed(&user).await?;
        Some(feed.map_or_else(FeedView::default, |feed| FeedView {
            created_at: Some(feed.created_at),
            last_used_at: feed.last_used_at,
        }))
    };
    Ok(NoticesView {
        email: settings.email,
        lang: settings.lang,
        also_by_mail: settings.also_by_mail,
        is_mail_sent: cx.services().mailing().is_some(),
        feed,
    })
}

/// How often a person's address may be changed a day: every change writes to the address before it, which
/// nobody has proven to be the person's.
const ADDRESS_CHANGES_MAX: i64 = 10;

/// Chooses where the caller's notices go. Another address asks for the password, and the old address is
/// told when a new one takes its place: whoever finds a browser open must not be able to lead mails away,
/// least of all unseen.
///
/// # Errors
/// Wrong fields; a missing or wrong password and too many changes a day when the address changes.
pub async fn change(cx: &Context, form: &NoticesForm) -> Result<()> {
    form.check()?;
    let user = &own(cx)?;
    let address_before = {
        let mut tx = cx.services().storage().read().await?;
        tx.notices().settings(user).await?.ok_or(Error::Unauthenticated)?.email
    };
    if address_before != form.email.trim() {
        check_own_password(cx, &form.current, "current").await?;
    }
    let address_before = &address_before;
    // Like locks and sessions, the limit keeps to the machine's time.
    let wall = cx.services().wall_now();
    let today = Day::of(wall);
    let after = &NoticeSettings {
        email: form.email.trim().to_owned(),
        lang: form.lang.clone(),
        also_by_mail: form.also_by_mail == "on",
    };
    let deed = Deed::own("user.set_notices", cx.principal().sign_in());
    perform(cx, deed, |mut act| async move {
        let before = act.tx.notices().settings(user).await?.ok_or(Error::Unauthenticated)?;
        let is_new_address = before.email != after.email;
        // Whoever changed it meanwhile did not prove that this change is wanted.
        if is_new_address && before.email != *address_before {
            return Err(Error::field("email", ProblemKind::Outdated));
        }
        if is_new_address
            && act.tx.notices().count_address_changes(user, today).await? >= ADDRESS_CHANGES_MAX
        {
            let until = wall.local_midnight().plus_days(1);
            let problem = ProblemKind::TooOften { max: ADDRESS_CHANGES_MAX, until };
            return Err(Error::field("email", problem));
        }
        if is_new_address && !before.email.is_empty() {
            let new = if after.email.is_empty() { "\u{2014}" } else { &after.email };
            let args = [
                ("sign_in", act.cx.principal().sign_in().to_owned()),
                ("old", before.email.clone()),
                ("new", new.to_owned()),
            ];
            // Before the change, so that the copy goes to the old address.
            messages::send(&mut act, user, EMAIL_CHANGED, &args).await?;
        }
        act.tx.notices().put_settings(user, after).await?;
        if is_new_address {
            act.tx.notices().note_address_change(user, today).await?;
        }
        // No address in a log that nobody may change.
        let address = if is_new_address { " new_address" } else { "" };
        let way = if after.also_by_mail { "by_mail" } else { "box_only" };
        act.done((), cx.principal().sign_in(), format!("{} {way}{address}", after.lang))
    })
    .await
}

/// Remembers the language the caller chose for the pages: what is sent speaks it from now on.
///
/// # Errors
/// When storage fails.
pub async fn remember_language(cx: &Context, lang: Lang) -> Result<()> {
    let user = &own(cx)?;
    let is_known = {
        let mut tx = cx.services().storage().read().await?;
        tx.notices().settings(user).await?.is_some_and(|known| known.lang == lang.tag())
    };
    if is_known {
        return Ok(());
    }
    let deed = Deed::own("user.set_language", cx.principal().sign_in());
    perform(cx, deed, |mut act| async move {
        let before = act.tx.notices().settings(user).await?.ok_or(Error::Unauthenticated)?;
        let after = NoticeSettings { lang: lang.tag().to_owned(), ..before };
        act.tx.notices().put_settings(user, &after).await?;
        act.done((), cx.principal().sign_in(), lang.tag())
    })
    .await
}

/// What one must be allowed to do to have deadlines at all, for the refusal that says so.
fn deadlines_of(cx: &Context) -> Permission {
    match crate::benefits::case::seeing(cx) {
        Permission::BenefitView => Permission::BenefitManage,
        vendors => vendors,
    }
}

/// Makes the caller's calendar feed, or gives it another address. The address is answered this once, as
/// a path.
///
/// # Errors
/// [`Error::Forbidden`] for those whom no deadlines concern.
pub async fn make_feed(cx: &Context) -> Result<FeedMade> {
    let user = &own(cx)?;
    if hats::of(cx.principal()).is_empty() {
        return Err(Error::forbidden(cx.principal(), deadlines_of(cx)));
    }
    let secret = cx.services().entropy().secret();
    let hash = &digest(&secret);
    perform(cx, Deed::own("feed.make", cx.principal().sign_in()), |mut act| async move {
        let feed = CalendarFeed {
            user_id: user.clone(),
            token_hash: hash.clone(),
            created_at: act.cx.services().wall_now(),
            last_used_at: None,
        };
        act.tx.notices().put_feed(&feed).await?;
        act.done((), cx.principal().sign_in(), "")
    })
    .await?;
    Ok(FeedMade { address: format!("/calendar/{secret}.ics") })
}

/// Switches the caller's calendar feed off: its address is nobody's any more.
///
/// # Errors
/// [`Error::NotFound`] when it is off.
pub async fn remove_feed(cx: &Context) -> Result<()> {
    let user = &own(cx)?;
    perform(cx, Deed::own("feed.remove", cx.principal().sign_in()), |mut act| async move {
        if !act.tx.notices().remove_feed(user).await? {
            return Err(Error::NotFound("feed"));
        }
        act.done((), cx.principal().sign_in(), "")
    })
    .await
}
