//! Values and pure rules of Hezong.
//!
//! What lives here: newtype ids, money, time, limits, coupon rules, benefits with their workflows and
//! working days, the permission matrix. Nothing here does I/O, reads a clock or draws randomness;
//! everything builds for the browser too, so that a form is checked by the very code that checks it
//! again on the server.
//!
//! What does not: SQL (`storage-*`), use cases (`services`), texts (`texts`).

pub mod access;
pub mod accounts;
pub mod benefits;
pub mod calendar;
pub mod certification;
pub mod check;
pub mod coupons;
pub mod files;
pub mod id;
pub mod incentives;
pub mod invoicing;
pub mod ledger;
pub mod mask;
pub mod members;
pub mod money;
pub mod page;
pub mod refusal;
pub mod text;
pub mod time;

pub use check::{Problem, ProblemKind, Problems};
pub use id::{
    AccountId, AllowlistId, AuditId, BatchId, BillId, CaseId, CertificateId, ChangeId, ClaimId,
    CouponId, CustomRoleId, CustomerId, ExportId, FileId, ImportId, InvitationId, InvoiceId, JobId,
    MailId, MemberId, MessageId, PartnerId, PaymentRequestId, ProjectId, QuotaId, RecordId,
    RequestId, TransactionId, UserId,
};
pub use money::Fen;
pub use page::{Page, Window};
pub use refusal::Refusal;
pub use time::{Day, Month, Quarter, Timestamp};
