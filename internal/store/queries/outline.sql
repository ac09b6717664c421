-- Cases as other systems may be told of them, through the view outline, which leaves out what is sensitive. Places are compared
-- as they are told, rounded: the wider box beside it is for the index.

-- name: outlines
select id, category, state, severity, ST_X(geom), ST_Y(geom), opened_at, updated_at, closed_at, resolve_due, cell, cell_name, department, department_zh, department_en, photo
from outline
where opened_at >= $1 and opened_at < $2
    and updated_at >= $3 and updated_at < $4
    and ($5::text[] is null or category = any ($5))
    and ($6::text[] is null or state = any ($6))
    and ($7::float8[] is null or geom && ST_Expand(ST_MakeEnvelope($7[1], $7[2], $7[3], $7[4], 4326), 0.0001)
        and told_lon between $7[1] and $7[3] and told_lat between $7[2] and $7[4])
    and ($8::float8[] is null or ST_DWithin(ST_SetSRID(ST_MakePoint(told_lon, told_lat), 4326)::geography,
        ST_SetSRID(ST_MakePoint($8[1], $8[2]), 4326)::geography, $8[3]))
    and ($9::timestamptz is null or (opened_at, id) < ($9, $10::uuid))
order by opened_at desc, id desc
limit $11 offset $12;

-- The same, of what changed in a span: found by its events, whenever it was opened.
-- name: outlines_changed
select id, category, state, severity, ST_X(geom), ST_Y(geom), opened_at, updated_at, closed_at, resolve_due, cell, cell_name, department, department_zh, department_en, photo
from outline
where id in (select case_id from case_event where at >= $3 and at < $4)
    and opened_at >= $1 and opened_at < $2
    and updated_at >= $3 and updated_at < $4
    and ($5::text[] is null or category = any ($5))
    and ($6::text[] is null or state = any ($6))
    and ($7::float8[] is null or geom && ST_Expand(ST_MakeEnvelope($7[1], $7[2], $7[3], $7[4], 4326), 0.0001)
        and told_lon between $7[1] and $7[3] and told_lat between $7[2] and $7[4])
    and ($8::float8[] is null or ST_DWithin(ST_SetSRID(ST_MakePoint(told_lon, told_lat), 4326)::geography,
        ST_SetSRID(ST_MakePoint($8[1], $8[2]), 4326)::geography, $8[3]))
    and ($9::timestamptz is null or (opened_at, id) < ($9, $10::uuid))
order by opened_at desc, id desc
limit $11 offset $12;

-- name: outlines_by_id
select id, category, state, severity, ST_X(geom), ST_Y(geom), opened_at, updated_at, closed_at, resolve_due, cell, cell_name, department, department_zh, department_en, photo
from outline
where id = any ($1::uuid[])
order by opened_at desc, id desc;

-- Changes of state in a span, in order. What kind of matter it was then counts as little as on the map: what it is now decides.
-- name: outline_steps
select e.case_id,
    (select count(*) from case_event p where p.case_id = e.case_id and p.seq <= e.seq and p.from_state is distinct from p.to_state),
    e.at, e.to_state, coalesce(d.code, ''), coalesce(d.title_zh, ''), coalesce(d.title_en, '')
from case_event e
join outline o on o.id = e.case_id
left join department d on d.code = e.department
where e.at >= $1 and e.at < $2 and e.from_state is distinct from e.to_state
order by e.at, e.seq
limit $3 offset $4;

-- name: outline_steps_of
select e.case_id,
    row_number() over (partition by e.case_id order by e.seq),
    e.at, e.to_state, coalesce(d.code, ''), coalesce(d.title_zh, ''), coalesce(d.title_en, '')
from case_event e
left join department d on d.code = e.department
where e.case_id = any ($1::uuid[]) and e.from_state is distinct from e.to_state
order by e.case_id, e.seq;

-- name: attributes
select category, code, datatype, required, title_zh, title_en, hint_zh, hint_en, choices
from category_attribute
order by category, position, code;

-- name: save_answers
insert into report_answer (district, report_id, code, position, value)
select *
from unnest($1::text[], $2::uuid[], $3::text[], $4::smallint[], $5::text[]);

-- name: answers_of_cases
select r.case_id, a.code, a.value
from report r
join report_answer a on a.report_id = r.id and a.district = r.district
where r.case_id = any ($1::uuid[])
order by r.case_id, r.received_at, r.id, a.code, a.position;
