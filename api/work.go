package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/office"
)

// QueueCount is how much is in a queue.
type QueueCount struct {
	Queue CaseQueue `json:"queue"`
	Count int       `json:"count"`
}

// Narrow says which cases of a queue are asked for.
type Narrow struct {
	Category string `query:"category" maxLength:"5" doc:"a code, or its first digits"`
	Cell     string `query:"cell" maxLength:"64" doc:"a cell's code, or how it begins: all of a community"`
	Q        string `query:"q" maxLength:"100" doc:"a report's number, the last group of one, or words in a report"`
}

type queuesOutput struct {
	Cache string `header:"Cache-Control"`
	Body  struct {
		Queues []QueueCount `json:"queues"`
	}
}

func (s *server) queues(ctx context.Context, in *Narrow) (*queuesOutput, error) {
	p, err := s.atDesk(ctx)
	if err != nil {
		return nil, err
	}
	if err := checkText("q", in.Q, 100); err != nil {
		return nil, err
	}
	counts, err := s.cfg.Desk.Queues(ctx, p, office.Wanted{Category: in.Category, Cell: in.Cell, Text: in.Q})
	if err != nil {
		return nil, err
	}
	out := &queuesOutput{Cache: "no-store"}
	for _, queue := range office.Queues() {
		out.Body.Queues = append(out.Body.Queues, QueueCount{CaseQueue(queue), counts[queue]})
	}
	return out, nil
}

type workCasesInput struct {
	Narrow
	Queue string `query:"queue" default:"all" maxLength:"20"`
	State string `query:"state" maxLength:"20"`
	After string `query:"after" maxLength:"200" doc:"next of the page before"`
	Limit int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
}

type workCasesOutput struct {
	Cache string `header:"Cache-Control"`
	Body  struct {
		Cases []CaseRow `json:"cases"`
		Total int       `json:"total" doc:"on all pages; of settled cases, 1001 stands for more than a thousand"`
		Next  *string   `json:"next" doc:"null on the last page"`
	}
}

func (s *server) workCases(ctx context.Context, in *workCasesInput) (*workCasesOutput, error) {
	p, err := s.atDesk(ctx)
	if err != nil {
		return nil, err
	}
	if err := checkText("q", in.Q, 100); err != nil {
		return nil, err
	}
	after, err := office.ParsePlace(in.After)
	if err != nil {
		return nil, err
	}
	rows, total, next, err := s.cfg.Desk.List(ctx, p, office.Wanted{
		Queue: office.Queue(in.Queue), State: casework.State(in.State), Category: in.Category, Cell: in.Cell, Text: in.Q, After: after, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	out := &workCasesOutput{Cache: "no-store"}
	out.Body.Cases, out.Body.Total = s.rows(rows), total
	if text := next.String(); text != "" {
		out.Body.Next = &text
	}
	return out, nil
}

type workCellsInput struct {
	Q string `query:"q" maxLength:"60" doc:"how the code begins, or part of the name"`
}

// CellCases is a cell and how many open cases it has.
type CellCases struct {
	Code  string `json:"code"`
	Name  string `json:"name" doc:"empty: an area, for cases in no cell"`
	Cases int    `json:"cases"`
}

type workCellsOutput struct {
	Cache string `header:"Cache-Control"`
	Body  struct {
		Cells []CellCases `json:"cells"`
	}
}

func (s *server) workCells(ctx context.Context, in *workCellsInput) (*workCellsOutput, error) {
	p, err := s.atDesk(ctx)
	if err != nil {
		return nil, err
	}
	if err := checkText("q", in.Q, 60); err != nil {
		return nil, err
	}
	cells, err := s.cfg.Desk.Cells(ctx, p, in.Q)
	if err != nil {
		return nil, err
	}
	out := &workCellsOutput{Cache: "no-store"}
	out.Body.Cells = []CellCases{}
	for _, c := range cells {
		out.Body.Cells = append(out.Body.Cells, CellCases(c))
	}
	return out, nil
}

// workChanges streams the cases of who asks as they change, until they leave or the service stops.
func (s *server) workChanges(ctx context.Context, _ *nothing) (*huma.StreamResponse, error) {
	p, err := s.atDesk(ctx)
	if err != nil {
		return nil, err
	}
	if s.cfg.WorkFeed == nil {
		return nil, geo.Errorf(geo.Unavailable, "", "changes are not told at this address")
	}
	headersOnly := asked(ctx).head
	ctx, cancel := context.WithCancel(ctx)
	marks := s.cfg.WorkFeed.SubscribeWork(ctx)
	return &huma.StreamResponse{Body: func(out huma.Context) {
		defer cancel()
		out.SetHeader("Content-Type", "text/event-stream")
		out.SetHeader("Cache-Control", "no-store")
		out.SetHeader("X-Accel-Buffering", "no")
		w, ok := out.BodyWriter().(http.ResponseWriter)
		if !ok || headersOnly {
			return // only a test without a server has another writer
		}
		s.streamWork(ctx, w, marks, p.CaseScope(identity.CaseRead))
	}}, nil
}

// streamWork writes what scope covers of marks until there are no more, or whoever listens is not who they were any more.
func (s *server) streamWork(ctx context.Context, w http.ResponseWriter, marks <-chan []office.Mark, scope identity.CaseScope) {
	control := http.NewResponseController(w)
	send := func(text string) bool {
		if control.SetWriteDeadline(time.Now().Add(writeTimeout)) != nil {
			return false
		}
		_, err := io.WriteString(w, text)
		return err == nil && control.Flush() == nil
	}
	if !send("retry: 1000\n\n") {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.cfg.Done:
			return
		case <-beat.C:
			var still bool
			if scope, still = s.scopeNow(ctx); !still || !send(": still here\n\n") {
				return
			}
		case some, ok := <-marks:
			text := workEvents(some, scope)
			if !ok || text != "" && !send(text) {
				return
			}
		}
	}
}

// scopeNow asks again who listens: their session may have ended, or their roles may have changed.
func (s *server) scopeNow(ctx context.Context) (identity.CaseScope, bool) {
	first, _ := ctx.Value(whoKey{}).(*whoIs)
	if first == nil || first.people == nil {
		return identity.CaseScope{}, false
	}
	p, err := first.people.Authenticate(ctx, first.token)
	return p.CaseScope(identity.CaseRead), err == nil && p.May(identity.CaseRead)
}

// workEvents says those of marks that scope covers; empty when it covers none.
func workEvents(marks []office.Mark, scope identity.CaseScope) string {
	var out string
	for _, m := range marks {
		if scope.Covers(m.Area, m.Departments) {
			out += fmt.Sprintf("event: case\ndata: {\"id\":%q,\"version\":%d,\"area\":%q}\n\n", m.ID, m.Version, m.Area)
		}
	}
	if out != "" {
		out += "event: queues\ndata: {}\n\n"
	}
	return out
}
