-- The customers of a mirror and of the embedded server: one table, one shape.
CREATE TABLE customers (
    id       INTEGER PRIMARY KEY,
    seq      INTEGER NOT NULL,            -- moves with every change; later is larger
    version  INTEGER,
    number   TEXT NOT NULL,
    name_key TEXT NOT NULL,               -- the name, folded: the order of the list
    search   TEXT NOT NULL,               -- everything that can be found, folded, a line for each field
    created  TEXT NOT NULL,
    updated  TEXT NOT NULL,
    deleted  INTEGER NOT NULL DEFAULT 0,  -- 1: in the trash
    body     TEXT NOT NULL                -- the record as it came
) STRICT;

CREATE UNIQUE INDEX customers_seq ON customers (seq);
CREATE INDEX customers_name ON customers (deleted, name_key, id);
CREATE INDEX customers_number ON customers (number);
CREATE INDEX customers_created ON customers (deleted, created, id);
CREATE INDEX customers_updated ON customers (deleted, updated, id);
