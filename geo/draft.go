package geo

import "time"

// EditionDraft is an edition before it is kept.
type EditionDraft struct {
	Net         Net    // Code and Scheme; Title may be empty to leave a known net's title as it is
	Title       string // of the edition
	Source      string // where the cells come from, for people
	Datum       string // the datum that the source was in
	InForceFrom time.Time
	Cells       []Cell // ID is not used
}
