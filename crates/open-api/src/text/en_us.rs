//! English texts. Wording in the code table that is known to be official is kept as it is.

use crate::decimal::{AmountError, format_fen};
use crate::error::{AuthenticationFailure, Code, IamFailure};
use crate::params::Problem;
use crate::sign::SignatureError;
use crate::time::format_utc;

pub(super) fn problem(field: &str, problem: &Problem) -> String {
    let head = code(Code::ParameterError);
    format!("{head}: {field} {}", fault_and_cure(problem))
}

fn fault_and_cure(problem: &Problem) -> String {
    let text = match problem {
        Problem::Missing => "is required but missing. Send a value.",
        Problem::Empty => "is empty. Send a value; only an optional parameter may be left out.",
        Problem::Null => "is null. Send a value; only an optional parameter may be left out.",
        Problem::Repeated => "is given more than once. Give it once.",
        Problem::BadEncoding => {
            "is not percent-encoded UTF-8. Encode the value as UTF-8 and escape each byte as %XX."
        }
        Problem::NotText => "is not a JSON string. Put the value in double quotes.",
        Problem::NotInteger => "is not an integer. Send digits only, such as 10.",
        Problem::NotTime => {
            "is not a UTC time of the form yyyy-MM-dd'T'HH:mm:ss'Z'. \
             Send one such as 2026-11-22T09:32:25Z."
        }
        Problem::NotList => "is not a JSON array. Put the values in square brackets.",
        Problem::ControlCharacter => "contains control characters. Remove them.",
        Problem::NoItems => "is an empty list. Send at least one item.",
        Problem::BodyNotJson => "is not valid JSON in UTF-8. Correct its syntax.",
        Problem::BodyNotObject => {
            "is not a JSON object. Send an object such as {\"name\": \"value\"}."
        }
        Problem::Length { min, max } => {
            return format!("has the wrong length. Send {min} to {max} characters.");
        }
        Problem::Range { min, max } => {
            return format!("is out of range. Send an integer from {min} to {max}.");
        }
        Problem::NotOneOf(allowed) => {
            return format!("has an unknown value. Send one of {allowed}.");
        }
        Problem::TooManyItems { max } => {
            return format!("has too many items. Send at most {max}.");
        }
        Problem::Amount(error) => return amount(error),
    };
    text.to_owned()
}

