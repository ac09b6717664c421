-- name: reports_by_source
select r.source, r.source_id, r.digest, r.id
from report r
join unnest($1::text[], $2::text[]) as k (source, source_id) on r.source = k.source and r.source_id = k.source_id;

-- One statement keeps a whole batch: report, contact, case, event and change, or nothing. A report whose source already
-- sent it is left out, and so is everything that hangs on it.
-- name: save_reports
with input as (
    select *
    from unnest(
        $1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[], $9::float8[], $10::float8[],
        $11::float8[], $12::text[], $13::text[], $14::text[], $15::bytea[], $16::timestamptz[], $17::timestamptz[], $18::text[], $19::text[],
        $20::text[], $21::smallint[], $22::text[], $23::bigint[], $24::bigint[], $25::text[], $26::float8[], $27::timestamptz[], $28::timestamptz[],
        $29::timestamptz[]
    ) as i (
        district, id, case_id, tracking, category, datum, source_x, source_y, lon, lat,
        accuracy_m, description, source, source_id, digest, reported_at, received_at, contact_name, contact_phone,
        state, severity, net_code, edition_id, cell_id, locate_status, border_m, opened_at, updated_at,
        closed_at
    )
), kept as (
    insert into report (district, id, case_id, tracking, category, datum, source_x, source_y, geom, accuracy_m, description, source, source_id, digest, reported_at, received_at)
    select district, id, case_id, tracking, category, datum, source_x, source_y, ST_SetSRID(ST_MakePoint(lon, lat), 4326), accuracy_m, description, source, source_id, digest, reported_at, received_at
    from input
    on conflict do nothing
    returning id
), contacts as (
    insert into report_contact (district, report_id, name, phone)
    select district, id, contact_name, contact_phone
    from input
    join kept using (id)
    where contact_name <> '' or contact_phone <> ''
), cases as (
    insert into case_file (district, id, category, state, severity, net_code, edition_id, cell_id, locate_status, border_m, geom, opened_at, updated_at, closed_at)
    select district, case_id, category, state, severity, net_code, edition_id, cell_id, locate_status, border_m, ST_SetSRID(ST_MakePoint(lon, lat), 4326), opened_at, updated_at, closed_at
    from input
    join kept using (id)
), events as (
    insert into case_event (district, case_id, at, kind, to_state, edition_id, cell_id)
    select district, case_id, opened_at, 'opened', state, edition_id, cell_id
    from input
    join kept using (id)
), changes as (
    insert into change (district, kind, key)
    select district, 'case', case_id::text
    from input
    join kept using (id)
)
select id
from kept;

-- name: find_progress
select r.id, r.tracking, r.case_id, r.category, ST_X(r.geom), ST_Y(r.geom), r.datum, r.accuracy_m, r.reported_at, r.received_at,
    c.state, c.severity, c.net_code, coalesce(c.edition_id, 0), coalesce(e.number, 0), coalesce(c.cell_id, 0), coalesce(k.code, ''), coalesce(k.name, ''),
    c.district, c.locate_status, coalesce(c.border_m, 'NaN'), c.opened_at, c.updated_at, c.closed_at
from report r
join case_file c on c.district = r.district and c.id = r.case_id
left join edition e on e.id = c.edition_id
left join cell k on k.id = c.cell_id
where r.id = any ($1::uuid[]) or r.tracking = $2;

-- name: cases
select c.id, c.category, c.state, c.severity, c.net_code, coalesce(c.edition_id, 0), coalesce(c.cell_id, 0), coalesce(k.code, ''), c.district, c.locate_status,
    ST_X(c.geom), ST_Y(c.geom), c.opened_at, c.updated_at, c.closed_at
from case_file c
left join cell k on k.id = c.cell_id;

-- name: cases_by_id
select c.id, c.category, c.state, c.severity, c.net_code, coalesce(c.edition_id, 0), coalesce(c.cell_id, 0), coalesce(k.code, ''), c.district, c.locate_status,
    ST_X(c.geom), ST_Y(c.geom), c.opened_at, c.updated_at, c.closed_at
from case_file c
left join cell k on k.id = c.cell_id
where c.id = any ($1::uuid[]);
