//! What keeps the system running: idempotency, messages, exports, leases, marks.

use async_trait::async_trait;
use hezong_domain::{AccountId, ExportId, MessageId, Page, Timestamp, UserId, Window};

use crate::Result;

/// The first answer given under an idempotency key.
#[derive(Debug, Clone)]
pub struct KeptAnswer {
    /// Whose key.
    pub account_id: AccountId,
    /// The key, with the act as prefix.
    pub key: String,
    /// Hex SHA-256 of what was asked.
    pub request_hash: String,
    /// The answer as JSON.
    pub answer: String,
    /// When it was given.
    pub created_at: Timestamp,
    /// Until when it is kept.
    pub expires_at: Timestamp,
}

/// A message in a user's box.
#[derive(Debug, Clone)]
pub struct Message {
    /// Id.
    pub id: MessageId,
    /// Whose.
    pub user_id: UserId,
    /// Key of its texts.
    pub kind: String,
    /// Placeholders as a JSON object.
    pub args: String,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

/// State of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportState {
    /// Not begun.
    Waiting,
    /// Being written.
    Running,
    /// There to download.
    Done,
    /// Given up.
    Failed,
    /// File removed after its time.
    Lapsed,
}

impl ExportState {
    /// The stored text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Lapsed => "lapsed",
        }
    }

    /// The state of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Waiting, Self::Running, Self::Done, Self::Failed, Self::Lapsed]
            .into_iter()
            .find(|s| s.as_str() == text)
    }
}

/// An export.
#[derive(Debug, Clone)]
pub struct Export {
    /// Id.
    pub id: ExportId,
    /// The account whose data it is.
    pub account_id: AccountId,
    /// Who asked; only that user may download.
    pub user_id: UserId,
    /// What: `issued`, `records`.
    pub kind: String,
    /// `voucher` or `cash_coupon`.
    pub quota_type: String,
    /// `csv` or `xlsx`.
    pub format: String,
    /// The list's query string at the time.
    pub query: String,
    /// Language of the headings: `zh-CN` or `en`.
    pub lang: String,
    /// State.
    pub state: ExportState,
    /// Rows written so far.
    pub rows_done: i64,
    /// Rows in all; 0 while unknown.
    pub rows_total: i64,
    /// Attempts so far.
    pub attempts: i64,
    /// The file, once done (bytes live in the database, so that any replica can serve it).
    pub file: Option<Vec<u8>>,
    /// Bytes of the file.
    pub size_bytes: i64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the file goes.
    pub expires_at: Timestamp,
}

/// Operation.
#[async_trait]
pub trait OperationRepository: Send {
    /// The answer kept under a key.
    async fn find_answer(&mut self, account: &AccountId, key: &str) -> Result<Option<KeptAnswer>>;
    /// Keeps an answer; a key that exists already is a [`crate::StorageError::Conflict`].
    async fn keep_answer(&mut self, answer: &KeptAnswer) -> Result<()>;
    /// Forgets answers whose time is over.
    async fn remove_stale_answers(&mut self, now: Timestamp) -> Result<i64>;

    /// Adds a message.
    async fn add_message(&mut self, message: &Message) -> Result<()>;
    /// A user's messages, newest first.
    async fn list_messages(&mut self, user: &UserId, window: Window) -> Result<Page<Message>>;
    /// How many are unread.
    async fn unread_messages(&mut self, user: &UserId) -> Result<i64>;
    /// Marks all as read.
    async fn read_messages(&mut self, user: &UserId, at: Timestamp) -> Result<()>;

    /// Adds an export.
    async fn add_export(&mut self, export: &Export) -> Result<()>;
    /// Finds a user's export, file included.
    async fn find_export(&mut self, user: &UserId, id: &ExportId) -> Result<Option<Export>>;
    /// A user's exports without their files, newest first.
    async fn list_exports(&mut self, user: &UserId, window: Window) -> Result<Page<Export>>;
    /// Takes the oldest waiting export, or a running one whose lease ended, for `holder` until `until`.
    async fn lease_export(
        &mut self,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Export>>;
    /// Writes state, progress and file of an export.
    async fn update_export(&mut self, export: &Export) -> Result<()>;
    /// Removes files whose time is over; answers how many.
    async fn lapse_exports(&mut self, now: Timestamp) -> Result<i64>;

    /// Takes a named lease until `until` unless somebody else holds it; `true` when taken.
    async fn lease(
        &mut self,
        name: &str,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool>;

    /// A mark of this database, e.g. `demo`.
    async fn mark(&mut self, key: &str) -> Result<Option<String>>;
    /// Sets a mark.
    async fn set_mark(&mut self, key: &str, value: &str) -> Result<()>;
}
