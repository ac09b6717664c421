-- What the people at work ask for: which cases are late, which departments had them, which reports they have.

-- +goose Up

-- Departments that have or had a case, or were told of it at once. Who works for one sees those cases alone.
create table case_department (
    district   text not null,
    case_id    uuid not null,
    department text not null,
    since      timestamptz not null default now(),
    primary key (case_id, department, district)
);
insert into case_department (district, case_id, department, since)
select district, case_id, department, min(at)
from case_event
where department <> ''
group by district, case_id, department;

-- When the clock that runs next runs out; null: none runs. It stands still while a case is deferred, and nothing is late of
-- one that is settled or said to be done.
alter table case_file
    add column due_at timestamptz generated always as (
        case when paused_at is null and state not in ('resolved', 'closed', 'closed_unfixed', 'rejected', 'duplicate') then
            case when made_safe_at is null then least(make_safe_due, resolve_due) else resolve_due end
        end
    ) stored;
-- The order of work: what is late first, then what is due next, then the oldest. A source of imported cases may say that one
-- is settled and not when, so the states count as well.
create index case_file_work on case_file ((coalesce(due_at, 'infinity')), opened_at, id)
    where closed_at is null and state not in ('closed', 'closed_unfixed', 'rejected', 'duplicate');
-- What only a few cases are: those that one department or one person has, emergencies that nobody has yet, what came back.
create index case_file_department on case_file (department, (coalesce(due_at, 'infinity')), opened_at, id)
    where closed_at is null and department <> '';
create index case_file_assignee on case_file (assignee)
    where closed_at is null and assignee is not null;
create index case_file_emergency on case_file (opened_at)
    where closed_at is null and severity = 3 and department = '' and state in ('reported', 'filed');
create index case_file_rare on case_file (state, (coalesce(due_at, 'infinity')), opened_at, id)
    where closed_at is null and state in ('returned', 'resolved', 'contested', 'parked', 'deferred');
-- Settled cases, the last first.
create index case_file_settled on case_file (updated_at, id)
    where state in ('closed', 'closed_unfixed', 'rejected', 'duplicate');

-- A key that comes again must come with the same action.
alter table case_action add column digest bytea not null default '';
