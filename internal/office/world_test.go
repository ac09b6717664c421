package office_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/office"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
)

// world is an office on a database of its own, with a clock that stands still until it is put forward.
type world struct {
	t      *testing.T
	url    string
	store  *store.Store
	office *office.Office
	clerk  *office.Clerk
	ed     geo.Edition
	cell   int64
	now    time.Time
	first  map[uuid.UUID]casework.Case // as they were opened
}

// pothole has four hours by the clock, and a post that it goes to.
const pothole = "06013"

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, url: pgtest.URL(t), now: time.Now().UTC().Truncate(time.Second), first: map[uuid.UUID]casework.Case{}}
	var err error
	if w.store, err = store.Open(t.Context(), store.Config{URL: w.url, Box: pgtest.Box(t)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.store.Close)
	now := func() time.Time { return w.now }
	w.office, err = office.New(office.Config{Actions: w.store, Lists: w.store, Public: w.store, People: w.store, Rulebook: w.store, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if w.clerk, err = office.NewClerk(office.ClerkConfig{Office: w.office, Waiting: w.store, Now: now, Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	w.sql("delete from routing_rule")
	w.sql("delete from account_role")
	w.sql("delete from account")
	w.sql("delete from department")
	w.sql("insert into department (code, title_zh, title_en, kind) values ('roads', '城市管理岗', 'Roads', 'post'), ('parks', '园林岗', 'Parks', 'post')")
	w.sql("insert into routing_rule (position, title, department) values (1, 'all', 'roads')")
	w.sql("update category set make_safe = null, resolve = 4, resolve_unit = 'hours' where code = $1", pothole)
	w.saveGrid()
	return w
}

func (w *world) saveGrid() {
	w.t.Helper()
	square := geo.MultiPolygon{{{{}, {Lon: 10_000}, {Lon: 10_000, Lat: 10_000}, {Lat: 10_000}}}}
	draft := geo.EditionDraft{
		Net: geo.Net{Code: "grid", Title: "网格", Scheme: geo.Free}, Title: "t", Source: "test", Datum: "wgs84", InForceFrom: w.now.Add(-24 * time.Hour),
		Cells: []geo.Cell{{Code: "A", Name: "格", District: "500120", Shape: square}},
	}
	var err error
	if w.ed, err = w.store.SaveEdition(w.t.Context(), draft, func([]geo.Defect) error { return nil }); err != nil {
		w.t.Fatal(err)
	}
	cells, err := w.store.Cells(w.t.Context(), w.ed.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	w.cell = cells[0].ID
}

func (w *world) sql(statement string, values ...any) {
	w.t.Helper()
	conn, err := pgx.Connect(w.t.Context(), w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(w.t.Context(), statement, values...); err != nil {
		w.t.Fatalf("%s: %v", statement, err)
	}
}

// opened keeps n reports and returns the ids of their cases.
func (w *world) opened(n int) []uuid.UUID {
	w.t.Helper()
	var ids []uuid.UUID
	var batch []casework.Imported
	for range n {
		r := casework.Report{
			ID: uuid.New(), CaseID: uuid.New(), Category: casework.Category{Code: pothole, Severity: casework.Priority}, Pin: casework.Pin{At: geo.Point{Lon: 5000, Lat: 5000}, Datum: "wgs84"},
			Placement: casework.Placement{Net: "grid", EditionID: w.ed.ID, Edition: w.ed.Number, CellID: w.cell, District: "500120", Cell: "A", Status: "inside"},
			Source:    "test", SourceID: uuid.NewString(), Digest: []byte{1}, ReportedAt: w.now, ReceivedAt: w.now,
		}
		r.Tracking = "WG-" + r.SourceID
		batch = append(batch, casework.Imported{Report: r, Case: casework.Open(r, w.now)})
		ids = append(ids, r.CaseID)
		w.first[r.CaseID] = batch[len(batch)-1].Case
	}
	if _, err := w.store.SaveReports(w.t.Context(), batch); err != nil {
		w.t.Fatal(err)
	}
	return ids
}

// somebody may do everything everywhere, for the roads.
func somebody() identity.Principal {
	return identity.Principal{AccountID: 1, Login: "somebody", Department: "roads", Grants: []identity.Grant{{
		Role: "test", Permissions: []identity.Permission{identity.CaseRead, identity.CaseVerify, identity.CaseDispatch, identity.CaseHandle, identity.CaseApprove},
	}}}
}

func (w *world) act(id uuid.UUID, order office.Order) office.View {
	w.t.Helper()
	v, err := w.office.Act(w.t.Context(), somebody(), id, "", order)
	if err != nil {
		w.t.Fatalf("%s: %v", order.Action, err)
	}
	return v
}

// working returns the case of a new report that the roads have begun on now: its clock runs out in four hours.
func (w *world) working() uuid.UUID {
	w.t.Helper()
	id := w.opened(1)[0]
	for _, action := range []casework.Action{casework.File, casework.Dispatch, casework.Accept} {
		w.act(id, office.Order{Action: action})
	}
	return id
}

func (w *world) find(id uuid.UUID) office.View {
	w.t.Helper()
	v, err := w.office.Find(w.t.Context(), somebody(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

func (w *world) sweep() {
	w.t.Helper()
	if err := w.clerk.Sweep(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// replays checks that the events of the case alone lead to it as it is kept.
func (w *world) replays(id uuid.UUID) {
	w.t.Helper()
	v := w.find(id)
	var events []casework.Event
	for _, l := range v.Lines {
		events = append(events, l.Event)
	}
	book, err := w.store.Book(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	start, _ := casework.Start(w.first[id])
	want := casework.Replay(start, events, book.Rules)
	alike := cmp.Options{
		cmpopts.EquateEmpty(), cmpopts.IgnoreFields(casework.Category{}, "NameZH", "NameEN"), cmpopts.IgnoreFields(casework.Case{}, "Category", "Placement"),
		cmpopts.IgnoreFields(casework.Dossier{}, "Area"),
	}
	if diff := cmp.Diff(want, v.Dossier, alike); diff != "" {
		w.t.Errorf("the events lead elsewhere (-replayed +kept):\n%s", diff)
	}
}

// done returns how often action was done to the case, and the last time.
func done(v office.View, action casework.Action) (n int, last casework.Event) {
	for _, l := range v.Lines {
		if l.Action == action {
			n++
			last = l.Event
		}
	}
	return n, last
}

// text asks the database for one text.
func (w *world) text(query string, values ...any) (out string) {
	w.t.Helper()
	conn, err := pgx.Connect(w.t.Context(), w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.QueryRow(w.t.Context(), query, values...).Scan(&out); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return out
}
