-- Customers' associations with partners, and allow-lists for cash coupons.

CREATE TABLE associations (
    customer_id    TEXT    NOT NULL,
    -- 1, 2, 3 … per customer: a customer may come back to the same partner in the same millisecond.
    seq            BIGINT  NOT NULL,
    partner_id     TEXT    NOT NULL,
    kind           TEXT    NOT NULL,
    is_first       BOOLEAN NOT NULL,
    label          TEXT    NOT NULL,
    associated_at  BIGINT  NOT NULL,
    ended_at       BIGINT,
    CONSTRAINT associations_key PRIMARY KEY (customer_id, seq),
    CONSTRAINT associations_customer FOREIGN KEY (customer_id) REFERENCES accounts (id),
    CONSTRAINT associations_partner FOREIGN KEY (partner_id) REFERENCES partners (account_id),
    CONSTRAINT associations_kind CHECK (kind IN ('referral', 'resale'))
);

CREATE UNIQUE INDEX associations_one_live ON associations (customer_id) WHERE ended_at IS NULL;
CREATE INDEX associations_live ON associations (partner_id, associated_at, customer_id, kind)
    WHERE ended_at IS NULL;
-- Whoever ever was a partner's: what its coupons are searched by.
CREATE INDEX associations_by_partner ON associations (partner_id, customer_id);

CREATE TABLE allowlists (
    id          TEXT    NOT NULL PRIMARY KEY,
    partner_id  TEXT    NOT NULL,
    number      BIGINT  NOT NULL,
    is_valid    BOOLEAN NOT NULL,
    note        TEXT    NOT NULL,
    created_by  TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL,
    CONSTRAINT allowlists_number_unique UNIQUE (partner_id, number),
    CONSTRAINT allowlists_partner FOREIGN KEY (partner_id) REFERENCES partners (account_id)
);

CREATE UNIQUE INDEX allowlists_one_valid ON allowlists (partner_id) WHERE is_valid;

CREATE TABLE allowlist_entries (
    allowlist_id  TEXT NOT NULL,
    customer_id   TEXT NOT NULL,
    CONSTRAINT allowlist_entries_key PRIMARY KEY (allowlist_id, customer_id),
    CONSTRAINT allowlist_entries_list FOREIGN KEY (allowlist_id) REFERENCES allowlists (id),
    CONSTRAINT allowlist_entries_customer FOREIGN KEY (customer_id) REFERENCES accounts (id)
);
