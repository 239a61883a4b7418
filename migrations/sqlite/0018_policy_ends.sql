-- A version of the policy that was withdrawn, or a draft that was discarded: by whom, when and why. Who
-- published the version stays as it was.
ALTER TABLE policies ADD COLUMN ended_was TEXT
    CONSTRAINT policies_ended_was CHECK (ended_was IN ('draft', 'published', 'sample'));
ALTER TABLE policies ADD COLUMN ended_by TEXT;
ALTER TABLE policies ADD COLUMN ended_at BIGINT;
ALTER TABLE policies ADD COLUMN ended_reason TEXT;

-- A request that waits for its payment waits for the payout, which stands in the queue itself.
UPDATE cases SET turn = 'system' WHERE benefit = 'payment' AND state = 'awaiting_payment';
