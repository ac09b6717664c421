package casework

// Role is what a member does for a cell: the 1, the 3 and the N of "1+3+N".
type Role string

// The roles.
const (
	Leader     Role = "leader"     // 网格长
	FullTime   Role = "full_time"  // 专职网格员
	PartTime   Role = "part_time"  // 兼职网格员
	Instructor Role = "instructor" // 网格指导员
	Volunteer  Role = "volunteer"  // 网格 N 力量
)

// Member is a person serving a cell.
type Member struct {
	Name string
	Role Role
	Cell string // code of the cell in its net's edition in force
}

// MemberCount is how many members of one role serve a cell.
type MemberCount struct {
	Net, Cell string
	Role      Role
	Count     int
}
