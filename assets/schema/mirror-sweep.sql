-- Who a sweep over the server's customers has met without writing anything: whoever is neither here nor
-- written since it began is not on the server any more.
CREATE TABLE sweep_seen (id INTEGER PRIMARY KEY) STRICT;
