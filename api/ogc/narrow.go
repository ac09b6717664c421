package ogc

import (
	"slices"
	"time"

	"github.com/wangge-map/wangge/api/ogc/cql2"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles"
)

// narrow makes use of what every feature of k that matches satisfies: by its id a feature is looked up, and the layer's own
// filter is quicker than a condition. It reports whether the layer's filter then says all that t says, and counts by it.
//
// The code of a case's cell stays a condition: it is that of the net in which the case was placed, while the filter means one net.
func (q *itemsQuery) narrow(k *collection, t cql2.Term) bool {
	if t.Index >= len(k.columns) {
		return false
	}
	name := k.columns[t.Index].Name
	if name == idColumn(k.kind) && t.Op == "=" && len(t.Values) == 1 {
		q.only, _ = t.Values[0].(string)
		q.nothing = q.nothing || q.only == "" // no feature is without an id
		return false
	}
	if k.kind != tiles.KindPoints {
		return false
	}
	if name == "opened_at" {
		q.narrowTime(t)
		return false
	}
	return t.Op == "=" && q.narrowList(name, t.Values)
}

// idColumn names the property that is a feature's id; empty where none is.
func idColumn(kind string) string {
	return map[string]string{tiles.KindPoints: "id", tiles.KindCells: "code"}[kind]
}

func (q *itemsQuery) narrowList(name string, values []any) bool {
	f := &q.page.Filter
	switch name {
	case "category":
		f.Categories = both(q, f.Categories, texts(values))
	case "state":
		var states []casework.State
		for _, text := range texts(values) {
			states = append(states, casework.State(text))
		}
		f.States = both(q, f.States, states)
	case "settled":
		f.States = both(q, f.States, slices.DeleteFunc(casework.States(), func(s casework.State) bool { return !slices.Contains(values, any(s.Settled())) }))
	case "severity":
		names := texts(values)
		f.Severities = both(q, f.Severities, slices.DeleteFunc(casework.Severities(), func(s casework.Severity) bool { return !slices.Contains(names, s.String()) }))
	default:
		return false
	}
	return true
}

func texts(values []any) []string {
	var out []string
	for _, v := range values {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// both returns what is in have and in more. An empty list of a filter lets everything through, so none in both is noted in q.
func both[T comparable](q *itemsQuery, have, more []T) []T {
	if len(have) > 0 {
		more = slices.DeleteFunc(slices.Clone(more), func(v T) bool { return !slices.Contains(have, v) })
	}
	q.nothing = q.nothing || len(more) == 0
	return more
}

// narrowTime narrows the span in which cases were opened. It may leave in what is a second off.
func (q *itemsQuery) narrowTime(t cql2.Term) {
	f := &q.page.Filter
	from, until := time.Time{}, time.Time{}
	for _, v := range t.Values {
		at, ok := v.(time.Time)
		if !ok {
			return
		}
		if from.IsZero() || at.Before(from) {
			from = at
		}
		if at.After(until) {
			until = at
		}
	}
	if t.Op != "<" && t.Op != "<=" && from.After(f.From) {
		f.From = from
	}
	if until = until.Add(time.Second); t.Op != ">" && t.Op != ">=" && (f.To.IsZero() || until.Before(f.To)) {
		f.To = until
	}
}
