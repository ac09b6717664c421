-- What was under way when the process with this name was killed: it is the only one of that name.
-- name: take_up_jobs
update river_job
set state = 'available', scheduled_at = now()
where state = 'running' and attempted_by[array_upper(attempted_by, 1)] = $1;

-- name: own_name
select pg_try_advisory_lock(@class, hashtext(@name));
