//! Where a person's notices go: address and language, mails on their way, the calendar feed.

use async_trait::async_trait;
use hezong_domain::{Day, MailId, Page, Timestamp, UserId, Window};

use crate::Result;

/// Where a person's notices go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeSettings {
    /// E-mail, may be empty.
    pub email: String,
    /// `zh-CN` or `en`.
    pub lang: String,
    /// Whether messages go out by mail too.
    pub also_by_mail: bool,
}

/// State of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// To be sent, again perhaps.
    Waiting,
    /// Somebody is sending it.
    Sending,
    /// The mail server took it.
    Sent,
    /// Given up.
    Failed,
}

impl MailState {
    /// Every state.
    pub const ALL: &'static [Self] = &[Self::Waiting, Self::Sending, Self::Sent, Self::Failed];

    /// The stored text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    /// The state of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == text)
    }
}

/// A mail of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxMail {
    /// Id; names the mail to mail servers too, so that a mail sent twice can be told.
    pub id: MailId,
    /// Key of the message.
    pub kind: String,
    /// Address.
    pub recipient: String,
    /// The person's name, may be empty.
    pub name: String,
    /// `zh-CN` or `en`.
    pub lang: String,
    /// Subject and text, sealed; `None` once it was sent.
    pub sealed: Option<Vec<u8>>,
    /// State.
    pub state: MailState,
    /// Tries so far.
    pub attempts: i64,
    /// Tries whose end nobody wrote down: a mail server may have taken the mail.
    pub cut_off: i64,
    /// Not to be tried before; while it is being sent, when somebody else may take it over.
    pub due_at: Timestamp,
    /// Of no use to anybody after.
    pub expires_at: Timestamp,
    /// Why the last try failed.
    pub error: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was sent or given up.
    pub ended_at: Option<Timestamp>,
}

/// A person's calendar feed. The address holds the secret, the database its SHA-256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFeed {
    /// Whose.
    pub user_id: UserId,
    /// Hex SHA-256 of the secret.
    pub token_hash: String,
    /// When it was made or renewed.
    pub created_at: Timestamp,
    /// When a calendar last asked.
    pub last_used_at: Option<Timestamp>,
}

/// Notices.
#[async_trait]
pub trait NoticeRepository: Send {
    /// Where a user's notices go, as far as it has chosen; `None` when there is no such user. Without a
    /// choice: Chinese, and by mail too.
    async fn settings(&mut self, user: &UserId) -> Result<Option<NoticeSettings>>;
    /// Keeps where a user's notices go.
    async fn put_settings(&mut self, user: &UserId, settings: &NoticeSettings) -> Result<()>;

    /// How often a user's address was changed on a day.
    async fn count_address_changes(&mut self, user: &UserId, on: Day) -> Result<i64>;
    /// Counts a change of the address of a user whose settings are kept. Only the last day is remembered.
    async fn note_address_change(&mut self, user: &UserId, on: Day) -> Result<()>;

    /// Adds a mail.
    async fn add_mail(&mut self, mail: &OutboxMail) -> Result<()>;
    /// Mails that may be tried now, those due longest first.
    async fn due_mails(&mut self, now: Timestamp, count: i64) -> Result<Vec<MailId>>;
    /// Takes a mail that may be tried for `holder` until `until`; `None` when somebody was faster. A try
    /// that is taken over from somebody who never ended it counts as cut off.
    async fn claim_mail(
        &mut self,
        id: &MailId,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<OutboxMail>>;
    /// Writes what became of a mail; `false` when it is not `holder`'s any more.
    async fn settle_mail(&mut self, mail: &OutboxMail, holder: &str) -> Result<bool>;
    /// Mails in a state, newest first.
    async fn list_mails(&mut self, state: MailState, window: Window) -> Result<Page<OutboxMail>>;
    /// Makes a mail that was given up wait again from its first try; `false` when it was not given up.
    async fn retry_mail(&mut self, id: &MailId, now: Timestamp) -> Result<bool>;
    /// How many mails are in each state that any is in.
    async fn count_mails(&mut self) -> Result<Vec<(MailState, i64)>>;
    /// Forgets mails that were sent before the first instant or given up before the second.
    async fn remove_stale_mails(&mut self, sent: Timestamp, failed: Timestamp) -> Result<i64>;

    /// A user's feed.
    async fn feed(&mut self, user: &UserId) -> Result<Option<CalendarFeed>>;
    /// Finds a feed by the hash of its secret, whosever it is: the calendar's way in.
    async fn find_feed_unscoped(&mut self, token_hash: &str) -> Result<Option<CalendarFeed>>;
    /// Makes a user's feed, in place of the one it had.
    async fn put_feed(&mut self, feed: &CalendarFeed) -> Result<()>;
    /// Notes that a calendar asked.
    async fn touch_feed(&mut self, user: &UserId, at: Timestamp) -> Result<()>;
    /// Removes a user's feed; `false` when there was none.
    async fn remove_feed(&mut self, user: &UserId) -> Result<bool>;
}
