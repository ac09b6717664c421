package store

import (
	"context"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// FiguredAtMost is Figured with another bound.
func (s *Store) FiguredAtMost(ctx context.Context, scope identity.Scope, p casework.Period, most int) ([]casework.Figured, error) {
	return s.figured(ctx, scope, "", p, most)
}
