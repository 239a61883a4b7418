-- Lists of cases are found in an index alone: a row holds kilobytes of JSON, and a queue of thousands of
-- cases must not read them to sort by day.

DROP INDEX cases_by_turn;
-- The work queue: what waits for whom, of which workflow, the most urgent first.
CREATE INDEX cases_by_turn ON cases (turn, benefit, due_on, created_at, id, partner_id);

DROP INDEX cases_by_partner;
-- A partner's months, quarters and people.
CREATE INDEX cases_by_partner ON cases (partner_id, benefit, state, period, title, id);
