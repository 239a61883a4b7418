-- People and how they prove who they are; keys and tokens of the open API.

CREATE TABLE users (
    id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account_id       TEXT COLLATE "C" NOT NULL,
    sign_in          TEXT COLLATE "C" NOT NULL,
    display_name     TEXT COLLATE "C" NOT NULL,
    email            TEXT COLLATE "C" NOT NULL,
    activity         TEXT COLLATE "C" NOT NULL,
    password_hash    TEXT COLLATE "C" NOT NULL,
    failed_count     BIGINT  NOT NULL,
    locked_until_at  BIGINT,
    totp_sealed      BYTEA,
    totp_confirmed   BOOLEAN NOT NULL,
    totp_last_step   BIGINT  NOT NULL,
    created_at       BIGINT  NOT NULL,
    CONSTRAINT users_sign_in_unique UNIQUE (sign_in),
    CONSTRAINT users_account FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT users_activity CHECK (activity IN ('active', 'disabled'))
);

CREATE INDEX users_by_account ON users (account_id, sign_in);

CREATE TABLE user_roles (
    user_id   TEXT COLLATE "C" NOT NULL,
    position  BIGINT NOT NULL,
    role      TEXT COLLATE "C" NOT NULL,
    CONSTRAINT user_roles_key PRIMARY KEY (user_id, position),
    CONSTRAINT user_roles_unique UNIQUE (user_id, role),
    CONSTRAINT user_roles_user FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE TABLE sessions (
    hash          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id       TEXT COLLATE "C" NOT NULL,
    created_at    BIGINT NOT NULL,
    last_seen_at  BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    user_agent    TEXT COLLATE "C" NOT NULL,
    ip            TEXT COLLATE "C" NOT NULL,
    CONSTRAINT sessions_user FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX sessions_by_user ON sessions (user_id, created_at);
CREATE INDEX sessions_by_end ON sessions (expires_at);
CREATE INDEX sessions_by_use ON sessions (last_seen_at);

CREATE TABLE invitations (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account_id    TEXT COLLATE "C" NOT NULL,
    sign_in       TEXT COLLATE "C" NOT NULL,
    display_name  TEXT COLLATE "C" NOT NULL,
    email         TEXT COLLATE "C" NOT NULL,
    -- Role texts separated by commas: never searched.
    roles         TEXT COLLATE "C" NOT NULL,
    token_hash    TEXT COLLATE "C" NOT NULL,
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    closed_at     BIGINT,
    CONSTRAINT invitations_token_unique UNIQUE (token_hash),
    CONSTRAINT invitations_account FOREIGN KEY (account_id) REFERENCES accounts (id)
);

CREATE INDEX invitations_open ON invitations (account_id, created_at) WHERE closed_at IS NULL;

CREATE TABLE verification_codes (
    user_id       TEXT COLLATE "C" NOT NULL,
    purpose       TEXT COLLATE "C" NOT NULL,
    code_hash     TEXT COLLATE "C" NOT NULL,
    failed_count  BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    CONSTRAINT verification_codes_key PRIMARY KEY (user_id, purpose),
    CONSTRAINT verification_codes_user FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE TABLE access_keys (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account_id    TEXT COLLATE "C" NOT NULL,
    user_id       TEXT COLLATE "C" NOT NULL,
    description   TEXT COLLATE "C" NOT NULL,
    sealed        BYTEA   NOT NULL,
    activity      TEXT COLLATE "C" NOT NULL,
    created_at    BIGINT NOT NULL,
    last_used_at  BIGINT,
    CONSTRAINT access_keys_account FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT access_keys_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT access_keys_activity CHECK (activity IN ('active', 'disabled'))
);

CREATE INDEX access_keys_by_account ON access_keys (account_id, created_at);

CREATE TABLE api_tokens (
    hash        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id     TEXT COLLATE "C" NOT NULL,
    issued_at   BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    CONSTRAINT api_tokens_user FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX api_tokens_by_end ON api_tokens (expires_at);
