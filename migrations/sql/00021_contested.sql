-- While a contest is looked at nobody is at work, so no clock runs and nobody is late.

-- +goose Up

-- A column's rule can't be changed in place; its indexes go and come with it.
alter table case_file drop column due_at;
alter table case_file
    add column due_at timestamptz generated always as (
        case when paused_at is null and state not in ('resolved', 'contested', 'closed', 'closed_unfixed', 'rejected', 'duplicate') then
            case when made_safe_at is null then least(make_safe_due, resolve_due) else resolve_due end
        end
    ) stored;
create index case_file_work on case_file ((coalesce(due_at, 'infinity')), opened_at, id)
    where closed_at is null and state not in ('closed', 'closed_unfixed', 'rejected', 'duplicate');
create index case_file_department on case_file (department, (coalesce(due_at, 'infinity')), opened_at, id)
    where closed_at is null and department <> '';
create index case_file_rare on case_file (state, (coalesce(due_at, 'infinity')), opened_at, id)
    where closed_at is null and state in ('returned', 'resolved', 'contested', 'parked', 'deferred');
