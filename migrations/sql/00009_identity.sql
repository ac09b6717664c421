-- Who may do what to begin with, what people agree to, and contacts that only a key outside of the database opens.

-- +goose Up
alter table account
    add column totp_pending bytea; -- a second factor that waits for its first code

insert into role (code, title_zh, title_en, permissions, position) values
    ('grid_member',    '网格员',     'Grid member',            '{case.read,case.verify,case.handle,case.patrol,photo.clear,contact.read,member.read,member.manage,code.manage}', 1),
    ('volunteer',      '志愿者',     'Volunteer',              '{case.patrol}', 2),
    ('handler',        '处置人员',   'Handler',                '{case.read,case.handle}', 3),
    ('dispatcher',     '派遣员',     'Dispatcher',             '{case.read,case.verify,case.dispatch,photo.clear,contact.read,member.read,figures.read}', 4),
    ('arbiter',        '裁决人',     'Arbiter',                '{case.read,case.verify,case.dispatch,case.approve,case.arbitrate,photo.clear,contact.read,member.read,figures.read}', 5),
    ('official',       '领导',       'Official',               '{figures.read}', 6),
    ('planner',        '规划人员',   'Planner',                '{figures.read,member.read}', 7),
    ('grid_admin',     '网格管理员', 'Grid administrator',     '{member.read,member.manage,code.manage,rule.manage,figures.read}', 8),
    ('system_admin',   '系统管理员', 'System administrator',   '{account.manage}', 9),
    ('security_admin', '安全管理员', 'Security administrator', '{grant.manage}', 10),
    ('audit_admin',    '审计管理员', 'Audit administrator',    '{audit.read}', 11),
    ('integrator',     '对接系统',   'Connected system',       '{report.write}', 12);

-- Old contacts stay as they are until the service seals them at its next start; new ones come sealed or not at all.
alter table report_contact
    add constraint report_contact_sealed check (sealed is not null and name = '' and phone = '') not valid;
create index report_contact_plain on report_contact (report_id) where sealed is null;
create index report_contact_report on report_contact (report_id);
create index account_identity_account on account_identity (account_id);
create index api_token_account on api_token (account_id);
create index case_file_closed on case_file (closed_at) where closed_at is not null;
create index report_case on report (case_id);

insert into consent (purpose, version, text_zh, text_en, since) values
    ('report', '2026-11',
     '谁：本网格的管理单位（社区和街道）。做什么：您留下的姓名、电话或邮箱只用于就这件事与您联系、告诉您结果；只有必须联系您的工作人员能看到，每次查看都有记录，不会公开，也不会用于别的事。联系方式加密保存。留多久：事情办结后 180 天删除；上报的内容和地点作为案卷留存。如何撤回：随时可以用查询码删除您的联系方式，或请社区代为删除，不影响这件事的办理。不留联系方式也可以上报。',
     'Who: the community and street that run this grid. What for: the name, telephone or e-mail you leave is used only to ask you about this matter and to tell you the result; only staff who must reach you can see it, each look is recorded, and it is neither published nor used for anything else. It is kept encrypted. How long: until 180 days after the matter is closed; what you reported and where stays with the case. How to withdraw: delete your contact with the tracking number at any time, or ask the community to; the matter is worked on all the same. You may report without leaving a contact.',
     '2026-11-01T00:00:00Z'),
    ('join', '2026-11',
     '谁：本网格的管理单位（社区和街道）。做什么：您的姓名、电话和可服务时间用于安排您在本网格的志愿服务；只有本网格的工作人员能看到，每次查看联系方式都有记录。公开的只有人数，不记录您的行踪。联系方式加密保存。留多久：服务期间；退出后 180 天内删除联系方式。如何撤回：随时告诉网格员或社区，即可退出并删除。',
     'Who: the community and street that run this grid. What for: your name, telephone and hours are used to arrange your voluntary service in this grid; only its staff can see them, and each look at your contact is recorded. The public sees counts only, and your movements are not recorded. Your contact is kept encrypted. How long: while you serve; your contact is deleted within 180 days after you leave. How to withdraw: tell the grid member or the community at any time to leave and be deleted.',
     '2026-11-01T00:00:00Z');
