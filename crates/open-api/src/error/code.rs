//! Every error code of the API with the HTTP status it usually travels with (open-api §5.4).
//!
//! The words for a code are in [`crate::text`]. How to add a code: add its line here; the compiler
//! then asks for a text in each language.

use http::StatusCode;

macro_rules! codes {
    ($($name:ident = $code:literal, $status:literal;)*) => {
        /// An error code. Names say the fact; the code on the wire is [`Code::as_str`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "each variant is explained by its text in `crate::text`")]
        pub enum Code {
            $($name,)*
        }

        impl Code {
            /// All codes, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as sent, such as `CBC.0100`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            fn status_number(self) -> u16 {
                match self {
                    $(Self::$name => $status,)*
                }
            }
        }
    };
}

codes! {
    Success = "CBC.0000", 200;
    ParameterError = "CBC.0100", 400;
    InvalidParameter = "CBC.0101", 400;
    IllegalOperation = "CBC.0150", 403;
    AccessDenied = "CBC.0151", 403;
    TokenInvalid = "CBC.0154", 401;
    RequestNotAllowed = "CBC.0155", 403;
    OtherSiteCustomer = "CBC.0156", 403;
    BusinessThrottled = "CBC.0250", 429;
    OtherError = "CBC.0999", 500;
    NotAPartner = "CBC.5001", 400;
    CustomerNotFound = "CBC.5002", 400;
    BalanceInsufficient = "CBC.5003", 400;
    MobileNumberMalformed = "CBC.5017", 400;
    NotAssociatedWithMaster = "CBC.7001", 500;
    ChecksNotMetOld = "CBC.7004", 500;
    CreditExpiredOld = "CBC.7181", 500;
    PartnerUsesCouponsItself = "CBC.50000010", 400;
    QuotaForDesignatedCustomers = "CBC.50000020", 400;
    QuotaCustomersOutsideReseller = "CBC.50000021", 400;
    FinanceHostedMember = "CBC.50000034", 400;
    QuotaTransferRunning = "CBC.50000045", 400;
    ProductNotFound = "CBC.50000054", 400;
    ServiceTypeNotFound = "CBC.50000055", 400;
    DistributorMayNotAssociate = "CBC.50010059", 400;
    DistributorExited = "CBC.50010065", 400;
    PartnerRestricted = "CBC.50010085", 400;
    DistributorRestricted = "CBC.50010086", 400;
    ResellerExiting = "CBC.50010105", 400;
    NoPermissionOnCustomer = "CBC.99000000", 400;
    CustomerAuthorizationFailed = "CBC.99000004", 400;
    QuotaNotFound = "CBC.99000012", 400;
    QuotaInsufficient = "CBC.99000013", 400;
    WrongCooperationType = "CBC.99000014", 400;
    QuotaStateForbidsIssue = "CBC.99000015", 400;
    QuotaNotEffective = "CBC.99000017", 400;
    FaceValueBelowMinimum = "CBC.99000018", 400;
    FaceValueAboveMaximum = "CBC.99000019", 400;
    CouponCountOverLimit = "CBC.99000020", 400;
    FaceValueTotalOverLimit = "CBC.99000021", 400;
    FirstAssociatedOnly = "CBC.99000022", 400;
    LimitsExceedQuota = "CBC.99000023", 400;
    OrderTypeOutsideQuota = "CBC.99000024", 400;
    MayNotIssueToSelf = "CBC.99000025", 400;
    VerificationCodeIncorrect = "CBC.99000026", 400;
    MobileNumberTaken = "CBC.99000029", 400;
    MobileNumberOverused = "CBC.99000030", 400;
    LoginNameMalformed = "CBC.99000031", 400;
    NotACustomerOfPartner = "CBC.99000035", 400;
    PasswordMalformed = "CBC.99000036", 400;
    NoPermissionOnReseller = "CBC.99000037", 400;
    LoginNameTaken = "CBC.99000038", 400;
    XaccountIdTaken = "CBC.99000039", 400;
    EnterpriseTransferFailed = "CBC.99000043", 400;
    ReferralCouponNotReclaimable = "CBC.99000045", 400;
    AccountNotFound = "CBC.99000047", 400;
    CouponExpiredOrReclaimed = "CBC.99000048", 400;
    AssociationTimedOut = "CBC.99000050", 500;
    ContactRegistered = "CBC.99000051", 400;
    OperationFailed = "CBC.99000087", 400;
    CombinedTransactionNumberNeeded = "CBC.99000089", 400;
    VerificationCodeExpired = "CBC.99004008", 400;
    VerificationAttemptsExceeded = "CBC.99004009", 400;
    VerificationCodeWrong = "CBC.99004010", 400;
    VerificationSendLimitReached = "CBC.99004015", 400;
    AccountBalanceInsufficient = "CBC.99005003", 400;
    OrderNotCancellable = "CBC.99005010", 400;
    NotADowngradeOrUnsubscription = "CBC.99005026", 400;
    TestPartnerRefused = "CBC.99005035", 400;
    ResourceNotFound = "CBC.99005042", 400;
    ProductNotDiscovered = "CBC.99006006", 400;
    ChecksNotMet = "CBC.99007004", 400;
    TransactionIdTaken = "CBC.99007009", 400;
    CreditExpired = "CBC.99007181", 400;
    TransferTaskUnfinished = "CBC.99007461", 400;
    RouteNotFound = "APIG.0101", 404;
    BodyTooLarge = "APIG.0201", 413;
    AuthenticationFailed = "APIG.0301", 401;
    Throttled = "APIG.0308", 429;
}

impl Code {
    /// The status of an answer that fails as a whole with this code.
    ///
    /// Operations that document another status set it themselves. A code documented with HTTP 200
    /// for a single object is sent with 400, because the SDK cannot see an error in a 200 (open-api
    /// §5.2).
    pub fn status(self) -> StatusCode {
        StatusCode::from_u16(self.status_number()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
