-- What a workspace keeps beside its customers: forms that are not saved, and what it knows of its server.
create table if not exists draft (
    -- names the form: two programs may have the same customer open
    key     text primary key,
    -- the customer that is edited; none for a new one
    of      integer,
    name    text not null,
    form    text not null
) strict;

create table if not exists fact (
    name    text primary key,
    value   text not null
) strict, without rowid;
