-- Keys of the write path begin with what tells rows apart. One that begins with the district compares the same text at every
-- step down its index, and needed a second index to find a row by its id alone; every write paid for both.

-- +goose Up
drop index case_file_id, report_id, change_order;
alter table case_file  drop constraint case_file_pkey,  add primary key (id, district);
alter table case_event drop constraint case_event_pkey, add primary key (case_id, seq, district);
alter table report     drop constraint report_pkey,     add primary key (id, district);
alter table report     drop constraint report_source_source_id_district_key, add unique (source_id, source, district);
alter table report_contact drop constraint report_contact_pkey, add primary key (report_id, district);
-- It is read in this order too.
alter table change     drop constraint change_pkey,     add primary key (xid, seq, district);
