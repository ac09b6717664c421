-- name: contact_of_report
select report_id, sealed
from report_contact
where report_id = $1 and sealed is not null;

-- name: contacts_of_case
select c.report_id, c.sealed
from report r
join report_contact c on c.district = r.district and c.report_id = r.id
where r.case_id = $1 and c.sealed is not null
order by r.received_at;

-- name: report_to_forget
select id
from report
where tracking = $1;

-- name: forget_contact
delete from report_contact
where report_id = $1;

-- The digest goes too: together with the place it could confirm a guess at the words.
-- name: forget_words
update report
set description = '', digest = ''
where id = $1;

-- What somebody wrote in answer to a service's questions; answers that were chosen from a list say nothing of them.
-- name: forget_answers
delete from report_answer
where report_id = $1;

-- What an import brought as settled need not say since when: then the last change of its case counts.
-- name: forget_old_contacts
delete from report_contact as c
using report r
join case_file f on f.district = r.district and f.id = r.case_id
where c.district = r.district and c.report_id = r.id and f.state = any ($2::text[]) and coalesce(f.closed_at, f.updated_at) < $1;

-- Bytes 2 to 5 of a sealed value name its key (package seal).
-- name: keys_in_use
select substring(sealed from 2 for 4) from report_contact where sealed is not null
union
select substring(totp_sealed from 2 for 4) from account where totp_sealed is not null
union
select substring(totp_pending from 2 for 4) from account where totp_pending is not null
union
select substring(contact_sealed from 2 for 4) from member where contact_sealed is not null
union
select substring(secret_sealed from 2 for 4) from hook where secret_sealed is not null;

-- name: count_contacts_to_seal
select count(*)
from report_contact
where sealed is null or substring(sealed from 2 for 4) <> $1;

-- name: contacts_to_seal
select district, report_id, name, phone, sealed
from report_contact
where sealed is null or substring(sealed from 2 for 4) <> $1
limit $2
for update skip locked;

-- name: seal_contacts
update report_contact as c
set name = '', phone = '', sealed = i.sealed
from unnest($1::text[], $2::uuid[], $3::bytea[]) as i (district, report_id, sealed)
where c.district = i.district and c.report_id = i.report_id;

-- name: vacuum_contacts
vacuum report_contact;

-- What is sealed beside contacts: few enough to be read at once.
-- name: secrets_to_seal
select 'account.totp_sealed', id, totp_sealed from account where substring(totp_sealed from 2 for 4) <> $1
union all
select 'account.totp_pending', id, totp_pending from account where substring(totp_pending from 2 for 4) <> $1
union all
select 'member.contact_sealed', id, contact_sealed from member where substring(contact_sealed from 2 for 4) <> $1
union all
select 'hook.secret_sealed', id, secret_sealed from hook where substring(secret_sealed from 2 for 4) <> $1
order by 1, 2;

-- Each leaves alone what somebody changed since it was read.
-- name: seal_totp
update account set totp_sealed = $3 where id = $1 and totp_sealed = $2;

-- name: seal_totp_pending
update account set totp_pending = $3 where id = $1 and totp_pending = $2;

-- name: seal_member_contact
update member set contact_sealed = $3 where id = $1 and contact_sealed = $2;

-- name: seal_hook_secret
update hook set secret_sealed = $3 where id = $1 and secret_sealed = $2;
