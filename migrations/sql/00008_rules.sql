-- What the rules of cases remember beside the columns of 00007; every component and matter of GB/T 47678.5-2026, with limits; the
-- departments, routing rules and working calendar that a site begins with. All of it is data that a site changes.
--
-- The lists of the standard (153 components, 250 matters) are transcribed from a secondary source, not from the official text;
-- 01016, 05001, 05004 to 05008, 06031, 07005 and 09007 are absent there. English names are this project's own.

-- +goose Up
alter table case_file
    add column resolvers      bigint[] not null default '{}', -- accounts that ever said it, or a task of it, is done: none may close it
    add column deferred_until timestamptz,                    -- when a deferred case goes on by itself
    add column soon_at        timestamptz;                    -- when resolve_due has come near
create index case_file_deferred on case_file (deferred_until) where deferred_until is not null;

alter table category add column limit_source text not null default ''; -- where its limits come from; empty: defaults by severity

-- anomaly: how the matter of a component is called in English: "Faulty …", or "Trouble with …" where it is no device.
create temporary table component (code text, name_zh text, name_en text, anomaly text, layer text, severity smallint) on commit drop;
insert into component values
    ('01001', '供水井盖', 'water supply cover', 'Faulty', 'road-defects', 2),
    ('01002', '污水井盖', 'sewer cover', 'Faulty', 'road-defects', 2),
    ('01003', '雨水井盖', 'storm drain cover', 'Faulty', 'road-defects', 2),
    ('01004', '雨水箅子', 'drain grating', 'Faulty', 'road-defects', 2),
    ('01005', '电力井盖', 'power manhole cover', 'Faulty', 'road-defects', 2),
    ('01006', '路灯井盖', 'street lighting cover', 'Faulty', 'road-defects', 2),
    ('01007', '通信井盖', 'telecom cover', 'Faulty', 'road-defects', 2),
    ('01008', '电视井盖', 'cable television cover', 'Faulty', 'road-defects', 2),
    ('01009', '网络井盖', 'data network cover', 'Faulty', 'road-defects', 2),
    ('01010', '热力井盖', 'district heating cover', 'Faulty', 'road-defects', 2),
    ('01011', '燃气井盖', 'gas cover', 'Faulty', 'road-defects', 2),
    ('01012', '公安井盖', 'police network cover', 'Faulty', 'road-defects', 2),
    ('01013', '消防设施', 'firefighting installation', 'Faulty', 'hazards', 2),
    ('01014', '园林井盖', 'park irrigation cover', 'Faulty', 'road-defects', 2),
    ('01015', '信号灯电源井盖', 'traffic light power cover', 'Faulty', 'road-defects', 2),
    ('01017', '电缆井盖', 'cable cover', 'Faulty', 'road-defects', 2),
    ('01018', '化粪池井盖', 'septic tank cover', 'Faulty', 'road-defects', 2),
    ('01019', '中水井盖', 'reclaimed water cover', 'Faulty', 'road-defects', 2),
    ('01020', '公交井盖', 'bus network cover', 'Faulty', 'road-defects', 2),
    ('01021', '输油(气)井盖', 'oil or gas pipeline cover', 'Faulty', 'road-defects', 2),
    ('01022', '特殊井盖', 'special manhole cover', 'Faulty', 'road-defects', 2),
    ('01023', '不明井盖', 'manhole cover of unknown owner', 'Faulty', 'road-defects', 2),
    ('01024', '水井', 'well', 'Trouble with', 'hazards', 2),
    ('01025', '供水器', 'water dispenser', 'Faulty', 'other', 0),
    ('01026', '沟槽盖板', 'trench cover', 'Faulty', 'road-defects', 1),
    ('01027', '通信交接箱', 'telecom cabinet', 'Faulty', 'other', 0),
    ('01028', '电力设施', 'power installation', 'Faulty', 'hazards', 2),
    ('01029', '电力设施标识牌', 'sign at a power installation', 'Faulty', 'other', 0),
    ('01030', '电力立杆', 'power pole', 'Faulty', 'hazards', 1),
    ('01031', '通信立杆', 'telecom pole', 'Faulty', 'hazards', 1),
    ('01032', '公交立杆', 'bus pole', 'Faulty', 'other', 1),
    ('01033', '特殊立杆', 'special pole', 'Faulty', 'hazards', 1),
    ('01034', '不明立杆', 'pole of unknown owner', 'Faulty', 'hazards', 1),
    ('01035', '旗杆', 'flagpole', 'Faulty', 'other', 0),
    ('01036', '输油(气)标志', 'oil or gas pipeline marker', 'Faulty', 'other', 1),
    ('01037', '路灯', 'street light', 'Faulty', 'other', 1),
    ('01038', '地灯', 'ground light', 'Faulty', 'other', 0),
    ('01039', '景观灯', 'decorative light', 'Faulty', 'other', 0),
    ('01040', '报刊亭', 'news stand', 'Faulty', 'other', 0),
    ('01041', '电话亭', 'telephone box', 'Faulty', 'other', 0),
    ('01042', '邮筒', 'postbox', 'Faulty', 'other', 0),
    ('01043', '信息亭', 'information kiosk', 'Faulty', 'other', 0),
    ('01044', '售货亭', 'sales kiosk', 'Faulty', 'other', 0),
    ('01045', '自动售货机', 'vending machine', 'Faulty', 'other', 0),
    ('01046', '户外健身设施', 'outdoor exercise equipment', 'Faulty', 'other', 1),
    ('01047', '高压线铁塔', 'high-voltage pylon', 'Faulty', 'hazards', 2),
    ('01048', '变压器(箱)', 'transformer', 'Faulty', 'hazards', 2),
    ('01049', '燃气调压站(箱)', 'gas pressure station', 'Faulty', 'hazards', 2),
    ('01050', '监控电子眼设施', 'surveillance camera', 'Faulty', 'other', 0),
    ('01051', '治安岗亭', 'police booth', 'Faulty', 'other', 0),
    ('01052', '休息亭', 'shelter', 'Faulty', 'other', 0),
    ('01053', '自助缴费机', 'payment machine', 'Faulty', 'other', 0),
    ('01054', '充电桩', 'charging point', 'Faulty', 'other', 1),
    ('01055', '防蚊闸', 'mosquito gate', 'Faulty', 'other', 0),
    ('01056', '跨河管道', 'pipe across a river', 'Faulty', 'hazards', 1),
    ('01057', '露天燃气管道', 'open-air gas pipe', 'Faulty', 'hazards', 2),
    ('01058', '晒衣架', 'clothes rack', 'Faulty', 'other', 0),
    ('01059', '旧衣物回收箱', 'clothes bank', 'Faulty', 'other', 0),
    ('01060', '路灯配电箱', 'street lighting box', 'Faulty', 'hazards', 1),
    ('01061', '露天供热管道', 'open-air heating pipe', 'Faulty', 'hazards', 1),
    ('01062', '通信基站', 'telecom base station', 'Faulty', 'other', 0),
    ('01063', '水塔', 'water tower', 'Faulty', 'hazards', 1),
    ('01064', '牌楼(门楼)', 'memorial gateway', 'Faulty', 'hazards', 1),
    ('01065', '管理责任公示牌', 'notice of who is responsible', 'Faulty', 'other', 0),
    ('01066', '紧急报警点SOS', 'SOS point', 'Faulty', 'other', 1),
    ('01067', '防汛监测设施', 'flood monitoring installation', 'Faulty', 'other', 1),
    ('01068', '水鹤', 'fire water crane', 'Faulty', 'hazards', 1),
    ('01069', '水域附属设施', 'waterside installation', 'Faulty', 'other', 0),
    ('01070', '水域护栏', 'waterside railing', 'Faulty', 'hazards', 1),
    ('01071', '防汛墙', 'flood wall', 'Faulty', 'hazards', 2),
    ('01072', '排水泵站', 'drainage pumping station', 'Faulty', 'hazards', 1),
    ('01073', '雨污水排放口', 'storm or sewage outfall', 'Faulty', 'other', 1),
    ('01074', '综合管廊附属设施', 'utility tunnel installation', 'Faulty', 'other', 1),
    ('01075', '快递柜', 'parcel locker', 'Faulty', 'other', 0),
    ('01076', '公用电梯', 'public lift', 'Faulty', 'hazards', 2),
    ('01077', '综合杆', 'multi-purpose pole', 'Faulty', 'hazards', 1),
    ('02001', '停车场', 'car park', 'Trouble with', 'other', 0),
    ('02002', '立体车库', 'car stacker', 'Faulty', 'other', 1),
    ('02003', '停车计费设备', 'parking meter', 'Faulty', 'other', 0),
    ('02004', '公交站设施', 'bus stop', 'Faulty', 'other', 0),
    ('02005', '出租车停靠站', 'taxi rank', 'Faulty', 'other', 0),
    ('02006', '过街天桥', 'footbridge', 'Faulty', 'road-defects', 1),
    ('02007', '地下通道', 'pedestrian subway', 'Faulty', 'road-defects', 1),
    ('02008', '立交桥', 'flyover', 'Faulty', 'road-defects', 1),
    ('02009', '跨河桥', 'bridge over water', 'Faulty', 'road-defects', 1),
    ('02010', '交通标志牌及标线', 'traffic sign or marking', 'Faulty', 'road-defects', 0),
    ('02011', '限高架标志', 'height limit gantry', 'Faulty', 'road-defects', 1),
    ('02012', '路名牌', 'street name sign', 'Faulty', 'other', 0),
    ('02013', '地名牌', 'place name sign', 'Faulty', 'other', 0),
    ('02014', '交通信号灯', 'traffic light', 'Faulty', 'road-defects', 2),
    ('02015', '交通信号设施', 'traffic signal installation', 'Faulty', 'road-defects', 1),
    ('02016', '交通岗亭', 'traffic police booth', 'Faulty', 'other', 0),
    ('02017', '交通护栏', 'traffic barrier', 'Faulty', 'road-defects', 1),
    ('02018', '防撞桶', 'crash barrel', 'Faulty', 'road-defects', 0),
    ('02019', '安全岛', 'refuge island', 'Faulty', 'road-defects', 0),
    ('02020', '人行横道桩', 'bollard at a crossing', 'Faulty', 'road-defects', 0),
    ('02021', '便道桩', 'pavement bollard', 'Faulty', 'road-defects', 0),
    ('02022', '柔性隔离体', 'flexible lane divider', 'Faulty', 'road-defects', 0),
    ('02023', '道路信息显示屏', 'road information display', 'Faulty', 'other', 0),
    ('02024', '道路隔音屏', 'noise barrier', 'Faulty', 'road-defects', 0),
    ('02025', '非机动车停放点', 'cycle parking', 'Trouble with', 'other', 0),
    ('02026', '自行车租赁点', 'cycle hire point', 'Faulty', 'other', 0),
    ('02027', '存车支架', 'cycle stand', 'Faulty', 'other', 0),
    ('02028', '铁道口设施', 'level crossing', 'Faulty', 'hazards', 2),
    ('02029', '栈桥', 'boardwalk', 'Faulty', 'hazards', 1),
    ('02030', '水域标示牌', 'waterside sign', 'Faulty', 'other', 0),
    ('02031', '港监设施', 'harbour installation', 'Faulty', 'other', 0),
    ('02032', '轨道交通设施', 'rail transit installation', 'Faulty', 'other', 1),
    ('02033', '交通反视镜', 'traffic mirror', 'Faulty', 'road-defects', 0),
    ('02034', '无障碍设施', 'step-free access installation', 'Faulty', 'road-defects', 1),
    ('02035', '应急避难指示牌', 'emergency shelter sign', 'Faulty', 'other', 0),
    ('02036', '救助站指示牌', 'aid station sign', 'Faulty', 'other', 0),
    ('02037', '文物建筑标志牌', 'listed building sign', 'Faulty', 'other', 0),
    ('02038', '门(楼号)牌', 'house number plate', 'Faulty', 'other', 0),
    ('02039', '公安指示牌', 'police sign', 'Faulty', 'other', 0),
    ('02040', '景区标识牌', 'scenic area sign', 'Faulty', 'other', 0),
    ('02041', '停车信息显示屏', 'parking information display', 'Faulty', 'other', 0),
    ('02042', '铁路桥涵', 'railway bridge or culvert', 'Faulty', 'hazards', 1),
    ('02043', '减速带', 'speed hump', 'Faulty', 'road-defects', 0),
    ('02044', '公路隧道', 'road tunnel', 'Faulty', 'road-defects', 1),
    ('03001', '公共厕所', 'public toilet', 'Trouble with', 'other', 0),
    ('03002', '公厕指示牌', 'public toilet sign', 'Faulty', 'other', 0),
    ('03003', '化粪池', 'septic tank', 'Trouble with', 'hazards', 1),
    ('03004', '垃圾间(楼)', 'rubbish room', 'Trouble with', 'other', 0),
    ('03005', '垃圾箱', 'bin', 'Faulty', 'other', 0),
    ('03006', '户外广告', 'outdoor advertisement', 'Faulty', 'hazards', 1),
    ('03007', '牌匾标识', 'shop sign', 'Faulty', 'hazards', 1),
    ('03008', '宣传栏', 'notice board', 'Faulty', 'other', 0),
    ('03009', '气象监测站', 'weather station', 'Faulty', 'other', 0),
    ('03010', '环保监测站', 'environmental monitoring station', 'Faulty', 'other', 0),
    ('03011', '污水口监测站', 'outfall monitoring station', 'Faulty', 'other', 0),
    ('03012', '污水监测器', 'sewage monitor', 'Faulty', 'other', 0),
    ('03013', '噪声显示屏', 'noise display', 'Faulty', 'other', 0),
    ('03014', '环卫工具间(箱)', 'street cleaners'' store', 'Faulty', 'other', 0),
    ('03015', '宠物拾便纸箱', 'dog waste paper box', 'Faulty', 'other', 0),
    ('03016', '烟头收集器或灭烟处', 'ashtray', 'Faulty', 'other', 0),
    ('04001', '古树名木', 'ancient tree', 'Trouble with', 'other', 1),
    ('04002', '行道树', 'street tree', 'Trouble with', 'other', 0),
    ('04003', '独立树', 'single tree', 'Trouble with', 'other', 0),
    ('04004', '护树设施', 'tree guard', 'Faulty', 'other', 0),
    ('04005', '花架花钵', 'flower stand', 'Faulty', 'other', 0),
    ('04006', '雕塑', 'sculpture', 'Faulty', 'other', 0),
    ('04007', '街头座椅', 'street bench', 'Faulty', 'other', 0),
    ('04008', '绿地护栏', 'green area railing', 'Faulty', 'other', 0),
    ('04009', '绿地附属设施', 'green area installation', 'Faulty', 'other', 0),
    ('04010', '喷泉', 'fountain', 'Faulty', 'other', 0),
    ('04011', '树池树穴', 'tree pit', 'Faulty', 'road-defects', 0),
    ('04012', '高架挂箱', 'flower box on a flyover', 'Faulty', 'hazards', 1),
    ('04013', '绿地', 'green area', 'Trouble with', 'other', 0),
    ('04014', '林地及林地管护设施', 'woodland or its installation', 'Trouble with', 'other', 0),
    ('05002', '公房地下室', 'basement of public housing', 'Trouble with', 'other', 1),
    ('05003', '车辆加油(气、电)站', 'filling or charging station', 'Trouble with', 'hazards', 1),
    ('05009', '文物古迹', 'monument', 'Trouble with', 'other', 1);

