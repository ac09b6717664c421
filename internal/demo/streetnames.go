package demo

import (
	"cmp"
	"slices"
)

// nameStreets names the streets of s, the longest first, and raises the longest to secondary roads. Some are named by
// where they are: 车站路 passes the bus station, 状元街 the middle of the old core.
func nameStreets(streets []stroke, s settlement) {
	names := []string{"集贸街", "合中街", "油坊街", "太平巷", "水井巷"}
	secondary := 1
	if s.oldM > 200 {
		names = []string{
			"文昌街", "人民路", "新市街", "学府路", "兴业路", "迎宾路", "老场街", "米市街", "和平街", "建设路",
			"书院街", "盐店街", "双井街", "红旗路", "金桂路", "柏树街", "竹器街", "粮站路", "横街", "正街", "新民街", "聚贤路", "青杠巷", "石桥巷", "茶馆巷", "染坊巷",
		}
		secondary = 5
		for _, special := range []struct {
			name string
			at   vec
		}{{"车站路", busStation()}, {"状元街", s.centre.add(vec{90, 160})}, {"铜锣路", places()[0].centre}, {"沙堆路", places()[1].centre}} {
			i := passing(streets, special.at)
			streets[i].name, streets[i].rank = special.name, 2
		}
	}
	order := make([]int, len(streets))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(length(streets[j].line), length(streets[i].line)) })
	for _, i := range order {
		if streets[i].name != "" || len(names) == 0 {
			continue
		}
		streets[i].name, names = names[0], names[1:]
		if secondary > 0 {
			streets[i].rank = 2
			secondary--
		}
	}
}

// passing returns the street without a name, of some length, that passes nearest to at.
func passing(streets []stroke, at vec) int {
	best := -1
	for i, s := range streets {
		if s.name != "" || length(s.line) < 300 {
			continue
		}
		if best < 0 || toLine(at, s.line) < toLine(at, streets[best].line) {
			best = i
		}
	}
	return best
}
