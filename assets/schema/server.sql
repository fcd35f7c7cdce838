-- What the server keeps beside the customers.
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who changed what, written in the transaction that changes it. A NULL field is the whole record.
CREATE TABLE audit (
    id       INTEGER PRIMARY KEY,
    customer INTEGER NOT NULL,
    at       TEXT NOT NULL,
    who      TEXT NOT NULL,
    action   TEXT NOT NULL,
    field    TEXT,
    was      TEXT,
    now      TEXT
) STRICT;

CREATE INDEX audit_customer ON audit (customer, id);

-- Saves that carried a request id: the same id never makes a second customer.
CREATE TABLE requests (
    id       TEXT PRIMARY KEY,
    customer INTEGER NOT NULL,
    at       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Key pairs. Only hashes are kept: a pair cannot be read back.
CREATE TABLE keys (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    role    TEXT NOT NULL,
    api     BLOB NOT NULL,
    access  BLOB NOT NULL,
    created TEXT NOT NULL
) STRICT;
