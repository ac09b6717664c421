-- Where somebody may see a case: in these areas, or in those if it is or was with their department. Every statement that
-- answers people at work has it.
-- part: in_scope
(exists (select from unnest(@areas::text[]) as p where starts_with(c.area, p))
    or exists (select from unnest(@own::text[]) as p where starts_with(c.area, p))
        and exists (select from case_department w where w.case_id = c.id and w.department = @scope_department))

-- As casework.State.Settled has them, and as the indexes of migrations 10 and 14 do.
-- part: settled_states
'closed', 'closed_unfixed', 'rejected', 'duplicate'

-- part: open
c.closed_at is null and c.state not in ({settled_states})

-- part: due
coalesce(c.due_at, 'infinity')

-- part: queue_mine
c.assignee = @account

-- part: queue_cells
exists (select from member m join net n on n.id = m.net_id where m.id = @member and m.state = 'active' and n.code = c.net_code and m.cell_code = c.area)

-- part: queue_department
c.department = @department and c.department <> ''

-- part: queue_overdue
coalesce(c.due_at, 'infinity') < @now

-- part: queue_soon
coalesce(c.due_at, 'infinity') >= @now and coalesce(c.due_at, 'infinity') < 'infinity' and c.soon_at <= @now

-- part: queue_unplaced
c.cell_id is null

-- part: queue_returned
c.state = 'returned'

-- part: queue_check
c.state = 'resolved' and @account <> all (c.resolvers) and exists (select from unnest(@checks::text[]) as p where starts_with(c.area, p))

-- part: queue_new
c.state in ('reported', 'verifying')

-- part: queue_dispatch
c.state = 'filed'

-- part: queue_contested
c.state = 'contested'

-- part: queue_parked
c.state = 'parked'

-- part: queue_all
true

-- part: wanted
(@state = '' or c.state = @state)
and (@category = '' or starts_with(c.category, @category))
and (@cell = '' or starts_with(c.area, @cell))
and (@ids::uuid[] is null or c.id = any (@ids::uuid[]))
and (@words = '' or exists (select from report r where r.case_id = c.id and (r.description ilike @words or right(r.tracking, 4) = @group)))

-- One for each queue.
-- name: inbox
select c.id, c.due_at, c.opened_at
from case_file c
where {open}
and {queue}
and {in_scope}
and {wanted}
and ({due}, c.opened_at, c.id) > (@after_due, @after_at, @after_id)
order by {due}, c.opened_at, c.id
limit @limit;

-- The clocks of a filed case don't run yet: the gravest comes first, then what has waited longest. The severity is told as a
-- time, for that is what the places of all lists begin with.
-- part: gravest
to_timestamp(3 - c.severity)

-- name: inbox_gravest
select c.id, {gravest}, c.opened_at
from case_file c
where {open}
and {queue_dispatch}
and {in_scope}
and {wanted}
and ({gravest}, c.opened_at, c.id) > (@after_due, @after_at, @after_id)
order by {gravest}, c.opened_at, c.id
limit @limit;

-- name: inbox_total
select count(*)
from case_file c
where {open}
and {queue}
and {in_scope}
and {wanted};

-- part: settled
c.state in ({settled_states})

-- Prefixes may lie in one another, so a case may be found twice.
-- part: settled_in_areas
c.id in (
    select i.id
    from unnest(@areas::text[] || @own::text[]) as p
    join case_file i on i.area ~>=~ p and i.area ~<~ (p || chr(1114111)) and i.state in ({settled_states})
)

-- How many settled cases lie in the areas, counted up to a bound.
-- name: settled_near
select count(*)
from (
    select
    from unnest(@areas::text[] || @own::text[]) as p
    join case_file i on i.area ~>=~ p and i.area ~<~ (p || chr(1114111)) and i.state in ({settled_states})
    limit @most
) as counted;

-- Settled cases, the last first, for who sees a large part of them: those that changed last soon fill a page.
-- name: settled
select c.id, null::timestamptz, c.updated_at
from case_file c
where {settled}
and {in_scope}
and {wanted}
and (c.updated_at, c.id) < (@after_at, @after_id)
order by c.updated_at desc, c.id desc
limit @limit;

-- name: settled_total
select count(*)
from (select from case_file c where {settled} and {in_scope} and {wanted} limit @most) as counted;

