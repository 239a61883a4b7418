-- What was typed into forms that were refused, kept a quarter of an hour for browsers without scripts.
-- Sealed with a key that only the browser holds: nobody can read it here.

CREATE TABLE form_drafts (
    -- Hex SHA-256 of what the browser holds.
    id          TEXT NOT NULL PRIMARY KEY,
    sealed      BLOB NOT NULL,
    expires_at  BIGINT NOT NULL
);

CREATE INDEX form_drafts_by_end ON form_drafts (expires_at);
