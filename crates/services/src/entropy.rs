//! Randomness is an input. Ids, secrets and codes are made from it.

use hezong_domain::{
    AccountId, AllowlistId, BatchId, CouponId, ExportId, InvitationId, MessageId, QuotaId,
    RecordId, Timestamp, TransactionId, UserId,
};

/// Where randomness comes from.
pub trait Entropy: Send + Sync {
    /// Fills a buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::panic, reason = "without randomness no secret can be made; nothing may go on")]
    fn fill(&self, buffer: &mut [u8]) {
        if let Err(error) = getrandom::fill(buffer) {
            panic!("the operating system gives no randomness: {error}");
        }
    }
}

/// Letters of ids people read aloud: no I, L, O, U.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Makes ids and secrets.
pub trait Make: Entropy {
    /// `N` random bytes.
    fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut buffer = [0; N];
        self.fill(&mut buffer);
        buffer
    }

    /// Random letters of the Crockford alphabet.
    fn letters(&self, count: usize) -> String {
        let mut buffer = vec![0; count];
        self.fill(&mut buffer);
        buffer
            .iter()
            .map(|b| char::from(*CROCKFORD.get(usize::from(b & 31)).unwrap_or(&b'0')))
            .collect()
    }

    /// Random digits; rejection keeps them even.
    fn digits(&self, count: usize) -> String {
        let mut out = String::with_capacity(count);
        while out.len() < count {
            let [byte] = self.bytes::<1>();
            if byte < 250 {
                out.push(char::from(b'0' + byte % 10));
            }
        }
        out
    }

    /// A 256-bit secret for a URL or cookie, as 64 hex characters.
    fn secret(&self) -> String {
        hex::encode(self.bytes::<32>())
    }

    /// A time-ordered unique text (ULID).
    fn ulid(&self, now: Timestamp) -> String {
        let time = u64::try_from(now.ms()).unwrap_or(0);
        ulid::Ulid::from_parts(time, u128::from_be_bytes(self.bytes::<16>())).to_string()
    }

    /// `CP2611223F7K2M9QWZ`: kind, day at UTC+8, ten random letters.
    fn dated(&self, prefix: &str, now: Timestamp) -> String {
        let c = now.local();
        format!("{prefix}{:02}{:02}{:02}{}", c.year % 100, c.month, c.day, self.letters(10))
    }

    /// A new account id: 32 hex characters.
    fn account_id(&self) -> AccountId {
        AccountId::new(hex::encode(self.bytes::<16>()))
    }

    /// A new quota id: digits, date first, like the documented examples.
    fn quota_id(&self, now: Timestamp) -> QuotaId {
        let c = now.local();
        QuotaId::new(format!("{:04}{:02}{:02}{}", c.year, c.month, c.day, self.digits(10)))
    }

    /// A new coupon id.
    fn coupon_id(&self, now: Timestamp) -> CouponId {
        CouponId::new(self.dated("CP", now))
    }

    /// A new id of an act.
    fn batch_id(&self, now: Timestamp) -> BatchId {
        BatchId::new(self.dated("BT", now))
    }

    /// A new record id. Ids of one act sort as its rows stand: `place` is the row's.
    fn record_id(&self, now: Timestamp, place: usize) -> RecordId {
        let time = u64::try_from(now.ms()).unwrap_or(0);
        let place = u128::from(u16::try_from(place).unwrap_or(u16::MAX));
        let rest = u128::from(u64::from_be_bytes(self.bytes::<8>()));
        RecordId::new(ulid::Ulid::from_parts(time, (place << 64) | rest).to_string())
    }

    /// A new ledger transaction id.
    fn transaction_id(&self, now: Timestamp) -> TransactionId {
        TransactionId::new(self.ulid(now))
    }

    /// A new user id.
    fn user_id(&self, now: Timestamp) -> UserId {
        UserId::new(self.ulid(now))
    }

    /// A new message id.
    fn message_id(&self, now: Timestamp) -> MessageId {
        MessageId::new(self.ulid(now))
    }

    /// A new export id.
    fn export_id(&self, now: Timestamp) -> ExportId {
        ExportId::new(self.ulid(now))
    }

    /// A new invitation id.
    fn invitation_id(&self, now: Timestamp) -> InvitationId {
        InvitationId::new(self.ulid(now))
    }

    /// A new allow-list id.
    fn allowlist_id(&self, now: Timestamp) -> AllowlistId {
        AllowlistId::new(self.ulid(now))
    }
}

impl<T: Entropy + ?Sized> Make for T {}