-- A component is a thing, not a matter: it is never on the list of what is reported, and has no limits.
insert into category (standard, kind, code, name_zh, name_en, layer, severity, position, source)
select 'GB/T 47678.5-2026', 'component', code, name_zh, upper(left(name_en, 1)) || substr(name_en, 2), 'other', 0, 1000 + row_number() over (order by code),
       'transcribed from a secondary source'
from component;

-- What the first release had keeps its place in lists; the others come after it, in the order of their codes.
insert into category (standard, kind, code, name_zh, name_en, layer, severity, position)
select 'GB/T 47678.5-2026', 'matter', code, name_zh || '异常', anomaly || ' ' || name_en, layer, severity, 1000 + row_number() over (order by code)
from component
on conflict (standard, kind, code) do nothing;

insert into category (standard, kind, code, name_zh, name_en, layer, severity, position) values
    ('GB/T 47678.5-2026', 'matter', '06001', '私搭乱建', 'Unauthorised building', 'other', 0, 1200),
    ('GB/T 47678.5-2026', 'matter', '06002', '店面无证装修', 'Shop fitted out without a permit', 'other', 0, 1201),
    ('GB/T 47678.5-2026', 'matter', '06003', '违章接坡', 'Unauthorised kerb ramp', 'road-defects', 0, 1202),
    ('GB/T 47678.5-2026', 'matter', '06004', '建筑物外立面污损', 'Damaged or soiled façade', 'hazards', 1, 1203),
    ('GB/T 47678.5-2026', 'matter', '06005', '临街阳台、屋顶脏乱差', 'Untidy balcony or roof', 'other', 0, 1204),
    ('GB/T 47678.5-2026', 'matter', '06006', '擅自在临街的建筑物上挂彩旗', 'Unauthorised flags on a building', 'other', 0, 1205),
    ('GB/T 47678.5-2026', 'matter', '06007', '沿街晾挂', 'Washing hung out to the street', 'other', 0, 1206),
    ('GB/T 47678.5-2026', 'matter', '06008', '擅自架设管线、杆线设施', 'Unauthorised pipe, cable or pole', 'other', 1, 1207),
    ('GB/T 47678.5-2026', 'matter', '06009', '空调室外机低挂', 'Air conditioner hung too low', 'other', 0, 1208),
    ('GB/T 47678.5-2026', 'matter', '06010', '暴露垃圾', 'Exposed rubbish', 'other', 0, 1209),
    ('GB/T 47678.5-2026', 'matter', '06011', '积存垃圾渣土', 'Heaped rubbish or rubble', 'other', 0, 1210),
    ('GB/T 47678.5-2026', 'matter', '06012', '道路不洁', 'Dirty road', 'other', 0, 1211),
    ('GB/T 47678.5-2026', 'matter', '06013', '道路破损', 'Damaged road surface', 'road-defects', 1, 1212),
    ('GB/T 47678.5-2026', 'matter', '06014', '道路遗撒(洒)', 'Spill on the road', 'road-defects', 1, 1213),
    ('GB/T 47678.5-2026', 'matter', '06015', '沙(河)滩不洁', 'Dirty beach or river bank', 'other', 0, 1214),
    ('GB/T 47678.5-2026', 'matter', '06016', '交通标线不清晰', 'Worn road markings', 'road-defects', 0, 1215),
    ('GB/T 47678.5-2026', 'matter', '06017', '绿地脏乱', 'Untidy green', 'other', 0, 1216),
    ('GB/T 47678.5-2026', 'matter', '06018', '绿化弃料', 'Garden waste', 'other', 0, 1217),
    ('GB/T 47678.5-2026', 'matter', '06019', '非装饰性吊挂', 'Things hung on trees or poles', 'other', 0, 1218),
    ('GB/T 47678.5-2026', 'matter', '06020', '焚烧垃圾、树叶', 'Burning of rubbish or leaves', 'hazards', 1, 1219),
    ('GB/T 47678.5-2026', 'matter', '06021', '病虫害', 'Pests', 'other', 0, 1220),
    ('GB/T 47678.5-2026', 'matter', '06022', '非法伐树', 'Illegal felling of trees', 'other', 0, 1221),
    ('GB/T 47678.5-2026', 'matter', '06023', '堤岸破损', 'Damaged embankment', 'hazards', 1, 1222),
    ('GB/T 47678.5-2026', 'matter', '06024', '水域秩序乱象', 'Disorder on the water', 'other', 0, 1223),
    ('GB/T 47678.5-2026', 'matter', '06025', '水域不洁', 'Dirty water surface', 'other', 0, 1224),
    ('GB/T 47678.5-2026', 'matter', '06026', '河道污染', 'Pollution of a river', 'other', 1, 1225),
    ('GB/T 47678.5-2026', 'matter', '06027', '油烟污染', 'Cooking fumes', 'other', 0, 1226),
    ('GB/T 47678.5-2026', 'matter', '06028', '噪声扰民', 'Noise', 'other', 0, 1227),
    ('GB/T 47678.5-2026', 'matter', '06029', '露天烧烤', 'Open-air barbecue', 'other', 0, 1228),
    ('GB/T 47678.5-2026', 'matter', '06030', '乱倒乱排污水、废水', 'Waste water poured out', 'other', 1, 1229),
    ('GB/T 47678.5-2026', 'matter', '06032', '非正规垃圾填埋场', 'Unlicensed landfill', 'other', 0, 1230),
    ('GB/T 47678.5-2026', 'matter', '06033', '乱丢弃医疗废物', 'Medical waste dumped', 'other', 2, 1231),
    ('GB/T 47678.5-2026', 'matter', '06034', '废弃车辆', 'Abandoned vehicle', 'other', 0, 1232),
    ('GB/T 47678.5-2026', 'matter', '06035', '废弃家具设备', 'Abandoned furniture', 'other', 0, 1233),
    ('GB/T 47678.5-2026', 'matter', '06036', '乱堆杂物', 'Heaped clutter', 'other', 0, 1234),
    ('GB/T 47678.5-2026', 'matter', '06037', '动物尸体', 'Dead animal', 'other', 0, 1235),
    ('GB/T 47678.5-2026', 'matter', '06038', '擅自饲养家禽家畜', 'Unauthorised keeping of livestock', 'other', 0, 1236),
    ('GB/T 47678.5-2026', 'matter', '06039', '违章开设道口', 'Unauthorised road access', 'other', 0, 1237),
    ('GB/T 47678.5-2026', 'matter', '06040', '私设地锁、阻车桩', 'Private parking lock or bollard', 'other', 0, 1238),
    ('GB/T 47678.5-2026', 'matter', '06041', '垃圾未分类', 'Unsorted rubbish', 'other', 0, 1239),
    ('GB/T 47678.5-2026', 'matter', '06042', '垃圾站(箱)满溢', 'Overflowing bin', 'other', 0, 1240),
    ('GB/T 47678.5-2026', 'matter', '06043', '遮阳篷(棚、伞)破损', 'Damaged awning', 'other', 0, 1241),
    ('GB/T 47678.5-2026', 'matter', '06044', '节庆装饰物破损', 'Damaged festive decoration', 'other', 0, 1242),
    ('GB/T 47678.5-2026', 'matter', '06045', '非法占绿毁绿', 'Green taken or destroyed', 'other', 0, 1243),
    ('GB/T 47678.5-2026', 'matter', '06046', '占用河道', 'Obstruction of a river', 'other', 0, 1244),
    ('GB/T 47678.5-2026', 'matter', '06047', '公园秩序', 'Disorder in a park', 'other', 0, 1245),
    ('GB/T 47678.5-2026', 'matter', '06048', '边坡(挡土墙)破损', 'Damaged slope or retaining wall', 'hazards', 2, 1246),
    ('GB/T 47678.5-2026', 'matter', '06049', '台阶破损', 'Damaged steps', 'road-defects', 0, 1247),
    ('GB/T 47678.5-2026', 'matter', '06050', '路缘石缺损', 'Damaged kerb', 'road-defects', 0, 1248),
    ('GB/T 47678.5-2026', 'matter', '06051', '盲道缺损', 'Damaged tactile paving', 'road-defects', 1, 1249),
    ('GB/T 47678.5-2026', 'matter', '06052', '无障碍坡道破损', 'Damaged wheelchair ramp', 'road-defects', 1, 1250),
    ('GB/T 47678.5-2026', 'matter', '07001', '非法小广告', 'Illegal posters or graffiti', 'other', 0, 1251),
    ('GB/T 47678.5-2026', 'matter', '07002', '街头散发广告', 'Leaflets handed out in the street', 'other', 0, 1252),
    ('GB/T 47678.5-2026', 'matter', '07003', '违规户外广告', 'Unauthorised outdoor advertisement', 'other', 0, 1253),
    ('GB/T 47678.5-2026', 'matter', '07004', '广告语言文字不规范', 'Wrong wording on an advertisement', 'other', 0, 1254),
    ('GB/T 47678.5-2026', 'matter', '07006', '违规牌匾标识', 'Unauthorised shop sign', 'other', 0, 1255),
    ('GB/T 47678.5-2026', 'matter', '07007', '违规标语宣传品', 'Unauthorised banner', 'other', 0, 1256),
    ('GB/T 47678.5-2026', 'matter', '07008', '公益性宣传品缺损', 'Damaged public notice', 'other', 0, 1257),
    ('GB/T 47678.5-2026', 'matter', '08001', '施工扰民', 'Disturbance by building works', 'other', 0, 1258),
    ('GB/T 47678.5-2026', 'matter', '08002', '施工占道', 'Building works on the road', 'other', 0, 1259),
    ('GB/T 47678.5-2026', 'matter', '08003', '无证掘路', 'Road dug up without a permit', 'road-defects', 1, 1260),
    ('GB/T 47678.5-2026', 'matter', '08004', '工地扬尘', 'Dust from a building site', 'other', 0, 1261),
    ('GB/T 47678.5-2026', 'matter', '08005', '施工废弃料', 'Waste from building works', 'other', 0, 1262),
    ('GB/T 47678.5-2026', 'matter', '08006', '施工物料乱堆放', 'Building material left about', 'other', 0, 1263),
    ('GB/T 47678.5-2026', 'matter', '08007', '施工工地围挡问题', 'Faulty fence of a building site', 'other', 1, 1264),
    ('GB/T 47678.5-2026', 'matter', '08008', '施工工地道路未硬化', 'Unpaved road at a building site', 'other', 0, 1265),
    ('GB/T 47678.5-2026', 'matter', '08009', '施工工地出入口道路破损', 'Damaged road at a building site', 'road-defects', 0, 1266),
    ('GB/T 47678.5-2026', 'matter', '08010', '施工完成后未场光地净', 'Building site not cleared afterwards', 'other', 0, 1267),
    ('GB/T 47678.5-2026', 'matter', '08011', '渣土运输车辆未安装密闭装置', 'Uncovered rubble lorry', 'other', 0, 1268),
    ('GB/T 47678.5-2026', 'matter', '08012', '施工工地车轮夹带', 'Mud carried out of a building site', 'other', 0, 1269),
    ('GB/T 47678.5-2026', 'matter', '08013', '违规高空悬吊作业', 'Unauthorised work at height', 'hazards', 2, 1270),
    ('GB/T 47678.5-2026', 'matter', '08014', '预埋件设施裸露', 'Exposed fixings in the ground', 'road-defects', 1, 1271),
    ('GB/T 47678.5-2026', 'matter', '08015', '施工公示牌污损', 'Damaged building site notice', 'other', 0, 1272),
    ('GB/T 47678.5-2026', 'matter', '08016', '无证建设', 'Building without a permit', 'other', 0, 1273),
    ('GB/T 47678.5-2026', 'matter', '09001', '无照经营游商', 'Unlicensed hawker', 'other', 0, 1274),
    ('GB/T 47678.5-2026', 'matter', '09002', '早(夜)市管理问题', 'Trouble at a street market', 'other', 0, 1275),
    ('GB/T 47678.5-2026', 'matter', '09003', '流浪乞讨', 'Rough sleeping or begging', 'other', 0, 1276),
    ('GB/T 47678.5-2026', 'matter', '09004', '废品收购乱象', 'Disorderly scrap collection', 'other', 0, 1277),
    ('GB/T 47678.5-2026', 'matter', '09005', '店外经营', 'Trading outside a shop', 'other', 0, 1278),
    ('GB/T 47678.5-2026', 'matter', '09006', '占道经营', 'Trading on the pavement', 'other', 0, 1279),
    ('GB/T 47678.5-2026', 'matter', '09008', '非法出版物销售', 'Sale of illegal publications', 'other', 0, 1280),
    ('GB/T 47678.5-2026', 'matter', '09009', '机动车乱停放', 'Badly parked vehicles', 'other', 0, 1281),
    ('GB/T 47678.5-2026', 'matter', '09010', '非机动车乱停放', 'Badly parked bicycles', 'other', 0, 1282),
    ('GB/T 47678.5-2026', 'matter', '09011', '共享单车乱象', 'Disorderly shared bicycles', 'other', 0, 1283),
    ('GB/T 47678.5-2026', 'matter', '09012', '占用消防通道', 'Blocked fire lane', 'hazards', 2, 1284),
    ('GB/T 47678.5-2026', 'matter', '09013', '临街屠宰', 'Slaughter in the street', 'other', 0, 1285),
    ('GB/T 47678.5-2026', 'matter', '09014', '畜力车进城', 'Animal-drawn cart in town', 'other', 0, 1286),
    ('GB/T 47678.5-2026', 'matter', '09015', '无证餐饮', 'Unlicensed food stall', 'other', 0, 1287),
    ('GB/T 47678.5-2026', 'matter', '09016', '违规设置停车场', 'Unauthorised car park', 'other', 0, 1288),
    ('GB/T 47678.5-2026', 'matter', '09017', '违规占用桥下空间', 'Space under a bridge taken', 'other', 0, 1289),
    ('GB/T 47678.5-2026', 'matter', '09018', '履带车(铁轮车)违规上路行驶', 'Tracked vehicle on the road', 'other', 0, 1290),
    ('GB/T 47678.5-2026', 'matter', '09019', '占用无障碍通道', 'Blocked step-free access', 'other', 1, 1291),
    ('GB/T 47678.5-2026', 'matter', '09020', '农贸市场秩序问题', 'Disorder at a food market', 'other', 0, 1292),
    ('GB/T 47678.5-2026', 'matter', '09021', '占道洗车', 'Car washing on the road', 'other', 0, 1293),
    ('GB/T 47678.5-2026', 'matter', '09022', '占道促销宣传', 'Promotion on the pavement', 'other', 0, 1294),
    ('GB/T 47678.5-2026', 'matter', '10001', '道路积雪、结冰', 'Snow or ice on the road', 'road-defects', 2, 1295),
    ('GB/T 47678.5-2026', 'matter', '10002', '架空线缆脱落', 'Fallen overhead cable', 'hazards', 2, 1296)
