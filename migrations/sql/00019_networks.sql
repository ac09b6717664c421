-- Networks that somebody has signed in from: their wrong attempts are counted apart, so that strangers can't lock them out.

-- +goose Up
create table account_network (
    account_id   bigint not null references account,
    network      text not null,               -- CIDR; empty: in a session, where a password is asked once more
    failed       integer not null default 0,  -- wrong attempts in a row
    locked_until timestamptz,
    proven_at    timestamptz,                 -- the last right attempt; null: none
    primary key (account_id, network)
);
