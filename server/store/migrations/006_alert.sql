-- How arrivals in a waiting room are told to one user beside the page itself (W16); id is the user's.
-- A user without a row hears and sees them in the browser, and nothing is sent.
CREATE TABLE user_alert (
    practice_id TEXT NOT NULL,
    id TEXT NOT NULL,
    sound SMALLINT NOT NULL,
    desktop SMALLINT NOT NULL,
    email SMALLINT NOT NULL,
    sms SMALLINT NOT NULL,
    mobile_sealed BYTEA,
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, id) REFERENCES practice_user (practice_id, id)
);

-- Another's waiting room whose arrivals this user has chosen to hear of. It means nothing without the right to
-- view that room.
CREATE TABLE user_alert_room (
    practice_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (practice_id, room_id, user_id),
    FOREIGN KEY (practice_id, room_id) REFERENCES room (practice_id, id),
    FOREIGN KEY (practice_id, user_id) REFERENCES practice_user (practice_id, id)
);
