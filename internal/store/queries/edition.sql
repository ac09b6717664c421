-- name: nets
select id, code, title, scheme
from net
order by id;

-- name: editions
select e.id, n.code, e.number, e.title, e.in_force_from, e.in_force_until
from edition e
join net n on n.id = e.net_id
order by e.id;

-- name: cells
select id, code, name, parent_code, district, coalesce(residents, 0), ST_AsEWKB(geom), area_m2, ST_X(label), ST_Y(label)
from cell
where edition_id = $1
order by code collate "C";

-- The editions that pins must be placed in at this moment.
-- name: editions_in_force
select n.code, e.id
from edition e
join net n on n.id = e.net_id
where e.in_force_from <= now() and (e.in_force_until is null or now() < e.in_force_until);

-- Intake holds this lock shared while it commits, so that an edition cannot come in between placing and keeping.
-- name: lock_editions_shared
select pg_advisory_xact_lock_shared(4707213);

-- name: lock_editions
select pg_advisory_xact_lock(4707213);

-- The stage outlives its transaction: a check of minutes must not hold a transaction id, or the change feed, which reads
-- below the oldest running one, would stand still for as long.
-- name: stage
create temp table staged_cell (
    ord      integer primary key,
    code     text not null,
    name     text not null,
    parent   text not null,
    district text not null,
    residents integer,
    geom     geometry(MultiPolygon, 4326) not null
) on commit preserve rows;

-- name: stage_cells
insert into staged_cell (ord, code, name, parent, district, residents, geom)
select ord, code, name, parent, district, nullif(residents, 0), ST_GeomFromEWKB(ewkb)
from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bytea[]) as c (ord, code, name, parent, district, residents, ewkb);

-- name: stage_index
create index on staged_cell using gist (geom);

-- name: stage_analyze
analyze staged_cell;

-- name: staged_invalid
select ord, code, reason(d), coalesce(ST_X(location(d)), 0), coalesce(ST_Y(location(d)), 0)
from (select ord, code, ST_IsValidDetail(geom) as d from staged_cell where not ST_IsValid(geom)) as broken
order by ord;

-- name: unstage
delete from staged_cell
where ord = any ($1::int[]);

-- The inside of one meets the inside of the other in an area, judged exactly on the coordinates.
-- name: staged_overlaps
select code_a, code_b, ST_X(p), ST_Y(p), ST_Area(common::geography)
from (
    select a.code as code_a, b.code as code_b, ST_CollectionExtract(ST_Intersection(a.geom, b.geom), 3) as common
    from staged_cell a
    join staged_cell b on a.geom && b.geom and a.ord < b.ord
    where ST_Relate(a.geom, b.geom, '2********')
) as pair
cross join lateral ST_PointOnSurface(common) as p
order by code_a collate "C", code_b collate "C";

-- Holes of the whole: ground that cells surround and none covers.
-- name: staged_gaps
select ST_X(p), ST_Y(p), ST_Area(ring.geom::geography)
from (select (ST_Dump(ST_Union(geom))).geom as geom from staged_cell) as part
cross join lateral ST_DumpRings(part.geom) as ring
cross join lateral ST_PointOnSurface(ring.geom) as p
where ring.path[1] > 0
order by 3 desc;

-- name: drop_stage
drop table if exists staged_cell;

-- name: save_net
insert into net (code, title, scheme)
values ($1, $2, $3)
on conflict (code) do update set title = case when excluded.title = '' then net.title else excluded.title end
returning id, title, scheme;

-- name: newest_edition
select id, number, in_force_from
from edition
where net_id = $1
order by number desc
limit 1;

-- name: end_edition
update edition
set in_force_until = $2
where id = $1;

-- name: save_edition
insert into edition (net_id, number, title, datum, source, in_force_from)
values ($1, $2, $3, $4, $5, $6)
returning id;

-- name: save_staged_cells
insert into cell (edition_id, code, name, parent_code, district, residents, geom, area_m2, label)
select $1, code, name, parent, district, residents, geom, ST_Area(geom::geography), ST_SetSRID((ST_MaximumInscribedCircle(geom)).center, 4326)
from staged_cell
order by ord;
