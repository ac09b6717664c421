-- Only rows whose transaction is over for every reader: a transaction that is still running may have taken an earlier
-- place, and would be skipped.
-- name: changes_since
select xid::text::bigint, seq, kind, key
from change
where (xid, seq) > ($1::text::xid8, $2) and xid < pg_snapshot_xmin(pg_current_snapshot())
order by change.xid, change.seq -- without the table's name, xid would be the converted one, which has no index
limit $3;

-- name: change_pending
select exists (select from change where xid >= pg_snapshot_xmin(pg_current_snapshot()));

-- name: change_exists
select exists (select from change where xid = $1::text::xid8 and seq = $2);

-- name: change_horizon
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint;

-- name: save_change
insert into change (district, kind, key)
values ($1, $2, $3);

-- name: wake
select pg_notify('wangge_change', '');

-- Whoever comes second waits for the first and keeps what it made.
-- name: make_stream_key
insert into setting (key, value)
values ('stream_key', $1)
on conflict (key) do nothing;

-- name: stream_key
select value
from setting
where key = 'stream_key';

-- name: cases_untouched
select case_id
from case_event
where case_id = any ($1::uuid[])
group by case_id
having count(*) = 1;

-- name: prune_changes
delete from change
where at < now() - interval '7 days' and xid <= (select n.xid from notice_cursor n);
