package tiles

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles/mvt"
)

// Names in tiles of cases.
const (
	pointsLayer   = "points"
	clustersLayer = "clusters"
)

const (
	// mostPoints is how many cases a tile shows one by one: some 80 kB, and more than can be told apart on 512 pixels.
	mostPoints = 800
	// countOnlyBins is from how many bins a side on a cluster says only its count: that many with all they could say would be
	// more than 100 kB.
	countOnlyBins = 64
)

// DefaultBins is how many clusters a side a tile has where nobody says: on 512 pixels, each has room for its number.
const DefaultBins = 8

// CheckBins returns an Invalid error unless a tile may be divided into n bins a side.
func CheckBins(n int) error {
	if n != 8 && n != 16 && n != 32 && n != 64 {
		return geo.Errorf(geo.Invalid, "bins", "is 8, 16, 32 or 64")
	}
	return nil
}

// bin is a square of a tile with the cases in it.
type bin struct {
	phases [3]uint32 // cases by phase
	worst  int8      // severity, of those not settled where there are such
	open   bool      // worst is of one that is not settled
	x, y   uint64    // sums of the places
	part   uint32    // where the first of them is
	row    uint32
}

func (b *bin) count() uint32 { return b.phases[0] + b.phases[1] + b.phases[2] }

func (b *bin) add(phase casework.Phase, severity int8, x, y int32) {
	b.phases[phase]++
	b.x += uint64(x)
	b.y += uint64(y)
	open := phase != casework.Settled
	if open == b.open && severity > b.worst || open && !b.open {
		b.worst, b.open = severity, open
	}
}

// phases by ordinal of the state.
var phases = func() (out [16]casework.Phase) {
	for i, s := range casework.States() {
		out[i] = s.Phase()
	}
	return out
}()

// caseTile draws the cases of a tile that pass s: one by one when they are few, else gathered in bins.
type caseTile struct {
	tile  TileID
	side  uint32 // bins a side
	shift uint32 // of a unit of the tile to its bin
	bins  []bin
	used  []uint32 // the bins that hold something
	few   []source // the cases, while they are few
	many  bool
}

var caseTiles = sync.Pool{New: func() any { return &caseTile{bins: make([]bin, 64*64)} }}

// drawCases returns the cases of t that pass s as a vector tile.
func (p *picture) drawCases(t TileID, s *sieve, binsASide int) []byte {
	c := caseTiles.Get().(*caseTile)
	defer caseTiles.Put(c)
	c.begin(t, uint32(binsASide))
	span := t.span()
	for i := range p.parts {
		from, until := p.parts[i].rows(span)
		c.gather(p.parts[i], uint32(i), s, from, until)
	}
	w := writers.Get().(*mvt.Writer)
	defer writers.Put(w)
	w.Reset()
	if c.many {
		c.writeBins(p, w)
	} else {
		c.writeFew(p, w)
	}
	return w.Bytes()
}

var writers = sync.Pool{New: func() any { return &mvt.Writer{} }}

func (c *caseTile) begin(t TileID, side uint32) {
	for _, i := range c.used {
		c.bins[i] = bin{}
	}
	*c = caseTile{tile: t, side: side, bins: c.bins, used: c.used[:0], few: c.few[:0]}
	for c.shift = tileBits; side > 1; side >>= 1 {
		c.shift--
	}
}

// gather takes in the rows from..until-1 of a part that pass. Neighbours in key are neighbours on the ground, so it writes to one bin
// after another.
func (c *caseTile) gather(p part, number uint32, s *sieve, from, until int) {
	g := p.segment
	for i := from; i < until; i++ {
		if !s.lets(g, i) || p.dead.has(i) {
			continue
		}
		x, y := c.tile.place(g.key[i])
		at := uint32(y)>>c.shift*c.side + uint32(x)>>c.shift
		b := &c.bins[at]
		if b.count() == 0 {
			c.used = append(c.used, at)
			b.part, b.row = number, uint32(i)
		}
		b.add(phases[g.state[i]], int8(g.severity[i]), x, y)
		if len(c.few) < mostPoints {
			c.few = append(c.few, source{number, uint32(i)})
		} else {
			c.many = true
		}
	}
}

// writeFew writes the cases one by one, the oldest first, so that the newest lie on top.
func (c *caseTile) writeFew(p *picture, w *mvt.Writer) {
	slices.SortFunc(c.few, func(a, b source) int {
		g, h := p.parts[a.part].segment, p.parts[b.part].segment
		return cmp.Or(cmp.Compare(g.opened[a.row], h.opened[b.row]), compareID(g.id[a.row], h.id[b.row]))
	})
	points := w.Layer(pointsLayer)
	for _, s := range c.few {
		c.writePoint(p, points, p.parts[s.part].segment, int(s.row))
	}
}

func (c *caseTile) writeBins(p *picture, w *mvt.Writer) {
	slices.Sort(c.used) // the same tile is the same bytes, whatever order its cases came in
	points, clusters := w.Layer(pointsLayer), w.Layer(clustersLayer)
	for _, i := range c.used {
		b := &c.bins[i]
		n := b.count()
		if n == 1 && c.side < countOnlyBins {
			c.writePoint(p, points, p.parts[b.part].segment, int(b.row))
			continue
		}
		clusters.Point(int32(b.x/uint64(n)), int32(b.y/uint64(n)))
		clusters.Int("count", int64(n))
		if c.side >= countOnlyBins {
			continue
		}
		clusters.Int("open", int64(b.phases[casework.Waiting]))
		clusters.Int("in_progress", int64(b.phases[casework.Underway]))
		clusters.Int("settled", int64(b.phases[casework.Settled]))
		clusters.Text("severity", casework.Severity(b.worst).String())
	}
}

func (c *caseTile) writePoint(p *picture, points *mvt.Layer, g *segment, i int) {
	k := &p.catalog.categories[g.category[i]]
	state := casework.States()[g.state[i]]
	x, y := c.tile.place(g.key[i])
	points.Point(x, y)
	points.UniqueText("id", g.id[i].String())
	points.Text("layer", k.Layer)
	points.Text("category", k.Code)
	points.Text("state", string(state))
	points.Bool("settled", state.Settled())
	points.Text("severity", casework.Severity(g.severity[i]).String())
	points.Text("cell", p.cellCode(g, i))
	points.Text("opened_at", time.Unix(int64(g.opened[i]), 0).UTC().Format(time.RFC3339))
}
