-- The customers of a server on PostgreSQL. Text is ordered by its bytes, as in a file: COLLATE "C".
-- SQL cannot fold, so what is searched and sorted by is folded by the program and lies here beside the record.
CREATE TABLE customers (
    id       bigint PRIMARY KEY,
    seq      bigint NOT NULL,                   -- moves with every change; later is larger, without holes
    version  bigint,
    number   text COLLATE "C" NOT NULL,
    name_key text COLLATE "C" NOT NULL,         -- the name, folded: the order of the list
    search   text COLLATE "C" NOT NULL,         -- everything that can be found, folded, a line for each field
    created  text COLLATE "C" NOT NULL,
    updated  text COLLATE "C" NOT NULL,
    deleted  boolean NOT NULL DEFAULT false,    -- in the trash
    choices  jsonb NOT NULL                     -- ids and codes as text, for searches by what was chosen
);

-- The records as they came. Text and no jsonb: that would reorder keys, spell numbers anew and refuse what JSON
-- allows. Apart from the customers, so that a search reads narrow rows.
CREATE TABLE records (
    id   bigint PRIMARY KEY,
    body text NOT NULL
);

CREATE UNIQUE INDEX customers_seq ON customers (seq);
CREATE INDEX customers_id ON customers (deleted, id);
CREATE INDEX customers_name ON customers (deleted, name_key, id);
CREATE INDEX customers_created ON customers (deleted, created, id);
CREATE INDEX customers_updated ON customers (deleted, updated, id);
CREATE INDEX customers_number ON customers (number);
-- New entries wait in a list that every search reads through: long enough to write many at once, and short
-- enough to read.
CREATE INDEX customers_search ON customers USING gin (search gin_trgm_ops) WITH (gin_pending_list_limit = 1024);
CREATE INDEX customers_choices ON customers USING gin (choices jsonb_path_ops) WITH (gin_pending_list_limit = 1024);

-- How many customers stand in each stretch of an order: any page is found by adding up stretches, not by walking
-- to it. A stretch begins at its key and id, and reaches to the next one of its line.
CREATE TABLE steps (
    line text COLLATE "C" NOT NULL,
    key  text COLLATE "C" NOT NULL,
    id   bigint NOT NULL,
    held bigint NOT NULL,
    PRIMARY KEY (line, key, id)
);

INSERT INTO steps (line, key, id, held)
SELECT line, '', -9223372036854775808, 0
FROM unnest(ARRAY['id', 'name', 'name-', 'created', 'created-', 'updated', 'updated-']) AS line;

-- The last of each number that is counted up. Who writes holds these rows until the change is committed: so
-- changes are committed in the order of their numbers.
CREATE TABLE counters (
    name text PRIMARY KEY,
    last bigint NOT NULL
);

-- The identity names this store among all others: a place in the order of its changes means nothing elsewhere.
INSERT INTO counters (name, last) VALUES
    ('change', 0), ('customer', 0), ('element', 0), ('number', 0),
    ('identity', (random() * 4503599627370495)::bigint);

-- Who changed what, written in the transaction that changes it. A NULL field is the whole record.
CREATE TABLE audit (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer bigint NOT NULL,
    at       text COLLATE "C" NOT NULL,
    who      text NOT NULL,
    action   text NOT NULL,
    field    text,
    was      text,
    now      text
);

CREATE INDEX audit_customer ON audit (customer, id);
-- Deletions move no stamp of the record: what went since a moment is found here.
CREATE INDEX audit_trash ON audit (at, customer) WHERE action IN ('delete', 'restore');

-- Saves that carried a request id, and a hash of what they sent: the same id never makes a second customer.
CREATE TABLE requests (
    id       text PRIMARY KEY,
    customer bigint NOT NULL,
    at       text NOT NULL,
    content  bytea NOT NULL
);

-- Key pairs. Only hashes are kept: a pair cannot be read back.
CREATE TABLE keys (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name    text NOT NULL UNIQUE,
    role    text NOT NULL,
    api     bytea NOT NULL,
    access  bytea NOT NULL,
    created text NOT NULL
);
