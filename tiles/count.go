package tiles

import (
	"runtime"
	"slices"
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
	Total, Open, Overdue int // Open are not settled; Overdue of those are past their due date now
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
	return &counter{picture: v.picture, sieve: v.sieve, bound: bound, clock: clockAt(now)}
}

// dimension is something that is counted apart: code returns its value of a row as a number below size, in the order of the texts that
// text says, so that groups are put in order by their numbers.
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
	case "day":
		return dimension{1 << 16, func(g *segment, row int) uint64 { return uint64(g.day[row]) }, dayText}, nil
	case "category":
		return named(len(p.catalog.categories), func(k int) string { return p.catalog.categories[k].Code }, func(g *segment, row int) int { return int(g.category[row]) }), nil
	case "layer":
		return named(len(p.catalog.categories), func(k int) string { return p.catalog.categories[k].Layer }, func(g *segment, row int) int { return int(g.category[row]) }), nil
	case "state":
		return named(len(casework.States()), func(k int) string { return string(casework.States()[k]) }, func(g *segment, row int) int { return int(g.state[row]) }), nil
	case "severity":
		return named(len(casework.Severities()), func(k int) string { return casework.Severity(k).String() }, func(g *segment, row int) int { return int(g.severity[row]) }), nil
	}
	return dimension{}, geo.Errorf(geo.Invalid, "by", "can't count by %q; there are cell, category, day, state, severity, layer, with commas between", by)
}

// named returns the dimension of n ordinals, each of which has a name. Those of one name are counted together.
func named(n int, name func(ordinal int) string, ordinal func(g *segment, row int) int) dimension {
	var names []string
	for k := range n {
		names = append(names, name(k))
	}
	slices.Sort(names)
	names = slices.Compact(names)
	rank := make([]uint64, n)
	for k := range n {
		i, _ := slices.BinarySearch(names, name(k))
		rank[k] = uint64(i)
	}
	return dimension{uint64(len(names)), func(g *segment, row int) uint64 { return rank[ordinal(g, row)] }, func(code uint64) string { return names[code] }}
}

// dayText says a day counted from 1970.
func dayText(day uint64) string {
	return time.Unix(int64(day)*24*60*60, 0).UTC().Format(time.DateOnly)
}

// cellDimension is the cells of m, which are in the order of their codes. Cases in none come first.
func (p *picture) cellDimension(m *mosaic) dimension {
	net := slices.Index(p.mosaics, m)
	return dimension{uint64(m.edition.Index.Len()) + 1, func(g *segment, row int) uint64 { return uint64(g.cells[net][row] + 1) }, func(code uint64) string {
		if code == 0 {
			return ""
		}
		return m.edition.Index.Cell(int32(code - 1)).Code
	}}
}

// clock tells which open cases are overdue at a moment, to the second.
type clock struct{ now uint32 }

func clockAt(now time.Time) clock { return clock{clampSecond(now)} }

// overdue reports whether row of g is open and its clock has run out: the rule of the office's lists (casework.Deadline).
func (c clock) overdue(g *segment, row int) bool {
	due := g.due[row]
	return due > 0 && due < c.now && phases[g.state[row]] != casework.Settled
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
	keys := make([]uint64, 0, t.used)
	t.each(func(key uint64, _ int) { keys = append(keys, key) })
	slices.Sort(keys)
	texts := make([][]string, len(c.dimensions)) // said once each
	for i := range texts {
		texts[i] = make([]string, c.dimensions[i].size)
	}
	out := make([]CountGroup, len(keys))
	values := make([]string, len(keys)*len(c.dimensions))
	for n, key := range keys {
		out[n] = CountGroup{Values: values[n*len(c.dimensions) : (n+1)*len(c.dimensions)], Count: t.of(key)}
		for i := len(c.dimensions) - 1; i >= 0; i-- {
			d := &c.dimensions[i]
			text := &texts[i][key%d.size]
			if *text == "" {
				*text = d.text(key % d.size)
			}
			out[n].Values[i] = *text
			key /= d.size
		}
	}
	return out
}
