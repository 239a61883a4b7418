//! What several pages of quotas share: names, events and their words.

use hezong_contract::coupons::QuotaRow;
use hezong_domain::coupons::{QuotaEvent, QuotaStatus};
use hezong_texts::{Text, ops_quotas as t};
use hezong_ui::label;

/// What a quota is called: its name, or its type when it has none.
pub fn quota_name(row: &QuotaRow) -> String {
    if row.name.is_empty() {
        label("quota_type", row.quota_type.as_str())
    } else {
        row.name.clone()
    }
}

/// An event with its words.
pub struct Act {
    /// The event.
    pub event: QuotaEvent,
    /// Its words.
    pub words: Text,
    /// The question before it.
    pub title: Text,
    /// What it does to the partner and to customers.
    pub effect: Text,
}

/// Every event.
pub const ACTS: &[Act] = &[
    Act {
        event: QuotaEvent::Unfreeze,
        words: t::ACT_UNFREEZE,
        title: t::UNFREEZE_TITLE,
        effect: t::UNFREEZE_EFFECT,
    },
    Act {
        event: QuotaEvent::EndAdjust,
        words: t::ACT_END_ADJUST,
        title: t::END_ADJUST_TITLE,
        effect: t::END_ADJUST_EFFECT,
    },
    Act {
        event: QuotaEvent::Freeze,
        words: t::ACT_FREEZE,
        title: t::FREEZE_TITLE,
        effect: t::FREEZE_EFFECT,
    },
    Act {
        event: QuotaEvent::BeginAdjust,
        words: t::ACT_BEGIN_ADJUST,
        title: t::BEGIN_ADJUST_TITLE,
        effect: t::BEGIN_ADJUST_EFFECT,
    },
    Act {
        event: QuotaEvent::Invalidate,
        words: t::ACT_INVALIDATE,
        title: t::INVALIDATE_TITLE,
        effect: t::INVALIDATE_EFFECT,
    },
];

/// The event that an address names, with its words.
pub fn act_of(name: &str) -> Option<&'static Act> {
    ACTS.iter().find(|act| act.event.as_str() == name)
}

/// Whether nothing can be changed any more.
pub fn is_final(status: QuotaStatus) -> bool {
    matches!(status, QuotaStatus::Invalid | QuotaStatus::Reclaimed)
}
