package demo

// Person is somebody who has an account in the town.
type Person struct {
	Login      string
	Name       string
	Role       string // code
	Area       string // prefix of cells; empty: everywhere
	Department string // code; empty: none
}

// Logins that the town's cases name.
const (
	Dispatcher = "dispatcher"
	GridMember = "grid"
	Arbiter    = "arbiter"
)

// People returns an account for every role, and one for every department of the default rules. Names are made up.
func People() []Person {
	const street, station, other = "500120005", "500120005001", "500120005002"
	people := []Person{
		{Login: Dispatcher, Name: "周晓岚", Role: "dispatcher", Area: street},
		{Login: GridMember, Name: "黄中敏", Role: "grid_member", Area: station},
		{Login: "grid2", Name: "彭德全", Role: "grid_member", Area: other},
		{Login: "volunteer", Name: "罗玉芬", Role: "volunteer", Area: station},
		{Login: Arbiter, Name: "段志刚", Role: "arbiter", Area: street},
		{Login: "official", Name: "谭文静", Role: "official", Area: street},
		{Login: "planner", Name: "邓一帆", Role: "planner", Area: street},
		{Login: "grid-admin", Name: "何红梅", Role: "grid_admin"},
		{Login: "system", Name: "系统管理员", Role: "system_admin"},
		{Login: "security", Name: "安全管理员", Role: "security_admin"},
		{Login: "audit", Name: "审计管理员", Role: "audit_admin"},
		{Login: "hotline", Name: "热线对接", Role: "integrator"},
	}
	for _, code := range []string{
		"urban", "roads", "sanitation", "greening", "utilities", "housing", "emergency", "fire", "police", "traffic-police", "water", "environment",
		"market", "community", "mediation", "labour", "welfare", "centre",
	} {
		people = append(people, Person{Login: code, Name: handlerNames[code], Role: "handler", Area: street, Department: code})
	}
	return people
}

var handlerNames = map[string]string{
	"urban": "曾庆国", "roads": "蒋大勇", "sanitation": "冉秀琼", "greening": "石青松", "utilities": "唐明远", "housing": "傅建平", "emergency": "向海涛",
	"fire": "雷鸣", "police": "秦立新", "traffic-police": "马骁", "water": "江永清", "environment": "叶知秋", "market": "文国强", "community": "杨秀兰",
	"mediation": "贺正明", "labour": "夏雨生", "welfare": "郑慧", "centre": "值守席",
}
