//! Chinese texts.

use crate::decimal::{AmountError, format_fen};
use crate::error::{AuthenticationFailure, Code, IamFailure};
use crate::params::Problem;
use crate::sign::SignatureError;
use crate::time::format_utc;

/// The original's English text with the Chinese explanation behind it.
pub(super) fn bracketed(english: &str, chinese: &str) -> String {
    format!("{english}（{chinese}）")
}

/// The text of a code, then why and what to do.
pub(super) fn explained(text: &str, reason: &str) -> String {
    format!("{text}：{reason}。")
}

pub(super) fn problem(field: &str, problem: &Problem) -> String {
    let head = code(Code::ParameterError);
    format!("{head}：{field} {}", fault_and_cure(problem))
}

fn fault_and_cure(problem: &Problem) -> String {
    let text = match problem {
        Problem::Missing => "为必填参数但未携带。请传入取值。",
        Problem::Empty => "为空。请传入取值，选填参数可不携带。",
        Problem::Null => "为null。请传入取值，选填参数可不携带。",
        Problem::Repeated => "重复出现。请只携带一次。",
        Problem::BadEncoding => "不是百分号编码的UTF-8。请按UTF-8编码取值，并将每个字节转义为%XX。",
        Problem::NotText => "不是JSON字符串。请用双引号括住取值。",
        Problem::NotInteger => "不是整数。请只传入数字，例如10。",
        Problem::NotTime => {
            "不是yyyy-MM-dd'T'HH:mm:ss'Z'格式的UTC时间。请传入形如2026-11-22T09:32:25Z的时间。"
        }
        Problem::NotList => "不是JSON数组。请用方括号括住取值。",
        Problem::ControlCharacter => "包含控制字符。请去掉这些字符。",
        Problem::NoItems => "为空列表。请至少传入一项。",
        Problem::BodyNotJson => "不是合法的UTF-8 JSON。请修正其语法。",
        Problem::BodyNotObject => "不是JSON对象。请传入形如{\"name\": \"value\"}的对象。",
        Problem::Length { min, max } => {
            return format!("长度不正确。请传入{min}到{max}个字符。");
        }
        Problem::Range { min, max } => {
            return format!("超出取值范围。请传入{min}到{max}之间的整数。");
        }
        Problem::NotOneOf(allowed) => {
            return format!("取值无法识别。请传入以下取值之一：{allowed}。");
        }
        Problem::TooManyItems { max } => {
            return format!("项数过多。请最多传入{max}项。");
        }
        Problem::Amount(error) => return amount(error),
    };
    text.to_owned()
}

fn amount(error: &AmountError) -> String {
    let text = match error {
        AmountError::NotANumber => "不是十进制数。请传入以元为单位的金额，例如100.10。",
        AmountError::TooManyDecimals => {
            "小数超过两位。请传入以元为单位、最多两位小数的金额，例如100.10。"
        }
        AmountError::NotPositive => "不大于0。请传入以元为单位、大于0的金额，例如100.10。",
        AmountError::OutOfRange { min_fen, max_fen } => {
            return format!(
                "超出取值范围。请传入{}元到{}元之间的金额。",
                format_fen(*min_fen),
                format_fen(*max_fen)
            );
        }
    };
    text.to_owned()
}

pub(super) fn authentication(failure: &AuthenticationFailure) -> String {
    let head = code(Code::AuthenticationFailed);
    let reason = match failure {
        AuthenticationFailure::Signature(error) => format!("签名校验失败，{}", signature(error)),
        AuthenticationFailure::Locked => "AK校验失败次数过多，已锁定5分钟，请稍后再试".to_owned(),
        AuthenticationFailure::UnknownKey => "AK不存在或已停用".to_owned(),
        AuthenticationFailure::BadToken => "token无法识别，请重新获取".to_owned(),
        AuthenticationFailure::NoCredential => {
            "请求未携带签名或token，请携带Authorization或X-Auth-Token".to_owned()
        }
        AuthenticationFailure::TokenExpired { expires_at_ms } => {
            format!("token已于{}过期，请重新获取", format_utc(*expires_at_ms))
        }
        AuthenticationFailure::BadSecurityToken => {
            "临时AK未携带X-Security-Token或其取值无效".to_owned()
        }
    };
    format!("{head}：{reason}")
}