on conflict (standard, kind, code) do update set name_zh = excluded.name_zh; -- 06014 lacked its brackets

-- Local extensions: 90 hazards, 91 disputes, 92 help for residents, 93 signs for the police. All but the hazards are about people.
insert into category (standard, kind, code, name_zh, name_en, layer, severity, sensitive, position) values
    ('LOCAL', 'matter', '90001', '高空坠物、外立面脱落', 'Falling objects or cladding', 'hazards', 3, false, 1400),
    ('LOCAL', 'matter', '90002', '路面塌陷', 'Road collapse', 'hazards', 3, false, 1401),
    ('LOCAL', 'matter', '90003', '消防隐患', 'Fire hazard', 'hazards', 2, false, 1402),
    ('LOCAL', 'matter', '90004', '用电隐患', 'Electrical hazard', 'hazards', 2, false, 1403),
    ('LOCAL', 'matter', '90005', '燃气隐患', 'Gas hazard', 'hazards', 3, false, 1404),
    ('LOCAL', 'matter', '90006', '自建房、危房', 'Unsafe building', 'hazards', 2, false, 1405),
    ('LOCAL', 'matter', '90007', '地质灾害', 'Landslide or rockfall', 'hazards', 3, false, 1406),
    ('LOCAL', 'matter', '90008', '内涝积水', 'Flooding', 'hazards', 2, false, 1407),
    ('LOCAL', 'matter', '90009', '飞线充电', 'Unsafe charging cable', 'hazards', 1, false, 1408),
    ('LOCAL', 'matter', '90010', '涉水隐患', 'Danger at the water', 'hazards', 2, false, 1409),
    ('LOCAL', 'matter', '90099', '其他安全隐患', 'Another hazard', 'hazards', 1, false, 1410),
    ('LOCAL', 'matter', '91001', '邻里纠纷', 'Quarrel between neighbours', 'other', 0, true, 1411),
    ('LOCAL', 'matter', '91002', '婚姻家庭纠纷', 'Family quarrel', 'other', 0, true, 1412),
    ('LOCAL', 'matter', '91003', '物业、停车纠纷', 'Quarrel about parking or property', 'other', 0, true, 1413),
    ('LOCAL', 'matter', '91004', '损害赔偿纠纷', 'Quarrel about damages', 'other', 0, true, 1414),
    ('LOCAL', 'matter', '91005', '房屋、宅基地纠纷', 'Quarrel about a house or its land', 'other', 0, true, 1415),
    ('LOCAL', 'matter', '91006', '劳资纠纷', 'Quarrel about work or wages', 'other', 1, true, 1416),
    ('LOCAL', 'matter', '91007', '村务管理纠纷', 'Quarrel about village affairs', 'other', 0, true, 1417),
    ('LOCAL', 'matter', '91099', '其他纠纷', 'Other quarrel', 'other', 0, true, 1418),
    ('LOCAL', 'matter', '92001', '独居老人关爱', 'Care for an old person living alone', 'other', 0, true, 1419),
    ('LOCAL', 'matter', '92002', '残疾人帮扶', 'Help for a disabled person', 'other', 0, true, 1420),
    ('LOCAL', 'matter', '92003', '办事代办', 'Errand run for a resident', 'other', 0, true, 1421),
    ('LOCAL', 'matter', '92099', '民生服务其他', 'Other help for residents', 'other', 0, true, 1422),
    ('LOCAL', 'matter', '93001', '诈骗线索', 'Sign of fraud', 'other', 1, true, 1423),
    ('LOCAL', 'matter', '93002', '盗窃线索', 'Sign of theft', 'other', 1, true, 1424),
    ('LOCAL', 'matter', '93003', '可疑人员、车辆', 'Suspicious person or vehicle', 'other', 1, true, 1425),
    ('LOCAL', 'matter', '93099', '其他治安线索', 'Another matter for the police', 'other', 1, true, 1426)
