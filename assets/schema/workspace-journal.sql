-- What people did: every set of changes, written before it is sent, and how each of its steps stands.
create table change_set (
    -- the order of making
    place     integer primary key,
    id        text not null unique,
    at        text not null,
    who       text not null,
    action    text not null,
    undoes    text,
    undone_by text,
    -- 1: a step goes out only when all before it are over
    in_turn   integer not null,
    tries     integer not null default 0,
    -- milliseconds since 1970; none: at once
    next_try  integer,
    -- so many of its steps are not over
    open      integer not null
) strict;

create index change_set_open on change_set (place) where open > 0;

create table step (
    row       integer primary key,
    place     integer not null,
    nth       integer not null,
    -- one that has no id yet goes by minus the row of the step that makes it
    customer  integer not null,
    step      text not null,
    -- 0 waiting, 1 sending, 2 unknown, 3 needs a person, 4 over
    state     integer not null,
    standing  text not null,
    -- the customer as the person saw it, where the step depends on that
    seen      text,
    -- what it did, for taking it back
    did       text,
    -- what is to be said of it when it is done
    note      text,
    unique (place, nth)
) strict;

create index step_customer on step (customer, row);
create index step_open on step (place, nth) where state < 4;

-- Who sends. Ours ends by itself when its holder does not come back.
create table lease (
    name      text primary key,
    holder    text not null,
    -- where the holder runs, so that one on the same machine can be seen to be gone
    machine   text not null,
    process   integer not null,
    until     integer not null
) strict, without rowid;
