-- Who is on duty: an active member whose roster has the moment l, by the clock of the site. A member without a roster never is.
-- part: has_duty
m.state = 'active' and exists (select from roster r where r.member_id = m.id and r.weekday = l.weekday and r.from_minute <= l.minute and l.minute < r.to_minute)

-- Who is there to see: the scope is prefixes of cell codes.
-- name: find_members
select m.id, n.code, m.cell_code, m.name, m.role, m.state, m.joined_at, m.language, m.contact_sealed is not null,
    {has_duty}
from member m
join net n on n.id = m.net_id
cross join lateral (select extract(isodow from t.at)::int as weekday, t.minute from local_time($5) t) as l
where n.id = net_or_default($1) and exists (select from unnest($2::text[]) p where starts_with(m.cell_code, p))
    and ($3::text = '' or starts_with(m.cell_code, $3)) and ($4::text = '' or m.state = $4)
order by m.cell_code, array_position('{leader,full_time,part_time,instructor,volunteer}', m.role), m.id
limit $6;

-- name: find_member
select m.id, n.code, m.cell_code, m.name, m.role, m.state, m.joined_at, m.language, m.contact_sealed is not null,
    {has_duty}
from member m
join net n on n.id = m.net_id
cross join lateral (select extract(isodow from t.at)::int as weekday, t.minute from local_time($3) t) as l
where m.id = $1 and exists (select from unnest($2::text[]) p where starts_with(m.cell_code, p));

-- name: on_duty
select m.id, n.code, m.cell_code, m.name, m.role, m.state, m.joined_at, m.language, m.contact_sealed is not null, true
from member m
join net n on n.id = m.net_id
cross join lateral (select extract(isodow from t.at)::int as weekday, t.minute from local_time($3) t) as l
where n.id = net_or_default($1) and m.cell_code = $2 and {has_duty}
order by array_position('{leader,full_time,part_time,instructor,volunteer}', m.role), m.id;

-- name: lock_member
select n.code, m.cell_code, m.name, m.role, m.state
from member m
join net n on n.id = m.net_id
where m.id = $1 and exists (select from unnest($2::text[]) p where starts_with(m.cell_code, p))
for update of m;

-- Who leaves is not to be called any more.
-- name: change_member
update member
set state = $2, role = $3, cell_code = $4, name = $5, decided_by = coalesce($6, decided_by), decided_at = case when $2 <> state then now() else decided_at end,
    contact_sealed = case when $2 = 'left' then null else contact_sealed end
where id = $1;

-- name: add_member
insert into member (net_id, cell_code, name, role, state, joined_at, code_id, consent_version, consent_at, language, decided_by, decided_at)
values (net_or_default($1), $2, $3, $4, $5, $6, nullif($7, ''), $8, case when $8 <> '' then $6::timestamptz end, $9, $10, case when $10::bigint is not null then $6::timestamptz end)
returning id;

-- name: seal_member
update member
set contact_sealed = $2
where id = $1;

-- name: member_contact
select name, contact_sealed
from member
where id = $1 and exists (select from unnest($2::text[]) p where starts_with(cell_code, p));

-- name: member_seen
select exists (select from member where id = $1 and exists (select from unnest($2::text[]) p where starts_with(cell_code, p)));

-- name: roster
select weekday, from_minute, to_minute
from roster
where member_id = $1
order by weekday, from_minute;

-- name: clear_roster
delete from roster
where member_id = $1;

-- name: save_roster
insert into roster (member_id, weekday, from_minute, to_minute)
select r.member, r.weekday, r.begin, r.until
from unnest($1::bigint[], $2::smallint[], $3::smallint[], $4::smallint[]) as r (member, weekday, begin, until);

-- name: joined_lately
select count(*), coalesce(min(joined_at), now())
from member
where code_id = $1 and joined_at > $2;

-- name: consent
select version, text_zh, text_en
from consent
where purpose = $1 and since <= $2
order by since desc, version desc
limit 1;

-- name: net_code
select code
from net
where id = net_or_default($1);
