-- What keeps the system running: kept answers, messages, exports, leases, marks.

CREATE TABLE kept_answers (
    account_id    TEXT   NOT NULL,
    answer_key    TEXT   NOT NULL,
    request_hash  TEXT   NOT NULL,
    answer        TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    CONSTRAINT kept_answers_key PRIMARY KEY (account_id, answer_key),
    CONSTRAINT kept_answers_account FOREIGN KEY (account_id) REFERENCES accounts (id)
);

CREATE INDEX kept_answers_by_end ON kept_answers (expires_at);

CREATE TABLE messages (
    id          TEXT   NOT NULL PRIMARY KEY,
    user_id     TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    args        TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    read_at     BIGINT,
    CONSTRAINT messages_user FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX messages_by_user ON messages (user_id, created_at, id);
CREATE INDEX messages_unread ON messages (user_id) WHERE read_at IS NULL;

CREATE TABLE exports (
    id               TEXT   NOT NULL PRIMARY KEY,
    account_id       TEXT   NOT NULL,
    user_id          TEXT   NOT NULL,
    kind             TEXT   NOT NULL,
    quota_type       TEXT   NOT NULL,
    format           TEXT   NOT NULL,
    query            TEXT   NOT NULL,
    lang             TEXT   NOT NULL,
    state            TEXT   NOT NULL,
    rows_done        BIGINT NOT NULL,
    rows_total       BIGINT NOT NULL,
    attempts         BIGINT NOT NULL,
    file             BLOB,
    size_bytes       BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    leased_by        TEXT   NOT NULL,
    leased_until_at  BIGINT,
    CONSTRAINT exports_account FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT exports_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT exports_state CHECK (state IN ('waiting', 'running', 'done', 'failed', 'lapsed'))
);

CREATE INDEX exports_by_user ON exports (user_id, created_at, id);
CREATE INDEX exports_open ON exports (created_at, id) WHERE state IN ('waiting', 'running');
CREATE INDEX exports_done ON exports (expires_at) WHERE state = 'done';

CREATE TABLE leases (
    name      TEXT   NOT NULL PRIMARY KEY,
    holder    TEXT   NOT NULL,
    until_at  BIGINT NOT NULL
);

CREATE TABLE marks (
    mark_key  TEXT NOT NULL PRIMARY KEY,
    value     TEXT NOT NULL
);
