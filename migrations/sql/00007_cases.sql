-- From a pin to a closed matter: what a case is doing, who has it, and until when.

-- +goose Up
alter table case_file
    add column area            text not null default '', -- code of its cell, or of the area that answers where no cell does; scopes are prefixes of it
    add column version         integer not null default 1, -- counts its events: who acts names the one they saw
    add column department      text not null default '',
    add column assignee        bigint,                   -- account
    add column dispatched_at   timestamptz,              -- when its clocks began
    add column make_safe_due   timestamptz,
    add column resolve_due     timestamptz,
    add column made_safe_at    timestamptz,
    add column resolved_at     timestamptz,
    add column resolved_by     bigint,                   -- account: it may not verify
    add column paused_at       timestamptz,              -- since when it is deferred
    add column contest_until   timestamptz,
    add column hops            smallint not null default 0, -- how often it was returned
    add column reworks         smallint not null default 0,
    add column extensions      smallint not null default 0,
    add column level           smallint not null default 0, -- of the escalation ladder: grid, community, street, district
    add column duplicate_of    uuid;
create index case_file_open on case_file (area text_pattern_ops) where closed_at is null;
create index case_file_due on case_file (resolve_due) where closed_at is null and resolve_due is not null;
create index case_file_place on case_file using gist (geom) where closed_at is null;
create index case_file_duplicate on case_file (duplicate_of) where duplicate_of is not null;
update case_file c set area = coalesce((select k.code from cell k where k.id = c.cell_id), c.district);

-- Events are only ever added. xid pairs an event with the change of the same transaction.
alter table case_event
    add column xid        xid8 not null default pg_current_xact_id(),
    add column actor      text not null default 'system' check (actor in ('system', 'reporter', 'account')),
    add column account_id bigint,
    add column department text not null default '', -- that the case was with afterwards
    add column reason     text not null default '', -- typed, where the action asks for one
    add column note       text not null default '', -- for the people at work; never public
    add column public_note text not null default '', -- for the reporter
    add column detail     jsonb not null default '{}';
create trigger case_event_only_added before update or delete on case_event for each row execute function only_added();

-- Work on one case that several departments share.
create table case_task (
    district   text not null,
    id         uuid not null,
    case_id    uuid not null,
    department text not null,
    title      text not null,
    state      text not null default 'open' check (state in ('open', 'done', 'returned', 'cancelled')),
    note       text not null default '',
    due        timestamptz,
    created_at timestamptz not null,
    created_by bigint,
    ended_at   timestamptz,
    ended_by   bigint,
    primary key (id, district)
);
create index case_task_case on case_task (case_id);
create index case_task_open on case_task (department) where state = 'open';

-- A key makes acting again harmless.
create table case_action (
    district   text not null,
    case_id    uuid not null,
    key        text not null,
    account_id bigint not null,
    version    integer not null, -- of the case, afterwards
    at         timestamptz not null default now(),
    primary key (case_id, key, account_id, district)
);

-- Pictures of a report or of work done. The bytes are kept elsewhere, under the photo's id.
create table photo (
    district     text not null,
    id           uuid not null,
    case_id      uuid not null,
    report_id    uuid, -- null: taken by those at work
    kind         text not null check (kind in ('report', 'before', 'after')),
    state        text not null check (state in ('waiting', 'ready', 'refused')), -- waiting: kept as sent, shown to nobody
    digest       bytea not null,
    bytes        integer not null,
    width        integer not null default 0,
    height       integer not null default 0,
    taken_at     timestamptz,
    distance_m   double precision, -- of the place in the photo from the pin; a hint for the dispatcher, null: not known
    cleared_at   timestamptz,      -- since when the public may see it
    cleared_by   bigint,
    account_id   bigint,
    received_at  timestamptz not null,
    primary key (id, district)
);
create index photo_case on photo (case_id);

-- How to reach people is kept sealed: the key is outside the database. name and phone are from before, until sealed.
alter table report_contact
    add column sealed bytea,
    alter column name set default '',
    alter column phone set default '';
alter table report
    add column joined boolean not null default false, -- of a case that was open already
    add column consent_version text not null default '';

-- Where a case goes. The first rule that fits decides; what none fits goes to the fallback.
create table routing_rule (
    id           bigint generated always as identity primary key,
    position     integer not null,
    title        text not null,
    category     text not null default '', -- code, or its first digits; empty: any
    min_severity smallint not null default 0,
    max_severity smallint not null default 3,
    area         text not null default '', -- prefix of the case's area; empty: anywhere
    weekdays     smallint[] not null default '{1,2,3,4,5,6,7}',
    from_minute  smallint not null default 0,
    to_minute    smallint not null default 1440, -- before from_minute: past midnight
    department   text not null references department,
    also         text[] not null default '{}', -- departments told of it at once
    to_duty      boolean not null default false, -- to the member on duty in the cell, within the department
    enabled      boolean not null default true
);

-- Working hours: the days of the week and the exceptions to them (holidays, and the working weekends of 调休).
create table work_calendar (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    hours    jsonb not null -- {"1": [[540, 720], [840, 1080]], …}: spans of minutes by weekday, Monday is 1
);
create table work_day (
    calendar text not null references work_calendar,
    day      date not null,
    working  boolean not null,
    note     text not null default '',
    primary key (calendar, day)
);

-- Limits: an amount and what it counts (hours, work_hours, work_days, days); null: none.
alter table category
    add column make_safe       integer check (make_safe > 0),
    add column make_safe_unit  text not null default 'hours' check (make_safe_unit in ('hours', 'work_hours', 'work_days', 'days')),
    add column resolve         integer check (resolve > 0),
    add column resolve_unit    text not null default 'hours' check (resolve_unit in ('hours', 'work_hours', 'work_days', 'days')),
    add column milestones      jsonb not null default '[]', -- [{"title_zh", "title_en", "amount", "unit"}]
    add column source          text not null default '',    -- where code and name come from
    add column retired_at      timestamptz;                 -- no new reports; old ones keep it
create table category_alias (
    standard text not null, -- the older one
    code     text not null,
    category text not null, -- the code of today's matter
    primary key (standard, code)
);

-- Messages to people and systems: what is to be told, to whom, and how that went.
create table notice (
    id         bigint generated always as identity primary key,
    at         timestamptz not null default now(),
    event_seq  bigint not null,
    case_id    uuid not null,
    channel    text not null check (channel in ('web', 'email', 'webhook', 'chat')),
    account_id bigint,
    report_id  uuid,
    hook_id    bigint,
    kind       text not null,
    sent_at    timestamptz,
    seen_at    timestamptz,
    failed     text not null default ''
);
create unique index notice_once on notice (event_seq, channel, coalesce(account_id, 0), coalesce(report_id, '00000000-0000-0000-0000-000000000000'), coalesce(hook_id, 0), kind);
create index notice_unseen on notice (account_id) where channel = 'web' and seen_at is null;
create table hook (
    id            bigint generated always as identity primary key,
    kind          text not null check (kind in ('webhook', 'wecom', 'dingtalk')),
    title         text not null,
    url           text not null,
    secret_sealed bytea,
    events        text[] not null default '{}', -- kinds of event; empty: all
    area          text not null default '',
    created_at    timestamptz not null default now(),
    disabled_at   timestamptz
);
create table hook_attempt (
    id      bigint generated always as identity primary key,
    notice  bigint not null references notice,
    hook_id bigint not null references hook,
    at      timestamptz not null,
    status  integer not null, -- of the answer; 0: none
    error   text not null default '',
    took_ms integer not null
);
