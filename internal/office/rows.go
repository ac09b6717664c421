package office

import (
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// Row is a case in a list.
type Row struct {
	Dossier      casework.Dossier // with its placement
	Number       string           // of its first report, masked
	Title        casework.Text    // of the department that has it
	AssigneeName string
	Reports      int
	Photos       int
	Words        string  // the beginning of what its first report says
	DistanceM    float64 // where a list is about a place
	Score        float64 // where a list is about what is alike: 0 to 1
}

// Told is a report of a case, as those at work see it.
type Told struct {
	ID          uuid.UUID
	Number      string // masked
	ReportedAt  time.Time
	ReceivedAt  time.Time
	Source      string
	Description string
	AccuracyM   float64
	Datum       string
	HasContact  bool
	Joined      bool
	Answers     []Answer // to what its category asks, in the order of the questions
}

// Answer is what the sender of a report answered to a question of its category. One that is not asked any more has no title.
type Answer struct {
	Code   string
	Title  casework.Text
	Hint   casework.Text   // of a number: what it counts
	Values []casework.Text // a choice by its title; what was written, alike in both languages
}

// Assignable is an account that may be given a case.
type Assignable struct {
	ID   int64
	Name string
}

// CellCount is how many open cases a cell has.
type CellCount struct {
	Code  string
	Name  string
	Cases int
}

// Line is one line of a case's story: an event with the names that it goes by.
type Line struct {
	casework.Event
	Name string        // of the account
	Post casework.Text // of the account's department
	With casework.Text // of the department that has the case afterwards
}

// Photo is a picture of a case, without its bytes.
type Photo struct {
	ID         uuid.UUID
	Kind       string
	State      string
	Width      int
	Height     int
	TakenAt    time.Time // zero: not known
	DistanceM  *float64  // of the place in the photo from the pin
	Cleared    bool
	ByReporter bool
}

// OnDuty is a member who serves a cell now.
type OnDuty struct {
	MemberID int64
	Name     string
	Role     casework.Role
}

// File is a case with its whole story.
type File struct {
	Row
	Told       []Told
	Lines      []Line
	Tasks      []Task
	Pictures   []Photo
	Duplicates []Row
	OnDuty     []OnDuty
}

// Task is a task of a case, with the title of who has it.
type Task struct {
	casework.Task
	Title casework.Text
	Ends  []casework.TaskState // as whoever asks may end it
}

// Mark says that a case changed, and who may hear of it.
type Mark struct {
	ID          uuid.UUID
	Version     int
	Area        string
	Departments []string // that it is or was with
}

// Step is one step of a case as its reporter may see it: no names.
type Step struct {
	Action     casework.Action // that led to it
	State      casework.State
	At         time.Time
	Post       casework.Text // the department that had it then
	PublicNote string
}

// Story is what a report's sender may see of its case.
type Story struct {
	State        casework.State
	Category     string    // code
	DuplicateOf  uuid.UUID // the case that it is dealt with as one; zero: none
	Steps        []Step
	Department   string // that has it now; empty: the centre
	Post         casework.Text
	ExpectedAt   time.Time // zero: nobody has said
	LookBy       time.Time // by when somebody should have looked at it; zero: somebody has
	ContestUntil time.Time // zero: nothing to contest
	OtherReports int
	Photos       []Photo // that the public may see
}

// Neighbour is an open case near a place, as the public may see it.
type Neighbour struct {
	ID        uuid.UUID
	Category  casework.Category
	State     casework.State
	OpenedAt  time.Time
	At        geo.Point
	DistanceM float64
}
