//! Component kit on native elements.
//!
//! What lives here: what more than one page shows — tables, forms, statuses, money, time, charts — and
//! the words for errors, refusals, limits and checks. What does not: data loading, routes, permissions
//! (`app`), texts (`texts`), rules (`domain`).
//!
//! Everything works as plain HTML first; hydration adds live checks and partial updates. No component
//! with a type parameter has a big body: it turns its input into plain values and hands them to a
//! function without parameters, so that the browser's file holds one copy.
#![expect(clippy::needless_pass_by_value, reason = "components own their props")]

pub mod button;
pub mod chart;
pub mod checks;
pub mod choice;
pub mod clock;
pub mod confirm;
pub mod drafts;
pub mod field;
pub mod filter;
pub mod form;
mod form_state;
pub mod icon;
pub mod key_values;
pub mod load;
pub mod money;
pub mod notice;
pub mod page;
pub mod pager;
pub mod secret;
pub mod siblings;
pub mod state;
pub mod status;
pub mod table;
pub mod timeline;
pub mod words;

pub use button::{Button, DisabledButton, LinkButton, SubmitButton};
pub use chart::{Bar, BarChart, ExpiryCalendar, Tone, UsageBar};
pub use checks::{CheckList, GoalAddress, case_checks, goal_address, goal_link, told_view};
pub use choice::{Checkbox, Checkboxes, Choice, Question, SelectField, any_of, one_of};
pub use clock::browser_now;
pub use confirm::{BeforeAfter, ConfirmCard, ResultCard};
pub use drafts::{SentForm, provide_sent, sent_value};
pub use field::{AmountField, DayField, Field, Hidden, KeyField, TextArea};
pub use filter::{Chip, FilterBar, FilterDay, FilterSelect, FilterText, use_list};
pub use form::{DoneNotice, Form, FormState, Group, PostForm, QueryForm};
pub use icon::Icon;
pub use key_values::{KeyValue, KeyValues};
pub use load::{coming, load, load_or};
pub use money::{Day, DayRange, Money, Time};
pub use notice::Notice;
pub use page::{Card, Crumb, PageFocus, PageHead, Stat, Stats, Tab, Tabs};
pub use pager::Pager;
pub use secret::SecretOnce;
pub use siblings::Siblings;
pub use state::{EmptyState, ErrorPanel, ListEmpty, Skeleton};
pub use status::{ActivityPill, CouponStatusPill, QuotaStatusPill, StatusPill};
pub use table::{Align, Column, DataTable, Reveal, Select, SelectionBar};
pub use timeline::{Timeline, TimelineItem};
pub use words::{label, lang, tr, yuan};
