-- name: book_departments
select code, title_zh, title_en, kind, area, contact, always_on, position, closed_at
from department
order by position, code;

-- name: book_routing_rules
select id, position, title, title_en, category, min_severity, max_severity, area, weekdays, from_minute, to_minute, department, also, to_duty, enabled
from routing_rule
order by position, id;

-- name: book_calendar
select code, title_zh, title_en, hours
from work_calendar
where code = coalesce(nullif(@code, ''), (select min(code) from work_calendar));

-- name: book_calendar_days
select day::text, working
from work_day
where calendar = @code;