fn signature(error: &SignatureError) -> String {
    let text = match error {
        SignatureError::MissingAuthorization => "未携带Authorization请求头",
        SignatureError::UnsupportedAlgorithm => "不支持该签名算法，仅支持SDK-HMAC-SHA256",
        SignatureError::Malformed => "Authorization请求头格式不正确",
        SignatureError::MissingDate => "未携带X-Sdk-Date请求头",
        SignatureError::BadDate => "X-Sdk-Date格式不正确，应为yyyyMMdd'T'HHmmss'Z'",
        SignatureError::DateNotSigned => "SignedHeaders必须包含x-sdk-date",
        SignatureError::SignedHeaderAbsent(name) => {
            return format!("请求中没有已签名的请求头{name}");
        }
        SignatureError::SignedHeaderRepeated(name) => {
            return format!("已签名的请求头{name}在请求中重复出现");
        }
        SignatureError::BadSignatureHex => "签名应为64位小写十六进制数",
        SignatureError::Skewed => "X-Sdk-Date与服务器时间相差超过15分钟，请校准时钟",
        SignatureError::ContentHashMismatch => "X-Sdk-Content-Sha256与请求体的SHA-256不一致",
        SignatureError::UnsignedPayload => "JSON请求体必须参与签名",
        SignatureError::Mismatch => "签名不匹配，请检查SK以及请求在传输中是否被修改",
    };
    text.to_owned()
}

pub(super) fn throttled(limit: u32) -> String {
    format!("已超过每秒{limit}次的流量控制，请稍后重试")
}

pub(super) fn iam(failure: IamFailure) -> &'static str {
    match failure {
        IamFailure::Malformed => "请求体不正确",
        IamFailure::WrongPassword => "用户名或密码错误",
        IamFailure::InvalidToken => "token无效或已过期",
        IamFailure::Forbidden => "没有执行该操作的权限",
        IamFailure::SecondFactor => "已开启二次验证的用户不能用密码获取token，请改用访问密钥签名",
        IamFailure::NotFound => "请求的资源不存在",
        IamFailure::TooManyRequests => "请求过于频繁，请稍后重试",
        IamFailure::Internal => "系统异常，请稍后重试",
        IamFailure::Unavailable => "服务暂不可用，请稍后重试",
    }
}

pub(super) fn measure_unit(measure_id: i32) -> Option<&'static str> {
    Some(match measure_id {
        0 => "天",
        1 => "元",
        2 => "角",
        3 => "分",
        4 => "小时",
        5 => "分钟",
        6 => "秒",
        7 => "EB",
        8 => "PB",
        9 => "TB",
        10 => "GB",
        11 => "MB",
        12 => "KB",
        13 => "Byte",
        14 => "个(次)",
        15 => "Mbps",
        16 => "Kbps",
        17 => "GB(容量)",
        18 => "MB(容量)",
        19 => "TB(容量)",
        20 => "Gbps",
        21 => "周",
        22 => "月",
        23 => "年",
        24 => "行",
        25 => "千次",
        26 => "GB*小时",
        27 => "核*小时",
        28 => "QPS",
        29 => "千Tokens",
        _ => return None,
    })
}

