-- Where an account belongs before it has roles: where whoever made it may make accounts.

-- +goose Up

-- Prefixes of area codes; the empty one is everywhere. Of accounts made before nobody knows it: they are the whole site's.
alter table account add column made_within text[] not null default '{""}' check (cardinality(made_within) > 0);
