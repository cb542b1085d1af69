-- What the owner of a waiting room lets another user do with it.
CREATE TABLE room_grant (
    practice_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    may_view SMALLINT NOT NULL,
    may_send SMALLINT NOT NULL,
    may_admit SMALLINT NOT NULL,
    granted_at_ms BIGINT NOT NULL,
    PRIMARY KEY (practice_id, room_id, user_id),
    FOREIGN KEY (practice_id, room_id) REFERENCES room (practice_id, id),
    FOREIGN KEY (practice_id, user_id) REFERENCES practice_user (practice_id, id)
);
CREATE INDEX room_grant_user ON room_grant (practice_id, user_id);
