package tiles_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles"
	"github.com/wangge-map/wangge/tiles/mvt"
)

// crowd returns n cases around A1 and B1, most of them near a few places.
func crowd(w *world, seed uint64, n int) []casework.Case {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]casework.Case, n)
	for i := range out {
		spread := int32(unit / (1 + r.IntN(50)))
		out[i] = w.caseAt([]string{"1", "2"}[r.IntN(2)], casework.States()[r.IntN(8)], unit+r.Int32N(spread)-spread/2, unit/2+r.Int32N(spread)-spread/2)
		out[i].Severity = casework.Severity(r.IntN(4))
		out[i].OpenedAt = begin.Add(time.Duration(r.IntN(100*24*60)) * time.Minute)
		for b := range out[i].ID {
			out[i].ID[b] = byte(r.Uint32())
		}
	}
	return out
}

func load(t *testing.T, w *world, cases []casework.Case) {
	t.Helper()
	err := w.Load(func(add func(casework.Case)) error {
		for _, c := range cases {
			add(c)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// tally adds up what a tile shows.
func tally(t *testing.T, raw []byte) (cases int, phases [3]int64, features int) {
	t.Helper()
	layers, err := mvt.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, layer := range layers {
		features += len(layer.Features)
		for _, f := range layer.Features {
			p := f.Parts[0][0]
			if p.X < 0 || p.X >= mvt.Extent || p.Y < 0 || p.Y >= mvt.Extent {
				t.Fatalf("a feature is at %v, outside its tile", p)
			}
			if layer.Name == "points" {
				cases++
				phases[casework.State(f.Tags["state"].(string)).Phase()]++
				continue
			}
			cases += int(f.Tags["count"].(int64))
			for i, name := range []string{"open", "in_progress", "settled"} {
				n, _ := f.Tags[name].(int64)
				phases[i] += n
			}
		}
	}
	return cases, phases, features
}

func TestATileOfManyGathersThemAndLosesNone(t *testing.T) {
	w := newWorld(t)
	cases := crowd(w, 1, 12_000)
	load(t, w, cases)
	var want [3]int64
	for _, c := range cases {
		want[c.State.Phase()]++
	}
	for _, bins := range []int{8, 16, 32, 64} {
		for _, z := range []uint32{0, 6, 9, 10, 12, 14, 16, 18, 20} {
			total := 0
			var phases [3]int64
			for _, tile := range occupied(cases, z) {
				raw, err := w.DrawTile(tiles.TileQuery{Layer: tiles.AllPoints, Tile: tile, Bins: bins})
				if err != nil {
					t.Fatal(err)
				}
				if len(raw) > 100_000 {
					t.Errorf("tile %v with %d bins has %d bytes, want 100 kB at most", tile, bins, len(raw))
				}
				n, p, features := tally(t, raw)
				if features > max(bins*bins, 800) {
					t.Errorf("tile %v has %d features", tile, features)
				}
				total += n
				for i := range p {
					phases[i] += p[i]
				}
			}
			if total != len(cases) || bins < 64 && phases != want {
				t.Errorf("with %d bins, the tiles of zoom %d show %d cases %v, want %d %v", bins, z, total, phases, len(cases), want)
			}
		}
	}
}

// occupied returns the tiles of zoom z that hold any of cases.
func occupied(cases []casework.Case, z uint32) []tiles.TileID {
	seen := map[tiles.TileID]bool{}
	var out []tiles.TileID
	for _, c := range cases {
		lon, lat, _ := tiles.PublicPlace(casework.Category{}, c.At)
		at, _ := geo.PointAt(lon, lat)
		if tile := tiles.TileAt(at, z); !seen[tile] {
			seen[tile] = true
			out = append(out, tile)
		}
	}
	return out
}

// The fullest tile there can be: every bin taken, and long texts in every place.
func TestTheFullestTileIsSmallEnough(t *testing.T) {
	w := newWorld(t)
	var cases []casework.Case
	tile := tiles.TileAt(geo.Point{Lon: unit, Lat: unit}, 9)
	r := rand.New(rand.NewPCG(2, 2))
	for len(cases) < 60_000 {
		at := geo.Point{Lon: r.Int32N(8 * 703_125), Lat: r.Int32N(8 * 703_125)} // the 9th zoom's tiles are 0.703125° wide
		if tiles.TileAt(at, 9) != tile {
			continue
		}
		c := w.caseAt("1", casework.States()[r.IntN(8)], at.Lon, at.Lat)
		c.Severity = casework.Severity(r.IntN(4))
		c.OpenedAt = begin.Add(time.Duration(len(cases)) * time.Minute)
		cases = append(cases, c)
	}
	for _, n := range []int{800, 801, len(cases)} {
		load(t, w, cases[:n])
		for _, bins := range []int{8, 16, 32, 64} {
			raw, err := w.DrawTile(tiles.TileQuery{Layer: "hazards", Tile: tile, Bins: bins})
			if err != nil {
				t.Fatal(err)
			}
			if len(raw) > 100_000 {
				t.Errorf("%d cases in %d bins make %d bytes", n, bins, len(raw))
			}
		}
	}
}

// Whatever is merged meanwhile, a reader sees every case once and each in one state.
func TestMergesStopNoReader(t *testing.T) {
	w := newWorld(t)
	cases := crowd(w, 3, 60_000)
	load(t, w, cases)
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				counted, err := w.Count(tiles.CountQuery{Layer: tiles.AllPoints, Bound: tiles.World()})
				if err != nil || counted.Total != len(cases) {
					t.Errorf("a reader counts %d cases, want %d: %v", counted.Total, len(cases), err)
					return
				}
			}
		})
	}
	r := rand.New(rand.NewPCG(4, 4))
	for range 300 {
		batch := make([]casework.Case, 200)
		for i := range batch {
			n := r.IntN(len(cases))
			cases[n].State = casework.States()[r.IntN(8)]
			batch[i] = cases[n]
		}
		w.PutCases(batch...)
	}
	close(stop)
	readers.Wait()
	w.WaitForMerges()
	states := map[string]int{}
	for _, c := range cases {
		states[string(c.State)]++
	}
	counted, err := w.Count(tiles.CountQuery{Layer: tiles.AllPoints, By: []string{"state"}, Bound: tiles.World()})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range counted.Groups {
		if states[g.Values[0]] != g.Count {
			t.Errorf("%d cases are %s, want %d", g.Count, g.Values[0], states[g.Values[0]])
		}
	}
	total := 0
	for _, size := range w.Segments() {
		total += size
	}
	// Without merging beside the writes, the 60,000 dead rows would all still be there.
	if sizes := w.Segments(); len(sizes) > 12 || total > len(cases)*5/4 {
		t.Errorf("after 60,000 changes the segments are %v", sizes)
	}
}