on conflict (standard, kind, code) do nothing;
update category
set source = case standard when 'LOCAL' then 'local extension' else 'transcribed from a secondary source' end;

-- Limits. National limits are set by each city; where a city's published table was at hand its value and its name are given,
-- elsewhere a default by severity. A city replaces them by its own.
update category
set make_safe      = case when severity = 3 then 1 when severity = 2 then 4 when severity = 1 and layer <> 'other' then 4 end,
    make_safe_unit = case when severity = 1 then 'work_hours' else 'hours' end,
    resolve        = case severity when 3 then 24 when 2 then 3 when 1 then 5 else 7 end,
    resolve_unit   = case severity when 3 then 'hours' else 'work_days' end
where kind = 'matter';
update category
set make_safe = 1, make_safe_unit = 'hours', resolve = 6, resolve_unit = 'hours',
    limit_source = '广州市井盖设施管理办法(2021): 6 小时; 天津 2017 办法: 30 分钟到场设警示'
where kind = 'matter' and (code between '01001' and '01012' or code between '01014' and '01023');
update category c
set make_safe = l.make_safe, make_safe_unit = l.make_safe_unit, resolve = l.resolve, resolve_unit = l.resolve_unit, limit_source = l.source
from (values
    ('06010', null, 'hours',      4,  'work_hours', '地方处置时限表: 暴露垃圾 4 工作时'),
    ('06011', null, 'hours',      4,  'work_days',  '济源: 积存垃圾渣土 4 工作日'),
    ('06012', null, 'hours',      5,  'work_hours', '济源: 道路不洁 5 工作时'),
    ('06014', 2,    'work_hours', 5,  'work_hours', '济源: 道路不洁 5 工作时'),
    ('06017', null, 'hours',      4,  'work_hours', '地方处置时限表: 绿地保洁 4 工作时'),
    ('04013', null, 'hours',      5,  'work_days',  '地方处置时限表: 绿地养护 5 工作日'),
    ('06001', null, 'hours',      20, 'work_days',  '地方处置时限表: 停工 4 工作时, 处罚 7 工作日, 拆除 20 工作日'),
    ('06025', null, 'hours',      15, 'work_days',  '济源: 水域不洁 15 工作日'),
    ('90008', 1,    'hours',      4,  'work_hours', '地方处置时限表: 路面积水 4 工作时'),
    ('90002', 1,    'hours',      3,  'days',       '天津 2017 办法: 检查井坍塌 3 日'),
    ('06013', 4,    'work_hours', 5,  'work_days',  ''),
    ('06048', 24,   'hours',      15, 'work_days',  '')
) as l (code, make_safe, make_safe_unit, resolve, resolve_unit, source)
where c.kind = 'matter' and c.code = l.code;
update category
set make_safe = null, resolve = 15, resolve_unit = 'days',
    milestones = '[{"title_zh": "首次联系", "title_en": "First contact", "amount": 24, "unit": "hours"}]'