fn amount(error: &AmountError) -> String {
    let text = match error {
        AmountError::NotANumber => {
            "is not a decimal number. Send an amount in yuan, such as 100.10."
        }
        AmountError::TooManyDecimals => {
            "has more than two decimals. Send an amount in yuan with at most two, such as 100.10."
        }
        AmountError::NotPositive => {
            "is not above zero. Send an amount in yuan greater than 0, such as 100.10."
        }
        AmountError::OutOfRange { min_fen, max_fen } => {
            return format!(
                "is out of range. Send an amount from {} to {} yuan.",
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
        AuthenticationFailure::Signature(error) => {
            format!("verify aksk signature fail, {}", signature(error))
        }
        AuthenticationFailure::Locked => {
            "AK access failed to reach the limit,forbidden.".to_owned()
        }
        AuthenticationFailure::UnknownKey => "Get secretKey failed".to_owned(),
        AuthenticationFailure::BadToken => "decrypt token fail".to_owned(),
        AuthenticationFailure::NoCredential => "x-auth-token not found".to_owned(),
        AuthenticationFailure::TokenExpired { expires_at_ms } => {
            format!(
                "token expires, expires_at: {}. x_auth_token is expired. Request a new token.",
                format_utc(*expires_at_ms)
            )
        }
        AuthenticationFailure::BadSecurityToken => {
            "x-security-token is missing or invalid for a temporary access key".to_owned()
        }
    };
    format!("{head}: {reason}")
}

fn signature(error: &SignatureError) -> String {
    let text = match error {
        SignatureError::MissingAuthorization => "the Authorization header is missing",
        SignatureError::UnsupportedAlgorithm => {
            "unsupported algorithm, only SDK-HMAC-SHA256 is supported"
        }
        SignatureError::Malformed => {
            "the Authorization header is malformed, expected \
             SDK-HMAC-SHA256 Access=<AK>, SignedHeaders=<names>, Signature=<64 hexadecimal digits>"
        }
        SignatureError::MissingDate => "the X-Sdk-Date header is missing",
        SignatureError::BadDate => {
            "the X-Sdk-Date header is malformed, expected yyyyMMdd'T'HHmmss'Z'"
        }
        SignatureError::DateNotSigned => "x-sdk-date must be one of the SignedHeaders",
        SignatureError::SignedHeaderAbsent(name) => {
            return format!("the signed header {name} is not in the request");
        }
        SignatureError::SignedHeaderRepeated(name) => {
            return format!("the signed header {name} is in the request more than once");
        }
        SignatureError::BadSignatureHex => "the signature must be 64 lower-case hexadecimal digits",
        SignatureError::Skewed => {
            "X-Sdk-Date differs from the server's time by more than 15 minutes, check the clock"
        }
        SignatureError::ContentHashMismatch => {
            "X-Sdk-Content-Sha256 is not the SHA-256 of the body"
        }
        SignatureError::UnsignedPayload => "a JSON body must be part of the signature",
        SignatureError::Mismatch => {
            "the signature does not match, check the secret key and that nothing was changed on the way"
        }
    };
    text.to_owned()
}

pub(super) fn throttled(limit: u32) -> String {
    format!(
        "The throttling threshold has been reached: \
         policy user over ratelimit,limit:{limit},time:1 second"
    )
}

pub(super) fn iam(failure: IamFailure) -> &'static str {
    match failure {
        IamFailure::Malformed => "The request body is invalid.",
        IamFailure::WrongPassword => "The username or password is wrong.",
        IamFailure::InvalidToken => "The token is invalid or has expired.",
        IamFailure::Forbidden => "You are not authorized to perform the requested action.",
        IamFailure::SecondFactor => {
            "A user with a second factor gets no token for a password. Sign with an access key instead."
        }
        IamFailure::NotFound => "The requested resource could not be found.",
        IamFailure::TooManyRequests => "Too many requests. Try again later.",
        IamFailure::Internal => "An unexpected error occurred. Try again later.",
        IamFailure::Unavailable => "The service is unavailable. Try again later.",
    }
}

pub(super) fn measure_unit(measure_id: i32) -> Option<&'static str> {
    Some(match measure_id {
        0 => "Day",
        1 => "CNY",
        2 => "Jiao",
        3 => "Fen",
        4 => "Hour",
        5 => "Minute",
        6 => "Second",
        7 => "EB",
        8 => "PB",
        9 => "TB",
        10 => "GB",
        11 => "MB",
        12 => "KB",
        13 => "Byte",
        14 => "Count",
        15 => "Mbps",
        16 => "Kbps",
        17 => "GB (capacity)",
        18 => "MB (capacity)",
        19 => "TB (capacity)",
        20 => "Gbps",
        21 => "Week",
        22 => "Month",
        23 => "Year",
        24 => "Row",
        25 => "Thousand counts",
        26 => "GB-hour",
        27 => "Core-hour",
        28 => "QPS",
        29 => "1K tokens",
        _ => return None,
    })
}

