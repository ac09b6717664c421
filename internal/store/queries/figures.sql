-- part: figured
opened_at < $3 and (closed_at is null or closed_at >= $2 or opened_at >= $2 or resolve_due >= $2 and resolve_due < $3)
    and exists (select from unnest($1::text[]) p where starts_with(area, p)) and starts_with(area, $4)

-- Cases that have a part in the span from $2 until $3: opened, open, due or closed in it; no more than $5 of them.
-- name: figured_cases
select f.id, f.opened_at, f.dispatched_at, f.resolve_due, f.resolved_at, f.closed_at, f.state, f.hops, f.reworks, f.extensions,
    coalesce(k.code, ''), coalesce(k.name, ''), coalesce(k.parent_code, ''), f.category, f.department, coalesce(a.id, 0), coalesce(a.name, '')
from (select * from case_file where {figured} limit $5) f
left join cell k on k.id = f.cell_id
left join account a on a.id = coalesce(f.assignee, f.resolved_by)
order by f.id;

-- name: figured_events
select e.case_id, e.at, e.kind, e.to_state
from (select id from case_file where {figured}) f
join case_event e on e.case_id = f.id
order by e.case_id, e.seq;
