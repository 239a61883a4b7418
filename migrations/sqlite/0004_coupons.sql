-- Quotas, the coupons made from them, every change of a coupon, and the operation records.

CREATE TABLE quotas (
    id            TEXT   NOT NULL PRIMARY KEY,
    partner_id    TEXT   NOT NULL,
    quota_type    TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    name_folded   TEXT   NOT NULL,
    value_fen     BIGINT NOT NULL,
    balance_fen   BIGINT NOT NULL,
    status        BIGINT NOT NULL,
    effective_at  BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    limits        TEXT   NOT NULL,
    terms         TEXT   NOT NULL,
    issued_count  BIGINT NOT NULL,
    issued_fen    BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    CONSTRAINT quotas_integers CHECK (typeof(value_fen) = 'integer'
        AND typeof(balance_fen) = 'integer' AND typeof(issued_fen) = 'integer'),
    CONSTRAINT quotas_partner FOREIGN KEY (partner_id) REFERENCES partners (account_id),
    CONSTRAINT quotas_type CHECK (quota_type IN ('voucher', 'cash_coupon')),
    CONSTRAINT quotas_status CHECK (status IN (0, 3, 4, 5, 6)),
    CONSTRAINT quotas_amounts CHECK (balance_fen >= 0 AND balance_fen <= value_fen
        AND issued_count >= 0 AND issued_fen >= 0)
);

CREATE INDEX quotas_by_partner ON quotas (partner_id, quota_type, created_at, id);
CREATE INDEX quotas_by_created ON quotas (created_at, id);

CREATE TABLE coupons (
    id             TEXT    NOT NULL PRIMARY KEY,
    quota_id       TEXT    NOT NULL,
    partner_id     TEXT    NOT NULL,
    customer_id    TEXT    NOT NULL,
    association    TEXT    NOT NULL,
    batch_id       TEXT    NOT NULL,
    coupon_type    TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    status         BIGINT  NOT NULL,
    face_fen       BIGINT  NOT NULL,
    balance_fen    BIGINT  NOT NULL,
    locked_fen     BIGINT  NOT NULL,
    used_fen       BIGINT  NOT NULL,
    refunded_fen   BIGINT  NOT NULL,
    reclaimed_fen  BIGINT  NOT NULL,
    expired_fen    BIGINT  NOT NULL,
    is_frozen      BOOLEAN NOT NULL,
    effective_at   BIGINT  NOT NULL,
    expires_at     BIGINT  NOT NULL,
    limits         TEXT    NOT NULL,
    memo           TEXT    NOT NULL,
    use_count      BIGINT  NOT NULL,
    last_order_id  TEXT    NOT NULL,
    created_at     BIGINT  NOT NULL,
    last_used_at   BIGINT,
    updated_at     BIGINT  NOT NULL,
    version        BIGINT  NOT NULL,
    CONSTRAINT coupons_integers CHECK (typeof(face_fen) = 'integer'
        AND typeof(balance_fen) = 'integer' AND typeof(locked_fen) = 'integer'
        AND typeof(used_fen) = 'integer' AND typeof(refunded_fen) = 'integer'
        AND typeof(reclaimed_fen) = 'integer' AND typeof(expired_fen) = 'integer'),
    CONSTRAINT coupons_quota FOREIGN KEY (quota_id) REFERENCES quotas (id),
    CONSTRAINT coupons_partner FOREIGN KEY (partner_id) REFERENCES partners (account_id),
    CONSTRAINT coupons_customer FOREIGN KEY (customer_id) REFERENCES accounts (id),
    CONSTRAINT coupons_association CHECK (association IN ('referral', 'resale')),
    CONSTRAINT coupons_type CHECK (coupon_type IN ('voucher', 'cash_coupon')),
    CONSTRAINT coupons_status CHECK (status IN (1, 2, 3, 4, 5)),
    CONSTRAINT coupons_not_negative CHECK (face_fen >= 0 AND balance_fen >= 0 AND used_fen >= 0
        AND refunded_fen >= 0 AND reclaimed_fen >= 0 AND expired_fen >= 0),
    CONSTRAINT coupons_amounts CHECK (locked_fen >= 0 AND locked_fen <= balance_fen
        AND face_fen = balance_fen + used_fen - refunded_fen + reclaimed_fen + expired_fen)
);

-- A partner's issued list, newest first. The tail lets every filter of the list be judged, and the
-- matches be counted, without reading rows.
CREATE INDEX coupons_by_partner ON coupons
    (partner_id, created_at, id, effective_at, status, expires_at, coupon_type, association,
     customer_id);
CREATE INDEX coupons_by_partner_status ON coupons
    (partner_id, coupon_type, status, created_at, id, expires_at);
