-- The double-entry ledger. Nothing here is ever updated or deleted.

CREATE TABLE ledger_entries (
    id            TEXT   NOT NULL PRIMARY KEY,
    kind          TEXT   NOT NULL,
    actor         TEXT   NOT NULL,
    on_behalf_of  TEXT   NOT NULL,
    reason        TEXT   NOT NULL,
    request_id    TEXT   NOT NULL,
    at            BIGINT NOT NULL
);

CREATE TABLE ledger_postings (
    entry_id    TEXT   NOT NULL,
    position    BIGINT NOT NULL,
    -- `granted`, `quota:<id>`, `coupon:<id>`, `consumed`.
    account     TEXT   NOT NULL,
    amount_fen  BIGINT NOT NULL,
    CONSTRAINT ledger_postings_integers CHECK (typeof(amount_fen) = 'integer'),
    CONSTRAINT ledger_postings_key PRIMARY KEY (entry_id, position),
    CONSTRAINT ledger_postings_entry FOREIGN KEY (entry_id) REFERENCES ledger_entries (id)
);

CREATE INDEX ledger_postings_by_account ON ledger_postings (account, amount_fen);
