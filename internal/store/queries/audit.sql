-- One writer at a time, until its transaction ends: the next record must know the one before it.
-- name: lock_audit
select pg_advisory_xact_lock(4707209);

-- name: audit_head
select seq, hash
from audit
order by seq desc
limit 1;

-- name: save_audit
insert into audit (seq, at, account, who, action, object, detail, prev, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: audit_entries
select seq, at, coalesce(account, 0), who, action, object, detail::text, prev, hash
from audit
where ($1::bigint = 0 or seq < $1) and ($2::text = '' or action = $2 or starts_with(action, $2 || '.'))
order by seq desc
limit $3;

-- What accounts are called now, for whoever reads the trail. Members stay numbers: their names are not the auditor's to read.
-- name: audit_names
select 'account/' || id, name
from account
where id = any ($1::bigint[]);

-- name: audit_after
select seq, at, coalesce(account, 0), who, action, object, detail::text, prev, hash
from audit
where seq > $1
order by seq
limit $2;
