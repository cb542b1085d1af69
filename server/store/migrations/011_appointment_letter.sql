-- Which message tells which client what about an appointment; the newest of a client is the one that counts.

-- message_id: of the outbox, whose row says whether it arrived; one that several clients of one address share stands
-- here once for each. NULL: nothing could be sent, for the reason that stands here.
CREATE TABLE appointment_letter (
    practice_id TEXT NOT NULL,
    appointment_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    contact_id TEXT NOT NULL,
    news TEXT NOT NULL CHECK (news IN ('created', 'moved', 'cancelled')),
    message_id TEXT,
    reason TEXT NOT NULL,
    written_at_ms BIGINT NOT NULL,
    PRIMARY KEY (practice_id, appointment_id, sequence),
    FOREIGN KEY (practice_id, appointment_id) REFERENCES appointment (practice_id, id),
    FOREIGN KEY (practice_id, contact_id) REFERENCES contact (practice_id, id)
);
CREATE INDEX appointment_letter_contact ON appointment_letter (practice_id, appointment_id, contact_id, sequence);

-- The day shows a cancelled appointment as long as somebody has not been told.
CREATE INDEX appointment_cancelled ON appointment (practice_id, room_id, starts_at_ms)
    WHERE closed_at_ms IS NOT NULL;
