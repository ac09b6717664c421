package office

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// Queue names a pile of work.
type Queue string

// The queues, in the order they are shown.
const (
	QueueMine       Queue = "mine"       // assigned to who asks
	QueueCells      Queue = "cells"      // in the cell that who asks serves
	QueueDepartment Queue = "department" // with their department
	QueueOverdue    Queue = "overdue"
	QueueSoon       Queue = "soon"     // near its end, by the rules' clock
	QueueUnplaced   Queue = "unplaced" // in no cell
	QueueReturned   Queue = "returned"
	QueueCheck      Queue = "check"    // said to be done by another, to be looked at
	QueueNew        Queue = "new"      // nobody has decided yet
	QueueDispatch   Queue = "dispatch" // filed, and sent to nobody; the gravest first, then the oldest
	QueueContested  Queue = "contested"
	QueueParked     Queue = "parked"
	QueueAll        Queue = "all"
	QueueSettled    Queue = "settled" // of all states that end a case; the last come first, and nobody counts them
)

// Queues returns the queues of open cases, in the order they are shown.
func Queues() []Queue {
	return []Queue{
		QueueMine, QueueCells, QueueDepartment, QueueOverdue, QueueSoon, QueueUnplaced, QueueReturned, QueueCheck, QueueNew, QueueDispatch, QueueContested, QueueParked, QueueAll,
	}
}

// Asker is who asks for cases, as queries see them.
type Asker struct {
	Scope      identity.CaseScope
	AccountID  int64
	Department string
	MemberID   int64
	Checks     identity.Scope // where they may check what is resolved
	Now        time.Time
}

// Wanted is which cases of a queue are asked for. Cells and categories are named by their codes or by how those begin: a class
// of categories, a community's cells.
type Wanted struct {
	Queue    Queue
	State    casework.State // empty: any; of a settled one, the last come first
	Category string
	Cell     string
	Text     string // in the words of a report, or a tracking number, or the last group of one
	After    Place
	Limit    int
}

// SettledCounted is up to how many settled cases a list counts. One more stands for all that are more.
const SettledCounted = 1000

// Check refuses what no list can be made of.
func (w Wanted) Check() error {
	if w.Queue != QueueSettled && !slices.Contains(Queues(), w.Queue) {
		return geo.Errorf(geo.Invalid, "queue", "is not a queue; GET /api/v1/work/queues lists them")
	}
	if w.State != "" && !slices.Contains(casework.States(), w.State) {
		return geo.Errorf(geo.Invalid, "state", "is not a state of a case")
	}
	return nil
}

// Place is where a page of a list ends: the next begins behind it. The zero one is the beginning.
type Place struct {
	Due time.Time // zero: no clock runs. In the queue dispatch it stands for the severity
	At  time.Time // opened; of settled cases, updated
	ID  uuid.UUID
}

// String returns the cursor that ParsePlace reads: empty for the beginning.
func (p Place) String() string {
	if p == (Place{}) {
		return ""
	}
	due := "-"
	if !p.Due.IsZero() {
		due = strconv.FormatInt(p.Due.UnixMicro(), 10)
	}
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s.%d.%s", due, p.At.UnixMicro(), p.ID))
}

// ParsePlace reads what String wrote. Anything else is an Invalid error.
func ParsePlace(text string) (Place, error) {
	if text == "" {
		return Place{}, nil
	}
	wrong := geo.Errorf(geo.Invalid, "after", "is not a place in a list that this service gave; leave it out to begin anew")
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return Place{}, wrong
	}
	parts := strings.Split(string(raw), ".")
	if len(parts) != 3 {
		return Place{}, wrong
	}
	var p Place
	if parts[0] != "-" {
		if p.Due, err = instant(parts[0]); err != nil {
			return Place{}, wrong
		}
	}
	if p.At, err = instant(parts[1]); err != nil {
		return Place{}, wrong
	}
	if p.ID, err = uuid.Parse(parts[2]); err != nil || p.String() != text {
		return Place{}, wrong
	}
	return p, nil
}

// latest is beyond every time that the database is asked for, and within what it can hold.
var latest = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

func instant(text string) (time.Time, error) {
	micros, err := strconv.ParseInt(text, 10, 64)
	if err == nil && (micros < 0 || micros > latest) {
		err = strconv.ErrRange
	}
	return time.UnixMicro(micros).UTC(), err
}
