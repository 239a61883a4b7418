-- A version of the policy that was withdrawn, or a draft that was discarded: by whom, when and why. Who
-- published the version stays as it was.
ALTER TABLE policies ADD COLUMN ended_was TEXT
    CONSTRAINT policies_ended_was CHECK (ended_was IN ('draft', 'published', 'sample'));
ALTER TABLE policies ADD COLUMN ended_by TEXT;
ALTER TABLE policies ADD COLUMN ended_at BIGINT;
ALTER TABLE policies ADD COLUMN ended_reason TEXT;
