package city

import (
	"time"

	"github.com/wangge-map/wangge/internal/casework"
)

// matter is a category as it occurs in the city. Frequencies follow what cities publish of their hotlines and grid
// systems in kind: rubbish, parking and roads come first, collapses last.
type matter struct {
	code     string
	severity casework.Severity
	site     site
	weight   float64
	hours    float64 // how long it usually takes to settle
	words    string
	season   season
}

// season is when a matter occurs most.
type season uint8

const (
	always season = iota
	winter
	summer // the rains and the heat
)

// strength says how much of a matter there is in month m.
func (s season) strength(m time.Month) float64 {
	cold, warm := m == time.December || m <= time.February, m >= time.May && m <= time.September
	switch {
	case s == winter && cold, s == summer && warm:
		return 2
	case s == winter && warm:
		return 0
	case s != always:
		return 0.4
	}
	return 1
}

// matters returns the public categories and, with about two per cent of the weight, those that must never be seen.
func matters() []matter {
	return []matter{
		{"06010", casework.Routine, onRoad, 120, 10, "垃圾堆放未清运", summer},
		{"09009", casework.Routine, onRoad, 115, 4, "车辆停在人行道上", always},
		{"06013", casework.Priority, onRoad, 85, 60, "路面破损，有坑洼", always},
		{"06036", casework.Routine, atBuilding, 70, 30, "楼道堆放杂物", always},
		{"09006", casework.Routine, onRoad, 62, 6, "占道摆摊", summer},
		{"06012", casework.Routine, onRoad, 58, 8, "道路不洁", always},
		{"07001", casework.Routine, atBuilding, 55, 24, "墙面有小广告", always},
		{"06028", casework.Routine, atBuilding, 48, 20, "夜间噪声", summer},
		{"06042", casework.Routine, onRoad, 46, 6, "垃圾箱满溢", summer},
		{"01002", casework.Urgent, onRoad, 34, 10, "井盖松动", always},
		{"90009", casework.Priority, atBuilding, 32, 10, "飞线充电", always},
		{"06041", casework.Routine, atBuilding, 30, 24, "垃圾未分类", always},
		{"01037", casework.Priority, onRoad, 28, 48, "路灯不亮", always},
		{"90003", casework.Urgent, atBuilding, 26, 24, "消防设施缺失", always},
		{"09012", casework.Urgent, onRoad, 24, 3, "消防通道被占", always},
		{"06017", casework.Routine, inOpen, 22, 40, "绿地脏乱", always},
		{"06011", casework.Routine, onRoad, 20, 30, "渣土堆积", always},
		{"06001", casework.Routine, atBuilding, 18, 240, "私搭棚子", always},
		{"06050", casework.Routine, onRoad, 17, 90, "路缘石缺损", always},
		{"06016", casework.Routine, onRoad, 16, 200, "标线不清", always},
		{"06014", casework.Priority, onRoad, 16, 5, "路上有撒落物", always},
		{"90004", casework.Urgent, atBuilding, 15, 20, "电线老化", summer},
		{"06004", casework.Priority, atBuilding, 14, 120, "外墙污损", always},
		{"06035", casework.Routine, onRoad, 14, 40, "废弃家具", always},
		{"06034", casework.Routine, onRoad, 13, 200, "废弃车辆", always},
		{"06051", casework.Priority, onRoad, 12, 96, "盲道缺损", always},
		{"90001", casework.Emergency, atBuilding, 12, 14, "高处有脱落物", always},
		{"06030", casework.Priority, onRoad, 12, 12, "污水外流", summer},
		{"02017", casework.Priority, onRoad, 11, 40, "护栏歪斜", always},
		{"06018", casework.Routine, inOpen, 11, 30, "绿化弃料", always},
		{"90008", casework.Urgent, onRoad, 10, 12, "积水", summer},
		{"02010", casework.Routine, onRoad, 10, 60, "标志牌损坏", always},
		{"06021", casework.Routine, inOpen, 9, 60, "树木病虫害", summer},
		{"10002", casework.Urgent, onRoad, 9, 9, "线缆垂落", always},
		{"90005", casework.Emergency, atBuilding, 8, 6, "燃气异味", winter},
		{"03005", casework.Routine, onRoad, 8, 30, "垃圾箱损坏", always},
		{"08009", casework.Routine, onRoad, 8, 60, "工地出入口泥泞", always},
		{"90010", casework.Urgent, inOpen, 8, 40, "水边缺警示牌", summer},
		{"06049", casework.Routine, onRoad, 7, 80, "台阶破损", always},
		{"08003", casework.Priority, onRoad, 7, 48, "无证掘路", always},
		{"90006", casework.Urgent, atBuilding, 6, 220, "墙体开裂", always},
		{"06037", casework.Routine, onRoad, 6, 5, "动物尸体", always},
		{"02014", casework.Urgent, onRoad, 6, 6, "信号灯不亮", always},
		{"06052", casework.Priority, onRoad, 5, 110, "坡道破损", always},
		{"06048", casework.Urgent, onRoad, 4, 130, "边坡开裂", summer},
		{"10001", casework.Urgent, onRoad, 4, 6, "路面结冰", winter},
		{"90007", casework.Emergency, inOpen, 3, 60, "坡上落石", summer},
		{"90002", casework.Emergency, onRoad, 2, 30, "路面下陷", summer},
		{"91001", casework.Routine, atBuilding, 11, 100, "请来调解", always},
		{"91003", casework.Routine, atBuilding, 8, 90, "请来协调", always},
		{"92099", casework.Routine, atBuilding, 4, 48, "请上门协助", always},
		{"91099", casework.Routine, atBuilding, 2, 120, "请来调解", always},
	}
}

// stormShare is how much of what a storm brings is of each matter.
func stormShare() map[string]float64 {
	return map[string]float64{"90008": 50, "10002": 14, "06048": 8, "90001": 8, "01002": 7, "90007": 4, "90002": 3, "02010": 3, "06014": 3}
}

// table draws matters.
type table struct {
	matters []matter
	upTo    []float64
}

func newTable(all []matter, weight func(matter) float64) table {
	weights := make([]float64, len(all))
	for i, m := range all {
		weights[i] = weight(m)
	}
	return table{all, sums(weights)}
}
