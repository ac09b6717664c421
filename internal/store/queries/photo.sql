-- name: photo_owner_report
select r.district, r.case_id, r.id, r.received_at
from report r
where r.tracking = @tracking;

-- name: photo_owner_case
select c.district, c.id, null::uuid, c.opened_at
from case_file c
where c.id = @case and {in_scope};

-- Photos of one owner are counted and added one after another.
-- name: lock_photos
select pg_advisory_xact_lock(hashtextextended('photos of ' || $1::uuid, 0));

-- name: find_photo
select p.id, p.district, p.case_id, p.report_id, p.kind, p.state, p.digest, p.bytes, p.width, p.height, p.taken_at, p.distance_m, p.cleared_at,
    p.account_id, p.received_at
from photo p
where p.id = $1
limit 1;

-- Refused ones count too: each has cost as much as the others.
-- name: count_photos
select count(*)
from photo
where case_id = $1 and report_id is not distinct from $2;

-- name: save_photo
insert into photo (district, id, case_id, report_id, kind, state, digest, bytes, account_id, received_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: see_photo
select p.id, p.district, p.case_id, p.report_id, p.kind, p.state, p.digest, p.bytes, p.width, p.height, p.taken_at, p.distance_m, p.cleared_at,
    p.account_id, p.received_at, p.cleared_at is not null and not k.sensitive
from photo p
join case_file c on c.id = p.case_id and c.district = p.district
join category k on k.code = c.category and k.kind = 'matter'
where p.id = @id and p.state = 'ready'
and (p.cleared_at is not null and not k.sensitive
    or {in_scope}
    or exists (select from report r where r.tracking = @tracking and r.case_id = c.id and (r.id = p.report_id or p.cleared_at is not null)))
limit 1;

-- What becomes of a photo is a change of its case: pages that show it are told.
-- name: finish_photo
with finished as (
    update photo p
    set state = $2, width = $3, height = $4, taken_at = $5,
        distance_m = ST_Distance(
            ST_SetSRID(ST_MakePoint($6, $7), 4326)::geography,
            coalesce((select r.geom from report r where r.id = p.report_id), (select c.geom from case_file c where c.id = p.case_id and c.district = p.district))::geography)
    where p.id = $1 and p.state = 'waiting'
    returning p.district, p.case_id),
told as (insert into change (district, kind, key) select district, 'case', case_id::text from finished)
select pg_notify('wangge_change', '')
from finished;

-- name: clear_photo
with cleared as (
    update photo p
    set cleared_at = @at, cleared_by = @account
    from case_file c
    where p.id = @id and p.state = 'ready' and c.id = p.case_id and c.district = p.district and {in_scope}
    returning p.district, p.case_id),
told as (insert into change (district, kind, key) select district, 'case', case_id::text from cleared)
select pg_notify('wangge_change', '')
from cleared;

-- name: cleared_photo
select k.sensitive, p.case_id, coalesce((select login from account where id = $2), '')
from photo p
join case_file c on c.id = p.case_id and c.district = p.district
join category k on k.code = c.category and k.kind = 'matter'
where p.id = $1
limit 1;

-- name: photo_states
select id, state
from photo
where id = any ($1::uuid[]);
