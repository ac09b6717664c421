package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/tiles"
	"github.com/wangge-map/wangge/tiles/mvt"
)

// tileOf is the address of the tile that holds the place of inA.
func tileOf(layer string, z uint32, query string) string {
	at, _ := geo.PointAt(106.5512, 29.5712)
	t := tiles.TileIDAt(at, z)
	return fmt.Sprintf("/tiles/%s/%d/%d/%d.mvt%s", layer, t.Z, t.X, t.Y, query)
}

// shown decodes a tile and returns how many features each of its layers has, and the tags of the last one.
func (a answer) shown() (count map[string]int, tags map[string]any) {
	a.t.Helper()
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/vnd.mapbox-vector-tile" {
		a.t.Fatalf("answered %d %s: %s", a.status, a.header.Get("Content-Type"), a.body)
	}
	raw := a.body
	if a.header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			a.t.Fatal(err)
		}
		if raw, err = io.ReadAll(z); err != nil {
			a.t.Fatal(err)
		}
	}
	layers, err := mvt.Decode(raw)
	if err != nil {
		a.t.Fatal(err)
	}
	count = map[string]int{}
	for _, l := range layers {
		count[l.Name] = len(l.Features)
		tags = l.Features[len(l.Features)-1].Tags
	}
	return count, tags
}

func TestATileShowsAReportAsSoonAsItIsTold(t *testing.T) {
	s := newService(t)
	s.report("key-00000001", inA, cladding, "")
	s.eventually("the hazard is on its tile", func() bool { n, _ := s.get(tileOf("hazards", 12, "")).shown(); return n["points"] == 1 })
	quiet, busy := s.get(tileOf("hazards", 12, "")), s.get(tileOf("road-defects", 12, ""))
	events := s.listen("")
	receipt := s.report("key-00000002", inA, pothole, `,"description":"绝密"`)
	var told struct {
		Stale []struct{ Layer, Tile string }
	}
	if err := json.Unmarshal([]byte(events.next().data), &told); err != nil {
		t.Fatal(err)
	}
	want := strings.TrimSuffix(strings.TrimPrefix(tileOf("road-defects", 18, ""), "/tiles/road-defects/"), ".mvt")
	if len(told.Stale) != 1 || told.Stale[0].Layer != "road-defects" || told.Stale[0].Tile != want {
		t.Errorf("the event says that %+v are stale, want road-defects %s", told.Stale, want)
	}
	for _, z := range []uint32{0, 9, 18, 20} {
		if n, tags := s.get(tileOf("road-defects", z, "")).shown(); n["points"] != 1 || tags["id"] != receipt.CaseID || tags["cell"] != "A" || tags["state"] != "reported" {
			t.Errorf("the tile of zoom %d shows %v %v", z, n, tags)
		}
	}
	if a := s.get(tileOf("road-defects", 12, ""), "If-None-Match", busy.header.Get("ETag")); a.status != http.StatusOK {
		t.Errorf("the tile that changed answers %d to its old tag", a.status)
	}
	if a := s.get(tileOf("hazards", 12, ""), "If-None-Match", quiet.header.Get("ETag")); a.status != http.StatusNotModified {
		t.Errorf("the tile that did not change answers %d to its tag", a.status)
	}
	if n, tags := s.get(tileOf("all", 12, "")).shown(); n["points"] != 2 || strings.Contains(fmt.Sprint(tags), "绝密") {
		t.Errorf("all layers together show %v %v", n, tags)
	}
	if n, _ := s.get(tileOf("all", 12, "?layer=hazards")).shown(); n["points"] != 1 {
		t.Errorf("all layers, narrowed to one, show %v", n)
	}
}

