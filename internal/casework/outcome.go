package casework

import "github.com/google/uuid"

// Outcome is what became of one report handed to the store.
type Outcome int

// The outcomes.
const (
	Saved        Outcome = iota // kept, with its case
	Resent                      // its source sent it before: nothing new was kept
	KeyReused                   // its source used the same identity for another content: nothing was kept
	EditionMoved                // placed in an edition that is no longer in force: nothing was kept, place it again
	NotJoined                   // the case that it was said to be about can't take it: nothing was kept
)

// Kept is the outcome of one report, and the id under which it is known: its own, or that of the first of its kind.
type Kept struct {
	Outcome  Outcome
	ReportID uuid.UUID
}
