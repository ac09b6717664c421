package tiles

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
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

// FilterText is a filter as callers write it: lists with commas between, instants in RFC 3339 or days as 2006-01-02. Empty texts
// let everything through.
type FilterText struct{ Layer, Category, State, Severity, Cell, From, To string }

// The words that stand for several states.
const (
	stateOpen    = "open"
	stateSettled = "settled"
)

// ParseFilter reads t. Days are those of the site's time zone, and that of To is included. It returns an Invalid error whose
// field is the parameter's name.
func (l *Live) ParseFilter(t FilterText) (Filter, error) {
	p := l.picture.Load()
	var f Filter
	var err error
	steps := []func() error{
		func() error { f.Layers, err = known("layer", t.Layer, p.catalog.points()); return err },
		func() error { f.Categories, err = known("category", t.Category, p.catalog.codes()); return err },
		func() error { f.States, err = parseStates(t.State); return err },
		func() error { f.Severities, err = parseSeverities(t.Severity); return err },
		func() error { f.From, err = parseInstant("from", t.From, p.zone, 0); return err },
		func() error { f.To, err = parseInstant("to", t.To, p.zone, 1); return err },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return Filter{}, err
		}
	}
	if !f.From.IsZero() && !f.To.IsZero() && !f.From.Before(f.To) {
		return Filter{}, geo.Errorf(geo.Invalid, "to", "must be later than from")
	}
	f.Cells = split(t.Cell)
	return f, nil
}

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// known splits list and refuses what is not among names.
func known(field, list string, names []string) ([]string, error) {
	values := split(list)
	for _, v := range values {
		if !slices.Contains(names, v) {
			return nil, geo.Errorf(geo.Invalid, field, "there is no %s %q; write codes with commas between%s", field, v, few(names))
		}
	}
	return values, nil
}

// few lists names where there are only a few.
func few(names []string) string {
	if len(names) == 0 || len(names) > 12 {
		return ""
	}
	return ": " + strings.Join(names, ", ")
}

func parseStates(list string) ([]casework.State, error) {
	var states []casework.State
	for _, word := range split(list) {
		before := len(states)
		for _, s := range casework.States() {
			if string(s) == word || word == stateOpen && !s.Settled() || word == stateSettled && s.Settled() {
				states = append(states, s)
			}
		}
		if len(states) == before {
			return nil, geo.Errorf(geo.Invalid, "state", "there is no state %q; there are open, settled, %s", word, strings.Trim(fmt.Sprint(casework.States()), "[]"))
		}
	}
	return states, nil
}

func parseSeverities(list string) ([]casework.Severity, error) {
	var severities []casework.Severity
	for _, word := range split(list) {
		i := slices.IndexFunc(casework.Severities(), func(s casework.Severity) bool { return s.String() == word })
		if i < 0 {
			return nil, geo.Errorf(geo.Invalid, "severity", "there is no severity %q; there are routine, priority, urgent, emergency", word)
		}
		severities = append(severities, casework.Severities()[i])
	}
	return severities, nil
}

// parseInstant reads an instant, or the beginning of a day that comes days after the one named.
func parseInstant(field, text string, zone *time.Location, days int) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		if t, err = time.Parse(time.DateOnly, text); err == nil {
			t = firstInstant(t.AddDate(0, 0, days), zone)
		}
	}
	switch {
	case err == nil && t.Unix() < 0:
		return time.Time{}, geo.Errorf(geo.Invalid, field, "is before 1970, when there were no cases")
	case err == nil:
		return t, nil
	}
	return time.Time{}, geo.Errorf(geo.Invalid, field, "is neither a day like 2026-11-24 nor an instant like 2026-11-24T08:00:00+08:00 (in an address, + is written %%2B)")
}

