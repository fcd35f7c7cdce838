-- What is kept beside the customers: notes, views, changed lists, sessions. `about` is the customer that
-- it belongs to, if any.
CREATE TABLE shelf (
    nth     INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL,
    key     TEXT NOT NULL,
    about   INTEGER,
    version INTEGER NOT NULL,
    body    TEXT NOT NULL,
    who     TEXT NOT NULL,
    at      TEXT NOT NULL,
    UNIQUE (kind, key)
) STRICT;

CREATE INDEX shelf_about ON shelf (kind, about, nth);

-- When a pair was let in last.
ALTER TABLE keys ADD COLUMN used TEXT;
