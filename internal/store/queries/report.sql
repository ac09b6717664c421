-- name: reports_by_source
select r.source, r.source_id, r.digest, r.id
from report r
join unnest($1::text[], $2::text[]) as k (source, source_id) on r.source = k.source and r.source_id = k.source_id;

-- The next five keep a batch. Each is a plain insert of the columns it needs, without a join: a plan made once serves every
-- size of batch.
-- name: save_reports
insert into report (district, id, case_id, tracking, category, datum, source_x, source_y, geom, accuracy_m, description, source, source_id, digest, reported_at, received_at, consent_version)
select district, id, case_id, tracking, category, datum, source_x, source_y, ST_SetSRID(ST_MakePoint(lon, lat), 4326), accuracy_m, description, source, source_id, digest, reported_at, received_at, consent_version
from unnest(
    $1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[], $9::float8[], $10::float8[],
    $11::float8[], $12::text[], $13::text[], $14::text[], $15::bytea[], $16::timestamptz[], $17::timestamptz[], $18::text[]
) as i (
    district, id, case_id, tracking, category, datum, source_x, source_y, lon, lat,
    accuracy_m, description, source, source_id, digest, reported_at, received_at, consent_version
);

-- name: save_contacts
insert into report_contact (district, report_id, sealed)
select *
from unnest($1::text[], $2::uuid[], $3::bytea[]);

-- name: save_cases
insert into case_file (district, id, category, state, severity, net_code, edition_id, cell_id, area, locate_status, border_m, geom, opened_at, updated_at, closed_at)
select district, id, category, state, severity, net_code, edition_id, cell_id, area, locate_status, border_m, ST_SetSRID(ST_MakePoint(lon, lat), 4326), opened_at, updated_at, closed_at
from unnest(
    $1::text[], $2::uuid[], $3::text[], $4::text[], $5::smallint[], $6::text[], $7::bigint[], $8::bigint[], $9::text[], $10::float8[],
    $11::float8[], $12::float8[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[], $16::text[]
) as i (
    district, id, category, state, severity, net_code, edition_id, cell_id, locate_status, border_m,
    lon, lat, opened_at, updated_at, closed_at, area
);

-- name: save_opened
insert into case_event (district, case_id, at, kind, to_state, edition_id, cell_id)
select district, case_id, at, 'opened', state, edition_id, cell_id
from unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::text[], $5::bigint[], $6::bigint[]) as i (district, case_id, at, state, edition_id, cell_id);

-- name: save_case_changes
insert into change (district, kind, key)
select district, 'case', id::text
from unnest($1::text[], $2::uuid[]) as i (district, id);

-- In the order of their ids: two batches that join the same cases must not wait for each other.
-- name: lock_joinable
select c.id
from case_file c
join category k on k.code = c.category and k.kind = 'matter' and not k.sensitive
where c.id = any (@ids::uuid[])
order by c.id
for update of c;

-- name: mark_joined
update report
set joined = true
where id = any (@ids::uuid[]);

-- name: find_progress
select r.id, r.tracking, r.case_id, r.category, ST_X(r.geom), ST_Y(r.geom), r.datum, r.accuracy_m, r.reported_at, r.received_at,
    c.state, c.severity, c.net_code, coalesce(c.edition_id, 0), coalesce(e.number, 0), coalesce(c.cell_id, 0), coalesce(k.code, ''), coalesce(k.name, ''),
    c.district, c.locate_status, coalesce(c.border_m, 'NaN'), c.opened_at, c.updated_at, c.closed_at, exists (select from report_contact t where t.report_id = r.id)
from report r
join case_file c on c.district = r.district and c.id = r.case_id
left join edition e on e.id = c.edition_id
left join cell k on k.id = c.cell_id
where r.id = any ($1::uuid[]) or r.tracking = $2;

-- name: cases
select c.id, c.category, c.state, c.severity, c.net_code, coalesce(c.edition_id, 0), coalesce(c.cell_id, 0), c.district, c.locate_status,
    ST_X(c.geom), ST_Y(c.geom), c.opened_at, c.updated_at, c.closed_at, c.due_at
from case_file c;

-- name: cases_by_id
select c.id, c.category, c.state, c.severity, c.net_code, coalesce(c.edition_id, 0), coalesce(c.cell_id, 0), c.district, c.locate_status,
    ST_X(c.geom), ST_Y(c.geom), c.opened_at, c.updated_at, c.closed_at, c.due_at
from case_file c
where c.id = any ($1::uuid[]);

-- name: count_cases
select greatest(reltuples, 0)::bigint
from pg_class
where oid = 'case_file'::regclass;
