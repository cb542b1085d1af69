-- When a message was done with: written, and never read by anything. How old one is, queued_at_ms says.
ALTER TABLE outbox DROP COLUMN done_at_ms;