func TestATileIsTheSameHoweverItIsPacked(t *testing.T) {
	s := newService(t)
	s.report("key-00000001", inA, pothole, "")
	s.eventually("the pin is there", func() bool { return s.layer("road-defects.geojson").NumberMatched == 1 })
	plain, packed := s.get(tileOf("all", 10, ""), "Accept-Encoding", "identity"), s.get(tileOf("all", 10, ""), "Accept-Encoding", "gzip")
	if plain.header.Get("Content-Encoding") != "" || packed.header.Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(packed.header.Values("Vary"), " "), "Accept-Encoding") {
		t.Fatalf("sent as %v and %v", plain.header, packed.header)
	}
	if plain.header.Get("ETag") == packed.header.Get("ETag") || strings.HasPrefix(packed.header.Get("ETag"), "W/") || plain.header.Get("ETag") == "" {
		t.Errorf("the tags are %s and %s: other bytes need another strong tag", plain.header.Get("ETag"), packed.header.Get("ETag"))
	}
	z, err := gzip.NewReader(bytes.NewReader(packed.body))
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := io.ReadAll(z); err != nil || !bytes.Equal(raw, plain.body) {
		t.Errorf("%d bytes unpacked are not the %d plain ones: %v", len(raw), len(plain.body), err)
	}
	for _, a := range []answer{plain, packed} {
		encoding := map[bool]string{true: "gzip", false: "identity"}[a.header.Get("Content-Encoding") == "gzip"]
		again := s.get(tileOf("all", 10, ""), "Accept-Encoding", encoding, "If-None-Match", a.header.Get("ETag"))
		if again.status != http.StatusNotModified || len(again.body) != 0 || again.header.Get("ETag") != a.header.Get("ETag") {
			t.Errorf("asked again: %d with %d bytes and tag %s", again.status, len(again.body), again.header.Get("ETag"))
		}
	}
}

func TestWrongTilesAndFiltersAreRefused(t *testing.T) {
	s := newService(t)
	for _, c := range []struct {
		path   string
		status int
		field  string
	}{
		{"/tiles/hazards/21/0/0.mvt", 404, "z"},
		{"/tiles/hazards/3/8/0.mvt", 404, "z"},
		{"/tiles/hazards/3/0/8.mvt", 404, "z"},
		{"/tiles/hazards/99999999999/0/0.mvt", 404, "z"},
		{"/tiles/hazards/3/-1/0.mvt", 404, "x"},
		{"/tiles/hazards/3/0/1e3.mvt", 404, "y"},
		{"/tiles/hazards/x/0/0.mvt", 404, "z"},
		{"/tiles/none/3/0/0.mvt", 404, "layer"},
		{"/tiles/base/3/0/0.mvt", 404, "layer"},
		{"/tiles/cells/3/0/0.mvt?net=none", 404, "net"},
		{"/tiles/cells/3/0/0.mvt?edition=7", 404, "edition"},
		{"/tiles/hazards/3/0/0.mvt?bins=17", 400, "bins"},
		{"/tiles/hazards/3/0/0.mvt?category=1", 400, "category"},
		{"/tiles/hazards/3/0/0.mvt?category=" + quarrel, 400, "category"},
		{"/tiles/hazards/3/0/0.mvt?state=lost", 400, "state"},
		{"/tiles/hazards/3/0/0.mvt?severity=4", 400, "severity"},
		{"/tiles/hazards/3/0/0.mvt?cell=Z", 400, "cell"},
		{"/tiles/hazards/3/0/0.mvt?from=yesterday", 400, "from"},
		{"/tiles/hazards/3/0/0.mvt?from=2026-11-24T00:00:00+08:00", 400, "from"}, // the + is a space
		{"/tiles/hazards/3/0/0.mvt?from=2026-11-24&to=2026-11-23", 400, "to"},
		{"/tiles/hazards/3/0/0.mvt?colour=red", 400, "colour"},
		{"/tiles/hazards/3/0/0.mvt?state=open&state=closed", 400, "state"},
		{"/tiles/none.json", 404, "id"},
		{"/tiles/base.json", 404, "id"},
		{"/tiles/hazards.json?state=lost", 400, "state"},
		{"/api/v1/cases/counts?by=colour", 400, "by"},
		{"/api/v1/cases/counts?by=cell,cell", 400, "by"},
		{"/api/v1/cases/counts?bbox=1,2,3", 400, "bbox"},
		{"/api/v1/cases/counts?layer=cells", 400, "layer"},
		{"/api/v1/cases/counts?by=cell&net=none", 404, "net"},
		{"/api/v1/layers/cells/values", 400, "figure"},
		{"/api/v1/layers/cells/values?figure=staff", 400, "figure"},
		{"/api/v1/layers/hazards/values?figure=open", 404, "layer"},
		{"/api/v1/layers/hazards.geojson?state=lost", 400, "state"},
		{"/api/v1/layers/hazards.geojson?id=7", 400, "id"},
	} {
		p := s.get(c.path).problem(c.status)
		if !strings.Contains(fmt.Sprint(p.Errors, p.Detail, p.Type), c.field) {
			t.Errorf("%s: the problem does not name %q: %+v", c.path, c.field, p)
		}
	}
}