code_texts! {
    Success => "Success.",
    ParameterError => "Parameter error",
    InvalidParameter => "Invalid parameter",
    IllegalOperation => "Illegal operation",
    AccessDenied => "Access denied",
    TokenInvalid => "Token invalid or expired",
    RequestNotAllowed => "The current request is not allowed",
    OtherSiteCustomer => "Access denied. The customer does not belong to the website you are now at.",
    BusinessThrottled => "Connection request control triggered.",
    OtherError => "Other errors.",
    NotAPartner => "Not a partner",
    CustomerNotFound => "The partner's customer does not exist",
    BalanceInsufficient => "Insufficient balance",
    MobileNumberMalformed => "Invalid mobile number format",
    NotAssociatedWithMaster => "Failed to allocate money: no association",
    ChecksNotMetOld => "Business check items not met",
    CreditExpiredOld => "Credit validity expired",
    PartnerUsesCouponsItself => "Partner uses coupons itself, cannot issue",
    QuotaForDesignatedCustomers => "Quota is restricted to designated customers",
    QuotaCustomersOutsideReseller => "Quota designates customers outside the reseller",
    FinanceHostedMember => "Cannot issue to a finance-hosted enterprise member",
    QuotaTransferRunning => "A previous transfer on this quota is still running",
    ProductNotFound => "Product does not exist",
    ServiceTypeNotFound => "Cloud service type does not exist",
    DistributorMayNotAssociate => "Distributor may not associate sub-customers directly",
    DistributorExited => "The reseller's distributor has exited",
    PartnerRestricted => "Partner is restricted",
    DistributorRestricted => "The reseller's distributor is restricted",
    ResellerExiting => "Reseller is exiting",
    NoPermissionOnCustomer => "No permission on this customer",
    CustomerAuthorizationFailed => "Customer-to-partner authorization failed",
    QuotaNotFound => "Quota missing or in a wrong state",
    QuotaInsufficient => "Insufficient coupon quota",
    WrongCooperationType => "Wrong cooperation type for this coupon",
    QuotaStateForbidsIssue => "Quota state does not allow issuing",
    QuotaNotEffective => "Quota not effective or expired",
    FaceValueBelowMinimum => "Face value below minimum",
    FaceValueAboveMaximum => "Face value above maximum",
    CouponCountOverLimit => "Coupon count over limit",
    FaceValueTotalOverLimit => "Total face value over limit",
    FirstAssociatedOnly => "Only for first-associated sub-customers",
    LimitsExceedQuota => "Service/product limits exceed those of the quota",
    OrderTypeOutsideQuota => "The use limits (subscription type list) is not within the limit range.",
    MayNotIssueToSelf => "This type of partners cannot issue coupons to themselves.",
    VerificationCodeIncorrect => "Incorrect verification code.",
    MobileNumberTaken => "Mobile number already exists",
    MobileNumberOverused => "Mobile number registered too often",
    LoginNameMalformed => "Invalid login name format",
    NotACustomerOfPartner => "Not a sub-customer of the partner",
    PasswordMalformed => "Invalid password format",
    NoPermissionOnReseller => "No permission on this reseller",
    LoginNameTaken => "Login name already exists",
    XaccountIdTaken => "Duplicate xaccount_id",
    EnterpriseTransferFailed => "Enterprise transfer/reclaim failed",
    ReferralCouponNotReclaimable => "Cannot reclaim coupons of referral customers",
    AccountNotFound => "Account does not exist",
    CouponExpiredOrReclaimed => "Coupon expired or already reclaimed",
    AssociationTimedOut => "Association result query timed out",
    ContactRegistered => "Mobile/email already registered by Huawei",
    OperationFailed => "Operation failed, try again",
    CombinedTransactionNumberNeeded => "Use the combined transaction number",
    VerificationCodeExpired => "Verification code expired",
    VerificationAttemptsExceeded => "More than 3 failed attempts",
    VerificationCodeWrong => "Wrong verification code",
    VerificationSendLimitReached => "Send limit reached (15/hour, 60/day)",
    AccountBalanceInsufficient => "Insufficient balance",
    OrderNotCancellable => "Order state does not allow cancelling",
    NotADowngradeOrUnsubscription => "Not a downgrade or unsubscription order",
    TestPartnerRefused => "Test partner account may not use this API",
    ResourceNotFound => "The resource cannot be found or unsubscribed from.",
    ProductNotDiscovered => "Product not found.",
    ChecksNotMet => "Business check items not met",
    TransactionIdTaken => "Duplicate transaction ID",
    CreditExpired => "Credit validity expired",
    TransferTaskUnfinished => "A transfer or reclaim task is unfinished",
    RouteNotFound => "The API does not exist or has not been published in the environment",
    BodyTooLarge => "Request entity too large. The body may have at most 12 MB; send less at a time.",
    AuthenticationFailed => "Incorrect IAM authentication information",
    Throttled => "The throttling threshold has been reached: policy user over ratelimit,limit:10,time:1 second",
}
