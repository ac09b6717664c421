-- Wrong attempts to prove who one is, as far as the audit has not told of them: a guesser must not be able to fill it.

-- +goose Up
create table refusal (
    account_id bigint references account on delete cascade, -- null: logins that there are not, all together
    action     text not null,                               -- of the audit's entries
    told_at    timestamptz not null default '-infinity',    -- the last entry
    untold     integer not null default 0,                  -- attempts since
    unique nulls not distinct (account_id, action)
);
