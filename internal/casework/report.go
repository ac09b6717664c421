package casework

import (
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
)

// Pin is a place as it was sent and as it is kept.
type Pin struct {
	At        geo.Point // WGS 84 on the lattice
	Datum     string    // the datum it was sent in
	SourceX   float64   // the coordinates as sent: lon or easting
	SourceY   float64   // lat or northing
	AccuracyM float64   // radius that holds the true place, metres; 0 when unknown
}

// Placement says whose cell a pin is in, and under which edition that was decided.
type Placement struct {
	Net       string
	EditionID int64
	Edition   int    // the edition's number within its net; 0 when the net has none in force
	CellID    int64  // 0 when outside
	Cell      string // the cell's code; empty when outside
	CellName  string
	District  string
	Status    string  // inside, border, snapped or outside
	BorderM   float64 // distance to the owner's border, or to the nearest cell when outside; metres
}

// Area returns the code that scopes are prefixes of: the cell's, or that of the district which answers where no cell does.
func (p Placement) Area() string {
	if p.Cell != "" {
		return p.Cell
	}
	return p.District
}

// Contact is how to reach the reporter. It is kept apart from the report and never logged.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone,omitempty"`
	Email string `json:"email,omitempty"`
}

// Report is what a person sent. It is never changed.
type Report struct {
	ID          uuid.UUID
	Tracking    string // the number the reporter is given
	CaseID      uuid.UUID
	Category    Category
	Pin         Pin
	Placement   Placement
	ChosenCell  string    // the code of the cell that the reporter says the place is in; empty when not asked
	SameAs      uuid.UUID // the open case that the reporter says it is about too; zero: a new matter
	Description string
	Contact     Contact
	Consent     string    // version of the words that the reporter agreed to; empty: none
	Answers     []Answer  // to the attributes of the category
	Source      string    // who sent it: "api", or the name of an import
	SourceID    string    // its identity at the source: the idempotency key, or the id in the file
	Digest      []byte    // SHA-256 of what was sent, to tell a resend from a reused identity; may be empty
	ReportedAt  time.Time // when the person saw it
	ReceivedAt  time.Time // when it reached us
}

// Case is the matter that one or more reports are about.
type Case struct {
	ID        uuid.UUID
	Category  Category
	State     State
	Severity  Severity
	At        geo.Point
	Placement Placement
	OpenedAt  time.Time
	UpdatedAt time.Time
	ClosedAt  time.Time // zero while open, and where the source of an imported case does not say
	DueAt     time.Time // when the clock that runs next runs out, for the live layers: zero while none runs, and in a Dossier, which has the clocks themselves
}

// Imported is a report from a file, with what its source knows of the case.
type Imported struct {
	Report Report
	Case   Case
}

// Progress is what a report's sender may see of it.
type Progress struct {
	Report Report // without Contact and Description
	Case   Case

	HasContact bool // whether it is known how to reach who sent it
}
