-- The words that people agree to when they join or leave a contact, in a first version; a site adds its own as later ones.

-- +goose Up
insert into consent (purpose, version, text_zh, text_en, since) values
    ('join', '2026-1',
     '我自愿成为网格力量。我的姓名、联系电话和可服务时间仅用于与我联系、安排服务；电话加密保存，只有本网格的管理人员可以查看，每次查看都会留下记录。我可以随时退出，退出后联系电话即被删除。',
     'I volunteer to serve this grid cell. My name, telephone number and hours are used only to reach me and to plan the service. The number is kept encrypted; only those who run this cell may see it, and each look is recorded. I may leave at any time, and my number is then deleted.',
     '2026-01-01'),
    ('report', '2026-1',
     '我留下的姓名和联系方式仅用于核实和反馈本次上报的事项；加密保存，只有处理此事的人员可以查看，每次查看都会留下记录。我可以随时凭查询号要求删除，事项的处理不受影响。',
     'The name and contact that I leave are used only to look into this matter and to tell me what became of it. They are kept encrypted; only those who handle the matter may see them, and each look is recorded. With my tracking number I may have them deleted at any time; the matter goes on.',
     '2026-01-01')
on conflict (purpose, version) do nothing;

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
