-- What the public may see of cases, as wangge holds it in memory: one row a case, nothing to join, nothing to convert.
create table bench_case as
select c.id::text as id, k.layer, c.category, k.name_zh, k.name_en, c.state, c.state in ('closed', 'rejected', 'duplicate') as settled,
    (array['routine', 'priority', 'urgent', 'emergency'])[c.severity + 1] as severity, c.severity as rank,
    case when c.state in ('closed', 'rejected', 'duplicate') then 2 when c.state in ('in_progress', 'resolved') then 1 else 0 end as phase,
    coalesce(cell.code, '') as cell, c.opened_at as opened, to_char(c.opened_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as opened_at,
    (c.opened_at at time zone 'Asia/Shanghai')::date as day, p.geom, ST_Transform(p.geom, 3857) as geom_3857
from case_file c
join category k on k.code = c.category and k.kind = 'matter' and not k.sensitive
left join cell on cell.id = c.cell_id
cross join lateral ST_SetSRID(ST_MakePoint(round(ST_X(c.geom)::numeric, 4), round(ST_Y(c.geom)::numeric, 4)), 4326) as p (geom);
create index bench_case_3857 on bench_case using gist (geom_3857);
create index bench_case_geom on bench_case using gist (geom);
create index bench_case_opened on bench_case (opened);
create index bench_case_layer on bench_case (layer, state);
cluster bench_case using bench_case_3857;

create table bench_cell as
select row_number() over (order by code collate "C") - 1 as ord, code, residents, ST_Transform(geom, 3857) as geom_3857, ST_Transform(label, 3857) as label_3857
from cell;
create index bench_cell_3857 on bench_cell using gist (geom_3857);
cluster bench_cell using bench_cell_3857;