-- The same for who sees few of them: theirs are all read.
-- name: few_settled
select c.id, null::timestamptz, c.updated_at
from case_file c
where {settled_in_areas}
and {in_scope}
and {wanted}
and (c.updated_at, c.id) < (@after_at, @after_id)
order by c.updated_at desc, c.id desc
limit @limit;

-- name: few_settled_total
select count(*)
from (select from case_file c where {settled_in_areas} and {in_scope} and {wanted} limit @most) as counted;

-- name: inbox_counts
select
    count(*) filter (where {queue_mine}),
    count(*) filter (where {queue_cells}),
    count(*) filter (where {queue_department}),
    count(*) filter (where {queue_overdue}),
    count(*) filter (where {queue_soon}),
    count(*) filter (where {queue_unplaced}),
    count(*) filter (where {queue_returned}),
    count(*) filter (where {queue_check}),
    count(*) filter (where {queue_new}),
    count(*) filter (where {queue_dispatch}),
    count(*) filter (where {queue_contested}),
    count(*) filter (where {queue_parked}),
    count(*)
from case_file c
where {open}
and {in_scope}
and {wanted};

-- Cells, and areas that cases in no cell are counted to.
-- name: open_cells
select c.area, coalesce(max(k.name), '') as name, count(*) as n
from case_file c
left join cell k on k.id = c.cell_id
where {open}
and {in_scope}
and c.area <> ''
and (starts_with(c.area, @begins) or k.name ilike @holds)
group by c.area
order by n desc, c.area
limit @limit;

-- name: cases_by_tracking
select case_id
from report
where tracking = @tracking;

-- The case that decides about a report: of a duplicate, its head.
-- name: cases_to_contest
select coalesce(c.duplicate_of, c.id)
from report r
join case_file c on c.id = r.case_id and c.district = r.district
where r.tracking = @tracking;

-- name: mark_contested
update report
set contested_until = @until
where tracking = @tracking and contested_until is distinct from @until;

-- name: contested_until
select coalesce(contested_until, 'epoch')
from report
where id = @id
limit 1;

-- Cases with what a list shows of them, in the order of the ids.
-- name: case_rows
select c.id, c.district, c.area, c.version, c.category, c.state, c.severity, ST_X(c.geom), ST_Y(c.geom),
    c.net_code, coalesce(c.edition_id, 0), coalesce(e.number, 0), coalesce(c.cell_id, 0), coalesce(k.code, ''), coalesce(k.name, ''), c.locate_status, coalesce(c.border_m, 'NaN'),
    c.opened_at, c.updated_at, c.closed_at, c.department, coalesce(c.assignee, 0), c.dispatched_at, c.make_safe_due, c.resolve_due,
    c.made_safe_at, c.resolved_at, coalesce(c.resolved_by, 0), c.paused_at, c.contest_until, c.hops, c.reworks, c.extensions, c.level, c.duplicate_of,
    c.soon_at, c.deferred_until, c.resolvers,
    coalesce(r.tracking, ''), coalesce(r.words, ''), r.n, p.n, coalesce(d.title_zh, ''), coalesce(d.title_en, ''), coalesce(a.name, '')
from unnest(@ids::uuid[]) with ordinality as w (id, position)
join case_file c on c.id = w.id
left join edition e on e.id = c.edition_id
left join cell k on k.id = c.cell_id
left join department d on d.code = c.department
left join account a on a.id = c.assignee
cross join lateral (
    select count(*) as n, (array_agg(tracking order by received_at, id))[1] as tracking, left((array_agg(description order by received_at, id))[1], 60) as words
    from report
    where case_id = c.id
) as r
cross join lateral (select count(*) as n from photo where case_id = c.id and state <> 'refused') as p
order by w.position;

-- name: case_in_scope
select c.id
from case_file c
where c.id = @id
and {in_scope};

-- name: lock_case
select c.district
from case_file c
where c.id = @id
and {in_scope}
for update;

-- name: lock_duplicates
select id
from case_file
where duplicate_of = @id
order by id
for update;

-- name: save_case
update case_file
set category = @category, state = @state, severity = @severity, version = @version, department = @department, assignee = @assignee, updated_at = @updated_at, closed_at = @closed_at,
    dispatched_at = @dispatched_at, make_safe_due = @make_safe_due, resolve_due = @resolve_due, made_safe_at = @made_safe_at, resolved_at = @resolved_at,
    resolved_by = @resolved_by, paused_at = @paused_at, contest_until = @contest_until, hops = @hops, reworks = @reworks, extensions = @extensions, level = @level,
    duplicate_of = @duplicate_of, soon_at = @soon_at, deferred_until = @deferred_until, resolvers = @resolvers
