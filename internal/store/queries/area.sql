-- Cells of the editions in force and the areas above them, as far as their codes begin with one of $1. With gb15 the areas are read
-- from the code; other nets name them in parent_code, which counts where it begins the code of the cell, as scopes are read.
-- name: areas
with here as (
    select n.scheme, c.code, c.name, c.parent_code
    from cell c
    join edition e on e.id = c.edition_id
    join net n on n.id = e.net_id
    where e.in_force_from <= now() and (e.in_force_until is null or now() < e.in_force_until)
        and exists (select from unnest($1::text[]) p where starts_with(c.code, p))
), above as (
    select left(code, digits) as code from here, (values (6), (9), (12)) as level (digits) where scheme = 'gb15'
    union
    select parent_code from here where parent_code <> '' and parent_code <> code and starts_with(code, parent_code)
    union
    select code from area
), place as (
    select a.code, coalesce(k.name, '') as name,
        case when a.code !~ '^[0-9]+$' then 'area' when length(a.code) = 6 then 'district' when length(a.code) = 9 then 'street'
            when length(a.code) = 12 then 'community' else 'area' end as kind
    from above a
    left join area k on k.code = a.code
    where exists (select from unnest($1::text[]) p where starts_with(a.code, p))
    union all
    select code, min(name), 'cell' from here group by code
)
select code, name, kind, count(*) over ()
from place
where $2 = '' or starts_with(code, $2) or strpos(lower(name), lower($2)) > 0
order by kind = 'cell', length(code), code collate "C"
limit $3;

-- name: area_names
select code, name
from area;

-- name: save_area_names
insert into area (code, name)
select code, name
from unnest($1::text[], $2::text[]) as a (code, name)
on conflict (code) do update set name = excluded.name;