where kind = 'matter' and code like '91%';
update category
set milestones = '[{"title_zh": "责令停工", "title_en": "Works stopped", "amount": 4, "unit": "work_hours"},
                   {"title_zh": "作出处罚", "title_en": "Penalty set", "amount": 7, "unit": "work_days"}]'
where kind = 'matter' and code = '06001';
update category
set milestones = '[{"title_zh": "现场勘查", "title_en": "Survey on site", "amount": 24, "unit": "hours"}]'
where kind = 'matter' and code = '06048';
-- By the clock, about: eight working hours stand for a day (casework.Limit.NominalHours).
update category
set resolve_hours = resolve * case resolve_unit when 'hours' then 1 when 'work_hours' then 3 else 24 end
where kind = 'matter';

-- Codes of older editions, by the one rule that fits every pair known: classes 01 to 04 of 2013 became 06 to 09 and numbers
-- stayed. CJ/T 214-2007 has its street order under 05, and emergencies, whose numbers are not known, under 04.
insert into category_alias (standard, code, category)
select 'GB/T 30428.2-2013', lpad((left(code, 2)::int - 5)::text, 2, '0') || right(code, 2), code
from category
where standard = 'GB/T 47678.5-2026' and kind = 'matter' and code between '06' and '09999';
insert into category_alias (standard, code, category)
select 'CJ/T 214-2007', case left(code, 2) when '04' then '05' else left(code, 2) end || right(code, 2), category
from category_alias
where standard = 'GB/T 30428.2-2013';

