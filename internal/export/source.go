package export

import (
	"context"
	"iter"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/tiles"
)

// Row is one feature: a *tiles.Row.
type Row interface {
	ID() string
	// Value is of the type that the column says (tiles.ColumnType), or nil.
	Value(column int) any
	// Geometry is in degrees, longitude first. It is not changed.
	Geometry() orb.Geometry
}

// Source is a layer to export.
type Source struct {
	Layer   string // its id
	Title   string // as people read it; empty means the id
	Points  bool   // every geometry is a Point
	Columns []tiles.Column
	Count   int // rows there will be, for the progress; -1 when that is not known
	// Rows gives every row once, in the order of ids. It ends after the first error. A row is only good until the next.
	Rows func(context.Context) iter.Seq2[Row, error]
}

// pageRows is how many rows are read at a time: enough that finding the page's beginning costs little, few enough that a
// page is some megabytes.
const pageRows = 10_000

// LayerSource returns the rows of a layer that q lets through, as the public may see them, with its title in lang. After and
// Limit of q do not count. It returns a NotFound error with field "layer" or "net", and an Invalid one with field "cell".
func LayerSource(ctx context.Context, live *tiles.Live, q tiles.PageQuery, lang Lang) (Source, error) {
	columns, err := live.Columns(q.Layer)
	if err != nil {
		return Source{}, err
	}
	q.After, q.Limit = "", 1
	first, err := live.Page(ctx, q) // names a net that is not there before anything is written, and counts
	if err != nil {
		return Source{}, err
	}
	s := Source{Layer: q.Layer, Columns: columns, Count: first.Matched}
	if q.Layer == tiles.AllPoints {
		s.Points, s.Title = true, inLang(lang, "全部案卷", "All cases")
	}
	for _, summary := range live.Summaries() {
		if summary.ID == q.Layer {
			s.Points, s.Title = summary.Kind == tiles.KindPoints, inLang(lang, summary.TitleZH, summary.TitleEN)
		}
	}
	q.Limit = pageRows
	s.Rows = func(ctx context.Context) iter.Seq2[Row, error] { return rowsOf(ctx, live, q) }
	return s, nil
}

func inLang(lang Lang, zh, en string) string {
	if lang == English {
		return en
	}
	return zh
}

func rowsOf(ctx context.Context, live *tiles.Live, q tiles.PageQuery) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			page, err := live.Page(ctx, q)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range page.Rows {
				if !yield(&page.Rows[i], nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.After = page.Next
		}
	}
}