code_texts! {
    Success => "成功",
    ParameterError => "参数错误",
    InvalidParameter => "参数无效",
    IllegalOperation => "非法操作",
    AccessDenied => "访问拒绝",
    TokenInvalid => "token非法/过期",
    RequestNotAllowed => "不允许执行当前请求",
    OtherSiteCustomer => "不是本站点客户",
    BusinessThrottled => "消息流量控制",
    OtherError => "其他错误",
    NotAPartner => "非合作伙伴",
    CustomerNotFound => "合作伙伴的客户不存在",
    BalanceInsufficient => "余额不足",
    MobileNumberMalformed => "客户手机号格式不合法",
    NotAssociatedWithMaster => "企业主与子账号不存在关联",
    ChecksNotMetOld => "存在不满足的业务检查项",
    CreditExpiredOld => "信用额度有效期已过期",
    PartnerUsesCouponsItself => "伙伴用券模式，无法发放代金券",
    QuotaForDesignatedCustomers => "该代金券只适用于指定客户",
    QuotaCustomersOutsideReseller => "额度指定非云经销商子客户，不可发给云经销商",
    FinanceHostedMember => "无法给财务托管企业子发券",
    QuotaTransferRunning => "同一额度不能并行划拨",
    ProductNotFound => "产品不存在",
    ServiceTypeNotFound => "云服务类型不存在",
    DistributorMayNotAssociate => "一级经销商不允许关联子客户",
    DistributorExited => "云经销商的总经销商已退出",
    PartnerRestricted => "伙伴处于受限状态",
    DistributorRestricted => "总经销商处于受限状态",
    ResellerExiting => "云经销商退出中",
    NoPermissionOnCustomer => "无对该客户的操作权限",
    CustomerAuthorizationFailed => "客户向伙伴授权异常",
    QuotaNotFound => "额度不存在或者状态不正确",
    QuotaInsufficient => "优惠券额度不足",
    WrongCooperationType => "券不能发给该合作类型的客户",
    QuotaStateForbidsIssue => "此状态的额度不支持发放",
    QuotaNotEffective => "额度未生效或者已过期",
    FaceValueBelowMinimum => "券面值不得小于最小值",
    FaceValueAboveMaximum => "券面值不得大于最大值",
    CouponCountOverLimit => "券数量超过最大限制",
    FaceValueTotalOverLimit => "券总面值超限",
    FirstAssociatedOnly => "该券只能发给首次关联的子客户",
    LimitsExceedQuota => "云服务/产品限制超出额度限制",
    OrderTypeOutsideQuota => "订购类型不在额度限制内",
    MayNotIssueToSelf => "该类伙伴不能给自己发券",
    VerificationCodeIncorrect => "验证码错误",
    MobileNumberTaken => "客户手机号已经存在",
    MobileNumberOverused => "手机号注册数量超过上限",
    LoginNameMalformed => "客户登录名格式不合法",
    NotACustomerOfPartner => "非合作伙伴子客户",
    PasswordMalformed => "客户密码格式不合法",
    NoPermissionOnReseller => "没有操作该云经销商的权限",
    LoginNameTaken => "客户登录名已经存在",
    XaccountIdTaken => "xaccountId重复",
    EnterpriseTransferFailed => "企业主子账号拨款/回收失败",
    ReferralCouponNotReclaimable => "不能回收顾问销售子客户的券",
    AccountNotFound => "账户不存在",
    CouponExpiredOrReclaimed => "券已过期或已回收",
    AssociationTimedOut => "关联结果查询超时",
    ContactRegistered => "手机号/邮箱已被华为报备",
    OperationFailed => "当前操作出现异常",
    CombinedTransactionNumberNeeded => "请使用组合交易单号操作",
    VerificationCodeExpired => "验证码已失效",
    VerificationAttemptsExceeded => "验证码校验失败超过3次",
    VerificationCodeWrong => "验证码错误",
    VerificationSendLimitReached => "发送次数达上限(15次/小时,60次/天)",
    AccountBalanceInsufficient => "余额不足",
    OrderNotCancellable => "订单状态不允许取消",
    NotADowngradeOrUnsubscription => "非降配或者退订订单",
    TestPartnerRefused => "测试伙伴账号不能使用该接口",
    ResourceNotFound => "资源无法找到或者不能退订",
    ProductNotDiscovered => "产品未发现",
    ChecksNotMet => "存在不满足的业务检查项",
    TransactionIdTaken => "交易事务ID重复",
    CreditExpired => "信用额度有效期已过期",
    TransferTaskUnfinished => "存在尚未完成的拨款或回收任务",
    RouteNotFound => "API不存在或未发布到该环境",
    BodyTooLarge => "请求体过大，最大为12MB，请减少单次发送的内容",
    AuthenticationFailed => "IAM认证信息错误",
    Throttled => "流量控制",
}
