-- The double-entry ledger. Nothing here is ever updated or deleted.

CREATE TABLE ledger_entries (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind          TEXT COLLATE "C" NOT NULL,
    actor         TEXT COLLATE "C" NOT NULL,
    on_behalf_of  TEXT COLLATE "C" NOT NULL,
    reason        TEXT COLLATE "C" NOT NULL,
    request_id    TEXT COLLATE "C" NOT NULL,
    at            BIGINT NOT NULL
);

CREATE TABLE ledger_postings (
    entry_id    TEXT COLLATE "C" NOT NULL,
    position    BIGINT NOT NULL,
    -- `granted`, `quota:<id>`, `coupon:<id>`, `consumed`.
    account     TEXT COLLATE "C" NOT NULL,
    amount_fen  BIGINT NOT NULL,
    CONSTRAINT ledger_postings_key PRIMARY KEY (entry_id, position),
    CONSTRAINT ledger_postings_entry FOREIGN KEY (entry_id) REFERENCES ledger_entries (id)
);

CREATE INDEX ledger_postings_by_account ON ledger_postings (account, amount_fen);