insert into department (code, title_zh, title_en, kind, always_on, position) values
    ('centre',         '综合治理指挥中心',       'Command centre',             'centre',     true,  1),
    ('urban',          '城市管理岗',             'Urban management post',      'post',       false, 2),
    ('roads',          '市政道路养护队',         'Road maintenance',           'department', false, 3),
    ('sanitation',     '环境卫生管理站',         'Street cleaning and waste',  'department', false, 4),
    ('greening',       '园林绿化管理站',         'Parks and greening',         'department', false, 5),
    ('utilities',      '市政公用协调岗',         'Utilities post',             'post',       false, 6),
    ('housing',        '住房和建设岗',           'Housing and building post',  'post',       false, 7),
    ('emergency',      '应急管理岗',             'Emergency management post',  'post',       true,  8),
    ('fire',           '消防救援站',             'Fire and rescue station',    'department', true,  9),
    ('police',         '派出所',                 'Police station',             'police',     true,  10),
    ('traffic-police', '交警中队',               'Traffic police',             'police',     true,  11),
    ('water',          '河长办(水利岗)',         'Rivers and water post',      'post',       false, 12),
    ('environment',    '生态环保岗',             'Environment post',           'post',       false, 13),
    ('market',         '市场监督管理所',         'Market supervision',         'department', false, 14),
    ('community',      '社区(村)',               'Community office',           'community',  false, 15),
    ('mediation',      '司法所(人民调解委员会)', 'Mediation office',           'department', false, 16),
    ('labour',         '劳动保障岗',             'Labour post',                'post',       false, 17),
    ('welfare',        '民政和民生服务岗',       'Resident services post',     'post',       false, 18);

