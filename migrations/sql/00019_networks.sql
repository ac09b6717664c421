-- Networks that somebody has signed in from: their wrong attempts are counted apart, so that strangers can't lock them out. And
-- which closing the sender of a report has contested, so that each sender may contest it.

-- +goose Up
create table account_network (
    account_id   bigint not null references account on delete cascade,
    network      text not null,               -- CIDR; empty: in a session, where a password is asked once more
    failed       integer not null default 0,  -- wrong attempts in a row
    locked_until timestamptz,
    proven_at    timestamptz,                 -- the last right attempt; null: none
    primary key (account_id, network)
);

-- What contest_until of the case was then: each closing has its own. Null: none.
alter table report add column contested_until timestamptz;
