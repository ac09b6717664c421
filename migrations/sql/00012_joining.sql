-- Joining by a grid code, and rosters by the site's clock.

-- +goose Up
create index member_code on member (code_id, joined_at) where code_id is not null;

-- The net that an empty code stands for is the oldest.
create function net_or_default(wanted text) returns bigint stable language sql as $$
    select id from net where code = wanted or wanted = '' order by id limit 1
$$;

-- What the site's clock shows at an instant: the date with the time, and the minute of the day.
create function local_time(t timestamptz, out at timestamp, out minute integer) stable language sql as $$
    select l, (extract(hour from l) * 60 + extract(minute from l))::integer
    from (select t at time zone coalesce((select nullif(value, '') from setting where key = 'time_zone'), 'Asia/Shanghai') as l) as clock
$$;
