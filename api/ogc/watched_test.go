package ogc_test

import (
	"context"
	"sync"

	"github.com/wangge-map/wangge/tiles"
)

// watched are layers that tell how often they were asked.
type watched struct {
	*tiles.Live

	mu                     sync.Mutex
	summaries, pages, rows int
	last                   tiles.PageQuery
	hold                   func() // called before a page is read; nil for nothing
}

func (w *watched) reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.summaries, w.pages, w.rows, w.last = 0, 0, 0, tiles.PageQuery{}
}

// seen returns the numbers of calls since the last reset, and the query of the last page.
func (w *watched) seen() (summaries, pages, rows int, last tiles.PageQuery) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.summaries, w.pages, w.rows, w.last
}

func (w *watched) Summaries() []tiles.Summary {
	w.mu.Lock()
	w.summaries++
	w.mu.Unlock()
	return w.Live.Summaries()
}

func (w *watched) Page(ctx context.Context, q tiles.PageQuery) (tiles.Page, error) {
	w.mu.Lock()
	w.pages++
	w.last = q
	w.mu.Unlock()
	if w.hold != nil {
		w.hold()
	}
	return w.Live.Page(ctx, q)
}

func (w *watched) Row(layer, net, id string) (tiles.Row, error) {
	w.mu.Lock()
	w.rows++
	w.mu.Unlock()
	return w.Live.Row(layer, net, id)
}