CREATE INDEX coupons_by_partner_end ON coupons (partner_id, coupon_type, expires_at, id, status);
-- The figures above that list.
CREATE INDEX coupons_held ON coupons
    (partner_id, coupon_type, expires_at, balance_fen, locked_fen) WHERE status = 2;
-- A customer's wallet, and coupons found by the names of customers.
CREATE INDEX coupons_by_customer ON coupons
    (customer_id, coupon_type, status, expires_at, id, created_at, partner_id);
-- A quota's coupons, and what became of its value.
CREATE INDEX coupons_by_quota ON coupons
    (quota_id, created_at, id, status, expires_at, balance_fen, used_fen, refunded_fen,
     reclaimed_fen, expired_fen, coupon_type, partner_id);
CREATE INDEX coupons_by_batch ON coupons (batch_id);
CREATE INDEX coupons_by_created ON coupons (created_at, id);
CREATE INDEX coupons_by_lower_id ON coupons (LOWER(id));
CREATE INDEX coupons_by_order ON coupons (last_order_id) WHERE last_order_id <> '';
-- What the expiry job looks for.
CREATE INDEX coupons_due ON coupons (expires_at, id) WHERE status = 2;

CREATE TABLE coupon_movements (
    coupon_id          TEXT   NOT NULL,
    -- 1, 2, 3 … per coupon: several may happen in one millisecond.
    seq                BIGINT NOT NULL,
    transaction_id     TEXT   NOT NULL,
    -- Copied from the coupon, so that a month's use of a partner is one index range.
    partner_id         TEXT   NOT NULL,
    coupon_type        TEXT   NOT NULL,
    kind               TEXT   NOT NULL,
    amount_fen         BIGINT NOT NULL,
    balance_after_fen  BIGINT NOT NULL,
    reference          TEXT   NOT NULL,
    at                 BIGINT NOT NULL,
    CONSTRAINT coupon_movements_integers CHECK (typeof(amount_fen) = 'integer'
        AND typeof(balance_after_fen) = 'integer'),
    CONSTRAINT coupon_movements_key PRIMARY KEY (coupon_id, seq),
    CONSTRAINT coupon_movements_coupon FOREIGN KEY (coupon_id) REFERENCES coupons (id),
    CONSTRAINT coupon_movements_kind CHECK (kind IN
        ('issue', 'spend', 'refund', 'lock', 'unlock', 'reclaim', 'expire')),
    CONSTRAINT coupon_movements_balance CHECK (balance_after_fen >= 0)
);

CREATE INDEX coupon_movements_used ON coupon_movements (partner_id, coupon_type, at, amount_fen)
    WHERE kind IN ('spend', 'refund');
CREATE INDEX coupon_movements_by_reference ON coupon_movements (reference, coupon_id)
    WHERE kind = 'spend';

-- A refused row names whom it was meant for, and that need not be an account: no foreign key there.
CREATE TABLE coupon_records (
    id           TEXT    NOT NULL PRIMARY KEY,
    operation    BIGINT  NOT NULL,
    quota_id     TEXT    NOT NULL,
    quota_type   TEXT    NOT NULL,
    partner_id   TEXT    NOT NULL,
    coupon_id    TEXT,
    customer_id  TEXT    NOT NULL,
    batch_id     TEXT    NOT NULL,
    amount_fen   BIGINT  NOT NULL,
    is_done      BOOLEAN NOT NULL,
    -- The refusal as JSON; empty when it was done.
    failure      TEXT    NOT NULL,
    remark       TEXT    NOT NULL,
    operator     TEXT    NOT NULL,
    request_id   TEXT    NOT NULL,
    at           BIGINT  NOT NULL,
    CONSTRAINT coupon_records_integers CHECK (typeof(amount_fen) = 'integer'),
    CONSTRAINT coupon_records_quota FOREIGN KEY (quota_id) REFERENCES quotas (id),
    CONSTRAINT coupon_records_partner FOREIGN KEY (partner_id) REFERENCES partners (account_id),
    CONSTRAINT coupon_records_coupon FOREIGN KEY (coupon_id) REFERENCES coupons (id),
    CONSTRAINT coupon_records_operation CHECK (operation BETWEEN 1 AND 9),
    CONSTRAINT coupon_records_amount CHECK (amount_fen >= 0),
    CONSTRAINT coupon_records_done CHECK (is_done = (failure = ''))
);

-- A partner's records, newest first; the tail as for coupons.
CREATE INDEX coupon_records_by_partner ON coupon_records
    (partner_id, at, id, quota_type, operation, is_done, operator);
CREATE INDEX coupon_records_by_at ON coupon_records (at, id);
CREATE INDEX coupon_records_by_coupon ON coupon_records (coupon_id, at);
CREATE INDEX coupon_records_by_customer ON coupon_records (customer_id, at);
CREATE INDEX coupon_records_by_batch ON coupon_records (batch_id);
CREATE INDEX coupon_records_by_quota ON coupon_records (quota_id, at, id);
