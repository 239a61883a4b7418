-- Roles partners make themselves, people who were removed, personal accounts and what links them with partners.

-- A removed person keeps its row: histories name it, and its sign-in name is never given again.
ALTER TABLE users ADD COLUMN removed_at BIGINT;

CREATE TABLE custom_roles (
    id           TEXT   NOT NULL PRIMARY KEY,
    partner_id   TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    name_folded  TEXT   NOT NULL,
    -- Permission items separated by commas: never searched.
    permissions  TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    CONSTRAINT custom_roles_name_unique UNIQUE (partner_id, name_folded),
    CONSTRAINT custom_roles_partner FOREIGN KEY (partner_id) REFERENCES partners (account_id)
);

-- Accounts of single persons, who can be linked with partners.
CREATE TABLE personal_accounts (
    account_id  TEXT   NOT NULL PRIMARY KEY,
    real_name   TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    CONSTRAINT personal_accounts_account FOREIGN KEY (account_id) REFERENCES accounts (id)
);

CREATE TABLE member_invitations (
    -- Hex SHA-256 of the secret in the link.
    token_hash  TEXT   NOT NULL PRIMARY KEY,
    case_id     TEXT   NOT NULL,
    invited_by  TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    closed_at   BIGINT,
    -- How it ended; empty while it is open.
    outcome     TEXT   NOT NULL,
    CONSTRAINT member_invitations_case FOREIGN KEY (case_id) REFERENCES cases (id),
    CONSTRAINT member_invitations_user FOREIGN KEY (invited_by) REFERENCES users (id),
    CONSTRAINT member_invitations_outcome CHECK (outcome IN ('', 'used', 'withdrawn'))
);

CREATE UNIQUE INDEX member_invitations_one_open ON member_invitations (case_id) WHERE closed_at IS NULL;
CREATE INDEX member_invitations_by_user ON member_invitations (invited_by, created_at);

-- What a person agreed to, once for each time it was linked. Never deleted.
CREATE TABLE member_consents (
    case_id      TEXT   NOT NULL,
    -- 1, 2, 3 … per case: a person may come back.
    seq          BIGINT NOT NULL,
    account_id   TEXT   NOT NULL,
    user_id      TEXT   NOT NULL,
    -- The version of the statement that was shown.
    statement    TEXT   NOT NULL,
    accepted_at  BIGINT NOT NULL,
    ended_at     BIGINT,
    CONSTRAINT member_consents_key PRIMARY KEY (case_id, seq),
    CONSTRAINT member_consents_case FOREIGN KEY (case_id) REFERENCES cases (id),
    CONSTRAINT member_consents_account FOREIGN KEY (account_id) REFERENCES personal_accounts (account_id),
    CONSTRAINT member_consents_user FOREIGN KEY (user_id) REFERENCES users (id)
);

-- A person is linked with one partner at a time, a case with one person.
CREATE UNIQUE INDEX member_consents_one_live ON member_consents (account_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX member_consents_one_person ON member_consents (case_id) WHERE ended_at IS NULL;
