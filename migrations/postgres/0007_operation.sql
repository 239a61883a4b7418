-- What keeps the system running: kept answers, messages, exports, leases, marks.

CREATE TABLE kept_answers (
    account_id    TEXT COLLATE "C" NOT NULL,
    answer_key    TEXT COLLATE "C" NOT NULL,
    request_hash  TEXT COLLATE "C" NOT NULL,
    answer        TEXT COLLATE "C" NOT NULL,
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    CONSTRAINT kept_answers_key PRIMARY KEY (account_id, answer_key),
    CONSTRAINT kept_answers_account FOREIGN KEY (account_id) REFERENCES accounts (id)
);

CREATE INDEX kept_answers_by_end ON kept_answers (expires_at);

CREATE TABLE messages (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id     TEXT COLLATE "C" NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    args        TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    read_at     BIGINT,
    CONSTRAINT messages_user FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX messages_by_user ON messages (user_id, created_at, id);
CREATE INDEX messages_unread ON messages (user_id) WHERE read_at IS NULL;

CREATE TABLE exports (
    id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account_id       TEXT COLLATE "C" NOT NULL,
    user_id          TEXT COLLATE "C" NOT NULL,
    kind             TEXT COLLATE "C" NOT NULL,
    quota_type       TEXT COLLATE "C" NOT NULL,
    format           TEXT COLLATE "C" NOT NULL,
    query            TEXT COLLATE "C" NOT NULL,
    lang             TEXT COLLATE "C" NOT NULL,
    state            TEXT COLLATE "C" NOT NULL,
    rows_done        BIGINT NOT NULL,
    rows_total       BIGINT NOT NULL,
    attempts         BIGINT NOT NULL,
    file             BYTEA,
    size_bytes       BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    leased_by        TEXT COLLATE "C" NOT NULL,
    leased_until_at  BIGINT,
    CONSTRAINT exports_account FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT exports_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT exports_state CHECK (state IN ('waiting', 'running', 'done', 'failed', 'lapsed'))
);

CREATE INDEX exports_by_user ON exports (user_id, created_at, id);
CREATE INDEX exports_open ON exports (created_at, id) WHERE state IN ('waiting', 'running');
CREATE INDEX exports_done ON exports (expires_at) WHERE state = 'done';

CREATE TABLE leases (
    name      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    holder    TEXT COLLATE "C" NOT NULL,
    until_at  BIGINT NOT NULL
);

CREATE TABLE marks (
    mark_key  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value     TEXT COLLATE "C" NOT NULL
);