-- The first rule that fits decides: the particular ones come before the general.
insert into routing_rule (position, title, category, min_severity, max_severity, weekdays, from_minute, to_minute, department, also, to_duty) values
    (10, '高空坠物 Falling objects', '90001', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'emergency', '{police,housing,community}', false),
    (20, '路面塌陷 Road collapse', '90002', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'roads', '{emergency,traffic-police}', false),
    (30, '消防隐患 Fire hazards', '90003', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'fire', '{community}', false),
    (40, '占用消防通道 Blocked fire lanes', '09012', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'fire', '{urban}', false),
    (50, '用电隐患 Electrical hazards', '90004', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'utilities', '{community}', false),
    (60, '燃气隐患 Gas hazards', '90005', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'utilities', '{fire,emergency}', false),
    (70, '自建房、危房 Unsafe buildings', '90006', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'housing', '{community}', false),
    (80, '地质灾害 Landslides', '90007', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'emergency', '{police,community}', false),
    (90, '内涝积水 Flooding', '90008', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'roads', '{emergency}', false),
    (100, '飞线充电 Charging cables', '90009', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'community', '{fire}', true),
    (110, '涉水隐患 Danger at the water', '90010', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'water', '{emergency}', false),
    (120, '其他安全隐患 Other hazards', '90', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'emergency', '{community}', false),
    (130, '劳资纠纷 Work and wages', '91006', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'labour', '{community}', false),
    (140, '小纠纷在网格调解 Small quarrels, in the grid', '91', 0, 1, '{1,2,3,4,5,6,7}', 0, 1440, 'community', '{}', true),
    (150, '较重纠纷 Graver quarrels', '91', 2, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'mediation', '{community,police}', false),
    (160, '民生服务 Help for residents', '92', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'welfare', '{community}', true),
    (170, '治安线索 Signs for the police', '93', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'police', '{}', false),
    (180, '边坡破损 Slopes', '06048', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'roads', '{emergency}', false),
    (190, '架空线缆 Overhead cables', '10002', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'utilities', '{emergency}', false),
    (200, '道路积雪结冰 Snow and ice', '10001', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'roads', '{traffic-police}', false),
    (210, '高空作业 Work at height', '08013', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'emergency', '{housing}', false),
    (220, '夜间噪声 Noise at night', '06028', 0, 3, '{1,2,3,4,5,6,7}', 1320, 360, 'police', '{environment}', false),
    (230, '噪声 Noise', '06028', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'environment', '{}', false),
    (240, '油烟 Cooking fumes', '06027', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'environment', '{}', false),
    (250, '露天烧烤 Barbecues', '06029', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'environment', '{urban}', false),
    (260, '焚烧 Burning', '06020', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'environment', '{fire}', false),
    (270, '医疗废物 Medical waste', '06033', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'environment', '{sanitation}', false),
    (280, '工地扬尘 Dust', '08004', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'environment', '{urban}', false),
    (290, '环境卫生 Cleaning', '06010', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'sanitation', '{}', false),
    (300, '环境卫生 Cleaning', '06011', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'sanitation', '{}', false),
    (310, '环境卫生 Cleaning', '06012', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'sanitation', '{}', false),
    (320, '环境卫生 Cleaning', '06037', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'sanitation', '{}', false),
    (330, '环境卫生 Cleaning', '06041', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'sanitation', '{}', false),
    (340, '环境卫生 Cleaning', '06042', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'sanitation', '{}', false),
    (350, '园林绿化 Greening', '06017', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'greening', '{}', false),
    (360, '园林绿化 Greening', '06018', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'greening', '{}', false),
    (370, '园林绿化 Greening', '06021', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'greening', '{}', false),
    (380, '园林绿化 Greening', '06022', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'greening', '{}', false),
    (390, '园林绿化 Greening', '06045', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'greening', '{}', false),
    (400, '园林绿化 Greening', '06047', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'greening', '{}', false),
    (410, '河道水域 Rivers and water', '06015', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'water', '{}', false),
    (420, '河道水域 Rivers and water', '06023', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'water', '{}', false),
    (430, '河道水域 Rivers and water', '06024', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'water', '{}', false),
    (440, '河道水域 Rivers and water', '06025', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'water', '{}', false),
    (450, '河道水域 Rivers and water', '06026', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'water', '{}', false),
    (460, '河道水域 Rivers and water', '06030', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'water', '{}', false),
    (470, '河道水域 Rivers and water', '06046', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'water', '{}', false),
    (480, '机动车停放 Parking', '09009', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'traffic-police', '{urban}', false),
    (490, '市场监管 Markets', '09013', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'market', '{urban}', false),
    (500, '市场监管 Markets', '09015', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'market', '{urban}', false),
    (510, '市场监管 Markets', '09020', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'market', '{urban}', false),
    (520, '流浪乞讨 Rough sleeping', '09003', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'welfare', '{}', false),
    (530, '交通信号灯 Traffic lights', '02014', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'traffic-police', '{roads}', false),
    (540, '交通信号设施 Traffic signals', '02015', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'traffic-police', '{roads}', false),
    (550, '消防设施 Fire installations', '01013', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'fire', '{}', false),
    (560, '市政公用设施 Utilities', '01', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'utilities', '{}', false),
    (570, '交通设施 Traffic installations', '02', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'roads', '{}', false),
    (580, '环卫设施 Cleaning installations', '03', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'sanitation', '{}', false),
    (590, '园林绿化设施 Greening installations', '04', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'greening', '{}', false),
    (600, '市容环境等 Everything else in the street', '0', 0, 3, '{1,2,3,4,5,6,7}', 0, 1440, 'urban', '{}', false);
