-- What a save with a request id sent, hashed: the same id with something else is a mistake to be told.
ALTER TABLE requests ADD COLUMN content BLOB;
