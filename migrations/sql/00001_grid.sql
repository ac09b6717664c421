-- Nets, editions and cells.

-- +goose Up
create table net (
    id         bigint generated always as identity primary key,
    code       text not null unique check (code ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
    title      text not null,
    scheme     text not null check (scheme in ('free', 'gb15')),
    created_at timestamptz not null default now()
);

-- An edition is never edited but for the end of its span, which is set when the next one is made.
create table edition (
    id             bigint generated always as identity primary key,
    net_id         bigint not null references net,
    number         integer not null check (number > 0),
    title          text not null,
    datum          text not null,
    source         text not null,
    in_force_from  timestamptz not null,
    in_force_until timestamptz,
    created_at     timestamptz not null default now(),
    unique (net_id, number),
    check (in_force_until > in_force_from),
    -- At most one edition of a net is in force at any instant.
    exclude using gist (net_id with =, tstzrange(in_force_from, in_force_until) with &&)
);

create table cell (
    id          bigint generated always as identity primary key,
    edition_id  bigint not null references edition,
    code        text not null check (char_length(code) between 1 and 64),
    name        text not null,
    parent_code text not null,
    district    text not null,
    geom        geometry(MultiPolygon, 4326) not null,
    area_m2     double precision not null,      -- on the ellipsoid
    label       geometry(Point, 4326) not null, -- the centre of the largest circle inside: room for a name
    unique (edition_id, code)
);
create index cell_geom_gist on cell using gist (geom);

-- Who serves a cell. The cell is named by code, since members stay when an edition passes to the next.
create table member (
    id        bigint generated always as identity primary key,
    net_id    bigint not null references net,
    cell_code text not null,
    name      text not null,
    role      text not null check (role in ('leader', 'full_time', 'part_time', 'instructor', 'volunteer'))
);
create index member_cell on member (net_id, cell_code);

-- The ground under the map where no other base map is configured.
create table base_feature (
    id    bigint generated always as identity primary key,
    class text not null check (class in ('road', 'block', 'water', 'green')),
    rank  integer not null,
    name  text not null,
    geom  geometry(Geometry, 4326) not null
);

-- What the site is, by name: title_zh, title_en, synthetic, map_source …
create table setting (
    key   text primary key,
    value text not null
);
