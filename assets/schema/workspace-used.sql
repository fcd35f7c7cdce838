-- Customers that were worked with lately; later ones have larger numbers.
create table if not exists used (
    id      integer primary key,
    used    integer not null
) strict;
