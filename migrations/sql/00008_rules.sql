-- What the rules of cases remember beside the columns of 00007.

-- +goose Up
alter table case_file
    add column resolvers      bigint[] not null default '{}', -- accounts that ever said it, or a task of it, is done: none may close it
    add column deferred_until timestamptz,                    -- when a deferred case goes on by itself
    add column soon_at        timestamptz;                    -- when resolve_due has come near
create index case_file_deferred on case_file (deferred_until) where deferred_until is not null;
