package demo

import (
	"time"

	"github.com/wangge-map/wangge/internal/casework"
)

// site says what a matter is bound to.
type site uint8

const (
	onRoad     site = iota // on the carriageway
	byRoad                 // at its edge
	atBuilding             // at or in a building
	byWater                // on the bank
	inOpen                 // anywhere near
)

// matter is a category as it occurs in the town.
type matter struct {
	code     string
	severity casework.Severity
	site     site
	weight   float64 // how common it is in the town
	rural    float64 // and in the villages
	hours    float64 // how long it usually takes to settle
	words    []string
	season   season
}

// season is the months that a matter occurs in, both included and running over the new year when from is after until.
// The zero season is the whole year.
type season struct{ from, until time.Month }

func (s season) holds(m time.Month) bool {
	switch {
	case s == season{}:
		return true
	case s.from <= s.until:
		return m >= s.from && m <= s.until
	}
	return m >= s.from || m <= s.until
}

// matters returns what is reported, with what people write; %s is the place.
func matters() []matter {
	winter := season{time.December, time.February}
	rains := season{time.May, time.September}
	return []matter{
		{"06013", casework.Priority, onRoad, 30, 26, 60, []string{"%s路面有坑洼，下雨积水，骑车容易摔倒。", "%s路面破损，车子经过颠得厉害。", "%s水泥路面开裂，边上已经翻起来了。"}, season{}},
		{"06014", casework.Priority, onRoad, 7, 4, 5, []string{"%s有渣土车撒落的泥沙，路面很滑。", "%s路上洒了一地碎石，没有人清扫。"}, season{}},
		{"06012", casework.Routine, onRoad, 10, 3, 8, []string{"%s路面脏，落叶和泥水没有清理。", "%s路边有油污，扫不掉。"}, season{}},
		{"06016", casework.Routine, onRoad, 5, 1, 200, []string{"%s斑马线磨得看不清了。", "%s停车线模糊，车子乱停。"}, season{}},
		{"06050", casework.Routine, byRoad, 7, 0, 90, []string{"%s路缘石缺了一块，晚上容易绊脚。", "%s路缘石被车压坏了。"}, season{}},
		{"06051", casework.Priority, byRoad, 5, 0, 96, []string{"%s盲道砖松动缺失。", "%s盲道断了一截，走不通。"}, season{}},
		{"06049", casework.Routine, byRoad, 5, 1, 80, []string{"%s台阶破损，老人上下不方便。"}, season{}},
		{"06052", casework.Priority, byRoad, 3, 0, 110, []string{"%s无障碍坡道破损，轮椅上不去。"}, season{}},
		{"01002", casework.Urgent, onRoad, 9, 1, 10, []string{"%s污水井盖松动，车一压就响。", "%s井盖下沉，和路面有高差。"}, season{}},
		{"02017", casework.Priority, byRoad, 4, 3, 40, []string{"%s护栏被撞歪，没有复位。", "%s护栏缺了一段。"}, season{}},
		{"08003", casework.Priority, onRoad, 3, 1, 48, []string{"%s有人挖开路面埋管，没有看到许可牌。"}, season{}},
		{"08009", casework.Routine, onRoad, 3, 1, 60, []string{"%s工地出入口的路被压烂了，全是泥。"}, season{}},
		{"10001", casework.Urgent, onRoad, 0, 3, 6, []string{"%s早上结了薄冰，车子打滑。"}, winter},
		{"06010", casework.Routine, byRoad, 26, 12, 10, []string{"%s垃圾堆了两天没有清运，有异味。", "%s路边有人丢建筑垃圾。", "%s垃圾桶旁边堆满了袋子。"}, season{}},
		{"06036", casework.Routine, atBuilding, 14, 4, 30, []string{"%s楼道里堆了旧家具和纸箱。", "%s门口堆放杂物，挡住了过道。"}, season{}},
		{"06001", casework.Routine, atBuilding, 7, 5, 240, []string{"%s有人在楼顶搭彩钢棚。", "%s围墙外私自搭了棚子。"}, season{}},
		{"06028", casework.Routine, atBuilding, 10, 1, 20, []string{"%s晚上音响声音很大，影响休息。", "%s工地夜里还在施工。"}, season{}},
		{"09009", casework.Routine, byRoad, 22, 2, 4, []string{"%s车子停在人行道上，行人只好走车道。", "%s两边停满了车，会车困难。"}, season{}},
		{"09012", casework.Urgent, byRoad, 8, 0, 3, []string{"%s消防通道被私家车堵住了。", "%s消防通道口停了货车。"}, season{}},
		{"09006", casework.Routine, byRoad, 14, 0, 6, []string{"%s摊位摆到了人行道上。", "%s早市散了以后摊子没有收。"}, season{}},
		{"06004", casework.Priority, atBuilding, 7, 0, 120, []string{"%s外墙瓷砖有空鼓，怕掉下来。", "%s外墙渗水发黑，有脱皮。"}, season{}},
		{"90001", casework.Emergency, atBuilding, 12, 1, 14, []string{"%s高处墙皮松动，已有碎块掉落。", "%s窗台外的花盆没有固定。", "%s空调外机支架锈断，摇晃。"}, season{}},
		{"90002", casework.Emergency, onRoad, 2, 3, 30, []string{"%s路面下陷，边上有空洞。", "%s路基被水冲空，半边路塌了。"}, season{}},
		{"90003", casework.Urgent, atBuilding, 12, 3, 24, []string{"%s楼梯间的灭火器过期了。", "%s门面用电炉，旁边堆着纸箱。", "%s应急灯不亮，疏散门上了锁。"}, season{}},
		{"90004", casework.Urgent, atBuilding, 9, 5, 20, []string{"%s电线老化，外皮脱落。", "%s配电箱门敞开，小孩能碰到。"}, season{}},
		{"90005", casework.Emergency, atBuilding, 6, 1, 6, []string{"%s有燃气味，请来检测。", "%s餐馆的气瓶放在灶台边上。"}, season{}},
		{"90006", casework.Urgent, atBuilding, 4, 8, 220, []string{"%s老房子墙体开裂，还住着人。", "%s土墙倾斜，下雨时有响声。"}, season{}},
		{"90007", casework.Emergency, inOpen, 0, 9, 60, []string{"%s坡上有落石，滚到了路边。", "%s山坡出现裂缝，下面有住户。"}, rains},
		{"06048", casework.Urgent, byRoad, 1, 7, 130, []string{"%s挡土墙鼓包，有裂缝。", "%s边坡泥土滑下来，堵了边沟。"}, rains},
		{"90008", casework.Urgent, onRoad, 6, 3, 12, []string{"%s下大雨积水没过脚踝。", "%s排水沟堵了，水倒灌进门面。"}, rains},
		{"90009", casework.Priority, atBuilding, 14, 1, 10, []string{"%s有人从楼上拉线下来给电动车充电。", "%s电动车在楼道里充电。"}, season{}},
		{"90010", casework.Urgent, byWater, 5, 9, 40, []string{"%s河边护栏松动，小孩常在这里玩。", "%s水边没有警示牌，有人下水游泳。"}, season{}},
		{"10002", casework.Urgent, byRoad, 5, 5, 9, []string{"%s一根线缆垂下来，快碰到车顶了。", "%s电线杆上的线掉在路边。"}, season{}},
		{"91001", casework.Routine, atBuilding, 8, 5, 100, []string{"%s两家为漏水的事争执，请网格员来调解。", "%s邻居为晾晒和过道吵了几次。"}, season{}},
		{"91003", casework.Routine, atBuilding, 7, 0, 90, []string{"%s住户对停车费有意见，和物业说不拢。", "%s车位被占，双方争吵。"}, season{}},
	}
}
