-- The audit log: one hash chain per account. No foreign key: a line outlives whatever it speaks of.

CREATE TABLE audit_lines (
    account_id  TEXT COLLATE "C" NOT NULL,
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    actor       TEXT COLLATE "C" NOT NULL,
    proof       TEXT COLLATE "C" NOT NULL,
    action      TEXT COLLATE "C" NOT NULL,
    target      TEXT COLLATE "C" NOT NULL,
    outcome     TEXT COLLATE "C" NOT NULL,
    detail      TEXT COLLATE "C" NOT NULL,
    ip          TEXT COLLATE "C" NOT NULL,
    request_id  TEXT COLLATE "C" NOT NULL,
    prev_hash   TEXT COLLATE "C" NOT NULL,
    hash        TEXT COLLATE "C" NOT NULL,
    CONSTRAINT audit_lines_key PRIMARY KEY (account_id, seq),
    CONSTRAINT audit_lines_outcome CHECK (outcome IN ('done', 'refused', 'failed'))
);

CREATE INDEX audit_lines_by_at ON audit_lines (at, account_id, seq);
CREATE INDEX audit_lines_by_action ON audit_lines (action, at);
