-- The running program that wrote a draft last: another one must not write into it. None: it was let go.
alter table draft add column holder text;
-- where the holder runs, so that one on the same machine can be seen to be gone
alter table draft add column machine text;
alter table draft add column process integer;
