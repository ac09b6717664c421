-- One editor of rules at a time, until its transaction ends: what the audit says was there before must be what was there.
-- name: lock_rules
select pg_advisory_xact_lock(4707216);

-- What the audit keeps of each kind of rule, before and after.
-- name: routing_snapshot
select jsonb_build_object(
    'rules', (select coalesce(jsonb_agg(to_jsonb(r) order by r.position, r.id), '[]') from routing_rule r),
    'fallback', (select value from setting where key = 'routing_fallback'));

-- name: departments_snapshot
select coalesce(jsonb_agg(to_jsonb(d) order by d.position, d.code), '[]')
from department d;

-- name: category_snapshot
select coalesce((select to_jsonb(c) from category c where c.kind = 'matter' and c.code = $1), '{}');

-- name: calendar_snapshot
select jsonb_build_object(
    'calendar', (select to_jsonb(c) from work_calendar c where c.code = $1),
    'days', (select coalesce(jsonb_agg(to_jsonb(d) - 'calendar' order by d.day), '[]') from work_day d where d.calendar = $1));

-- name: layer_snapshot
select jsonb_build_object(
    'layer', (select to_jsonb(l) from layer l where l.id = $1),
    'categories', (select coalesce(jsonb_agg(c.code order by c.code), '[]') from category c where c.layer = $1 and c.kind = 'matter'));

-- name: drop_rules
delete from routing_rule
where id <> all ($1::bigint[]);

-- name: update_rule
update routing_rule
set position = $2, title = $3, title_en = $4, category = $5, min_severity = $6, max_severity = $7, area = $8, weekdays = $9, from_minute = $10, to_minute = $11,
    department = $12, also = $13, to_duty = $14, enabled = $15
where id = $1;

-- name: insert_rule
insert into routing_rule (position, title, title_en, category, min_severity, max_severity, area, weekdays, from_minute, to_minute, department, also, to_duty, enabled)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: save_department
insert into department (code, title_zh, title_en, kind, area, contact, always_on, position, closed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (code) do update set title_zh = excluded.title_zh, title_en = excluded.title_en, kind = excluded.kind, area = excluded.area,
    contact = excluded.contact, always_on = excluded.always_on, position = excluded.position,
    closed_at = case when excluded.closed_at is null then null else coalesce(department.closed_at, excluded.closed_at) end;

-- name: insert_category
insert into category (standard, kind, code, name_zh, name_en, layer, position)
values ('LOCAL', 'matter', $1, $2, $3, $4, $5)
on conflict do nothing;

-- Limits that a site sets are its own.
-- name: update_category
update category
set name_zh = $2, name_en = $3, layer = $4, severity = $5, sensitive = $6, make_safe = nullif($7::int, 0), make_safe_unit = $8, resolve = nullif($9::int, 0),
    resolve_unit = $10, resolve_hours = nullif($11::int, 0), retired_at = case when $12::timestamptz is null then null else coalesce(retired_at, $12) end, position = $13, milestones = $14,
    limit_source = case when (make_safe, make_safe_unit, resolve, resolve_unit) is distinct from (nullif($7::int, 0), $8, nullif($9::int, 0), $10) then 'site' else limit_source end
where kind = 'matter' and code = $1;

-- name: calendars
select code, title_zh, title_en, hours
from work_calendar
order by code;

-- name: all_calendar_days
select calendar, day::text, working, note
from work_day
order by calendar, day;

-- name: save_calendar
insert into work_calendar (code, title_zh, title_en, hours)
values ($1, $2, $3, $4)
on conflict (code) do update set title_zh = excluded.title_zh, title_en = excluded.title_en, hours = excluded.hours;

-- name: clear_days
delete from work_day
where calendar = $1;

-- name: save_days
insert into work_day (calendar, day, working, note)
select $1, day::date, working, note
from unnest($2::text[], $3::boolean[], $4::text[]) as d (day, working, note);

-- name: update_layer
update layer
set title_zh = $2, title_en = $3
where id = $1;

-- name: fill_layer
update category
set layer = $1
where kind = 'matter' and code = any ($2::text[]) and layer <> $1;

-- name: recent_matters
select id, category, severity, area, opened_at
from case_file
where exists (select from unnest($1::text[]) p where starts_with(area, p))
order by opened_at desc
limit $2;
