-- The audit log: one hash chain per account. No foreign key: a line outlives whatever it speaks of.

CREATE TABLE audit_lines (
    account_id  TEXT   NOT NULL,
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    actor       TEXT   NOT NULL,
    proof       TEXT   NOT NULL,
    action      TEXT   NOT NULL,
    target      TEXT   NOT NULL,
    outcome     TEXT   NOT NULL,
    detail      TEXT   NOT NULL,
    ip          TEXT   NOT NULL,
    request_id  TEXT   NOT NULL,
    prev_hash   TEXT   NOT NULL,
    hash        TEXT   NOT NULL,
    CONSTRAINT audit_lines_key PRIMARY KEY (account_id, seq),
    CONSTRAINT audit_lines_outcome CHECK (outcome IN ('done', 'refused', 'failed'))
);

CREATE INDEX audit_lines_by_at ON audit_lines (at, account_id, seq);
CREATE INDEX audit_lines_by_action ON audit_lines (action, at);
