-- What areas are called, and rules in both languages.

-- +goose Up

-- What districts, streets and communities are called. Their codes begin those of cells; an area without a row goes by its code, or by
-- what the names of its cells begin with.
create table area (
    code text primary key check (char_length(code) between 1 and 64),
    name text not null check (name <> '')
);

-- The title is the Chinese one from here on; rules seeded in both languages at once are taken apart.
alter table routing_rule add column title_en text not null default '';

update routing_rule
set title_en = (regexp_match(title, '^.*[^ -~] ([A-Z][a-z][ -~]*)$'))[1], title = (regexp_match(title, '^(.*[^ -~]) [A-Z][a-z][ -~]*$'))[1]
where title ~ '^.*[^ -~] [A-Z][a-z][ -~]*$';