func TestTheMapTheListAndTheFiguresAgree(t *testing.T) {
	s := newService(t)
	for i := range 12 {
		s.report(fmt.Sprintf("key-agree-%03d", i), []string{inA, inB}[i%2], []string{pothole, cladding, quarrel}[i%3], "")
	}
	s.eventually("the public ones are counted", func() bool { return s.layer("all.geojson").NumberMatched == 8 })
	day := time.Now().In(s.live.Zone()).Format(time.DateOnly)
	for _, filter := range []string{"", "&category=" + pothole, "&cell=A", "&cell=A,B&severity=emergency", "&state=open", "&state=settled", "&from=" + day, "&to=2020-01-01", "&layer=hazards", "&state=reported,closed&layer=road-defects&cell=B"} {
		list := s.layer("all.geojson?limit=50" + filter)
		var counts api.CaseCounts
		s.get("/api/v1/cases/counts?by=cell,category,day,state,severity,layer"+filter).into(http.StatusOK, &counts)
		grouped := 0
		for _, g := range counts.Groups {
			if len(g) != 7 || g[2] != day {
				t.Errorf("a group is %v", g)
			}
			grouped += int(g[6].(float64))
		}
		var values api.CellValues
		s.get("/api/v1/layers/cells/values?figure=cases"+filter).into(http.StatusOK, &values)
		inCells := 0.0
		for _, v := range values.Values {
			inCells += *v
		}
		n, _ := s.get(tileOf("all", 8, "?bins=8"+filter)).shown()
		want := len(list.Features)
		if list.NumberMatched != want || counts.Total != want || grouped != want || values.Total != want || int(inCells)+values.Outside != want || n["points"] != want {
			t.Errorf("%q: the list has %d of %d, the counts %d in groups of %d, the cells %v of %d, the tile %d", filter, want, list.NumberMatched, counts.Total, grouped, inCells, values.Total, n["points"])
		}
	}
}

func TestTilesOfCellsAreTheSameForEver(t *testing.T) {
	s := newService(t)
	var doc api.TileJSON
	s.get("/tiles/cells.json").into(http.StatusOK, &doc)
	if len(doc.Tiles) != 1 || len(doc.Bounds) != 4 || doc.TileJSON != "3.0.0" || len(doc.VectorLayers) != 3 {
		t.Fatalf("the description is %+v", doc)
	}
	address := strings.NewReplacer("{z}/{x}/{y}", strings.TrimSuffix(strings.TrimPrefix(tileOf("cells", 13, ""), "/tiles/cells/"), ".mvt")).Replace(doc.Tiles[0])
	a := s.get(address)
	n, tags := a.shown()
	if n["cells"] != 2 || n["borders"] == 0 || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
		t.Errorf("the tile has %v %v and is kept as %q", n, tags, a.header.Get("Cache-Control"))
	}
	if a := s.get(tileOf("cells", 13, "")); a.header.Get("Cache-Control") != "no-cache" {
		t.Errorf("without an edition the tile is kept as %q", a.header.Get("Cache-Control"))
	}
	if _, err := s.store.SaveEdition(t.Context(), grid(time.Now(), cellAt("C", west)), acceptAll); err != nil {
		t.Fatal(err)
	}
	s.eventually("the next edition is drawn", func() bool { n, _ := s.get(tileOf("cells", 13, "")).shown(); return n["cells"] == 1 })
	if p := s.get(address).problem(http.StatusNotFound); !strings.Contains(p.Detail, "edition") {
		t.Errorf("the tile of the edition before says %+v", p)
	}
}

func TestVolunteersAreNullWhereTooFew(t *testing.T) {
	s := newService(t)
	var v api.CellValues
	s.get("/api/v1/layers/coverage/values?figure=volunteers").into(http.StatusOK, &v)
	if len(v.Values) != 2 || v.Values[0] == nil || *v.Values[0] != 3 || v.Values[1] != nil || v.Total != 3 {
		t.Errorf("the values are %+v", v)
	}
	s.get("/api/v1/layers/cells/values?figure=per_1000").into(http.StatusOK, &v)
	if v.Values[0] != nil {
		t.Error("a figure for each resident is told though nobody knows how many there are")
	}
}

