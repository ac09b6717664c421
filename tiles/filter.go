package tiles

import (
	"slices"
	"time"

	"github.com/wangge-map/wangge/internal/casework"
)

// Filter narrows the cases of a layer. An empty list lets every value through.
type Filter struct {
	Layers     []string // layers of kind points; only for what spans them
	Categories []string // codes
	States     []casework.State
	Severities []casework.Severity
	Cells      []string  // codes, in the net that is asked for
	From       time.Time // opened at or after; zero means from the first
	To         time.Time // opened before; zero means to the last
}

// match reports whether a case in cell passes f.
func (f *Filter) match(p *pin, cell string) bool {
	return among(f.Layers, p.layer) && among(f.Categories, p.category) && among(f.States, p.state) && among(f.Severities, p.severity) &&
		among(f.Cells, cell) && (f.From.IsZero() || !p.openedAt.Before(f.From)) && (f.To.IsZero() || p.openedAt.Before(f.To))
}

func among[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }
