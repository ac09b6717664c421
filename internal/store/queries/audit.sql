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

-- A number that is typed in part is a long one: account 7 is not account 70.
-- name: audit_entries
select seq, at, coalesce(account, 0), who, action, object, detail::text, prev, hash
from audit
where ($1::bigint = 0 or seq < $1) and ($2::text = '' or action = $2 or starts_with(action, $2 || '.'))
    and ($4::text = '' or starts_with(lower(who), $4) or account in (select id from account where strpos(lower(name), $4) > 0))
    and ($5::text = '' or lower(object) = $5 or split_part(lower(object), '/', 1) = $5 or split_part(lower(object), '/', 2) = $5
        or (length($5) >= 4 and starts_with(split_part(lower(object), '/', 2), $5))
        or object in (select 'account/' || id from account where starts_with(login, $5) or strpos(lower(name), $5) > 0))
    and ($6::timestamptz is null or at >= $6) and ($7::timestamptz is null or at < $7)
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
