-- How far cases' stories have been told to those concerned, and what keeps telling them quick.

-- +goose Up

-- The last change whose events have become notices. It begins at today: what lies before is told to nobody.
create table notice_cursor (
    one boolean primary key default true check (one),
    xid xid8 not null,
    seq bigint not null
);
insert into notice_cursor (xid, seq) values (pg_snapshot_xmin(pg_current_snapshot()), 0);

create index notice_web on notice (account_id, id) where channel = 'web';
create index notice_at on notice (at);
create index hook_attempt_hook on hook_attempt (hook_id, id);
create index hook_attempt_notice on hook_attempt (notice);
create index if not exists report_case on report (case_id);
