-- Appointments, their shared links, and who stands at their doors.

-- creator_id: the user who booked it. closed_at_ms: when it was cancelled.
CREATE TABLE appointment (
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    creator_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('scheduled', 'cancelled')),
    title_sealed BYTEA,
    starts_at_ms BIGINT NOT NULL,
    length_s BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    closed_at_ms BIGINT,
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, room_id) REFERENCES room (practice_id, id),
    FOREIGN KEY (practice_id, creator_id) REFERENCES practice_user (practice_id, id)
);
CREATE INDEX appointment_day ON appointment (practice_id, room_id, starts_at_ms)
    WHERE closed_at_ms IS NULL;

-- The booked clients; their number is the appointment's capacity.
CREATE TABLE appointment_client (
    practice_id TEXT NOT NULL,
    appointment_id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (practice_id, appointment_id, contact_id),
    FOREIGN KEY (practice_id, appointment_id) REFERENCES appointment (practice_id, id),
    FOREIGN KEY (practice_id, contact_id) REFERENCES contact (practice_id, id)
);
CREATE INDEX appointment_client_contact ON appointment_client (practice_id, contact_id);

-- The one link that all share.
CREATE TABLE appointment_link (
    practice_id TEXT NOT NULL,
    link_hash BYTEA NOT NULL,
    appointment_id TEXT NOT NULL,
    PRIMARY KEY (practice_id, link_hash),
    FOREIGN KEY (practice_id, appointment_id) REFERENCES appointment (practice_id, id)
);

-- A visit of an appointment; of each at most one runs.
ALTER TABLE visit ADD COLUMN appointment_id TEXT;
CREATE UNIQUE INDEX visit_appointment ON visit (practice_id, appointment_id)
    WHERE appointment_id IS NOT NULL AND ended_at_ms IS NULL;
CREATE INDEX visit_of_appointment ON visit (practice_id, appointment_id, started_at_ms)
    WHERE appointment_id IS NOT NULL;

-- Whoever comes to an appointment's door has an invitation too. contact_id: a booked client who is signed
-- in to the portal by client_session_id. door: the host's word about them, since door_at_ms.
ALTER TABLE invitation ADD COLUMN appointment_id TEXT;
ALTER TABLE invitation ADD COLUMN contact_id TEXT;
ALTER TABLE invitation ADD COLUMN client_session_id TEXT;
ALTER TABLE invitation ADD COLUMN door TEXT
    CHECK (door IN ('waiting', 'asked', 'admitted', 'denied', 'blocked'));
ALTER TABLE invitation ADD COLUMN door_at_ms BIGINT;
CREATE INDEX invitation_appointment ON invitation (practice_id, appointment_id, invited_at_ms)
    WHERE appointment_id IS NOT NULL;
CREATE INDEX invitation_seat ON invitation (practice_id, appointment_id, seat_hash)
    WHERE appointment_id IS NOT NULL AND seat_hash IS NOT NULL;
