-- The words on personal data, a line for each point so that pages show them as a list, speaking to people and of the number as the
-- pages do. It is a version of its own: what people agreed to before stays as they read it. Whoever has published words since keeps those.

-- +goose Up
insert into consent (purpose, version, text_zh, text_en, since)
select purpose, '2026-11-25',
    regexp_replace(replace(replace(text_zh, '您', '你'), '查询码', '编号'), '(做什么：|留多久：|如何撤回：|不留联系方式也可以上报)', E'\n\\1', 'g'),
    regexp_replace(text_en, ' (What for: |How long: |How to withdraw: |You may report without)', E'\n\\1', 'g'),
    '2026-11-25T00:00:00Z'
from consent as c
where version = '2026-11' and not exists (select from consent as other where other.purpose = c.purpose and other.since > c.since)
on conflict do nothing;