where id = @id and district = @district;

-- name: save_event
insert into case_event (district, case_id, at, kind, from_state, to_state, edition_id, cell_id, actor, account_id, department, reason, note, public_note, detail)
values (@district, @id, @at, @kind, @from_state, @to_state, @edition_id, @cell_id, @actor, @account, @department, @reason, @note, @public_note, @detail);

-- name: save_case_departments
insert into case_department (district, case_id, department, since)
select @district, @id, department, @at
from unnest(@departments::text[]) as department
where department <> ''
on conflict do nothing;

-- name: find_action
select digest
from case_action
where case_id = @id and key = @key and account_id = @account;

-- name: save_action
insert into case_action (district, case_id, key, account_id, version, digest)
values (@district, @id, @key, @account, @version, @digest);

-- name: case_events
select e.seq, e.at, e.kind, coalesce(e.from_state, ''), e.to_state, e.actor, coalesce(e.account_id, 0), e.department, e.reason, e.note, e.public_note,
    coalesce(e.edition_id, 0), coalesce(e.cell_id, 0), e.detail,
    coalesce(a.name, ''), coalesce(p.title_zh, ''), coalesce(p.title_en, ''), coalesce(d.title_zh, ''), coalesce(d.title_en, '')
from case_event e
left join account a on a.id = e.account_id
left join department p on p.code = a.department
left join department d on d.code = e.department
where e.case_id = @id
order by e.seq;

-- name: case_reports
select r.id, r.tracking, r.reported_at, r.received_at, r.source, r.description, r.accuracy_m, r.datum, r.joined, exists (select from report_contact c where c.report_id = r.id)
from report r
where r.case_id = @id
order by r.received_at, r.id;

-- In the order of the questions; a choice by its titles, what was written as it stands.
-- name: case_answers
select a.report_id, a.code, coalesce(q.title_zh, ''), coalesce(q.title_en, ''),
    case q.datatype when 'number' then q.hint_zh else '' end, case q.datatype when 'number' then q.hint_en else '' end,
    coalesce(o.zh, a.value), coalesce(o.en, a.value)
from report r
join report_answer a on a.report_id = r.id and a.district = r.district
left join category_attribute q on q.category = r.category and q.code = a.code
left join lateral jsonb_to_recordset(q.choices) as o (key text, zh text, en text) on o.key = a.value
where r.case_id = @id
order by a.report_id, q.position, a.code, a.position;

-- name: case_tasks
select t.id, t.department, t.title, t.state, t.note, t.due, t.created_at, coalesce(t.created_by, 0), t.ended_at, coalesce(t.ended_by, 0), coalesce(d.title_zh, ''), coalesce(d.title_en, '')
from case_task t
left join department d on d.code = t.department
where t.case_id = @id
order by t.created_at, t.id;

-- name: case_of_task
select case_id
from case_task
where id = @id;

-- name: save_task
insert into case_task (district, id, case_id, department, title, state, note, due, created_at, created_by, ended_at, ended_by)
values (@district, @task, @id, @department, @title, @state, @note, @due, @created_at, @created_by, @ended_at, @ended_by)
on conflict (id, district) do update
set state = excluded.state, note = excluded.note, ended_at = excluded.ended_at, ended_by = excluded.ended_by;

-- name: case_photos
select id, kind, state, width, height, taken_at, distance_m, cleared_at is not null, report_id is not null
from photo
where case_id = @id and state <> 'refused'
order by received_at, id;

-- name: case_duplicates
select c.id
from case_file c
where c.duplicate_of = @id
and {in_scope}
order by c.opened_at, c.id;

-- Who serves the cell now.
-- name: case_on_duty
select m.id, m.name, m.role
from member m
join net n on n.id = m.net_id
cross join (select @weekday::int as weekday, @minute::int as minute) as l
where n.code = @net and m.cell_code = @cell
and {has_duty}
order by case m.role when 'leader' then 0 when 'full_time' then 1 when 'part_time' then 2 when 'instructor' then 3 else 4 end, m.id;

