-- The searchable text beside the ids alone: a search that reads it passes over the records themselves.
CREATE INDEX customers_text ON customers (deleted, id, search);