insert into setting (key, value) values
    ('routing_fallback', 'centre'), -- department for what no rule fits
    ('work_calendar', 'cn'),
    ('hop_limit', '2'),             -- returned this often, only an arbiter dispatches
    ('contest_days', '15')
on conflict (key) do nothing;

-- Working hours of offices, with the holidays and working weekends of 2026 as the General Office of the State Council set them
-- on 2025-11-04 (国务院办公厅关于2026年部分节假日安排的通知, as Xinhua printed it: https://politics.gmw.cn/2025-11/04/content_38391083.htm).
-- Another year's are added the same way when they are published: docs/guides/cases.md.
insert into work_calendar (code, title_zh, title_en, hours) values
    ('cn', '机关工作日历', 'Office hours, China',
     '{"1": [[540, 720], [840, 1080]], "2": [[540, 720], [840, 1080]], "3": [[540, 720], [840, 1080]], "4": [[540, 720], [840, 1080]], "5": [[540, 720], [840, 1080]]}');
insert into work_day (calendar, day, working, note)
select 'cn', d::date, false, note
from (values
    (date '2026-01-01', date '2026-01-03', '元旦'),
    (date '2026-02-15', date '2026-02-23', '春节'),
    (date '2026-04-04', date '2026-04-06', '清明节'),
    (date '2026-05-01', date '2026-05-05', '劳动节'),
    (date '2026-06-19', date '2026-06-21', '端午节'),
    (date '2026-09-25', date '2026-09-27', '中秋节'),
    (date '2026-10-01', date '2026-10-07', '国庆节')
) as h (first, last, note), generate_series(h.first, h.last, interval '1 day') as d;
insert into work_day (calendar, day, working, note) values
    ('cn', '2026-01-04', true, '元旦调休'),
    ('cn', '2026-02-14', true, '春节调休'),
    ('cn', '2026-02-28', true, '春节调休'),
    ('cn', '2026-05-09', true, '劳动节调休'),
    ('cn', '2026-09-20', true, '国庆节调休'),
    ('cn', '2026-10-10', true, '国庆节调休');
