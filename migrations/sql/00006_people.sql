-- People who work cases, what they may do and where, and what they did.

-- +goose Up

-- A department, post, community or centre that a case can be given to.
create table department (
    code       text primary key check (code ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
    title_zh   text not null,
    title_en   text not null,
    kind       text not null check (kind in ('grid', 'community', 'post', 'department', 'police', 'centre')),
    area       text not null default '', -- the area-code prefix that it answers for
    contact    text not null default '', -- an office telephone, public
    always_on  boolean not null default false, -- staffed day and night
    position   integer not null default 0,
    closed_at  timestamptz -- no longer given cases; those that it has stay
);

-- A role is a named set of permissions; which there are is said by package identity.
create table role (
    code        text primary key check (code ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
    title_zh    text not null,
    title_en    text not null,
    permissions text[] not null,
    position    integer not null default 0
);

create table account (
    id             bigint generated always as identity primary key,
    login          text not null unique check (login = lower(login) and char_length(login) between 2 and 100),
    name           text not null,
    password_hash  text not null default '', -- PHC string of argon2id; empty: no password, signs on elsewhere
    totp_sealed    bytea,                    -- null: no second factor
    totp_step      bigint not null default 0, -- the last step used: a code works once
    failed         integer not null default 0,
    locked_until   timestamptz,
    department     text references department,
    member_id      bigint references member,
    must_change    boolean not null default false, -- the password, at the next sign-in
    disabled_at    timestamptz,
    created_at     timestamptz not null default now()
);

-- Who an account is at a government sign-on.
create table account_identity (
    issuer     text not null,
    subject    text not null,
    account_id bigint not null references account,
    primary key (issuer, subject)
);

-- area is a prefix of cell and area codes; the empty one is everywhere.
create table account_role (
    account_id bigint not null references account,
    role       text not null references role,
    area       text not null default '' check (area ~ '^[0-9A-Za-z._-]{0,64}$'),
    primary key (account_id, role, area)
);

create table session (
    id         uuid primary key,
    token_hash bytea not null unique, -- SHA-256: whoever reads this table can't sign in with it
    account_id bigint not null references account,
    created_at timestamptz not null,
    seen_at    timestamptz not null,
    ends_at    timestamptz not null,
    agent      text not null default '',
    address    text not null default '',
    revoked_at timestamptz
);
create index session_account on session (account_id);

create table api_token (
    id          uuid primary key,
    token_hash  bytea not null unique,
    account_id  bigint not null references account,
    title       text not null,
    permissions text[] not null, -- never more than those of the account
    created_at  timestamptz not null,
    ends_at     timestamptz,
    used_at     timestamptz,
    revoked_at  timestamptz
);

-- Every look at personal data, and every change of a rule, role, account or cell. Rows are only ever added; each carries the
-- hash of the one before, so that one taken out or altered is found.
create table audit (
    seq     bigint primary key, -- 1, 2, 3 … without a gap
    at      timestamptz not null,
    account bigint,             -- null: the service itself, or a command
    who     text not null,
    action  text not null,
    object  text not null,
    detail  jsonb not null,
    prev    bytea not null,
    hash    bytea not null
);

-- +goose StatementBegin
create function only_added() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are only ever added', tg_table_name using errcode = 'restrict_violation';
end
$$;
-- +goose StatementEnd
create trigger audit_only_added before update or delete on audit for each row execute function only_added();
create trigger audit_not_emptied before truncate on audit for each statement execute function only_added();

-- Members: the 1, the 3 and the N. Those who joined by a grid code wait until a grid member has trained and approved them.
alter table member
    add column state            text not null default 'active' check (state in ('pending', 'trained', 'active', 'left')),
    add column contact_sealed   bytea,
    add column joined_at        timestamptz not null default now(),
    add column code_id          text,
    add column consent_version  text not null default '',
    add column consent_at       timestamptz,
    add column decided_by       bigint references account,
    add column decided_at       timestamptz,
    add column language         text not null default 'zh';

-- Hours that a member serves, by the site's clock. A span past midnight is two rows.
create table roster (
    member_id   bigint not null references member,
    weekday     smallint not null check (weekday between 1 and 7), -- Monday is 1
    from_minute smallint not null check (from_minute between 0 and 1439),
    to_minute   smallint not null check (to_minute between 1 and 1440),
    primary key (member_id, weekday, from_minute),
    check (to_minute > from_minute)
);

-- What is printed as a QR: a cell, or a building in it. Where it stands is kept, so that it finds its cell in every edition.
create table grid_code (
    id           text primary key check (id ~ '^[0-9A-HJKMNP-TV-Z]{8}$'), -- Crockford's base 32, without the check that is printed after it
    net_id       bigint not null references net,
    kind         text not null check (kind in ('cell', 'building')),
    cell_code    text not null, -- when it was made
    label        text not null,
    geom         geometry(Point, 4326) not null,
    created_at   timestamptz not null default now(),
    created_by   bigint references account,
    withdrawn_at timestamptz
);
create index grid_code_cell on grid_code (net_id, cell_code);

-- The words that people agree to; a version is never edited.
create table consent (
    purpose  text not null check (purpose in ('join', 'report')),
    version  text not null,
    text_zh  text not null,
    text_en  text not null,
    since    timestamptz not null,
    primary key (purpose, version)
);
