package locate

import (
	"cmp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/wangge-map/wangge/geo"
)

// Edition is an edition with its net and the index of its cells.
type Edition struct {
	geo.Edition
	Net   geo.Net
	Index *Index
}

// Nets holds the editions that are in force or will be. It is safe for concurrent use: readers see one whole state.
type Nets struct{ editions atomic.Pointer[[]*Edition] }

// Replace makes editions the ones that are known.
func (n *Nets) Replace(editions []*Edition) {
	own := slices.Clone(editions)
	slices.SortStableFunc(own, func(a, b *Edition) int {
		if c := cmp.Compare(a.Net.ID, b.Net.ID); c != 0 {
			return c
		}
		return cmp.Compare(a.Number, b.Number)
	})
	n.editions.Store(&own)
}

// Editions returns all that are known, by net and number. The caller must not change them.
func (n *Nets) Editions() []*Edition {
	if all := n.editions.Load(); all != nil {
		return *all
	}
	return nil
}

// List returns the edition in force at t of every net, oldest net first. The first is that of the default net.
func (n *Nets) List(t time.Time) []*Edition {
	var out []*Edition
	for _, ed := range n.Editions() {
		if ed.InForceAt(t) {
			out = append(out, ed)
		}
	}
	return out
}

// At returns the edition of net in force at t; an empty net is the default one, the oldest. It returns a NotFound error
// with field "net" when there is no such net, and an Unavailable one when it has no edition in force at t.
func (n *Nets) At(net string, t time.Time) (*Edition, error) {
	all := n.Editions()
	if len(all) == 0 {
		return nil, geo.Errorf(geo.Unavailable, "net", "there are no cells yet; import some with wangge import cells")
	}
	if net == "" {
		net = all[0].Net.Code
	}
	var known []string
	found := false
	for _, ed := range all {
		if ed.Net.Code == net {
			if ed.InForceAt(t) {
				return ed, nil
			}
			found = true
		}
		if len(known) == 0 || known[len(known)-1] != ed.Net.Code {
			known = append(known, ed.Net.Code)
		}
	}
	if found {
		return nil, geo.Errorf(geo.Unavailable, "net", "net %s has no edition in force at this time", net)
	}
	return nil, geo.Errorf(geo.NotFound, "net", "there is no such net; there are: %s", strings.Join(known, ", "))
}