func TestWithTheDatabaseAwayTheMapGoesOnAndSaysSinceWhen(t *testing.T) {
	s := newService(t)
	s.report("key-00000010", inA, pothole, "")
	s.eventually("the pin is on its tile", func() bool { n, _ := s.get(tileOf("all", 12, "")).shown(); return n["points"] == 1 })
	paths := []string{tileOf("all", 13, ""), tileOf("cells", 12, ""), "/tiles/all.json", "/api/v1/cases/counts?by=day", "/api/v1/layers/cells/values?figure=open", "/api/v1/layers/all.geojson"}
	for _, path := range paths {
		if a := s.get(path); a.status != 200 || a.header.Get("Wangge-Picture-At") != "" {
			t.Errorf("%s: %d, picture at %q while it is current", path, a.status, a.header.Get("Wangge-Picture-At"))
		}
	}
	events := s.listen("")
	s.loseDatabase()
	if e := events.next(); e.name != "picture" || !strings.Contains(e.data, `"current":false`) {
		t.Errorf("the page is told %+v", e)
	}
	for _, path := range paths {
		a := s.get(path)
		if at, err := time.Parse(time.RFC3339, a.header.Get("Wangge-Picture-At")); a.status != 200 || err != nil || time.Since(at) > time.Minute {
			t.Errorf("%s: %d, picture at %q while the database is away", path, a.status, a.header.Get("Wangge-Picture-At"))
		}
	}
	late := s.listen("")
	if e := late.next(); e.name != "picture" || !strings.Contains(e.data, `"current":false`) {
		t.Errorf("a page that comes late is told %+v", e)
	}
	s.findDatabase()
	if e := events.next(); e.name != "picture" || !strings.Contains(e.data, `"current":true`) {
		t.Errorf("the page is told %+v", e)
	}
	s.report("key-00000011", inA, pothole, "")
	s.eventually("the map has caught up", func() bool { n, _ := s.get(tileOf("all", 12, "")).shown(); return n["points"] == 2 })
}

// Plain requests take a shorter way; it must answer as the long one does. A parameter that stands at its default takes the long way.
func TestTheQuickWayToATileAnswersAsTheLongOne(t *testing.T) {
	s := newService(t)
	s.report("key-00000001", inA, pothole, "")
	s.eventually("the pin is there", func() bool { n, _ := s.get(tileOf("all", 10, "")).shown(); return n["points"] == 1 })
	for _, pair := range [][2]string{
		{tileOf("all", 10, ""), tileOf("all", 10, "?bins=8")}, {tileOf("hazards", 3, ""), tileOf("hazards", 3, "?bins=8")},
		{tileOf("cells", 10, ""), tileOf("cells", 10, "?bins=8")}, {tileOf("cells", 10, "?edition=1&net=grid"), tileOf("cells", 10, "?edition=1&net=grid&bins=8")},
		{"/tiles/none/1/0/0.mvt", "/tiles/none/1/0/0.mvt?bins=8"}, {"/tiles/cells/1/0/0.mvt?edition=9", "/tiles/cells/1/0/0.mvt?edition=9&bins=8"},
		{"/tiles/cells/1/2/0.mvt", "/tiles/cells/1/2/0.mvt?bins=8"},
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			for _, headers := range [][]string{nil, {"Accept-Encoding", "gzip"}, {"Accept-Encoding", "gzip", "If-None-Match", "*"}, {"Accept-Encoding", "gzip", "Origin", "https://example.org"}} {
				quick, long := s.ask(method, pair[0], "", headers...), s.ask(method, pair[1], "", headers...)
				for _, a := range []*answer{&quick, &long} {
					for _, own := range []string{"X-Request-Id", "Date"} {
						a.header.Del(own)
					}
					a.header["Vary"] = []string{strings.Join(a.header["Vary"], " ")}
				}
				if quick.status >= 400 { // a problem holds the request's id
					quick.body, long.body = quick.body[:min(20, len(quick.body))], long.body[:min(20, len(long.body))]
				}
				if quick.status != long.status || !bytes.Equal(quick.body, long.body) || fmt.Sprint(quick.header) != fmt.Sprint(long.header) {
					t.Fatalf("%s %s %v: %d %v, %d bytes; the long way: %d %v, %d bytes", method, pair[0], headers, quick.status, quick.header, len(quick.body), long.status, long.header, len(long.body))
				}
			}
		}
	}
}
