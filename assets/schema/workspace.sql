-- What a workspace keeps beside its customers: forms that are not saved, and what it knows of its server.
create table if not exists draft (
    -- 0: a new customer
    of      integer primary key,
    name    text not null,
    form    text not null
) strict;

create table if not exists fact (
    name    text primary key,
    value   text not null
) strict, without rowid;
