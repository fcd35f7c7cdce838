-- Names this store among all others: a place in the order of its changes means nothing in another one.
INSERT INTO counters (name, last) VALUES ('identity', random() & 0x7fffffffffffffff);
-- Deletions move no stamp of the record: what went since a moment is found here.
CREATE INDEX audit_trash ON audit (at, customer) WHERE action IN ('delete', 'restore');
