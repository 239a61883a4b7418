-- Imports: which file was planned, how far its rows have come, and what became of each.

CREATE TABLE imports (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind        TEXT COLLATE "C" NOT NULL,
    -- Hex SHA-256 of the file and of what was asked for with it.
    digest      TEXT COLLATE "C" NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    -- What the preview promised for each row, as JSON.
    plan        TEXT COLLATE "C" NOT NULL,
    rows_total  BIGINT NOT NULL,
    rows_done   BIGINT NOT NULL,
    started_by  TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL,
    CONSTRAINT imports_state CHECK (state IN ('planned', 'running', 'done'))
);

-- A file that is not through yet is there once.
CREATE UNIQUE INDEX imports_open ON imports (kind, digest) WHERE state IN ('planned', 'running');

CREATE TABLE import_rows (
    import_id   TEXT COLLATE "C" NOT NULL,
    -- The row as a spreadsheet counts it.
    number      BIGINT NOT NULL,
    outcome     TEXT COLLATE "C" NOT NULL,
    target      TEXT COLLATE "C" NOT NULL,
    detail      TEXT COLLATE "C" NOT NULL,
    -- What only the report may show, until it has been handed over.
    sealed      BYTEA,
    CONSTRAINT import_rows_key PRIMARY KEY (import_id, number),
    CONSTRAINT import_rows_import FOREIGN KEY (import_id) REFERENCES imports (id)
);