// firstInstant returns when the day of date begins in zone: not always at midnight, which may not exist where clocks go forward.
func firstInstant(date time.Time, zone *time.Location) time.Time {
	noon := time.Date(date.Year(), date.Month(), date.Day(), 12, 0, 0, 0, zone)
	before := sort.Search(24*60*60, func(seconds int) bool { // so many seconds before noon it is another day
		return noon.Add(-time.Duration(seconds)*time.Second).Day() != noon.Day()
	})
	return noon.Add(-time.Duration(before-1) * time.Second)
}

// key is the same for filters that let the same through, but for the order in which they list it.
func (f *Filter) key() string {
	if f.IsZero() {
		return ""
	}
	return fmt.Sprintf("%q %q %q %v %q %d %d %v", f.Layers, f.Categories, f.States, f.Severities, f.Cells, ceilSecond(f.From), ceilSecond(f.To), f.To.IsZero())
}

// IsZero reports whether f lets everything through.
func (f *Filter) IsZero() bool {
	return len(f.Layers)+len(f.Categories)+len(f.States)+len(f.Severities)+len(f.Cells) == 0 && f.From.IsZero() && f.To.IsZero()
}

// sieve is a filter made ready for one picture: what it lets through by ordinal.
type sieve struct {
	categories []bool
	states     uint16 // bit sets
	severities uint8
	from, to   uint32 // seconds; the case must be opened at or after from and before to
	net        int    // whose cells count; -1 when none do
	cells      []bool
}

// sieve makes f ready. layer is one of kind points, or AllPoints; m is whose cells f names, if it names any.
func (p *picture) sieve(layer string, f *Filter, m *mosaic) (*sieve, error) {
	s := &sieve{categories: make([]bool, len(p.catalog.categories)), to: 1<<32 - 1, net: -1}
	for i, c := range p.catalog.categories {
		s.categories[i] = c.public && (layer == AllPoints || c.Layer == layer) && among(f.Layers, c.Layer) && among(f.Categories, c.Code)
	}
	for i, state := range casework.States() {
		if among(f.States, state) {
			s.states |= 1 << i
		}
	}
	for _, severity := range casework.Severities() {
		if among(f.Severities, severity) {
			s.severities |= 1 << severity
		}
	}
	if !f.From.IsZero() {
		s.from = ceilSecond(f.From)
	}
	if !f.To.IsZero() {
		s.to = ceilSecond(f.To)
	}
	if len(f.Cells) == 0 {
		return s, nil
	}
	s.net, s.cells = slices.Index(p.mosaics, m), make([]bool, m.edition.Index.Len())
	for _, code := range f.Cells {
		i, ok := m.edition.Index.ByCode(code)
		if !ok {
			return nil, geo.Errorf(geo.Invalid, "cell", "net %q has no cell %q in force", m.edition.Net.Code, code)
		}
		s.cells[i] = true
	}
	return s, nil
}

func among[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }

// ceilSecond returns the first whole second at or after t: an instant kept in seconds is before t when it is before that.
func ceilSecond(t time.Time) uint32 {
	if t.Nanosecond() > 0 {
		t = t.Add(time.Second)
	}
	return uint32(min(max(t.Unix(), 0), 1<<32-1))
}

// lets reports whether row i of g passes.
func (s *sieve) lets(g *segment, i int) bool {
	if !s.categories[g.category[i]] || s.states>>g.state[i]&1 == 0 || s.severities>>g.severity[i]&1 == 0 || g.opened[i] < s.from || g.opened[i] >= s.to {
		return false
	}
	if s.net < 0 {
		return true
	}
	cell := g.cells[s.net][i]
	return cell >= 0 && s.cells[cell]
}

// each calls fn with the living rows of part that pass, from the from-th on and before the until-th, in order.
func (s *sieve) each(part part, from, until int, fn func(row int)) {
	for i := from; i < until; i++ {
		if s.lets(part.segment, i) && !part.dead.has(i) {
			fn(i)
		}
	}
}

// codes returns the codes of the categories that are public.
func (c *catalog) codes() []string {
	var codes []string
	for _, k := range c.categories {
		if k.public {
			codes = append(codes, k.Code)
		}
	}
	return codes
}
