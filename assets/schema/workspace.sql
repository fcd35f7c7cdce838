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

-- Saved searches with their columns and order. Without a name: the list of everything.
create table if not exists view (
    name    text primary key,
    place   integer not null,
    view    text not null
) strict, without rowid;

-- Earlier searches; later ones have larger numbers.
create table if not exists search (
    text    text primary key,
    used    integer not null
) strict, without rowid;
