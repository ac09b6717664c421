-- How many letters an address has been sent.

-- +goose Up

-- Letters of the last days. The address is a keyed hash, another one each day, whose key is outside the database.
create table letter (
    address bytea not null,
    notice  bigint not null, -- tried again it is the same letter
    at      timestamptz not null,
    primary key (address, notice)
);
create index letter_at on letter (at);
