-- A quota's coupons in one state: without it a quota of a million coupons is walked through.

CREATE INDEX coupons_by_quota_status ON coupons (quota_id, status, created_at, id, expires_at);
