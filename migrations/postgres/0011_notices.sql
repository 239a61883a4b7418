-- Where a person's notices go, mails on their way, calendar feeds.

CREATE TABLE notice_settings (
    user_id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- `zh-CN` or `en`: what is sent speaks it, whatever a browser shows.
    lang          TEXT COLLATE "C" NOT NULL,
    also_by_mail  BOOLEAN NOT NULL,
    CONSTRAINT notice_settings_user FOREIGN KEY (user_id) REFERENCES users (id)
);

-- Written in the transaction of the act that has something to say, sent by a job.
CREATE TABLE outbox (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- Key of the message, `invitation` for what goes to people who are no users yet.
    kind        TEXT COLLATE "C" NOT NULL,
    recipient   TEXT COLLATE "C" NOT NULL,
    -- The person's name, may be empty.
    name        TEXT COLLATE "C" NOT NULL,
    lang        TEXT COLLATE "C" NOT NULL,
    -- Subject and text, sealed: they may hold a code or a link. Gone once the mail is.
    sealed      BYTEA,
    state       TEXT COLLATE "C" NOT NULL,
    attempts    BIGINT NOT NULL,
    -- Not to be tried before; of a mail being sent, when somebody else may take it over.
    due_at      BIGINT NOT NULL,
    -- Of no use to anybody after.
    expires_at  BIGINT NOT NULL,
    holder      TEXT COLLATE "C" NOT NULL,
    -- Why the last try failed.
    error       TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    ended_at    BIGINT,
    CONSTRAINT outbox_state CHECK (state IN ('waiting', 'sending', 'sent', 'failed'))
);

CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX outbox_by_state ON outbox (state, created_at, id);
CREATE INDEX outbox_ended ON outbox (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE calendar_feeds (
    user_id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- Hex SHA-256 of the secret in the address.
    token_hash    TEXT COLLATE "C" NOT NULL,
    created_at    BIGINT NOT NULL,
    last_used_at  BIGINT,
    CONSTRAINT calendar_feeds_token_unique UNIQUE (token_hash),
    CONSTRAINT calendar_feeds_user FOREIGN KEY (user_id) REFERENCES users (id)
);