-- Who may be given cases: of a department its handlers, of the grid (department '') those who verify; each where a role of
-- theirs holds.
-- part: works_on_w
a.disabled_at is null
and (w.department = '' or a.department = w.department)
and exists (
    select from account_role g
    join role r on r.code = g.role and r.permissions @> array['case.read', case w.department when '' then 'case.verify' else 'case.handle' end]
    where g.account_id = a.id and starts_with(w.area, g.area))

-- name: works_for
select exists (
    select from account a, (select @department::text as department, @area::text as area) as w
    where a.id = @account and {works_on_w});

-- name: assignable
select a.id, a.name
from case_file c
cross join lateral (select c.department, c.area) as w
join account a on {works_on_w}
left join member m on m.id = a.member_id
where c.id = @id
and {in_scope}
order by coalesce(m.cell_code = c.area, false) desc, a.name, a.id;

-- name: duty_account
select a.id, a.name
from member m
join net n on n.id = m.net_id
join account a on a.member_id = m.id and a.department = @department
cross join (select @department::text as department, @area::text as area) as w
cross join (select @weekday::int as weekday, @minute::int as minute) as l
where {works_on_w}
and n.code = @net and m.cell_code = @cell
and {has_duty}
order by m.id
limit 1;

-- name: near_cases
select c.id, ST_Distance(c.geom::geography, ST_SetSRID(ST_MakePoint(@lon, @lat), 4326)::geography) as far
from case_file c
where {open}
and c.id <> @id
and {in_scope}
and c.geom && ST_MakeEnvelope(@west, @south, @east, @north, 4326)
and ST_DWithin(c.geom::geography, ST_SetSRID(ST_MakePoint(@lon, @lat), 4326)::geography, @radius_m)
order by far, c.id
limit @limit;

-- What the public may know of: categories that are not sensitive, named one by one.
-- name: near_public
select c.id, c.category, c.state, c.opened_at, ST_X(c.geom), ST_Y(c.geom), ST_Distance(c.geom::geography, ST_SetSRID(ST_MakePoint(@lon, @lat), 4326)::geography) as far
from case_file c
where {open}
and c.category = any (@categories::text[])
and c.geom && ST_MakeEnvelope(@west, @south, @east, @north, 4326)
and ST_DWithin(c.geom::geography, ST_SetSRID(ST_MakePoint(@lon, @lat), 4326)::geography, @radius_m)
order by far, c.id
limit @limit;

-- A case that was brought in as it stood then, and whose history came after it, began where its history does.
-- name: story_steps
select e.kind, case when e.from_state is null then coalesce(lead(e.from_state) over (order by e.seq), e.to_state) else e.to_state end, e.at, e.public_note, coalesce(d.title_zh, ''), coalesce(d.title_en, '')
from case_event e
left join department d on d.code = e.department
where e.case_id = @id and (e.from_state is distinct from e.to_state or e.public_note <> '')
order by e.seq;

-- name: story_case
select c.state, c.category, coalesce(c.duplicate_of, '00000000-0000-0000-0000-000000000000'),
    coalesce(c.department, ''), coalesce(d.title_zh, ''), coalesce(d.title_en, ''), c.resolve_due, c.contest_until,
    (select count(*) from report r where r.case_id = c.id)
from case_file c
left join department d on d.code = c.department
where c.id = @id;

-- name: story_photos
select id, kind, state, width, height, taken_at, distance_m, true, report_id is not null
from photo
where case_id = @id and state = 'ready' and cleared_at is not null
order by received_at, id;

-- name: marks
select c.id, c.version, c.area, array(select w.department from case_department w where w.case_id = c.id)
from case_file c
where c.id = any (@ids::uuid[]);

-- Emergencies that nobody has yet. What is older than a day was imported, or people have seen it.
-- name: waiting_emergencies
select c.id
from case_file c
where c.closed_at is null and c.severity = 3 and c.department = '' and c.state in ('reported', 'filed') and c.opened_at > @since and c.id > @after
order by c.id
limit @limit;

-- name: overdue_cases
select c.id
from case_file c
where {open} and {due} < @now and c.level < @most and c.id > @after
order by c.id
limit @limit;

-- name: deferred_cases
select c.id
from case_file c
where c.state = 'deferred' and c.deferred_until <= @now and c.id > @after
order by c.id
limit @limit;

-- name: lead
select pg_try_advisory_lock(@lock);

-- name: stop_leading
select pg_advisory_unlock(@lock);
