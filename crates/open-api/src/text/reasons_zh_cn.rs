//! Chinese reasons and cures behind the official text of a code.

use hezong_domain::Refusal;
use hezong_domain::accounts::AssociationKind;
use hezong_domain::coupons::{CouponStatus, QuotaStatus};

use crate::error::Denied;
use crate::time::format_utc;

pub(super) fn refusal(refusal: &Refusal) -> String {
    of_quota(refusal)
        .or_else(|| of_customer(refusal))
        .or_else(|| of_coupon(refusal))
        .unwrap_or_else(|| "当前状态不允许该操作。请查询最新状态后重试".to_owned())
}

fn of_quota(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::QuotaMissing => {
            "quota_id不是您名下的额度。请使用“查询优惠券额度”返回的额度ID".to_owned()
        }
        Refusal::QuotaState { status } => format!(
            "额度当前为“{}”，仅状态为0（正常）的额度可发放。请改用其他额度，或联系云厂商",
            quota_status(*status)
        ),
        Refusal::QuotaNotInForce { from, to } => format!(
            "额度可发放时间为{}至{}。请改用其他额度",
            format_utc(from.ms()),
            format_utc(to.ms())
        ),
        Refusal::QuotaInsufficient { needed, balance } => {
            format!("需要{needed}元，仅剩{balance}元。请降低面值、减少客户，或改用其他额度")
        }
        Refusal::FaceBelowMin { min } => format!("额度要求面值不低于{min}元。请提高face_value"),
        Refusal::FaceAboveMax { max } => format!("额度要求面值不高于{max}元。请降低face_value"),
        Refusal::CountOverMax { max } => {
            format!("额度最多可发放{max}张，已全部发放。请改用其他额度")
        }
        Refusal::TotalOverMax { max } => {
            format!("额度累计面值上限为{max}元，本次将超出。请降低face_value或减少客户")
        }
        Refusal::LimitsWider { values } | Refusal::OrderKindsOutside { values } => {
            format!("额度不允许{values}。请去掉这些取值，或改用其他额度")
        }
        Refusal::ValidityOutside { from, to } => format!(
            "valid_time与expire_time须在{}至{}之间，valid_time早于expire_time，且expire_time晚于当前时间。请修改或不携带",
            format_utc(from.ms()),
            format_utc(to.ms())
        ),
        Refusal::ServiceUnknown { code } => {
            format!("没有云服务类型{code}。请修正cloud_service_types")
        }
        _ => return None,
    })
}

fn of_customer(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::FirstAssociatedOnly => {
            "该客户曾与伙伴关联，不是首次关联。请改用其他额度".to_owned()
        }
        Refusal::NamedCustomersOnly => "该客户不在额度指定的客户中。请改用其他额度".to_owned(),
        Refusal::WrongAssociation { kind } => format!(
            "该客户的合作类型为“{}”。接口仅支持向代售客户发放，且须为额度允许的合作类型。请去掉该客户，或改用其他额度",
            association(*kind)
        ),
        Refusal::NotYourCustomer => {
            "customer_ids须为“查询客户列表”返回的客户账号ID。请修正该项".to_owned()
        }
        Refusal::CustomerDisabled => "该客户账号已停用，启用后才能发放".to_owned(),
        Refusal::PartnerUsesCoupons => "您的账号自己使用优惠券。如需调整请联系云厂商".to_owned(),
        Refusal::NotSubsidised => "现金券仅面向补贴型伙伴。请使用类型为0的额度".to_owned(),
        Refusal::NotOnAllowlist => "该客户不在现行的现金券白名单内。请先更新白名单".to_owned(),
        Refusal::NoAllowlist => "尚无有效的现金券白名单。请先上传白名单".to_owned(),
        _ => return None,
    })
}

fn of_coupon(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::CouponMissing => {
            "coupon_id不是您发放的券。请使用“查询已发放的优惠券”返回的券ID".to_owned()
        }
        Refusal::CouponGone { status } => {
            format!("券当前为“{}”，没有可回收的金额", coupon_status(*status))
        }
        Refusal::CouponUsedUp => "券余额已用完，没有可回收的金额".to_owned(),
        Refusal::CouponLocked { locked } => {
            format!("客户订单正锁定其中{locked}元。请待订单支付或取消后重试")
        }
        Refusal::CouponInsufficient { needed, free } => {
            format!("需要{needed}元，可用余额{free}元")
        }
        Refusal::CouponFrozen => "券已冻结。请联系云厂商".to_owned(),
        Refusal::CouponNotInForce { from, to } => {
            format!("券的有效期为{}至{}", format_utc(from.ms()), format_utc(to.ms()))
        }
        Refusal::ReferralCoupon => "请在伙伴中心回收".to_owned(),
        Refusal::KeyReused => {
            "该Idempotency-Key已用于内容不同的请求。新的请求请使用新的Key".to_owned()
        }
        _ => return None,
    })
}

fn quota_status(status: QuotaStatus) -> &'static str {
    match status {
        QuotaStatus::Normal => "正常",
        QuotaStatus::Invalid => "失效",
        QuotaStatus::Adjusting => "额度调整中",
        QuotaStatus::Frozen => "冻结",
        QuotaStatus::Reclaimed => "已回收",
    }
}

fn coupon_status(status: CouponStatus) -> &'static str {
    match status {
        CouponStatus::NotActivated => "未激活",
        CouponStatus::Available => "可使用",
        CouponStatus::Used => "已使用",
        CouponStatus::Expired => "已过期",
        CouponStatus::Reclaimed => "已回收",
    }
}

fn association(kind: AssociationKind) -> &'static str {
    match kind {
        AssociationKind::Referral => "顾问销售",
        AssociationKind::Resale => "代售",
    }
}

pub(super) fn denied(denied: &Denied) -> String {
    match denied {
        Denied::OtherDomain { own } => {
            format!("X-Domain-Id不是该凭证所属的账号。请传入{own}，或不携带")
        }
        Denied::PartnersOnly => "该接口仅面向合作伙伴。请使用伙伴账号的凭证".to_owned(),
        Denied::CustomersOnly => "该接口仅面向客户。请使用客户账号的凭证".to_owned(),
        Denied::PartnersOrCustomersOnly => {
            "该接口仅面向合作伙伴与客户。请使用其中之一的凭证".to_owned()
        }
        Denied::MissingItem(item) => {
            format!("缺少权限项{item}。请联系账号管理员授予包含该权限项的角色")
        }
    }
}

pub(super) const NO_SUCH_RESELLER: &str = "indirect_partner_id不是您的云经销商。请不要携带该参数";
pub(super) const METHOD_NOT_ALLOWED: &str = "路径存在，但不支持该方法，请使用Allow响应头中的方法";
pub(super) const OUR_FAULT: &str = "系统处理失败，未做任何变更。请稍后重试，若仍失败请提供请求ID";

pub(super) fn invalid_fields(fields: &str) -> String {
    format!("{fields}的取值不可接受。请修正")
}

pub(super) fn region(code: &str) -> Option<&'static str> {
    Some(match code {
        "cn-north-1" => "华北-北京一",
        "cn-north-4" => "华北-北京四",
        "cn-east-2" => "华东-上海二",
        "cn-east-3" => "华东-上海一",
        "cn-south-1" => "华南-广州",
        "cn-southwest-2" => "西南-贵阳一",
        _ => return None,
    })
}
