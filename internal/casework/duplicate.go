package casework

import (
	"slices"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
)

// Link returns which cases must be linked to which head so that id becomes a duplicate of to: heads[k] is what the duplicate
// k is linked to now. Chains collapse: every duplicate points at the head itself, so those of id move along with it. Linking
// a case to one of its own duplicates would be a circle: geo.Conflict. It is geo.Invalid to link a case to itself.
//
// Each case named in moved takes the action LinkTo with the head; id is the first of them. Their own times stay.
func Link(heads map[uuid.UUID]uuid.UUID, id, to uuid.UUID) (head uuid.UUID, moved []uuid.UUID, err error) {
	if id == to {
		return uuid.Nil, nil, geo.Errorf(geo.Invalid, "duplicate_of", "must name another case")
	}
	head = Head(heads, to)
	if head == id {
		return uuid.Nil, nil, geo.Errorf(geo.Conflict, "duplicate_of", "that case is a duplicate of this one")
	}
	if head == uuid.Nil {
		return uuid.Nil, nil, geo.Errorf(geo.Conflict, "duplicate_of", "is linked in a circle")
	}
	for k := range heads {
		if k != id && heads[k] == id {
			moved = append(moved, k)
		}
	}
	slices.SortFunc(moved, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return head, append([]uuid.UUID{id}, moved...), nil
}

// Head follows links from id to the case that is a duplicate of none; the zero id when they go in a circle.
func Head(heads map[uuid.UUID]uuid.UUID, id uuid.UUID) uuid.UUID {
	for range len(heads) + 1 {
		next, linked := heads[id]
		if !linked {
			return id
		}
		id = next
	}
	return uuid.Nil
}
