-- What a repeated Idempotency-Key is compared by: a keyed hash of the whole request. Rows from before have none.
ALTER TABLE idempotency ADD COLUMN request_hash BYTEA;

-- The answers of one user in order, for the bound on how many are kept; those from before count as the first.
ALTER TABLE idempotency ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;
CREATE INDEX idempotency_user ON idempotency (practice_id, user_id, sequence);

-- Forgotten by age, in all practices.
DROP INDEX idempotency_age;
CREATE INDEX idempotency_age ON idempotency (created_at_ms);
