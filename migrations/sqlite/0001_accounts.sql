-- Accounts of every kind, and what makes some of them partners.

CREATE TABLE accounts (
    id              TEXT    NOT NULL PRIMARY KEY,
    kind            TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    display_name    TEXT    NOT NULL,
    -- Folded by the program, because engines lower only ASCII: "name display_name" and "display_name".
    name_folded     TEXT    NOT NULL,
    display_folded  TEXT    NOT NULL,
    mobile          TEXT    NOT NULL,
    email           TEXT    NOT NULL,
    activity        TEXT    NOT NULL,
    asks_code       BOOLEAN NOT NULL,
    created_at      BIGINT  NOT NULL,
    CONSTRAINT accounts_name_unique UNIQUE (name),
    CONSTRAINT accounts_kind CHECK (kind IN ('vendor', 'partner', 'customer')),
    CONSTRAINT accounts_activity CHECK (activity IN ('active', 'disabled'))
);

-- Operations list customers newest first and partners by company.
CREATE INDEX accounts_by_created ON accounts (kind, created_at, id);
CREATE INDEX accounts_by_company ON accounts (kind, display_folded, id);
-- Coupons are searched by the names of their customers.
CREATE INDEX accounts_by_folded ON accounts (kind, name_folded, id);

CREATE TABLE partners (
    account_id     TEXT    NOT NULL PRIMARY KEY,
    partner_type   TEXT    NOT NULL,
    is_subsidised  BOOLEAN NOT NULL,
    coupon_mode    TEXT    NOT NULL,
    CONSTRAINT partners_account FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT partners_partner_type
        CHECK (partner_type IN ('solution_provider', 'distributor', 'reseller')),
    CONSTRAINT partners_coupon_mode CHECK (coupon_mode IN ('issuer', 'user'))
);
