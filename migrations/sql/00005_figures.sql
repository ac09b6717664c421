-- What figures of cells and cases are measured against: who lives in a cell, and how long a case may take.

-- +goose Up
alter table cell add column residents integer check (residents >= 0); -- null: not known
-- Hours from when a case is opened until it is overdue; null: no limit. National limits are set by each city: these are
-- defaults by severity, to be replaced by its own.
alter table category add column resolve_hours integer check (resolve_hours > 0);
update category
set resolve_hours = case severity when 3 then 24 when 2 then 72 when 1 then 120 else 168 end;
