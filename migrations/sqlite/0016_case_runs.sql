-- Runs over the cases of a month: what they set out to do, how far they are, what became of each case.

CREATE TABLE case_runs (
    id               TEXT    NOT NULL PRIMARY KEY,
    -- `lists` makes monthly lists, `final` makes claims final.
    kind             TEXT    NOT NULL,
    -- `2026-11`.
    period           TEXT    NOT NULL,
    -- Empty for every scheme.
    scheme           TEXT    NOT NULL,
    reason           TEXT    NOT NULL,
    state            TEXT    NOT NULL,
    items            BIGINT  NOT NULL,
    -- Whether it went on after the request that began it.
    is_long          BOOLEAN NOT NULL,
    -- Faults in a row, whatever the case.
    attempts         BIGINT  NOT NULL,
    -- Nobody for the system.
    started_by       TEXT,
    started_name     TEXT    NOT NULL,
    leased_by        TEXT,
    leased_until_at  BIGINT,
    created_at       BIGINT  NOT NULL,
    changed_at       BIGINT  NOT NULL,
    CONSTRAINT case_runs_kind CHECK (kind IN ('lists', 'final')),
    CONSTRAINT case_runs_state CHECK (state IN ('running', 'done', 'stopped'))
);

-- One run at a time over the same cases.
CREATE UNIQUE INDEX case_runs_open ON case_runs (kind, period, scheme) WHERE state = 'running';
CREATE INDEX case_runs_by_period ON case_runs (kind, period, scheme, created_at, id);

CREATE TABLE case_run_items (
    run_id      TEXT   NOT NULL,
    -- Counted from 1 in the order of the partners' names.
    position    BIGINT NOT NULL,
    partner_id  TEXT   NOT NULL,
    -- The case that was seen; none where the run begins it.
    case_id     TEXT,
    subject     TEXT   NOT NULL,
    -- The version of the case that was seen.
    seen        BIGINT NOT NULL,
    outcome     TEXT   NOT NULL,
    -- Why it was left, as JSON by language.
    why         TEXT   NOT NULL,
    CONSTRAINT case_run_items_key PRIMARY KEY (run_id, position),
    CONSTRAINT case_run_items_run FOREIGN KEY (run_id) REFERENCES case_runs (id),
    CONSTRAINT case_run_items_outcome CHECK (outcome IN ('open', 'done', 'met', 'left'))
);

-- What a run still has to do.
CREATE INDEX case_run_items_open ON case_run_items (run_id, position) WHERE outcome = 'open';

-- The claims of a month with their sums, and who is qualified in a year, from an index alone.
CREATE INDEX cases_by_period
    ON cases (benefit, period, state, subject, partner_id, amount_fen, changed_at, version, id);
