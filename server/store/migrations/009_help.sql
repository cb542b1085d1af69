-- A guest whose device test failed asks for help (D2). Gone when a test passes.
CREATE TABLE guest_help (
    practice_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    asked_at_ms BIGINT NOT NULL,
    PRIMARY KEY (practice_id, invitation_id),
    FOREIGN KEY (practice_id, invitation_id) REFERENCES invitation (practice_id, id)
);
