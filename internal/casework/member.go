package casework

import (
	"fmt"
	"slices"
	"time"

	"github.com/wangge-map/wangge/geo"
)

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

// Roles returns every role: the 1, the 3, the N.
func Roles() []Role { return []Role{Leader, FullTime, PartTime, Instructor, Volunteer} }

// Member is a person serving a cell.
type Member struct {
	Name   string
	Role   Role
	Cell   string // code of the cell in its net's edition in force
	Shifts []Shift
}

// MemberState is how far somebody has come as a member.
type MemberState string

// The states.
const (
	Pending MemberState = "pending" // joined by a grid code, seen by nobody yet
	Trained MemberState = "trained" // knows what to do, not approved yet
	Active  MemberState = "active"  // serves; the only ones that are counted in public
	Left    MemberState = "left"
)

// mayBecome says which state follows which.
var mayBecome = map[MemberState][]MemberState{
	Pending: {Trained, Left}, Trained: {Active, Left}, Active: {Left}, Left: {Trained},
}

// CheckMemberStep returns a Conflict error when to can't follow from, and an Invalid one when it is no state.
func CheckMemberStep(from, to MemberState) error {
	if _, known := mayBecome[to]; !known {
		return geo.Errorf(geo.Invalid, "state", "is not pending, trained, active or left")
	}
	if from == to || slices.Contains(mayBecome[from], to) {
		return nil
	}
	return geo.Errorf(geo.Conflict, "state", "a member who is %s can't become %s; the order is pending, trained, active, left", from, to)
}

// Enrolled is a member as it is kept.
type Enrolled struct {
	Member   // without Shifts
	ID       int64
	Net      string // the net's code
	State    MemberState
	JoinedAt time.Time
	OnDuty   bool   // at the moment asked for
	Language string // of the words to be sent to them
	Contact  bool   // there is a way to reach them
}

// MemberChange is what is to become of a member; nil leaves it as it is.
type MemberChange struct {
	State *MemberState
	Role  *Role
	Cell  *string
	Name  *string
}

// MemberFilter says which members are wanted.
type MemberFilter struct {
	Net   string      // empty: the default net
	Cell  string      // code or its first digits; empty: every cell
	State MemberState // empty: every state
	Limit int
	At    time.Time // OnDuty is told for this moment
}

// Joining is somebody who is to serve.
type Joining struct {
	Member
	Net            string
	State          MemberState
	Language       string
	CodeID         string // the grid code that they scanned; empty: entered by staff
	ConsentVersion string // of the words that they agreed to
	At             time.Time
	Phone          string // kept sealed; empty: none
}

// Consent is what people agree to.
type Consent struct{ Version, ZH, EN string }

// GridCode is what is printed as a QR: a cell, or a building in it.
type GridCode struct {
	ID          string // eight characters, without their check
	Net         string
	Kind        string // "cell" or "building"
	Cell        string // code of the cell, when the grid code was made
	Label       string
	At          geo.Point
	CreatedAt   time.Time
	WithdrawnAt time.Time // zero: in use
}

// CodeFilter says which grid codes are wanted.
type CodeFilter struct {
	Net   string   // code of a net; empty: every net
	Cell  string   // code of a cell or its first digits; empty: every cell
	IDs   []string // nil: all
	InUse bool     // leave out those that were withdrawn
	Limit int
}

// MemberCount is how many members of one role serve a cell.
type MemberCount struct {
	Net, Cell string
	Role      Role
	Count     int
}

// JoinsFull says that a code has taken as many people within the hour as it may.
type JoinsFull struct {
	Until time.Time // from then on it takes another
	Taken int
}

func (e *JoinsFull) Error() string {
	return fmt.Sprintf("%d people have joined by this code within the hour; try again later, or speak to the grid member", e.Taken)
}

// Unwrap gives it a kind.
func (e *JoinsFull) Unwrap() error {
	return &geo.Error{Kind: geo.Unavailable, Field: "code", Msg: e.Error()}
}
