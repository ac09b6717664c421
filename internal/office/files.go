package office

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// Deed is an action on one case by somebody, as the files are asked to keep it.
type Deed struct {
	CaseID    uuid.UUID
	Scope     identity.CaseScope // which cases the actor may touch
	AccountID int64              // 0: the service itself, or a reporter
	Version   int                // of the case, that it was decided on; 0: whichever it has
	Key       string             // makes keeping it again harmless; empty: none
	Tracking  string             // of the report whose sender contests, once for each closing; empty: nobody contests
	Digest    []byte             // of what was asked, to tell a resend from a key used twice
}

// Decided is what follows from a deed.
type Decided struct {
	Dossier     casework.Dossier
	Events      []casework.Event // in their order; none: nothing is to be done
	Departments []string         // that see the case from now on
	More        []Decided        // of other cases, which Beside gave
}

// Beside looks things up while a case is being decided on, in the same transaction.
type Beside interface {
	// Case returns another case of the deed's scope, which nobody else can touch meanwhile either.
	Case(ctx context.Context, id uuid.UUID) (casework.Dossier, error)
	// Duplicates returns the cases that are linked to the one with id, which nobody else can touch meanwhile either.
	Duplicates(ctx context.Context, id uuid.UUID) ([]casework.Dossier, error)
	// WorksFor reports whether account may be given cases of department in area. An empty department is the grid.
	WorksFor(ctx context.Context, account int64, department, area string) (bool, error)
	// OnDuty returns an account of department whose member serves the cell of at now; 0 when there is none.
	OnDuty(ctx context.Context, at casework.Placement, department string, now Moment) (int64, error)
}

// Judge decides about a case that nobody else can touch meanwhile. It may be called again when the files have to begin anew.
type Judge func(casework.Dossier, Beside) (Decided, error)

// Actions are kept all or nothing.
type Actions interface {
	Act(ctx context.Context, deed Deed, judge Judge) error
	CaseOfTask(ctx context.Context, task uuid.UUID) (uuid.UUID, error)
	CaseOfReport(ctx context.Context, tracking string) (uuid.UUID, error)
}

// Public is what everybody may know.
type Public interface {
	Story(ctx context.Context, caseID uuid.UUID) (Story, error)
	ContestedUntil(ctx context.Context, report uuid.UUID) (time.Time, error)
	NearPublic(ctx context.Context, at geo.Point, radiusM float64, categories []string, limit int) ([]Neighbour, error)
}

// Waiting is what the clerk asks for.
type Waiting interface {
	// Alone runs fn if no other process runs it at this moment, and reports whether it did.
	Alone(ctx context.Context, fn func(context.Context) error) (bool, error)
	WaitingEmergencies(ctx context.Context, since time.Time, after uuid.UUID, limit int) ([]uuid.UUID, error)
	OverdueCases(ctx context.Context, now time.Time, most int, after uuid.UUID, limit int) ([]uuid.UUID, error)
	DeferredCases(ctx context.Context, now time.Time, after uuid.UUID, limit int) ([]uuid.UUID, error)
}

// Lists are what people at work ask for.
type Lists interface {
	// Count counts what wanted wants of each queue, whichever it names.
	Count(ctx context.Context, asker Asker, wanted Wanted) (map[Queue]int, error)
	List(ctx context.Context, asker Asker, wanted Wanted) (rows []Row, total int, next Place, err error)
	Near(ctx context.Context, scope identity.CaseScope, around Around) ([]Row, error)
	Find(ctx context.Context, scope identity.CaseScope, id uuid.UUID, at Moment) (File, error)
	// Assignable returns the accounts that may be given the case with id, those who serve its cell first.
	Assignable(ctx context.Context, scope identity.CaseScope, id uuid.UUID) ([]Assignable, error)
	// OpenCells returns cells with open cases within scope whose code begins with text or whose name holds it, the most cases first.
	OpenCells(ctx context.Context, scope identity.CaseScope, text string, limit int) ([]CellCount, error)
}

// Around is a place and how far around it cases are looked for.
type Around struct {
	Centre  casework.Case // its place, category and time; its own ID is left out
	RadiusM float64
	Limit   int
}

// Moment is a time of the week by the site's clock.
type Moment struct {
	Weekday int // Monday is 1
	Minute  int // of the day
}

// MomentOf returns the time of the week that t is by the clock of its own zone.
func MomentOf(t time.Time) Moment {
	return Moment{Weekday: (int(t.Weekday())+6)%7 + 1, Minute: t.Hour()*60 + t.Minute()}
}
