-- 1: a person gave this step up while it was being sent; it does not go out again.
alter table step add column given_up integer not null default 0;
-- A set that was taken back before it was sent: the newest place at that time, so that it can be done again in turn.
alter table change_set add column taken_back integer;
