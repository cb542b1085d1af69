-- Short texts between a guest who waits and the staff of the waiting room. author_id NULL: the guest wrote it. The
-- guest's own send_key makes a text that is sent twice one text.
CREATE TABLE guest_text (
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    author_id TEXT,
    send_key TEXT,
    body_sealed BYTEA NOT NULL,
    written_at_ms BIGINT NOT NULL,
    read_at_ms BIGINT,
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, invitation_id) REFERENCES invitation (practice_id, id),
    FOREIGN KEY (practice_id, author_id) REFERENCES practice_user (practice_id, id)
);
CREATE UNIQUE INDEX guest_text_order ON guest_text (practice_id, invitation_id, sequence);
CREATE UNIQUE INDEX guest_text_key ON guest_text (practice_id, invitation_id, send_key)
    WHERE send_key IS NOT NULL;

-- What a waiting room tells all who wait in it. A notice that was taken back is a row without body and estimate.
CREATE TABLE room_notice (
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    body_sealed BYTEA,
    estimate_at_ms BIGINT,
    author_id TEXT NOT NULL,
    set_at_ms BIGINT NOT NULL,
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, room_id) REFERENCES room (practice_id, id),
    FOREIGN KEY (practice_id, author_id) REFERENCES practice_user (practice_id, id)
);
CREATE UNIQUE INDEX room_notice_room ON room_notice (practice_id, room_id);

-- A guest who was handed over from one waiting room to another, by whom.
CREATE TABLE guest_handover (
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    from_room_id TEXT NOT NULL,
    to_room_id TEXT NOT NULL,
    author_id TEXT NOT NULL,
    handed_over_at_ms BIGINT NOT NULL,
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, invitation_id) REFERENCES invitation (practice_id, id),
    FOREIGN KEY (practice_id, from_room_id) REFERENCES room (practice_id, id),
    FOREIGN KEY (practice_id, to_room_id) REFERENCES room (practice_id, id),
    FOREIGN KEY (practice_id, author_id) REFERENCES practice_user (practice_id, id)
);
CREATE UNIQUE INDEX guest_handover_order ON guest_handover (practice_id, invitation_id, sequence);
