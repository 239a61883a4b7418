//! The quotas operations granted: without limits, limited, expired, frozen, about to end, for cash
//! coupons.

use hezong_contract::coupons::{NewGrant, StateForm};
use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{InvoiceSubject, Limits, QuotaEvent, QuotaType, Terms};
use hezong_domain::{Fen, PartnerId, QuotaId};
use hezong_services::{Error, quotas};

use super::{BEIDOU, SHANHAI, World};

/// The demo's quotas.
pub(super) struct Quotas {
    pub(super) annual: QuotaId,
    pub(super) limited: QuotaId,
    pub(super) autumn: QuotaId,
    pub(super) ending: QuotaId,
    pub(super) cash: QuotaId,
    pub(super) beidou: QuotaId,
}

fn new(world: &World, name: &str, value: i64, from: i64, to: i64) -> NewGrant {
    NewGrant {
        partner_id: PartnerId::new(SHANHAI),
        quota_type: QuotaType::Voucher,
        name: name.to_owned(),
        value: Fen::yuan(value),
        effective_at: world.day(from),
        expires_at: world.day_end(to),
        limits: Limits::default(),
        terms: Terms::default(),
    }
}

/// Grants the quotas at the begin of the demo's history.
pub(super) async fn grant(world: &World) -> Result<Quotas, Error> {
    world.go_to(-74, 0);
    let cx = &world.system();
    let annual = new(world, "年度通用代金券", 100_000, -74, 290);
    let limited = NewGrant {
        limits: Limits {
            services: vec!["hws.service.type.ec2".to_owned(), "hws.service.type.obs".to_owned()],
            ..Limits::default()
        },
        terms: Terms {
            min_face: Some(Fen::yuan(50)),
            max_face: Some(Fen::yuan(500)),
            ..Terms::default()
        },
        ..new(world, "计算与存储专项", 20_000, -60, 120)
    };
    let autumn = new(world, "秋季上云季", 10_000, -74, -10);
    let frozen = new(world, "开发者扶持", 8_000, -50, 100);
    let ending = new(world, "迎新礼包", 5_000, -74, 6);
    let cash = NewGrant {
        quota_type: QuotaType::CashCoupon,
        limits: Limits {
            max_deduction_ppm: Some(500_000),
            with_contract_discount: true,
            with_promotion_discount: true,
            with_partner_discount: true,
            ..Limits::default()
        },
        terms: Terms {
            counts_for_incentive: true,
            associations: vec![AssociationKind::Resale],
            invoice_subject: Some(InvoiceSubject::Issuer),
            ..Terms::default()
        },
        ..new(world, "产业补贴现金券", 50_000, -74, 200)
    };
    let beidou = NewGrant {
        partner_id: PartnerId::new(BEIDOU),
        ..new(world, "年度代金券", 30_000, -74, 290)
    };
    let frozen = quotas::grant(cx, &frozen, "").await?;
    let granted = Quotas {
        annual: quotas::grant(cx, &annual, "").await?,
        limited: quotas::grant(cx, &limited, "").await?,
        autumn: quotas::grant(cx, &autumn, "").await?,
        ending: quotas::grant(cx, &ending, "").await?,
        cash: quotas::grant(cx, &cash, "").await?,
        beidou: quotas::grant(cx, &beidou, "").await?,
    };
    world.go_to(-20, 0);
    let freeze = StateForm {
        id: frozen.to_string(),
        event: QuotaEvent::Freeze.as_str().to_owned(),
        reason: "对账中发现重复发放，核实期间暂停".to_owned(),
        version: "1".to_owned(),
    };
    quotas::change_state(cx, &freeze).await?;
    Ok(granted)
}
