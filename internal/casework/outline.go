package casework

import (
	"time"

	"github.com/google/uuid"
)

// Outline is a case of a category that is not sensitive, as other systems may be told of it: no words of reporters, none
// of those at work. At is exact, and to be rounded by whoever tells it.
type Outline struct {
	Case
	Due        time.Time // when it should be settled; zero: no limit
	Department Title     // that has it; empty: the centre
	Photo      uuid.UUID // the first that is cleared for the public; zero: none
}

// Title is a name in both languages.
type Title struct{ Code, ZH, EN string }

// OutlineQuery narrows outlines. Places are compared as they are told, rounded: otherwise small boxes would give away what
// rounding hides.
type OutlineQuery struct {
	OpenedFrom, OpenedUntil   time.Time // half-open; zero: without an end
	ChangedFrom, ChangedUntil time.Time // the last change, half-open; zero: any
	Categories                []string  // codes; nil: any
	States                    []State   // nil: any
	Box                       *[4]float64
	Near                      *Circle
	After                     *OutlinePlace // only those that come after it
	Offset, Limit             int
}

// Circle is what lies within RadiusM metres of a place, in degrees.
type Circle struct{ Lon, Lat, RadiusM float64 }

// OutlinePlace is a place in the order of outlines: the newest first, then by id.
type OutlinePlace struct {
	OpenedAt time.Time
	ID       uuid.UUID
}

// OutlineStep is one change of a case's state. Number counts those of one case from 1: the numbers of all events would tell
// how many there are that nobody may know of.
type OutlineStep struct {
	CaseID     uuid.UUID
	Number     int
	At         time.Time
	State      State
	Department Title
}

// Kinds of answer that an Attribute may ask for, as Open311 names them.
const (
	AskString   = "string"
	AskNumber   = "number"
	AskDatetime = "datetime"
	AskText     = "text"
	AskOne      = "singlevaluelist"
	AskSeveral  = "multivaluelist"
)

// Attribute is a question that a category asks whoever reports it.
type Attribute struct {
	Category, Code   string
	Datatype         string
	Required         bool
	TitleZH, TitleEN string
	HintZH, HintEN   string
	Choices          []Choice // of lists
}

// Choice is one of the answers that a list offers.
type Choice struct {
	Key string `json:"key"`
	ZH  string `json:"zh"`
	EN  string `json:"en"`
}

// MediaURL is the code of the answer that holds an address which came with a report. Nothing is fetched from it.
const MediaURL = "MEDIA_URL"

// Answer is what a reporter answered to the attribute with this code: one value, or several for AskSeveral.
type Answer struct {
	Code   string
	Values []string
}