func TestPagesNeitherRepeatNorLoseWhileCasesChange(t *testing.T) {
	w := newWorld(t)
	cases := crowd(w, 5, 3000)
	load(t, w, cases)
	r := rand.New(rand.NewPCG(6, 6))
	seen := map[string]int{}
	q := tiles.PageQuery{Layer: tiles.AllPoints, Bound: tiles.World(), Limit: 70}
	for {
		page, err := w.Page(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for i := range page.Rows {
			seen[page.Rows[i].ID()]++
		}
		if q.After = page.Next; q.After == "" {
			break
		}
		for range 50 { // some move, some come
			n := r.IntN(len(cases))
			cases[n].State = casework.States()[r.IntN(8)]
			cases[n].At = geo.Point{Lon: r.Int32N(2 * unit), Lat: r.Int32N(unit)}
			w.PutCases(cases[n], w.caseAt("1", casework.Reported, 5, 5))
		}
	}
	for _, c := range cases {
		if seen[c.ID.String()] != 1 {
			t.Fatalf("a case that was there all the time came %d times", seen[c.ID.String()])
		}
	}
}

func TestLoadingThatFailsLeavesWhatThereWas(t *testing.T) {
	w := newWorld(t)
	c := w.caseAt("1", casework.Reported, 5, 5)
	w.PutCases(c)
	err := w.Load(func(add func(casework.Case)) error {
		add(w.caseAt("1", casework.Reported, 7, 7))
		return fmt.Errorf("the wire broke")
	})
	if err == nil {
		t.Fatal("the error was lost")
	}
	if _, _, _, ok := w.Feature(c.ID); !ok {
		t.Error("the case that was there is gone")
	}
	if n := w.Footprint().Cases; n != 1 {
		t.Errorf("there are %d cases, want 1", n)
	}
}

func TestFootprintSaysWhatTheColumnsTake(t *testing.T) {
	w := newWorld(t)
	load(t, w, crowd(w, 7, 20_000))
	f := w.Footprint()
	// Two nets: 47 bytes of columns, 4 of ids in order, 4 of cells for each net.
	if each := float64(f.Bytes) / float64(f.Cases); f.Cases != 20_000 || f.Segments != 1 || each < 40 || each > 64 {
		t.Errorf("%d cases in %d segments take %.1f bytes each", f.Cases, f.Segments, each)
	}
}

func TestIDsOfAllKindsAreFound(t *testing.T) {
	w := newWorld(t)
	cases := crowd(w, 8, 500)
	w.PutCases(cases...)
	w.WaitForMerges()
	for _, c := range cases {
		row, err := w.Row("all", "", c.ID.String())
		if err != nil || row.ID() != c.ID.String() {
			t.Fatalf("a case is not found: %v", err)
		}
	}
	for _, id := range []string{uuid.NewString(), "x", ""} {
		if _, err := w.Row("all", "", id); geo.KindOf(err) != geo.NotFound {
			t.Errorf("%q gives %v, want not found", id, err)
		}
	}
}
