package tiles

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// CountQuery asks how many cases there are.
type CountQuery struct {
	Layer  string    // of kind points, or AllPoints
	By     []string  // what to count apart: cell, category, day, state, severity, layer; each at most once
	Net    string    // whose cells; empty means the default net
	Bound  geo.Bound // World() for everywhere
	Filter Filter
}

// Counts is how many cases there are: in all, and in each group that has any.
type Counts struct {
	Total, Open, Overdue int // Open are not settled; Overdue of those are beyond their category's limit now
	Groups               []CountGroup
}

// CountGroup is the cases that have Values, in the order of CountQuery.By: codes and ids; days as 2006-01-02 in the site's time
// zone; an empty text for cases in no cell.
type CountGroup struct {
	Values []string
	Count  int
}

// MaxGroups bounds how many groups are answered: some 5 MB of JSON.
const MaxGroups = 100_000

// Count answers q. It returns an Invalid error with field "by" for what can't be counted apart, or when there are more than
// MaxGroups groups, and the errors of DrawTile for the rest.
func (l *Live) Count(q CountQuery) (Counts, error) {
	v, err := l.view(q.Layer, &q.Filter, q.Net, slices.Contains(q.By, "cell"))
	if err != nil {
		return Counts{}, err
	}
	c := v.counter(q.Bound, l.now())
	for i, by := range q.By {
		if slices.Contains(q.By[:i], by) {
			return Counts{}, geo.Errorf(geo.Invalid, "by", "%q stands twice", by)
		}
		d, err := v.dimension(by)
		if err != nil {
			return Counts{}, err
		}
		c.dimensions = append(c.dimensions, d)
	}
	return c.run()
}

func (v view) counter(bound geo.Bound, now time.Time) *counter {
	return &counter{picture: v.picture, sieve: v.sieve, bound: bound, clock: v.clock(now)}
}

// dimension is something that is counted apart: code returns its value of a row as a number below size, text says it.
type dimension struct {
	size uint64
	code func(g *segment, row int) uint64
	text func(code uint64) string
}

func (v view) dimension(by string) (dimension, error) {
	p := v.picture
	switch by {
	case "cell":
		return p.cellDimension(v.mosaic), nil
	case "category":
		return dimension{uint64(len(p.catalog.categories)), func(g *segment, row int) uint64 { return uint64(g.category[row]) }, func(k uint64) string { return p.catalog.categories[k].Code }}, nil
	case "day":
		return dimension{1 << 16, func(g *segment, row int) uint64 { return uint64(g.day[row]) }, dayText}, nil
	case "state":
		return dimension{16, func(g *segment, row int) uint64 { return uint64(g.state[row]) }, func(k uint64) string { return string(casework.States()[k]) }}, nil
	case "severity":
		return dimension{4, func(g *segment, row int) uint64 { return uint64(g.severity[row]) }, func(k uint64) string { return casework.Severity(k).String() }}, nil
	case "layer":
		return p.layerDimension(), nil
	}
	return dimension{}, geo.Errorf(geo.Invalid, "by", "can't count by %q; there are cell, category, day, state, severity, layer, with commas between", by)
}

// dayText says a day counted from 1970.
func dayText(day uint64) string {
	return time.Unix(int64(day)*24*60*60, 0).UTC().Format(time.DateOnly)
}

func (p *picture) cellDimension(m *mosaic) dimension {
	net := slices.Index(p.mosaics, m)
	none := uint64(m.edition.Index.Len())
	return dimension{none + 1, func(g *segment, row int) uint64 {
		if cell := g.cells[net][row]; cell >= 0 {
			return uint64(cell)
		}
		return none
	}, func(cell uint64) string {
		if cell == none {
			return ""
		}
		return m.edition.Index.Cell(int32(cell)).Code
	}}
}

func (p *picture) layerDimension() dimension {
	layers := p.catalog.points()
	of := make([]uint64, len(p.catalog.categories))
	for i, c := range p.catalog.categories {
		of[i] = uint64(max(slices.Index(layers, c.Layer), 0))
	}
	return dimension{uint64(len(layers)), func(g *segment, row int) uint64 { return of[g.category[row]] }, func(k uint64) string { return layers[k] }}
}

// clock tells which open cases are overdue at a moment.
type clock struct {
	now    uint32
	limits []uint32 // by ordinal of the category: seconds that a case may stay unsettled; 0 for as long as it takes
}

