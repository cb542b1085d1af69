-- The address book.

-- How often a practice's address book changed, and how many contacts it holds.
CREATE TABLE contact_book (
    practice_id TEXT NOT NULL PRIMARY KEY REFERENCES practice (practice_id),
    version BIGINT NOT NULL,
    contact_count BIGINT NOT NULL
);

-- version is the book's at the row's last change. A removed contact keeps its id and version, and
-- nothing else: whoever holds the names in memory learns of it.
CREATE TABLE contact (
    practice_id TEXT NOT NULL REFERENCES practice (practice_id),
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    name_sealed BYTEA,
    email_sealed BYTEA,
    email_blind BYTEA,
    mobile_sealed BYTEA,
    mobile_blind BYTEA,
    birth_date_sealed BYTEA,
    notes_sealed BYTEA,
    created_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    removed_at_ms BIGINT,
    PRIMARY KEY (practice_id, id)
);
CREATE UNIQUE INDEX contact_version ON contact (practice_id, version);
CREATE INDEX contact_email ON contact (practice_id, email_blind) WHERE email_blind IS NOT NULL;
CREATE INDEX contact_mobile ON contact (practice_id, mobile_blind) WHERE mobile_blind IS NOT NULL;
