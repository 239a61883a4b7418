-- Safeguards: cases are found by their account, addresses change seldom, mails come once, bills and balances
-- say who and why.

-- The account a case belongs to: an index finds what titles were searched for.
ALTER TABLE cases ADD COLUMN account TEXT COLLATE "C";

-- This once SQL looks into the JSON: what is there already has to be found too.
UPDATE cases SET account = (data::json ->> 'account')
    WHERE benefit = 'member_link' AND (data::json ->> 'account') <> '';

CREATE INDEX cases_by_account ON cases (account, benefit, id) WHERE account IS NOT NULL;

-- The day the mail address was changed last, and how often on that day.
ALTER TABLE notice_settings ADD COLUMN address_on TEXT COLLATE "C";
ALTER TABLE notice_settings ADD COLUMN address_changes BIGINT NOT NULL DEFAULT 0;

-- How often a hand-over to the mail server was cut off before its end was written down: the server may
-- have taken the mail.
ALTER TABLE outbox ADD COLUMN cut_off BIGINT NOT NULL DEFAULT 0;

-- What proves that a bill was paid, who entered it, and when.
ALTER TABLE partner_bills ADD COLUMN reference TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE partner_bills ADD COLUMN settled_by TEXT COLLATE "C";
ALTER TABLE partner_bills ADD COLUMN settled_at BIGINT;

-- What is taken off or added to a balance by hand: asked for by one, decided on by another above an amount.
CREATE TABLE balance_changes (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    partner_id    TEXT COLLATE "C" NOT NULL,
    -- Negative takes away.
    amount_fen    BIGINT NOT NULL,
    reason        TEXT COLLATE "C" NOT NULL,
    -- What it rests on: a voucher, an order, a letter.
    reference     TEXT COLLATE "C" NOT NULL,
    state         TEXT COLLATE "C" NOT NULL,
    made_by       TEXT COLLATE "C" NOT NULL,
    made_name     TEXT COLLATE "C" NOT NULL,
    made_at       BIGINT NOT NULL,
    decided_by    TEXT COLLATE "C",
    decided_name  TEXT COLLATE "C" NOT NULL,
    decided_at    BIGINT,
    -- Why it was refused.
    answer        TEXT COLLATE "C" NOT NULL,
    version       BIGINT NOT NULL,
    CONSTRAINT balance_changes_amount CHECK (amount_fen <> 0),
    CONSTRAINT balance_changes_state CHECK (state IN ('pending', 'done', 'refused')),
    CONSTRAINT balance_changes_partner FOREIGN KEY (partner_id) REFERENCES partners (account_id)
);

CREATE INDEX balance_changes_by_partner ON balance_changes (partner_id, made_at, id);

-- An entry comes from a payout or from such a change.
ALTER TABLE balance_entries ALTER COLUMN case_id DROP NOT NULL;
ALTER TABLE balance_entries ADD COLUMN change_id TEXT COLLATE "C";
ALTER TABLE balance_entries ADD CONSTRAINT balance_entries_cause
    CHECK ((case_id IS NULL) <> (change_id IS NULL));
ALTER TABLE balance_entries ADD CONSTRAINT balance_entries_change_once UNIQUE (change_id);
ALTER TABLE balance_entries ADD CONSTRAINT balance_entries_change
    FOREIGN KEY (change_id) REFERENCES balance_changes (id);