func (p *picture) clock(now time.Time) clock {
	c := clock{now: clampSecond(now), limits: make([]uint32, len(p.catalog.categories))}
	for i, k := range p.catalog.categories {
		c.limits[i] = uint32(k.ResolveHours) * 60 * 60
	}
	return c
}

// overdue reports whether row of g is open for longer than it may.
func (c *clock) overdue(g *segment, row int) bool {
	limit := c.limits[g.category[row]]
	return limit > 0 && phases[g.state[row]] != casework.Settled && c.now > g.opened[row] && c.now-g.opened[row] > limit
}

// counter counts the cases of one picture.
type counter struct {
	picture    *picture
	sieve      *sieve
	bound      geo.Bound
	clock      clock
	dimensions []dimension
}

// tally is what one goroutine has counted.
type tally struct {
	total, open, overdue int
	groups               table
}

func (c *counter) run() (Counts, error) {
	tallies := c.tally()
	out := Counts{}
	merged := &tallies[0].groups
	for i := range tallies {
		out.Total += tallies[i].total
		out.Open += tallies[i].open
		out.Overdue += tallies[i].overdue
		if i > 0 {
			tallies[i].groups.each(merged.add)
		}
		if merged.used > MaxGroups {
			return Counts{}, geo.Errorf(geo.Invalid, "by", "gives more than the %d groups that are answered at most; narrow the filter, or count by less", MaxGroups)
		}
	}
	if len(c.dimensions) > 0 {
		out.Groups = c.say(merged)
	}
	return out, nil
}

// tally counts on as many processors as there are.
func (c *counter) tally() []tally {
	workers := runtime.GOMAXPROCS(0)
	tallies := make([]tally, workers)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for _, part := range c.picture.parts {
				c.scan(part, &tallies[w], w, workers)
			}
		})
	}
	group.Wait()
	return tallies
}

// scan counts the share of a part that is the w-th worker's.
func (c *counter) scan(part part, t *tally, w, workers int) {
	everywhere := c.bound == World()
	for _, rows := range part.within(c.bound) {
		n := rows.until - rows.from
		from, until := rows.from+n*w/workers, rows.from+n*(w+1)/workers
		for i := from; i < until; i++ {
			if !c.sieve.lets(part.segment, i) || part.dead.has(i) || !everywhere && !c.bound.Contains(part.at(i)) {
				continue
			}
			t.total++
			if phases[part.state[i]] != casework.Settled {
				t.open++
				if c.clock.overdue(part.segment, i) {
					t.overdue++
				}
			}
			if len(c.dimensions) > 0 {
				if t.groups.add(c.group(part.segment, i), 1); t.groups.used > MaxGroups {
					return // too many already: run says so
				}
			}
		}
	}
}

// rowSpan is rows from up to until.
type rowSpan struct{ from, until int }

// within returns the rows of g among which are all whose places are in b.
func (g *segment) within(b geo.Bound) []rowSpan {
	if b == World() {
		return []rowSpan{{0, g.len()}}
	}
	var out []rowSpan
	for _, span := range cover(b) {
		if from, until := g.rows(span); from < until {
			out = append(out, rowSpan{from, until})
		}
	}
	return out
}

// group returns the dimensions' values of a row as one number.
func (c *counter) group(g *segment, row int) uint64 {
	var key uint64
	for i := range c.dimensions {
		key = key*c.dimensions[i].size + c.dimensions[i].code(g, row)
	}
	return key
}

// say returns groups with their values as texts, in the order of those.
func (c *counter) say(t *table) []CountGroup {
	texts := make([]map[uint64]string, len(c.dimensions))
	for i := range texts {
		texts[i] = map[uint64]string{}
	}
	out := make([]CountGroup, 0, t.used)
	values := make([]string, t.used*len(c.dimensions))
	t.each(func(key uint64, n int) {
		group := CountGroup{Values: values[:len(c.dimensions):len(c.dimensions)], Count: n}
		values = values[len(c.dimensions):]
		for i := len(c.dimensions) - 1; i >= 0; i-- {
			d := &c.dimensions[i]
			code := key % d.size
			key /= d.size
			text, said := texts[i][code]
			if !said {
				text = d.text(code)
				texts[i][code] = text
			}
			group.Values[i] = text
		}
		out = append(out, group)
	})
	slices.SortFunc(out, func(a, b CountGroup) int { return slices.CompareFunc(a.Values, b.Values, strings.Compare) })
	return out
}
