-- Words with hyphens are found without them too: the searchable text is made anew where that changes it.
-- The function is the program's own; a record that is no JSON keeps the text that it has.
UPDATE customers SET search = search_text(body) WHERE search <> search_text(body);
