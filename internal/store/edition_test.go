package store_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wangge-map/wangge/geo"
)

func TestAnEditionComesBackAsItWasKept(t *testing.T) {
	s := open(t)
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	holed := square("H", 0, 0, 9*unit)
	holed.Shape[0] = append(holed.Shape[0], geo.Ring{{Lon: unit, Lat: unit}, {Lon: unit, Lat: 2 * unit}, {Lon: 2 * unit, Lat: 2 * unit}, {Lon: 2 * unit, Lat: unit}})
	holed.Shape = append(holed.Shape, square("", 20*unit, 0, unit).Shape[0])
	saved, err := s.SaveEdition(t.Context(), draft(from, holed, square("I", unit, unit, unit)), acceptAll)
	if err != nil {
		t.Fatal(err)
	}
	editions, err := s.Editions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]geo.Edition{saved}, editions); diff != "" {
		t.Errorf("editions differ (-saved +read):\n%s", diff)
	}
	cells, err := s.Cells(t.Context(), saved.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(cells) != 2 || cells[0].Code != "H" {
		t.Fatalf("got %d cells, want H and I", len(cells))
	}
	if diff := cmp.Diff(holed.Shape, cells[0].Shape); diff != "" {
		t.Errorf("shape differs (-kept +read):\n%s", diff)
	}
	// 0.001° at the equator: 111.32 m east by 110.57 m north.
	if got, want := cells[1].AreaM2, 111.3195*110.5743; math.Abs(got-want) > 1 {
		t.Errorf("area of I is %.1f m², want %.1f", got, want)
	}
	if !cells[1].Shape.Bound().Contains(cells[1].Label) {
		t.Errorf("the label %v of I lies outside it", cells[1].Label)
	}
}

func TestTheNextEditionEndsTheOneBefore(t *testing.T) {
	s := open(t)
	march := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	june := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for _, from := range []time.Time{march, june} {
		if _, err := s.SaveEdition(t.Context(), draft(from, square("A", 0, 0, unit)), acceptAll); err != nil {
			t.Fatal(err)
		}
	}
	editions, err := s.Editions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(editions) != 2 || editions[0].Number != 1 || editions[1].Number != 2 {
		t.Fatalf("got %+v, want editions 1 and 2", editions)
	}
	if !editions[0].InForceUntil.Equal(june) || !editions[1].InForceUntil.IsZero() {
		t.Errorf("edition 1 ends %v and 2 %v, want June and never", editions[0].InForceUntil, editions[1].InForceUntil)
	}
}

func TestAnEditionThatContradictsItsNetIsRefused(t *testing.T) {
	s := open(t)
	saveGrid(t, s)
	early := draft(time.Now().Add(-48*time.Hour), square("A", 0, 0, unit))
	other := draft(time.Now(), square("A", 0, 0, unit))
	other.Net.Scheme = geo.GB15
	for name, d := range map[string]geo.EditionDraft{"--in-force": early, "--scheme": other} {
		_, err := s.SaveEdition(t.Context(), d, acceptAll)
		var known *geo.Error
		if !errors.As(err, &known) || known.Kind != geo.Conflict || known.Field != name {
			t.Errorf("got %v, want a conflict about %s", err, name)
		}
	}
	if editions, _ := s.Editions(t.Context()); len(editions) != 1 {
		t.Errorf("%d editions are kept, want only the first", len(editions))
	}
}

func TestPostGISFindsWhatIsWrongWithTheCells(t *testing.T) {
	bowtie := geo.Cell{Code: "X", Shape: geo.MultiPolygon{{{{Lon: 50 * unit}, {Lon: 52 * unit, Lat: 2 * unit}, {Lon: 52 * unit}, {Lon: 50 * unit, Lat: 2 * unit}}}}}
	frame := []geo.Cell{ // a ring of cells around an empty square
		square("N", 0, 2*unit, unit), square("NE", unit, 2*unit, unit), square("E", 2*unit, 2*unit, unit), square("SE", 2*unit, unit, unit),
		square("S", 2*unit, 0, unit), square("SW", unit, 0, unit), square("W", 0, 0, unit), square("NW", 0, unit, unit),
	}
	over := square("O", 2*unit, 2*unit+unit/2, unit) // covers the northern half of E
	s := open(t)
	var found []geo.Defect
	refuse := errors.New("refused")
	_, err := s.SaveEdition(t.Context(), draft(time.Now(), append(frame, over, bowtie)...), func(d []geo.Defect) error { found = d; return refuse })
	if !errors.Is(err, refuse) {
		t.Fatalf("got %v, want what accept returned", err)
	}
	kinds := map[string][]string{}
	for _, d := range found {
		kinds[d.Kind] = append(kinds[d.Kind], d.Cells...)
		if d.Reason == "" {
			t.Errorf("%s has no reason", d.Kind)
		}
	}
	if diff := cmp.Diff(map[string][]string{"invalid_geometry": {"X"}, "overlap": {"E", "O"}, "gap": nil}, kinds); diff != "" {
		t.Errorf("defects differ (-want +got):\n%s", diff)
	}
	for _, d := range found {
		if d.Kind == "gap" && (math.Abs(d.AreaM2-12309) > 20 || d.Lon < 0.001 || d.Lon > 0.002) {
			t.Errorf("the gap is %+v, want the middle square of 12,309 m²", d)
		}
	}
	if nets, _ := s.Nets(t.Context()); len(nets) != 0 {
		t.Errorf("a refused edition left the net %v", nets)
	}
}

func TestOnlySoundCellsComeIn(t *testing.T) {
	s := open(t)
	bowtie := geo.Cell{Code: "X", Shape: geo.MultiPolygon{{{{}, {Lon: 2, Lat: 2}, {Lon: 2}, {Lat: 2}}}}}
	ed, err := s.SaveEdition(t.Context(), draft(time.Now(), bowtie, square("A", unit, 0, unit)), acceptAll)
	if err != nil {
		t.Fatal(err)
	}
	ids := cellIDs(t, s, ed.ID)
	if len(ids) != 1 || ids["A"] == 0 {
		t.Errorf("kept %v, want A alone", ids)
	}
	_, err = s.SaveEdition(t.Context(), draft(time.Now().Add(time.Hour), bowtie), acceptAll)
	if geo.KindOf(err) != geo.Invalid {
		t.Errorf("an edition without a sound cell gives %v, want an invalid error", err)
	}
}
