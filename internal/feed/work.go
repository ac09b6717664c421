package feed

import (
	"context"
	"sync"

	"github.com/wangge-map/wangge/internal/office"
	"github.com/wangge-map/wangge/internal/store"
)

// workBuffer is how many reads of the change table somebody at work may fall behind before they are cut.
const workBuffer = 64

// workHub passes what happened to cases, sensitive ones too, to people at work. It says only which cases, and who may hear of
// them: whoever listens for somebody leaves out what is outside of their scope.
type workHub struct {
	mu   sync.Mutex
	subs map[chan []office.Mark]struct{}
}

// SubscribeWork returns the cases that change from now on, as many at a time as were read together. The channel is closed when
// ctx ends, when its reader falls too far behind, and when changes may have been missed: whoever comes back loads their lists
// anew.
func (f *Feed) SubscribeWork(ctx context.Context) <-chan []office.Mark {
	sub := make(chan []office.Mark, workBuffer)
	h := &f.work
	h.mu.Lock()
	defer h.mu.Unlock()
	h.subs[sub] = struct{}{}
	context.AfterFunc(ctx, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.cut(sub)
	})
	return sub
}

// cut ends sub, if it has not ended; h is locked.
func (h *workHub) cut(sub chan []office.Mark) {
	if _, still := h.subs[sub]; still {
		delete(h.subs, sub)
		close(sub)
	}
}

func (h *workHub) empty() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.subs) == 0
}

func (h *workHub) publish(marks []office.Mark) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for sub := range h.subs {
		select {
		case sub <- marks:
		default:
			h.cut(sub)
		}
	}
}

// cutAll ends every subscription: changes may have been missed.
func (h *workHub) cutAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for sub := range h.subs {
		h.cut(sub)
	}
}

// tellWork tells people at work of the cases in changes. The database is asked only when somebody listens.
func (f *Feed) tellWork(ctx context.Context, changes []store.Change) error {
	ids := caseIDs(changes)
	if len(ids) == 0 {
		return nil
	}
	if f.cfg.OnCases != nil {
		f.cfg.OnCases()
	}
	if f.work.empty() {
		return nil
	}
	marks, err := f.cfg.Store.Marks(ctx, ids)
	if err == nil && len(marks) > 0 {
		f.work.publish(marks)
	}
	return err
}
