-- Settled cases of an area: what a grid member looks back at is a few among a city's million.

-- +goose Up
create index case_file_settled_area on case_file (area text_pattern_ops)
    where state in ('closed', 'closed_unfixed', 'rejected', 'duplicate');
