-- One process at a time tells on. A cursor from another cluster, whose transactions counted higher, begins anew.
-- name: lock_notice_cursor
select (case when xid > pg_snapshot_xmax(pg_current_snapshot()) then pg_snapshot_xmin(pg_current_snapshot()) else xid end)::text, seq
from notice_cursor
for update skip locked;

-- name: notice_changes
select xid::text, seq, kind, key
from change
where (xid, seq) > ($1::text::xid8, $2) and xid < pg_snapshot_xmin(pg_current_snapshot())
order by change.xid, change.seq
limit $3;

-- name: move_notice_cursor
update notice_cursor
set xid = $1::text::xid8, seq = $2;

-- Events of cases' changes, paired by transaction. What a file brings in from the past is told to nobody.
-- name: notice_events
select e.seq, e.case_id, e.at, e.kind, coalesce(e.account_id, 0), e.department, coalesce(c.assignee, 0), c.area, c.severity, coalesce(e.detail->>'report', '')
from (select distinct key::uuid as case_id, xid::xid8 from unnest($1::text[], $2::text[]) as k (key, xid)) as k
join case_event e on e.case_id = k.case_id and e.xid = k.xid
join case_file c on c.id = e.case_id and c.district = e.district
where e.at > now() - interval '7 days'
order by e.seq;

-- Accounts by what their roles permit in the case's area.
-- name: save_web_notices
insert into notice (event_seq, case_id, channel, account_id, kind)
select distinct a.seq, a.case_id, 'web', x.id, a.kind
from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::bigint[])
    as a (seq, case_id, kind, permissions, department, account, area, actor)
join account x on x.disabled_at is null and x.id <> a.actor and (a.account = 0 or x.id = a.account) and (a.department = '' or x.department = a.department)
join account_role g on g.account_id = x.id and starts_with(a.area, g.area)
join role r on r.code = g.role and r.permissions @> string_to_array(a.permissions, ',')
on conflict do nothing;

-- who: 1 the first report's sender, 2 that of the report that joined, 3 all of them.
-- name: save_mail_notices
insert into notice (event_seq, case_id, channel, report_id, kind)
select distinct a.seq, a.case_id, 'email', r.id, a.kind
from unnest($1::bigint[], $2::uuid[], $3::text[], $4::smallint[], $5::text[]) as a (seq, case_id, kind, who, report)
join report r on r.case_id = a.case_id and (a.who = 3 or a.who = 1 and not r.joined or a.who = 2 and r.id::text = a.report)
join report_contact k on k.report_id = r.id and k.district = r.district
on conflict do nothing
returning id;

-- name: save_hook_notices
insert into notice (event_seq, case_id, channel, hook_id, kind)
select distinct a.seq, a.case_id, case h.kind when 'webhook' then 'webhook' else 'chat' end, h.id, a.kind
from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[]) as a (seq, case_id, kind, area, at)
join hook h on h.disabled_at is null and h.created_at <= a.at and (h.events = '{}' or a.kind = any (h.events)) and starts_with(a.area, h.area)
where a.kind = any ($6::text[])
on conflict do nothing
returning id;

-- name: notice_message
select n.id, n.channel, e.at, n.kind, n.case_id, c.category, k.name_zh, k.name_en, k.sensitive, c.state, c.severity, c.area, n.sent_at, n.report_id, coalesce(r.tracking, ''),
    coalesce(h.id, 0), coalesce(h.kind, ''), coalesce(h.url, ''), h.secret_sealed, h.disabled_at is not null
from notice n
join case_event e on e.case_id = n.case_id and e.seq = n.event_seq
join case_file c on c.id = n.case_id and c.district = e.district
join category k on k.code = c.category and k.kind = 'matter'
left join report r on r.id = n.report_id
left join hook h on h.id = n.hook_id
where n.id = $1;

-- name: save_attempt
insert into hook_attempt (notice, hook_id, at, status, error, took_ms)
values ($1, $2, $3, $4, $5, $6);

-- name: notice_sent
update notice
set sent_at = $2, failed = ''
where id = $1;

-- name: notice_failed
update notice
set failed = $2
where id = $1;

-- The list of an account: what it was told of and may still see.
-- name: list_notices
select n.id, n.at, n.kind, n.case_id, n.seen_at is not null,
    coalesce((select r.tracking from report r where r.case_id = n.case_id order by r.received_at, r.id limit 1), ''), k.name_zh, k.name_en, k.sensitive
from notice n
join case_file c on c.id = n.case_id
join category k on k.code = c.category and k.kind = 'matter'
where n.channel = 'web' and n.account_id = @account and {in_scope}
order by n.id desc
limit @limit;

-- name: count_unseen
select count(*)
from notice n
join case_file c on c.id = n.case_id
where n.channel = 'web' and n.account_id = @account and n.seen_at is null and {in_scope};

-- name: see_notices
update notice
set seen_at = $3
where channel = 'web' and account_id = $1 and seen_at is null and id <= $2;

-- name: prune_attempts
delete from hook_attempt
where notice in (select id from notice where at < $1);

-- name: prune_notices
delete from notice
where at < $1;

-- name: list_hooks
select id, kind, title, url, secret_sealed, events, area, created_at, disabled_at is not null
from hook
where exists (select from unnest($1::text[]) p where starts_with(area, p)) and ($2::bigint is null or id = $2)
order by id;

-- name: next_hook
select nextval(pg_get_serial_sequence('hook', 'id'));

-- name: save_hook
insert into hook (id, kind, title, url, secret_sealed, events, area)
overriding system value
values ($1, $2, $3, $4, $5, $6, $7)
returning created_at;

-- name: change_hook
update hook
set title = $2, url = $3, secret_sealed = $4, events = $5, area = $6, disabled_at = case when $7 then coalesce(disabled_at, now()) end
where id = $1 and exists (select from unnest($8::text[]) p where starts_with(area, p));

-- name: forget_attempts
delete from hook_attempt
where hook_id = $1;

-- name: delete_hook
delete from hook
where id = $1 and exists (select from unnest($2::text[]) p where starts_with(area, p));

-- name: list_attempts
select a.id, a.notice, n.kind, a.at, a.status, a.error, a.took_ms
from hook_attempt a
join notice n on n.id = a.notice
where a.hook_id = $1
order by a.id desc
limit $2;

-- Letters to one address are counted and added one after another.
-- name: lock_letters
select pg_advisory_xact_lock(hashtextextended('letters to ' || encode($1::bytea, 'hex'), 0));

-- name: take_letter
with known as (select from letter where address = $1 and notice = $2),
fresh as (
    insert into letter (address, notice, at)
    select $1, $2, $3
    where not exists (select from known) and (select count(*) from letter where address = $1) < $4
    returning 1)
select exists (select from known) or exists (select from fresh);

-- name: prune_letters
delete from letter
where at < $1;
