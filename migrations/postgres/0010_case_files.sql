-- Papers: which files stand with which case, and what for. What is removed stays as evidence.

CREATE TABLE case_files (
    file_id     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    case_id     TEXT COLLATE "C" NOT NULL,
    -- What it is for: `employment_proof`, `e_invoice` ...
    purpose     TEXT COLLATE "C" NOT NULL,
    -- What of the case it is about: a certificate's id; empty for the case itself.
    item        TEXT COLLATE "C" NOT NULL,
    -- What whoever added it says about it.
    label       TEXT COLLATE "C" NOT NULL,
    -- What people call whoever added it.
    added_name  TEXT COLLATE "C" NOT NULL,
    added_at    BIGINT NOT NULL,
    removed_at  BIGINT,
    CONSTRAINT case_files_file FOREIGN KEY (file_id) REFERENCES files (id),
    CONSTRAINT case_files_case FOREIGN KEY (case_id) REFERENCES cases (id)
);

CREATE INDEX case_files_by_case ON case_files (case_id, added_at, file_id);
