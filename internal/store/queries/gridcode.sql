-- name: find_code
select g.id, n.code, g.kind, g.cell_code, g.label, ST_X(g.geom), ST_Y(g.geom), g.created_at, g.withdrawn_at
from grid_code g
join net n on n.id = g.net_id
where g.id = $1;

-- The codes in a scope: it is by the cell that a code was made for, since where it is now is for the memory to say.
-- name: find_codes
select g.id, n.code, g.kind, g.cell_code, g.label, ST_X(g.geom), ST_Y(g.geom), g.created_at, g.withdrawn_at
from grid_code g
join net n on n.id = g.net_id
where exists (select from unnest($1::text[]) p where starts_with(g.cell_code, p)) and ($2::text = '' or starts_with(g.cell_code, $2))
    and ($3::text[] is null or g.id = any ($3)) and (not $4 or g.withdrawn_at is null) and ($6::text = '' or n.code = $6)
order by g.cell_code, g.kind desc, g.label, g.id
limit $5;

-- name: add_codes
insert into grid_code (id, net_id, kind, cell_code, label, geom, created_at, created_by)
select c.id, net_or_default($1), c.kind, c.cell, c.label, ST_SetSRID(ST_MakePoint(c.lon, c.lat), 4326), $8, $9
from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[]) as c (id, kind, cell, label, lon, lat);

-- name: lock_code
select cell_code
from grid_code
where id = $1 and exists (select from unnest($2::text[]) p where starts_with(cell_code, p))
for update;

-- name: withdraw_code
update grid_code
set withdrawn_at = coalesce(withdrawn_at, $2)
where id = $1;
