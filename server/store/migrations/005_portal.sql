-- The clients' portal: codes that were asked for, and the sessions that they open.

-- One request for a one-time code, by one browser. The code is not here: it is derived from the id.
-- A row is made for every address, known or not; whether one is known is looked up once it has been
-- answered. Gone a while after it expired.
CREATE TABLE portal_code (
    practice_id TEXT NOT NULL REFERENCES practice (practice_id),
    id TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
    address_sealed BYTEA NOT NULL,
    address_blind BYTEA NOT NULL,
    browser_hash BYTEA NOT NULL,
    tries BIGINT NOT NULL,
    asked_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    handled_at_ms BIGINT,
    closed_at_ms BIGINT,
    PRIMARY KEY (practice_id, id)
);
CREATE UNIQUE INDEX portal_code_browser ON portal_code (practice_id, browser_hash);
CREATE INDEX portal_code_due ON portal_code (asked_at_ms) WHERE handled_at_ms IS NULL;
CREATE INDEX portal_code_expired ON portal_code (expires_at_ms);

-- A client who is signed in to the portal: one contact, by the address that the code went to. It holds
-- only as long as that address is still the contact's.
CREATE TABLE client_session (
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    token_hash BYTEA NOT NULL,
    address_blind BYTEA NOT NULL,
    created_at_ms BIGINT NOT NULL,
    active_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT,
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, contact_id) REFERENCES contact (practice_id, id)
);
CREATE UNIQUE INDEX client_session_token ON client_session (practice_id, token_hash);
CREATE INDEX client_session_contact ON client_session (practice_id, contact_id);
CREATE INDEX client_session_age ON client_session (created_at_ms);
