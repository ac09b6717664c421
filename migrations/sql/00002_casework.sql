-- Categories, reports, cases and the change table. Every table of the write path carries the district and has it in its
-- key, so that the write path can be spread by district without a query that crosses districts.

-- +goose Up
create table layer (
    id       text primary key,
    kind     text not null check (kind in ('points', 'cells', 'base')),
    title_zh text not null,
    title_en text not null,
    position integer not null
);

create table category (
    standard  text not null,
    kind      text not null check (kind in ('matter', 'component')),
    code      text not null check (code ~ '^[0-9]{5}$'),
    name_zh   text not null,
    name_en   text not null,
    layer     text not null references layer,
    net_code  text references net (code), -- null: the default net answers
    severity  smallint not null default 0 check (severity between 0 and 3),
    sensitive boolean not null default false,
    position  integer not null,
    primary key (standard, kind, code)
);
-- The API names a matter by its code alone.
create unique index category_matter on category (code) where kind = 'matter';

create table case_file (
    district      text not null,
    id            uuid not null,
    category      text not null,
    state         text not null,
    severity      smallint not null,
    net_code      text not null,
    edition_id    bigint,         -- null: the net had no edition in force
    cell_id       bigint,         -- null: in no cell
    locate_status text not null check (locate_status in ('inside', 'border', 'snapped', 'outside')),
    border_m      double precision,
    geom          geometry(Point, 4326) not null,
    opened_at     timestamptz not null,
    updated_at    timestamptz not null,
    closed_at     timestamptz,
    primary key (district, id)
);
create index case_file_id on case_file (id);

create table case_event (
    district   text not null,
    case_id    uuid not null,
    seq        bigint generated always as identity,
    at         timestamptz not null,
    kind       text not null,
    from_state text,
    to_state   text not null,
    edition_id bigint,
    cell_id    bigint,
    primary key (district, case_id, seq)
);

create table report (
    district    text not null,
    id          uuid not null,
    case_id     uuid not null,
    tracking    text not null,
    category    text not null,
    datum       text not null,
    source_x    double precision not null,
    source_y    double precision not null,
    geom        geometry(Point, 4326) not null,
    accuracy_m  double precision not null,
    description text not null,
    source      text not null,
    source_id   text not null,
    digest      bytea not null,
    reported_at timestamptz not null,
    received_at timestamptz not null,
    primary key (district, id),
    unique (source, source_id, district)
);
create index report_id on report (id);
create index report_tracking on report (tracking);

-- How to reach a reporter, apart from the report, so that it can be granted and deleted apart.
create table report_contact (
    district  text not null,
    report_id uuid not null,
    name      text not null,
    phone     text not null,
    primary key (district, report_id)
);

-- Every write appends here in its own transaction. Readers take rows whose transaction id is below
-- pg_snapshot_xmin(pg_current_snapshot()) in the order (xid, seq): a transaction that commits late is never skipped.
create table change (
    district text not null,
    xid      xid8 not null default pg_current_xact_id(),
    seq      bigint generated always as identity,
    at       timestamptz not null default now(),
    kind     text not null check (kind in ('case', 'edition', 'members', 'base', 'setting')),
    key      text not null,
    primary key (district, xid, seq)
);
create index change_order on change (xid, seq);
