-- One row a role; an account without roles has one row without.
-- name: find_session
select s.id, s.seen_at, a.id, a.login, a.name, coalesce(a.department, ''), coalesce(a.member_id, 0), a.must_change, null::text[],
    coalesce(g.role, ''), coalesce(r.permissions, '{}'), coalesce(g.area, '')
from session s
join account a on a.id = s.account_id
left join account_role g on g.account_id = a.id
left join role r on r.code = g.role
where s.token_hash = $1 and s.revoked_at is null and s.ends_at > $2 and s.seen_at > $3 and a.disabled_at is null;

-- name: find_token
select t.id, coalesce(t.used_at, 'epoch'), a.id, a.login, a.name, coalesce(a.department, ''), coalesce(a.member_id, 0), false, t.permissions,
    coalesce(g.role, ''), coalesce(r.permissions, '{}'), coalesce(g.area, '')
from api_token t
join account a on a.id = t.account_id
left join account_role g on g.account_id = a.id
left join role r on r.code = g.role
where t.token_hash = $1 and t.revoked_at is null and (t.ends_at is null or t.ends_at > $2) and a.disabled_at is null;

-- name: touch_session
update session
set seen_at = $2
where id = $1 and seen_at < $2;

-- name: touch_token
update api_token
set used_at = $2
where id = $1 and (used_at is null or used_at < $2);

-- name: open_session
insert into session (id, token_hash, account_id, created_at, seen_at, ends_at, agent, address)
values ($1, $2, $3, $4, $4, $5, $6, $7);

-- name: sessions
select id, created_at, seen_at, agent, address
from session
where account_id = $1 and revoked_at is null and ends_at > $2 and seen_at > $3
order by seen_at desc;

-- name: end_sessions
update session
set revoked_at = $4
where account_id = $1 and revoked_at is null and id <> $3 and ($2 = '00000000-0000-0000-0000-000000000000'::uuid or id = $2);

-- name: prune_sessions
delete from session
where least(ends_at, coalesce(revoked_at, ends_at)) < $1;

-- name: lock_credential
select id, login, password_hash, totp_sealed, totp_pending, locked_until, failed
from account
where login = $1 and disabled_at is null
for update;

-- name: find_credential
select id, login, password_hash, totp_sealed, totp_pending, locked_until, failed
from account
where id = $1;

-- name: count_attempt
update account
set failed = failed + 1, locked_until = $2
where id = $1;

-- name: end_attempts
update account
set failed = 0, locked_until = null
where id = $1 and failed > 0;

-- name: network_attempts
select locked_until, failed
from account_network
where account_id = $1 and network = $2 and (network = '' or proven_at > $3);

-- name: count_network_attempt
insert into account_network (account_id, network, failed, locked_until)
values ($1, $2, 1, $3)
on conflict (account_id, network) do update set failed = account_network.failed + 1, locked_until = excluded.locked_until;

-- name: prove_network
insert into account_network (account_id, network, proven_at)
values ($1, $2, $3)
on conflict (account_id, network) do update set failed = 0, locked_until = null, proven_at = excluded.proven_at;

-- name: prune_networks
delete from account_network
where network <> '' and coalesce(proven_at, locked_until, 'epoch') < $1;

-- name: unlock_networks
update account_network
set failed = 0, locked_until = null
where account_id = $1 and failed > 0;

-- name: forget_networks
delete from account_network
where account_id = $1;

-- name: count_refusal
insert into refusal (account_id, action, untold)
values ($1, $2, 1)
on conflict (account_id, action) do update set untold = refusal.untold + 1
returning told_at, untold;

-- name: refusals_told
update refusal
set told_at = $3, untold = 0
where account_id is not distinct from $1 and action = $2;

-- name: use_totp_step
update account
set totp_step = $2
where id = $1 and totp_step < $2;

-- name: set_password
update account
set password_hash = $2, must_change = $3, failed = 0, locked_until = null
where id = $1;

-- name: set_totp
update account
set totp_sealed = $2, totp_pending = $3
where id = $1;

-- An account is within a scope when each of its roles is, or, while it has none, where it was made.
-- name: find_accounts
select a.id, a.login, a.name, coalesce(a.department, ''), coalesce(d.title_zh, ''), coalesce(d.title_en, ''), coalesce(a.member_id, 0), a.disabled_at is not null,
    coalesce(greatest(a.locked_until, (select max(n.locked_until) from account_network n where n.account_id = a.id)), 'epoch'), a.totp_sealed is not null, a.must_change, a.created_at,
    array(select g.role from account_role g where g.account_id = a.id order by g.role, g.area), array(select g.area from account_role g where g.account_id = a.id order by g.role, g.area)
from account a
left join department d on d.code = a.department
where ($1::bigint = 0 or a.id = $1) and ($2::text = '' or a.login = $2)
    and ($3::text = '' or strpos(a.login, lower($3)) > 0 or strpos(lower(a.name), lower($3)) > 0)
    and not exists (
        select from account_role g
        where g.account_id = a.id and not exists (select from unnest($4::text[]) as p where starts_with(g.area, p))
    )
    and (exists (select from account_role g where g.account_id = a.id) or not exists (
        select from unnest(a.made_within) as m (area)
        where not exists (select from unnest($4::text[]) as p where starts_with(m.area, p))
    ))
order by a.login
limit $5;

-- name: account_by_subject
select account_id
from account_identity
where issuer = $1 and subject = $2;

-- name: link_subject
insert into account_identity (issuer, subject, account_id)
values ($1, $2, $3);

-- name: add_account
insert into account (login, name, department, password_hash, must_change, made_within)
values ($1, $2, nullif($3, ''), $4, $5, $6)
returning id;

-- name: change_account
update account
set name = coalesce($2, name),
    department = case when $3::text is null then department else nullif($3, '') end,
    disabled_at = case when $4::boolean is null then disabled_at when $4 then coalesce(disabled_at, $5) end
where id = $1;

-- name: unlock_account
update account
set failed = 0, locked_until = null
where id = $1;

-- name: lock_account
select id
from account
where id = $1
for update;

-- name: clear_roles
delete from account_role
where account_id = $1;

-- name: add_roles
insert into account_role (account_id, role, area)
select $1, role, area
from unnest($2::text[], $3::text[]) as i (role, area);

-- name: permissions_of
select array_agg(distinct p)
from role r, unnest(r.permissions) as p
where r.code = any ($1::text[]) and p = any ($2::text[]);

-- name: separate_admins
select value = 'true'
from setting
where key = 'separate_admins';

-- name: roles
select code, title_zh, title_en, permissions
from role
order by position, code;

-- name: tokens
select id, title, permissions, created_at, ends_at, used_at
from api_token
where account_id = $1 and revoked_at is null and (ends_at is null or ends_at > $2)
order by created_at desc;

-- name: add_token
insert into api_token (id, token_hash, account_id, title, permissions, created_at, ends_at)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: revoke_token
update api_token
set revoked_at = $3
where account_id = $1 and id = $2 and revoked_at is null;

-- name: revoke_tokens
update api_token
set revoked_at = $2
where account_id = $1 and revoked_at is null;
