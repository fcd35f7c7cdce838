-- While a change waits to be sent, the changed customer stands among the customers, and here is how the
-- server has it. NULL: the server has it not, or not yet.
CREATE TABLE server_copy (
    id   INTEGER PRIMARY KEY,
    body TEXT
) STRICT;
