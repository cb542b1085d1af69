-- The appointments of one client are found by the client: an index of all three columns, or SQLite reads every booking of the
-- practice by the key, which covers what is asked for.
DROP INDEX appointment_client_contact;
CREATE INDEX appointment_client_contact ON appointment_client (practice_id, contact_id, appointment_id);
