-- The practice, its keys, its people, their sessions and waiting rooms, the audit log.

CREATE TABLE practice (
    practice_id TEXT NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    name TEXT NOT NULL,
    telephone TEXT NOT NULL,
    zone TEXT NOT NULL,
    colour TEXT NOT NULL,
    waiting_room_link_s BIGINT NOT NULL,
    connect_now_link_s BIGINT NOT NULL,
    sign_out_after_s BIGINT NOT NULL,
    reconnecting_after_s BIGINT NOT NULL,
    left_after_s BIGINT NOT NULL,
    host_left_s BIGINT NOT NULL,
    host_lost_s BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX practice_host ON practice (host);

-- Version 0 is the root key, 1 and up are data keys; each wrapped by the master key.
CREATE TABLE practice_key (
    practice_id TEXT NOT NULL REFERENCES practice (practice_id),
    version BIGINT NOT NULL,
    wrapped_key BYTEA NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (practice_id, version)
);

CREATE TABLE practice_user (
    practice_id TEXT NOT NULL REFERENCES practice (practice_id),
    id TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'provider', 'staff')),
    name_sealed BYTEA NOT NULL,
    email_sealed BYTEA NOT NULL,
    email_blind BYTEA NOT NULL,
    password_sealed BYTEA NOT NULL,
    disabled_at_ms BIGINT,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (practice_id, id)
);
CREATE UNIQUE INDEX practice_user_email ON practice_user (practice_id, email_blind);

CREATE TABLE session (
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    token_hash BYTEA NOT NULL,
    created_at_ms BIGINT NOT NULL,
    active_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT,
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, user_id) REFERENCES practice_user (practice_id, id)
);
CREATE UNIQUE INDEX session_token ON session (practice_id, token_hash);
CREATE INDEX session_user ON session (practice_id, user_id);
CREATE INDEX session_open ON session (practice_id, active_at_ms) WHERE ended_at_ms IS NULL;

CREATE TABLE preference (
    practice_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (practice_id, user_id, name),
    FOREIGN KEY (practice_id, user_id) REFERENCES practice_user (practice_id, id)
);

-- A waiting room; its owner is the provider whom its guests wait for.
CREATE TABLE room (
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, owner_id) REFERENCES practice_user (practice_id, id)
);
CREATE UNIQUE INDEX room_owner ON room (practice_id, owner_id);

-- One answer for a repeated Idempotency-Key of the same user.
CREATE TABLE idempotency (
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    command TEXT NOT NULL,
    status BIGINT NOT NULL,
    body_sealed BYTEA,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (practice_id, id)
);
CREATE UNIQUE INDEX idempotency_once ON idempotency (practice_id, user_id, idempotency_key);
CREATE INDEX idempotency_age ON idempotency (practice_id, created_at_ms);

-- A chain: link_hash = HMAC(audit key, link_hash of the row before, this row). Rows are only added.
CREATE TABLE audit (
    practice_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    session_id TEXT,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id TEXT,
    outcome TEXT NOT NULL,
    link_hash BYTEA NOT NULL,
    PRIMARY KEY (practice_id, sequence)
);
