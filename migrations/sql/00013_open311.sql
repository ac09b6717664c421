-- What other systems ask and are told of cases: questions that a category asks, the answers given, and reading by time.

-- +goose Up

-- A question that a category asks whoever reports it, as the definitions of Open311 have them.
create table category_attribute (
    category text not null check (category ~ '^[0-9]{5}$'),
    code     text not null check (code ~ '^[A-Z][A-Z0-9_]{0,39}$'),
    position integer not null,
    datatype text not null check (datatype in ('string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist')),
    required boolean not null default false,
    title_zh text not null,
    title_en text not null,
    hint_zh  text not null default '', -- how to write the answer
    hint_en  text not null default '',
    choices  jsonb not null default '[]', -- of lists: [{"key", "zh", "en"}]
    primary key (category, code)
);

-- What was answered. Kept with the report and as immutable; code MEDIA_URL is an address that came with it.
create table report_answer (
    district  text not null,
    report_id uuid not null,
    code      text not null,
    position  smallint not null, -- of several values to one question
    value     text not null,
    primary key (report_id, code, position, district)
);

insert into category_attribute (category, code, position, datatype, title_zh, title_en, hint_zh, hint_en, choices) values
    ('06013', 'DEPTH', 1, 'singlevaluelist', '破损有多深？', 'How deep is the damage?', '选一项', 'Choose one',
        '[{"key": "shallow", "zh": "3 厘米以内", "en": "Up to 3 cm"}, {"key": "deep", "zh": "3 至 10 厘米", "en": "3 to 10 cm"}, {"key": "dangerous", "zh": "10 厘米以上", "en": "More than 10 cm"}]'),
    ('06013', 'SIDE', 2, 'multivaluelist', '在道路的哪一侧？', 'On which side of the road?', '可多选，面向门牌号增大的方向', 'Several are possible, facing the way in which numbers grow',
        '[{"key": "left", "zh": "左侧", "en": "Left"}, {"key": "middle", "zh": "中间", "en": "Middle"}, {"key": "right", "zh": "右侧", "en": "Right"}, {"key": "pavement", "zh": "人行道", "en": "Pavement"}]'),
    ('06013', 'LENGTH_M', 3, 'number', '有多长？', 'How long is it?', '米', 'Metres', '[]'),
    ('01002', 'STATE', 1, 'singlevaluelist', '井盖怎么了？', 'What is wrong with the cover?', '选一项', 'Choose one',
        '[{"key": "missing", "zh": "丢失", "en": "Missing"}, {"key": "broken", "zh": "破损", "en": "Broken"}, {"key": "loose", "zh": "松动、异响", "en": "Loose or noisy"}, {"key": "sunken", "zh": "沉降", "en": "Sunken"}]'),
    ('01037', 'FAULT', 1, 'singlevaluelist', '路灯怎么了？', 'What is wrong with the light?', '选一项', 'Choose one',
        '[{"key": "dark", "zh": "不亮", "en": "Dark"}, {"key": "flickers", "zh": "闪烁", "en": "Flickers"}, {"key": "by_day", "zh": "白天亮", "en": "On by day"}, {"key": "pole", "zh": "灯杆倾斜或破损", "en": "Leaning or broken pole"}]'),
    ('01037', 'POLE', 2, 'string', '灯杆编号', 'Number of the pole', '灯杆上的编号，看不清可不填', 'As it stands on the pole; leave it out if it can''t be read', '[]'),
    ('06034', 'SINCE', 1, 'datetime', '从什么时候起停在那里？', 'Since when has it stood there?', '带时区的日期或时间', 'A date or time with its zone', '[]');

-- Lists of cases are read by when they were opened, newest first.
create index case_file_opened on case_file (opened_at);
-- Events are only added, in the order of time but for imports: a summary of every 32 pages finds those of a span, and costs
-- a write next to nothing.
create index case_event_at on case_event using brin (at) with (pages_per_range = 32, autosummarize = on);

-- Cases as other systems may be told of them. What other systems are answered is read through this, and so never knows of a
-- sensitive case. told_lon and told_lat are the place rounded as package tiles rounds it.
create view outline as
select c.id, c.category, c.state, c.severity, c.geom, c.opened_at, c.updated_at, c.closed_at, c.resolve_due,
    round(ST_X(c.geom)::numeric, 4)::float8 as told_lon, round(ST_Y(c.geom)::numeric, 4)::float8 as told_lat,
    coalesce(k.code, '') as cell, coalesce(k.name, '') as cell_name,
    coalesce(d.code, '') as department, coalesce(d.title_zh, '') as department_zh, coalesce(d.title_en, '') as department_en,
    (select p.id from photo p where p.case_id = c.id and p.cleared_at is not null and p.state = 'ready' order by p.received_at, p.id limit 1) as photo
from case_file c
join category g on g.code = c.category and g.kind = 'matter' and not g.sensitive
left join cell k on k.id = c.cell_id
left join department d on d.code = c.department;
