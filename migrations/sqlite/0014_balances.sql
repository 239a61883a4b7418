-- What partners owe and what they have: bills that operations record, entries of balances.

CREATE TABLE partner_bills (
    id           TEXT   NOT NULL PRIMARY KEY,
    partner_id   TEXT   NOT NULL,
    -- As it is printed on the bill.
    number       TEXT   NOT NULL,
    amount_fen   BIGINT NOT NULL,
    -- Days as `2026-09-30`; overdue from the day after it.
    due_on       TEXT   NOT NULL,
    settled_on   TEXT,
    recorded_by  TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    CONSTRAINT partner_bills_integers CHECK (typeof(amount_fen) = 'integer'),
    CONSTRAINT partner_bills_amount CHECK (amount_fen > 0),
    CONSTRAINT partner_bills_number UNIQUE (partner_id, number),
    CONSTRAINT partner_bills_partner FOREIGN KEY (partner_id) REFERENCES partners (account_id)
);

CREATE INDEX partner_bills_open ON partner_bills (partner_id, due_on) WHERE settled_on IS NULL;

-- Never updated or deleted.
CREATE TABLE balance_entries (
    partner_id   TEXT   NOT NULL,
    position     BIGINT NOT NULL,
    -- The payout that was credited.
    case_id      TEXT   NOT NULL,
    amount_fen   BIGINT NOT NULL,
    -- The balance after it.
    balance_fen  BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    CONSTRAINT balance_entries_integers
        CHECK (typeof(amount_fen) = 'integer' AND typeof(balance_fen) = 'integer'),
    CONSTRAINT balance_entries_balance CHECK (balance_fen >= 0),
    CONSTRAINT balance_entries_key PRIMARY KEY (partner_id, position),
    CONSTRAINT balance_entries_once UNIQUE (case_id),
    CONSTRAINT balance_entries_partner FOREIGN KEY (partner_id) REFERENCES partners (account_id),
    CONSTRAINT balance_entries_case FOREIGN KEY (case_id) REFERENCES cases (id)
);
