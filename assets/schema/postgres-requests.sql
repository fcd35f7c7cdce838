-- Saves of the time before their contents were kept came out of a file with none.
ALTER TABLE requests ALTER COLUMN content DROP NOT NULL;
