-- Benefits: cases of every workflow, their history, files, policies, the calendar, invoice numbers.

CREATE TABLE cases (
    id            TEXT   NOT NULL PRIMARY KEY,
    -- The workflow: `qualification`, `claim`, `payment` ...
    benefit       TEXT   NOT NULL,
    partner_id    TEXT   NOT NULL,
    -- What the case is about, once per partner and workflow: `si_presales/2026-09`, a member's id ...
    subject       TEXT   NOT NULL,
    title         TEXT   NOT NULL,
    title_folded  TEXT   NOT NULL,
    state         TEXT   NOT NULL,
    -- Whose turn it is; empty when nobody is waited for.
    turn          TEXT   NOT NULL,
    maker_id      TEXT,
    version       BIGINT NOT NULL,
    -- `2026-09`, `2026Q3`, or empty.
    period        TEXT   NOT NULL,
    amount_fen    BIGINT,
    -- Days as `2026-09-30`.
    entered_on    TEXT   NOT NULL,
    submitted_on  TEXT,
    due_on        TEXT,
    -- The last day a reminder went out for.
    reminded_on   TEXT,
    data          TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL,
    CONSTRAINT cases_integers CHECK (typeof(amount_fen) IN ('integer', 'null')),
    CONSTRAINT cases_partner FOREIGN KEY (partner_id) REFERENCES partners (account_id),
    CONSTRAINT cases_subject UNIQUE (benefit, partner_id, subject)
);

-- The work queue: what waits for whom, the most urgent first.
CREATE INDEX cases_by_turn ON cases (turn, due_on, id);
-- A partner's months and quarters.
CREATE INDEX cases_by_partner ON cases (partner_id, benefit, period, id);
-- What a job has to look at.
CREATE INDEX cases_by_due ON cases (due_on, id) WHERE due_on IS NOT NULL;
CREATE INDEX cases_by_state ON cases (benefit, state, period, id);

CREATE TABLE case_steps (
    case_id     TEXT   NOT NULL,
    -- The version of the case after the step.
    number      BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    actor_id    TEXT,
    actor_name  TEXT   NOT NULL,
    event       TEXT   NOT NULL,
    from_state  TEXT   NOT NULL,
    to_state    TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    comments    TEXT   NOT NULL,
    CONSTRAINT case_steps_key PRIMARY KEY (case_id, number),
    CONSTRAINT case_steps_case FOREIGN KEY (case_id) REFERENCES cases (id)
);

CREATE TABLE files (
    id           TEXT   NOT NULL PRIMARY KEY,
    partner_id   TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    media_type   TEXT   NOT NULL,
    size_bytes   BIGINT NOT NULL,
    -- Hex SHA-256 of the content.
    digest       TEXT   NOT NULL,
    content      BLOB   NOT NULL,
    uploaded_by  TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    CONSTRAINT files_partner FOREIGN KEY (partner_id) REFERENCES partners (account_id),
    CONSTRAINT files_user FOREIGN KEY (uploaded_by) REFERENCES users (id)
);

CREATE INDEX files_by_partner ON files (partner_id, created_at, id);

CREATE TABLE policies (
    version       BIGINT NOT NULL PRIMARY KEY,
    standing      TEXT   NOT NULL,
    from_on       TEXT   NOT NULL,
    body          TEXT   NOT NULL,
    published_by  TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    CONSTRAINT policies_standing CHECK (standing IN ('draft', 'published', 'sample', 'withdrawn'))
);

CREATE TABLE calendars (
    name        TEXT   NOT NULL PRIMARY KEY,
    body        TEXT   NOT NULL,
    changed_by  TEXT   NOT NULL,
    changed_at  BIGINT NOT NULL
);

-- One invoice number belongs to one payment request, whoever the partner is.
CREATE TABLE invoice_numbers (
    number      TEXT   NOT NULL PRIMARY KEY,
    case_id     TEXT   NOT NULL,
    partner_id  TEXT   NOT NULL,
    CONSTRAINT invoice_numbers_case FOREIGN KEY (case_id) REFERENCES cases (id)
);

CREATE INDEX invoice_numbers_by_case ON invoice_numbers (case_id);
