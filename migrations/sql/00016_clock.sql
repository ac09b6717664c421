-- Cases whose clocks don't run: filed, and nobody has them.

-- +goose Up

-- Filed cases wait to be dispatched: the gravest first, then the oldest.
create index case_file_dispatch on case_file ((to_timestamp(3 - severity)), opened_at, id)
    where closed_at is null and state = 'filed';
