-- The links whose time is not over, also those that had run out before the clock was put back: looked for every second.
CREATE INDEX invitation_alive ON invitation (expires_at_ms) WHERE state = 'invited' AND appointment_id IS NULL;
