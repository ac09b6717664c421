package demo

// The district and the street that the synthetic town borrows its codes from.
const (
	district   = "500120"
	streetCode = "500120005"
)

// Area is a community or village of the street.
type Area struct {
	Code string // 12 digits
	Name string
}

// place is an area and what it grows around.
type place struct {
	Area
	centre vec
	urban  bool // a community within a settlement; its cells follow streets
	cells  int  // how many cells it gets; 0 means by its size
}

// places returns the 3 communities and 16 villages with their codes of the edition of 2016-07-31. Where that edition has
// a point the place stands there (合中社区 shares one with 竹林湾村 and is moved to the market east of it); the others
// stand where they fit.
func places() []place {
	at := func(seq, name string, x, y float64) place {
		return place{Area: Area{Code: streetCode + seq, Name: name}, centre: vec{x, y}}
	}
	out := []place{
		at("001", "铜锣社区", -590, 24), at("002", "沙堆社区", 430, 355), at("003", "合中社区", -5700, -370),
		at("200", "石垭村", -2150, 900), at("201", "红学村", -500, 2100), at("202", "三五村", 2550, 1900),
		at("203", "凉风村", 2250, 350), at("204", "长五村", 3250, -1000), at("205", "高古村", 1900, -2200),
		at("206", "新民村", -550, -3500), at("207", "八寿村", -7206, -1604), at("208", "竹林湾村", -6877, -1183),
		at("209", "大岚坳村", -7000, 950), at("210", "铜瓦村", -3685, -1855), at("211", "杨寺村", -2330, -3744),
		at("212", "天灯村", 350, -1750), at("213", "走马村", -3600, 700), at("214", "龙安村", -5200, -2900),
		at("215", "莲花坝村", 1050, 2300),
	}
	for i, cells := range []int{31, 29, 12} {
		out[i].urban = true
		out[i].cells = cells
	}
	return out
}

// AreaNames returns what the district, the street, its communities and villages are called, by code.
func AreaNames() map[string]string {
	names := map[string]string{district: "璧山区", streetCode: "丁家街道"}
	for _, p := range places() {
		names[p.Code] = p.Name
	}
	return names
}

// villageCells is the number of cells of the 16 villages together.
const villageCells = 78

// shareCells sets how many cells each village gets: three each, the rest by area (largest remainder).
func shareCells(ps []place, areaM2 []float64) {
	var weights []float64
	var which []int
	left := villageCells
	for i := range ps {
		if !ps[i].urban {
			which = append(which, i)
			weights = append(weights, areaM2[i])
			left -= 3
		}
	}
	for k, n := range apportion(left, weights) {
		ps[which[k]].cells = 3 + n
	}
}
