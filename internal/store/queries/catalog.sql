-- name: categories
select standard, kind, code, name_zh, name_en, layer, coalesce(net_code, ''), severity, sensitive, position,
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
where m.state = 'active' -- who waits, or has left, does not serve
group by n.code, m.cell_code, m.role
order by n.code, m.cell_code, m.role;

-- name: clear_members
with gone as (
    delete from roster r
    using member m
    where m.id = r.member_id and m.net_id = (select id from net where code = $1)
)
delete from member
where net_id = (select id from net where code = $1);

-- name: member_ids
select nextval(pg_get_serial_sequence('member', 'id'))
from generate_series(1, $1);

-- name: save_members
insert into member (id, net_id, cell_code, name, role)
overriding system value
select m.id, (select id from net where code = $1), m.cell, m.name, m.role
from unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) as m (id, cell, name, role);

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
