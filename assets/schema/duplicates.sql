-- Two customers that somebody has looked at and found to be two. The lower id stands first.
create table apart (
    one     integer not null,
    other   integer not null,
    primary key (one, other)
) strict, without rowid;
