-- Invitations with their guests' place in the waiting room, visits, and messages on their way out.

CREATE TABLE visit (
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    host_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'host_away', 'ended')),
    reason TEXT NOT NULL CHECK (reason IN ('', 'host_ended', 'host_left', 'host_lost')),
    started_at_ms BIGINT NOT NULL,
    away_until_at_ms BIGINT,
    ended_at_ms BIGINT,
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, room_id) REFERENCES room (practice_id, id),
    FOREIGN KEY (practice_id, host_id) REFERENCES practice_user (practice_id, id)
);
-- A host has one running visit at a time.
CREATE UNIQUE INDEX visit_running ON visit (practice_id, host_id) WHERE ended_at_ms IS NULL;
CREATE INDEX visit_away ON visit (away_until_at_ms) WHERE away_until_at_ms IS NOT NULL;

-- swept: the room has been told that it expired. The seat is held by whoever shows what seat_hash
-- was made of. preflight_failed lists the items that failed, separated by commas.
CREATE TABLE invitation (
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    inviter_id TEXT NOT NULL,
    visit_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('waiting_room', 'connect_now')),
    method TEXT NOT NULL CHECK (method IN ('email', 'sms', 'link', 'phone')),
    state TEXT NOT NULL CHECK (state IN ('invited', 'checked_in', 'admitted', 'in_visit', 'left',
                                         'on_hold', 'ended', 'cancelled', 'removed')),
    generation BIGINT NOT NULL,
    name_sealed BYTEA,
    address_sealed BYTEA,
    address_blind BYTEA,
    seat_id TEXT,
    seat_hash BYTEA,
    preflight_result TEXT CHECK (preflight_result IN ('passed', 'sound_only', 'failed')),
    preflight_failed TEXT NOT NULL,
    swept SMALLINT NOT NULL,
    invited_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    checked_in_at_ms BIGINT,
    joined_at_ms BIGINT,
    closed_at_ms BIGINT,
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, room_id) REFERENCES room (practice_id, id),
    FOREIGN KEY (practice_id, inviter_id) REFERENCES practice_user (practice_id, id),
    FOREIGN KEY (practice_id, visit_id) REFERENCES visit (practice_id, id)
);
CREATE INDEX invitation_room ON invitation (practice_id, room_id, invited_at_ms)
    WHERE closed_at_ms IS NULL;
CREATE INDEX invitation_visit ON invitation (practice_id, visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX invitation_due ON invitation (expires_at_ms) WHERE state = 'invited' AND swept = 0;

-- Every link that an invitation ever had: an older generation is told from an unknown one.
CREATE TABLE invitation_link (
    practice_id TEXT NOT NULL,
    link_hash BYTEA NOT NULL,
    invitation_id TEXT NOT NULL,
    generation BIGINT NOT NULL,
    PRIMARY KEY (practice_id, link_hash),
    FOREIGN KEY (practice_id, invitation_id) REFERENCES invitation (practice_id, id)
);

-- One message to one recipient. Its text is made when it is sent, from the record that subject_id
-- names; messages to one recipient leave in the order of sequence.
CREATE TABLE outbox (
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
    kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    recipient_sealed BYTEA NOT NULL,
    recipient_blind BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'failed')),
    reason TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    queued_at_ms BIGINT NOT NULL,
    next_at_ms BIGINT NOT NULL,
    deadline_at_ms BIGINT NOT NULL,
    done_at_ms BIGINT,
    PRIMARY KEY (practice_id, id)
);
CREATE UNIQUE INDEX outbox_order ON outbox (practice_id, sequence);
CREATE INDEX outbox_due ON outbox (next_at_ms) WHERE state = 'queued';
CREATE INDEX outbox_recipient ON outbox (practice_id, recipient_blind, sequence)
    WHERE state = 'queued';
CREATE INDEX outbox_subject ON outbox (practice_id, subject_id, sequence);
