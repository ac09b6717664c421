-- name: categories
select standard, kind, code, name_zh, name_en, layer, coalesce(net_code, ''), severity, sensitive, position, coalesce(resolve_hours, 0),
    coalesce(make_safe, 0), make_safe_unit, coalesce(resolve, 0), resolve_unit, milestones, retired_at
from category
where kind = 'matter'
order by position, code;

-- name: layers
select id, kind, title_zh, title_en
from layer
order by position;

-- name: settings
select key, value
from setting
where key <> 'stream_key'; -- nobody's business

-- name: save_setting
insert into setting (key, value)
values ($1, $2)
on conflict (key) do update set value = excluded.value;

-- name: members
select n.code, m.cell_code, m.role, count(*)
from member m
join net n on n.id = m.net_id
group by n.code, m.cell_code, m.role
order by n.code, m.cell_code, m.role;

-- name: clear_members
delete from member
where net_id = (select id from net where code = $1);

-- name: save_members
insert into member (net_id, cell_code, name, role)
select (select id from net where code = $1), m.cell, m.name, m.role
from unnest($2::text[], $3::text[], $4::text[]) as m (cell, name, role);

-- name: base_features
select class, rank, name, ST_AsBinary(geom)
from base_feature
order by rank, id;

-- name: clear_base_features
delete from base_feature;

-- name: save_base_features
insert into base_feature (class, rank, name, geom)
select class, rank, name, ST_SetSRID(ST_GeomFromWKB(wkb), 4326)
from unnest($1::text[], $2::int[], $3::text[], $4::bytea[]) as b (class, rank, name, wkb);
