-- Safeguards: cases are found by their account, addresses change seldom, mails come once, bills and balances
-- say who and why.

-- The account a case belongs to: an index finds what titles were searched for.
ALTER TABLE cases ADD COLUMN account TEXT;

-- This once SQL looks into the JSON: what is there already has to be found too.
UPDATE cases SET account = json_extract(data, '$.account')
    WHERE benefit = 'member_link' AND json_extract(data, '$.account') <> '';

CREATE INDEX cases_by_account ON cases (account, benefit, id) WHERE account IS NOT NULL;

-- The day the mail address was changed last, and how often on that day.
ALTER TABLE notice_settings ADD COLUMN address_on TEXT;
ALTER TABLE notice_settings ADD COLUMN address_changes BIGINT NOT NULL DEFAULT 0;

-- How often a hand-over to the mail server was cut off before its end was written down: the server may
-- have taken the mail.
ALTER TABLE outbox ADD COLUMN cut_off BIGINT NOT NULL DEFAULT 0;

-- What proves that a bill was paid, who entered it, and when.
ALTER TABLE partner_bills ADD COLUMN reference TEXT NOT NULL DEFAULT '';
ALTER TABLE partner_bills ADD COLUMN settled_by TEXT;
ALTER TABLE partner_bills ADD COLUMN settled_at BIGINT;

-- What is taken off or added to a balance by hand: asked for by one, decided on by another above an amount.
CREATE TABLE balance_changes (
    id            TEXT NOT NULL PRIMARY KEY,
    partner_id    TEXT NOT NULL,
    -- Negative takes away.
    amount_fen    BIGINT NOT NULL,
    reason        TEXT NOT NULL,
    -- What it rests on: a voucher, an order, a letter.
    reference     TEXT NOT NULL,
    state         TEXT NOT NULL,
    made_by       TEXT NOT NULL,
    made_name     TEXT NOT NULL,
    made_at       BIGINT NOT NULL,
    decided_by    TEXT,
    decided_name  TEXT NOT NULL,
    decided_at    BIGINT,
    -- Why it was refused.
    answer        TEXT NOT NULL,
    version       BIGINT NOT NULL,
    CONSTRAINT balance_changes_integers CHECK (typeof(amount_fen) = 'integer'),
    CONSTRAINT balance_changes_amount CHECK (amount_fen <> 0),
    CONSTRAINT balance_changes_state CHECK (state IN ('pending', 'done', 'refused')),
    CONSTRAINT balance_changes_partner FOREIGN KEY (partner_id) REFERENCES partners (account_id)
);

CREATE INDEX balance_changes_by_partner ON balance_changes (partner_id, made_at, id);

-- An entry comes from a payout or from such a change.
CREATE TABLE balance_entries_new (
    partner_id   TEXT   NOT NULL,
    position     BIGINT NOT NULL,
    case_id      TEXT,
    change_id    TEXT,
    amount_fen   BIGINT NOT NULL,
    -- The balance after it.
    balance_fen  BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    CONSTRAINT balance_entries_integers
        CHECK (typeof(amount_fen) = 'integer' AND typeof(balance_fen) = 'integer'),
    CONSTRAINT balance_entries_balance CHECK (balance_fen >= 0),
    CONSTRAINT balance_entries_cause CHECK ((case_id IS NULL) <> (change_id IS NULL)),
    CONSTRAINT balance_entries_key PRIMARY KEY (partner_id, position),
    CONSTRAINT balance_entries_once UNIQUE (case_id),
    CONSTRAINT balance_entries_change_once UNIQUE (change_id),
    CONSTRAINT balance_entries_partner FOREIGN KEY (partner_id) REFERENCES partners (account_id),
    CONSTRAINT balance_entries_case FOREIGN KEY (case_id) REFERENCES cases (id),
    CONSTRAINT balance_entries_change FOREIGN KEY (change_id) REFERENCES balance_changes (id)
);

INSERT INTO balance_entries_new (partner_id, position, case_id, amount_fen, balance_fen, at)
    SELECT partner_id, position, case_id, amount_fen, balance_fen, at FROM balance_entries;
DROP TABLE balance_entries;
ALTER TABLE balance_entries_new RENAME TO balance_entries;
