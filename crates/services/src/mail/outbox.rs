//! Mails are written here, in the transaction of the act that has something to say.

use hezong_domain::accounts::{AccountKind, Activity};
use hezong_domain::time::{DAY_MS, MINUTE_MS};
use hezong_domain::{MailId, Timestamp, UserId};
use hezong_storage::identity::Invitation;
use hezong_storage::notices::{MailState, OutboxMail};
use hezong_texts::{Lang, mail as t};
use serde::{Deserialize, Serialize};

use super::one_line;
use crate::act::Act;
use crate::entropy::Make;
use crate::{Result, messages};

/// How long a message is worth a mail.
const WORTH_MS: i64 = 3 * DAY_MS;
/// How long a verification code is good.
const CODE_MS: i64 = 10 * MINUTE_MS;
/// The message that tells of a new address.
pub(crate) const EMAIL_CHANGED: &str = "email_changed";
/// The page on which mails are switched off.
const SETTINGS: &str = "/account/notices";

/// What is sealed of a mail.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) body: String,
}

/// Who gets a mail, in which language, and until when it is of use.
struct Envelope {
    kind: String,
    recipient: String,
    name: String,
    lang: Lang,
    worth_ms: i64,
}

/// Writes a copy of a message for its reader's mail box: when mails leave this system, and the reader
/// has an address and wants them there.
pub(crate) async fn copy(
    act: &mut Act,
    user: &UserId,
    kind: &str,
    args: &[(&str, String)],
) -> Result<()> {
    let Some(mailing) = act.cx.services().mailing().cloned() else { return Ok(()) };
    let Some(settings) = act.tx.notices().settings(user).await? else { return Ok(()) };
    // That mails go elsewhere from now on is told whatever was chosen.
    let is_wanted = settings.also_by_mail || kind == EMAIL_CHANGED;
    if settings.email.is_empty() || !is_wanted {
        return Ok(());
    }
    let reader = act.tx.identity().find_user(user).await?;
    let Some(reader) = reader.filter(|reader| reader.activity == Activity::Active) else {
        return Ok(());
    };
    let account = act.tx.accounts().find(&reader.account_id).await?;
    let lang = Lang::parse(&settings.lang).unwrap_or_default();
    let (title, text) = messages::words(lang, kind, args);
    let open = place(kind, args, account.map(|account| account.kind));
    let (name, origin) = (one_line(&reader.display_name), &mailing.origin);
    let greeting = if name.is_empty() {
        t::GREETING_PLAIN.get(lang).to_owned()
    } else {
        t::greeting(lang, &name)
    };
    let open = open.map(|path| format!("{}\n\n", t::open(lang, format!("{origin}{path}"))));
    let footer = t::footer(lang, &reader.sign_in, format!("{origin}{SETTINGS}"));
    let letter = Letter {
        subject: one_line(&t::subject(lang, title)),
        body: format!(
            "{greeting}\n\n{text}\n\n{}-- \n{footer}\n{}\n",
            open.unwrap_or_default(),
            t::NO_REPLY.get(lang),
        ),
    };
    let worth_ms = if kind == "verification_code" { CODE_MS } else { WORTH_MS };
    let envelope =
        Envelope { kind: kind.to_owned(), recipient: settings.email, name, lang, worth_ms };
    post(act, envelope, &letter).await
}

/// Where a message leads. Nothing for a code: it is typed where it was asked for.
pub(crate) fn place<N: AsRef<str>>(
    kind: &str,
    args: &[(N, String)],
    console: Option<AccountKind>,
) -> Option<String> {
    let case = args.iter().find(|(name, _)| name.as_ref() == "case").map(|(_, id)| id);
    let case = case.zip(console).and_then(|(id, console)| messages::case_path(console, id));
    match kind {
        "verification_code" | EMAIL_CHANGED => None,
        "export_done" | "export_failed" => Some("/exports".to_owned()),
        "months_open" | "months_open_today" | "months_lapsed" => {
            Some("/partner/fh/claims".to_owned())
        }
        "lists_open" | "lists_open_today" => Some("/ops/fh/lists".to_owned()),
        _ => Some(case.unwrap_or_else(|| "/messages".to_owned())),
    }
}

/// Writes the mail that carries an invitation's link; the address it goes to, when one goes out. Nobody
/// knows the language of somebody who was never here: it speaks both.
pub(crate) async fn invite(
    act: &mut Act,
    invitation: &Invitation,
    company: &str,
    path: &str,
) -> Result<String> {
    let Some(mailing) = act.cx.services().mailing().cloned() else { return Ok(String::new()) };
    if invitation.email.is_empty() {
        return Ok(String::new());
    }
    let name = one_line(&invitation.display_name);
    let until = invitation.expires_at.local_minute();
    let part = |lang: Lang| {
        format!(
            "{}\n\n{}\n{}{path}\n\n-- \n{}\n{}\n",
            t::greeting(lang, &name),
            t::invitation_body(lang, company, &invitation.sign_in, &until),
            mailing.origin,
            t::INVITATION_FOOTER.get(lang),
            t::NO_REPLY.get(lang),
        )
    };
    let title = |lang: Lang| t::invitation_subject(lang, company);
    let letter = Letter {
        subject: one_line(&format!("{} / {}", title(Lang::ZhCn), title(Lang::En))),
        body: format!("{}\n\n{}", part(Lang::ZhCn), part(Lang::En)),
    };
    let envelope = Envelope {
        kind: "invitation".to_owned(),
        recipient: invitation.email.clone(),
        name,
        lang: Lang::ZhCn,
        worth_ms: invitation.expires_at.ms().saturating_sub(act.now.ms()),
    };
    post(act, envelope, &letter).await?;
    Ok(invitation.email.clone())
}

/// Adds a mail that may be sent at once. Mails keep to the machine's time: a sandbox that is a month
/// ahead has no other mail server.
async fn post(act: &mut Act, envelope: Envelope, letter: &Letter) -> Result<()> {
    let services = act.cx.services();
    let now: Timestamp = services.wall_now();
    let sealed = services.vault().seal(services.entropy(), &serde_json::to_vec(letter)?)?;
    let mail = OutboxMail {
        id: MailId::new(services.entropy().ulid(now)),
        kind: envelope.kind,
        recipient: envelope.recipient,
        name: envelope.name,
        lang: envelope.lang.tag().to_owned(),
        sealed: Some(sealed),
        state: MailState::Waiting,
        attempts: 0,
        cut_off: 0,
        due_at: now,
        expires_at: now.plus_ms(envelope.worth_ms),
        error: String::new(),
        created_at: now,
        ended_at: None,
    };
    Ok(act.tx.notices().add_mail(&mail).await?)
}
