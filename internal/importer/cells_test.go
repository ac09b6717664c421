package importer_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/importer"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/progress"
	"github.com/wangge-map/wangge/internal/realdata"
	"github.com/wangge-map/wangge/internal/store"
)

// shelf keeps editions in memory and finds the defects that it is told to find.
type shelf struct {
	finds []geo.Defect
	kept  []geo.EditionDraft
	names map[string]string // of areas
}

func (s *shelf) SaveAreaNames(_ context.Context, names map[string]string) error {
	s.names = names
	return nil
}

func (s *shelf) SaveEdition(_ context.Context, draft geo.EditionDraft, accept func([]geo.Defect) error) (geo.Edition, error) {
	if err := accept(s.finds); err != nil {
		return geo.Edition{}, err
	}
	s.kept = append(s.kept, draft)
	return geo.Edition{ID: 7, Net: draft.Net.Code, Number: len(s.kept), InForceFrom: draft.InForceFrom}, nil
}

func openStore(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{URL: pgtest.URL(t), Box: pgtest.Box(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func freeNet() importer.CellOptions {
	return importer.CellOptions{Net: "grid", Scheme: geo.Free, CodeField: "code", Now: noon}
}

// feature is one of GeoJSON; code is JSON.
func feature(code, geometry string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"code":%s,"name":"网格 %s"},"geometry":%s}`, code, strings.Trim(code, `"`), geometry)
}

func square(west, south, side float64) string {
	e, n := west+side, south+side
	return fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%v,%v],[%v,%v],[%v,%v],[%v,%v],[%v,%v]]]}`, west, south, e, south, e, n, west, n, west, south)
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

func TestWhatIsWrongWithAFeatureIsListedAndTheRestComesIn(t *testing.T) {
	s := &shelf{}
	o := freeNet()
	o.NameField = "name"
	result, err := importer.Cells(t.Context(), write(t, "a.geojson", collection(
		feature(`"A"`, square(106, 29, 1)),
		feature(`null`, square(107, 29, 1)),
		feature(`"NULL"`, square(107, 29, 1)),
		feature(`" A "`, square(108, 29, 1)),
		feature(`"B"`, `null`),
		feature(`"C"`, `{"type":"Point","coordinates":[106,29]}`),
		feature(`"D"`, square(29, 106, 1)),
		feature(`"E"`, square(109, 29, 1e-9)),
		feature(`500120005001001`, square(110, 29, 1)),
		feature(`2.0`, `{"type":"MultiPolygon","coordinates":[[[[112,29],[113,29],[113,30],[112,29]]],[[[114,29],[115,29],[115,30],[114,29]],[[114.5,29.1],[114.6,29.1],[114.6,29.2],[114.5,29.1]]]]}`),
		`{"type":"Feature","properties":{"code":"F"},"geometry":{"type":"Polygon","coordinates":[[[1,2],[3]]]}}`,
	)), o, s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range result.Defects {
		got = append(got, fmt.Sprint(d.Feature, " ", d.Kind, " ", d.Fatal))
	}
	want := []string{"2 missing_field true", "3 missing_field true", "4 duplicate_code true", "5 invalid_geometry true", "6 invalid_geometry true",
		"7 invalid_geometry true", "8 invalid_geometry true", "11 invalid_geometry true"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if d := importer.DescribeDefect(result.Defects[2]); d != "feature 4 (code A) at 108.5000,29.5000: feature 1 has the same code" {
		t.Errorf("got %q", d)
	}
	if result.Features != 11 || result.Cells != 3 || result.Edition != 1 || result.Datum != "wgs84" {
		t.Errorf("got %+v", result)
	}
	cells := s.kept[0].Cells
	if cells[0].Name != "网格 A" || cells[1].Code != "500120005001001" || cells[2].Code != "2" || len(cells[2].Shape) != 2 || len(cells[2].Shape[1]) != 2 {
		t.Errorf("kept %+v", cells)
	}
	if !s.kept[0].InForceFrom.Equal(noon()) || s.kept[0].Source != "a.geojson" {
		t.Errorf("kept %+v", s.kept[0])
	}
}

func TestNewlineDelimitedFeaturesAndGridCodes(t *testing.T) {
	s := &shelf{}
	o := freeNet()
	o.Scheme = geo.GB15
	result, err := importer.Cells(t.Context(), write(t, "cells.ndjson",
		feature(`500120005001001`, square(106, 29, 1))+"\n"+feature(`"500120005001000"`, square(107, 29, 1))+"\n"+feature(`"x"`, square(108, 29, 1))+"\n"), o, s)
	if err != nil || len(result.Defects) != 2 || result.Defects[0].Kind != "bad_code" || result.Defects[1].Kind != "bad_code" {
		t.Errorf("got %+v (%v)", result, err)
	}
	if s.kept[0].Cells[0].District != "500120" {
		t.Errorf("the district is %q", s.kept[0].Cells[0].District)
	}
}

func TestStrictRefusesTheWhole(t *testing.T) {
	o := freeNet()
	o.Strict = true
	file := write(t, "a.geojson", collection(feature(`"A"`, square(106, 29, 1)), feature(`"B"`, square(107, 29, 1))))
	s := &shelf{finds: []geo.Defect{{Kind: "overlap", Cells: []string{"A", "B"}, Reason: "they overlap", Lon: 107, Lat: 29.5}}}
	result, err := importer.Cells(t.Context(), file, o, s)
	if geo.KindOf(err) != geo.Invalid || len(s.kept) != 0 || len(result.Defects) != 1 || result.Edition != 0 || result.Cells != 0 {
		t.Errorf("got %+v (%v), kept %d", result, err, len(s.kept))
	}
	if got := importer.DescribeDefect(result.Defects[0]); got != "cells A, B at 107.0000,29.5000: they overlap" {
		t.Errorf("got %q", got)
	}
	s.finds = nil
	if result, err := importer.Cells(t.Context(), file, o, s); err != nil || result.Cells != 2 {
		t.Errorf("a sound file gives %+v (%v)", result, err)
	}
}

func TestTJunctionsAreNodedOnTheWayIn(t *testing.T) {
	s := &shelf{}
	result, err := importer.Cells(t.Context(), write(t, "a.geojson",
		collection(feature(`"A"`, square(106, 29, 0.01)), feature(`"B"`, square(106.01, 29.0033333, 0.001)))), freeNet(), s)
	if err != nil || result.Noded != 2 || len(s.kept[0].Cells[0].Shape[0][0]) != 6 {
		t.Errorf("got %+v (%v), kept %+v", result, err, s.kept)
	}
}

// A kilometre of border that is straight in GCJ-02, with a neighbour's corner in its middle: it must still be on the border
// in WGS 84, where the border bends.
func TestBordersStayTogetherAcrossDatums(t *testing.T) {
	for _, name := range []string{"gcj02", "bd09", "cgcs2000", "epsg:4545"} {
		d, err := datum.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		x, y, side := 106.1, 29.4, 0.02
		if !d.Geographic() {
			x, y, side = 315_565.7, 3_255_106.5, 2000
		}
		s := &shelf{}
		o := freeNet()
		o.Datum = d
		result, err := importer.Cells(t.Context(), write(t, "a.geojson", collection(feature(`"A"`, square(x, y, side)),
			feature(`"B"`, square(x+side, y, side/3)), feature(`"C"`, square(x+side, y+side/3, 2*side/3)))), o, s)
		if err != nil || result.Noded == 0 {
			t.Errorf("%s: got %+v (%v)", name, result, err)
			continue
		}
		lon, lat, _, err := d.ToWGS84(x+side, y+side/3)
		if err != nil {
			t.Fatal(err)
		}
		corner, err := geo.PointAt(lon, lat)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(s.kept[0].Cells[0].Shape[0][0], corner) {
			t.Errorf("%s: the corner %v is not on the long border: %v", name, corner, s.kept[0].Cells[0].Shape)
		}
	}
}

func TestFilesAndOptionsThatCannotBeReadAreRefused(t *testing.T) {
	good := write(t, "a.geojson", collection(feature(`"A"`, square(106, 29, 1))))
	for _, c := range []struct {
		name, path string
		change     func(*importer.CellOptions)
		kind       geo.Kind
		field      string
		hint       string
	}{
		{"no file", filepath.Join(t.TempDir(), "nothing.geojson"), nil, geo.NotFound, "", "nothing.geojson"},
		{"a folder", t.TempDir(), nil, geo.Invalid, "", "not a file"},
		{"GDAL's own paths", "/vsicurl/http://127.0.0.1/a.shp", nil, geo.Invalid, "", "not the path"},
		{"not GeoJSON", write(t, "a.txt", "hello"), nil, geo.Invalid, "", ".gpkg"},
		{"cut off", write(t, "a.json", collection(feature(`"A"`, square(106, 29, 1)))[:150]), nil, geo.Invalid, "", ""},
		{"no features", write(t, "b.json", collection()), nil, geo.Invalid, "", "no features"},
		{"a net's code in capitals", good, func(o *importer.CellOptions) { o.Net = "Grid 1" }, geo.Invalid, "--net", "a to z"},
		{"no net", good, func(o *importer.CellOptions) { o.Net = "" }, geo.Invalid, "--net", "a to z"},
		{"a code field that is nowhere", good, func(o *importer.CellOptions) { o.CodeField = "cod" }, geo.Invalid, "--code-field", "code, name"},
		{"a name field that is nowhere", good, func(o *importer.CellOptions) { o.NameField = "nom" }, geo.Invalid, "--name-field", "code, name"},
		{"a residents field that is nowhere", good, func(o *importer.CellOptions) { o.ResidentsField = "people" }, geo.Invalid, "--residents-field", "code, name"},
		{"a parent field that is nowhere", good, func(o *importer.CellOptions) { o.ParentField = "up" }, geo.Invalid, "--parent-field", "code, name"},
	} {
		o := freeNet()
		if c.change != nil {
			c.change(&o)
		}
		_, err := importer.Cells(t.Context(), c.path, o, &shelf{})
		var known *geo.Error
		if !errors.As(err, &known) || known.Kind != c.kind || known.Field != c.field || !strings.Contains(err.Error(), c.hint) {
			t.Errorf("%s: got %v, want %s about %q with %q", c.name, err, c.kind, c.field, c.hint)
		}
	}
}

func TestResidentsComeInWithTheCells(t *testing.T) {
	s := &shelf{}
	o := freeNet()
	o.ResidentsField = "people"
	with := func(code, people string, west float64) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"people":%s},"geometry":%s}`, code, people, square(west, 29, 1))
	}
	result, err := importer.Cells(t.Context(), write(t, "a.geojson", collection(
		with("A", "1204", 106), with("B", `"87"`, 107), with("C", "null", 108), with("D", "-5", 109), with("E", `"many"`, 110),
	)), o, s)
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, c := range s.kept[0].Cells {
		got = append(got, c.Residents)
	}
	if want := []int{1204, 87, 0, 0, 0}; !slices.Equal(got, want) || len(result.Defects) != 2 {
		t.Errorf("the cells have %v residents, want %v, with a word about D and E: %+v", got, want, result.Defects)
	}
}

func TestADeclaredReferenceSystemIsHeededOrNoted(t *testing.T) {
	with := func(crs string) string {
		return write(t, "a.geojson", `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"`+crs+`"}},"features":[`+feature(`"A"`, square(106, 29, 1))+`]}`)
	}
	o := freeNet()
	if r, err := importer.Cells(t.Context(), with("urn:ogc:def:crs:EPSG::4490"), o, &shelf{}); err != nil || r.Datum != "cgcs2000" || len(r.Notes) != 0 {
		t.Errorf("a known system gives %+v (%v)", r, err)
	}
	if _, err := importer.Cells(t.Context(), with("urn:ogc:def:crs:EPSG::26985"), o, &shelf{}); geo.KindOf(err) != geo.Invalid {
		t.Errorf("an unknown system gives %v", err)
	}
	o.Datum = datum.GCJ02()
	r, err := importer.Cells(t.Context(), with("urn:ogc:def:crs:EPSG::26985"), o, &shelf{})
	if err != nil || r.Datum != "gcj02" || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "26985") {
		t.Errorf("a system against --datum gives %+v (%v)", r, err)
	}
	if r, err := importer.Cells(t.Context(), with("urn:ogc:def:crs:OGC:1.3:CRS84"), freeNet(), &shelf{}); err != nil || r.Datum != "wgs84" {
		t.Errorf("CRS84 gives %+v (%v)", r, err)
	}
}

func TestOtherFormatsComeThroughOGR(t *testing.T) {
	in := write(t, "in.geojson", collection(feature(`500120005001001`, square(106.1, 29.4, 0.01)), feature(`500120005001002`, square(106.11, 29.4, 0.01))))
	convert := func(name string, args ...string) string {
		out := filepath.Join(t.TempDir(), name)
		if said, err := exec.Command("ogr2ogr", append(args, out, in)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		return out
	}
	shapefile := convert("cells.shp", "-t_srs", "EPSG:4545", "-lco", "ENCODING=GB18030")
	if err := os.Remove(strings.TrimSuffix(shapefile, ".shp") + ".cpg"); err != nil {
		t.Fatal(err)
	}
	archive := filepath.Join(t.TempDir(), "网格.zip")
	if said, err := exec.Command("python3", append([]string{"-m", "zipfile", "-c", archive}, glob(t, strings.TrimSuffix(shapefile, ".shp")+".*")...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	zone, err := datum.Parse("epsg:4545")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path  string
		datum datum.Datum
	}{
		"Shapefile in its own system":    {path: shapefile},
		"Shapefile, datum named":         {shapefile, zone},
		"zipped Shapefile":               {archive, zone},
		"GeoPackage":                     {path: convert("cells.gpkg", "-f", "GPKG", "-nln", "网格")},
		"FlatGeobuf, datum named":        {convert("cells.fgb", "-f", "FlatGeobuf", "-t_srs", "EPSG:4545"), zone},
		"KML":                            {path: convert("cells.kml", "-f", "KML")},
		"suffix in upper case, CGCS2000": {convert("CELLS.GPKG", "-f", "GPKG"), datum.CGCS2000()},
	} {
		o := freeNet()
		o.Datum, o.Scheme = c.datum, geo.GB15
		if name != "KML" { // which has a Name of its own
			o.NameField = "name"
		}
		s := &shelf{}
		result, err := importer.Cells(t.Context(), c.path, o, s)
		if err != nil || result.Cells != 2 || len(result.Defects) != 0 || len(result.Notes) != 1 {
			t.Errorf("%s: got %+v (%v)", name, result, err)
			continue
		}
		index, err := locate.New(s.kept[0].Cells)
		if err != nil {
			t.Fatal(err)
		}
		found := index.Locate(geo.Point{Lon: 1_061_150_000, Lat: 294_050_000}).Cell
		if found < 0 || index.Cell(found).Code != "500120005001002" || o.NameField != "" && index.Cell(found).Name != "网格 500120005001002" {
			t.Errorf("%s: in the second cell's place is %d of %+v", name, found, s.kept[0].Cells)
		}
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) < 3 {
		t.Fatalf("%s names %v (%v)", pattern, found, err)
	}
	return found
}

func TestADrawingsClosedLinesAreCells(t *testing.T) {
	const polyline = "0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n5\n2F\n8\ncells\n90\n4\n70\n1\n10\n315565.7\n20\n3255106.5\n10\n317565.7\n20\n3255106.5\n10\n317565.7\n20\n3257106.5\n10\n315565.7\n20\n3257106.5\n0\nENDSEC\n0\nEOF\n"
	o := freeNet()
	o.CodeField = "EntityHandle"
	path := write(t, "cells.dxf", polyline)
	_, err := importer.Cells(t.Context(), path, o, &shelf{})
	var known *geo.Error
	if !errors.As(err, &known) || known.Field != "--datum" {
		t.Errorf("a drawing says no datum, which gives %v", err)
	}
	if o.Datum, err = datum.Parse("epsg:4545"); err != nil {
		t.Fatal(err)
	}
	s := &shelf{}
	if result, err := importer.Cells(t.Context(), path, o, s); err != nil || result.Cells != 1 || s.kept[0].Cells[0].Code != "2F" {
		t.Errorf("got %+v (%v)", result, err)
	}
}

func TestAFileThatIsNotWhatItsNameSaysGoesToNoOtherDriver(t *testing.T) {
	virtual := `<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>`
	for _, name := range []string{"a.shp", "a.gpkg", "a.fgb", "a.kml", "a.dxf", "a.zip"} {
		for _, text := range []string{virtual, "", "PK\x03\x04", collection(feature(`"A"`, square(106, 29, 1)))} {
			result, err := importer.Cells(t.Context(), write(t, name, text), freeNet(), &shelf{})
			if geo.KindOf(err) != geo.Invalid {
				t.Errorf("%s with %.20q gives %+v (%v)", name, text, result, err)
			}
		}
	}
}

func TestWithoutOGRThePersonIsToldWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := importer.Cells(t.Context(), write(t, "a.gpkg", "x"), freeNet(), &shelf{})
	if geo.KindOf(err) != geo.Unavailable || !strings.Contains(err.Error(), "apt-get install gdal-bin") {
		t.Errorf("got %v", err)
	}
}

func TestReadingEndsWhenItIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	o := freeNet()
	o.Progress = func(progress.Step) { cancel() }
	_, err := importer.Cells(ctx, write(t, "a.geojson", collection(feature(`"A"`, square(106, 29, 1)), feature(`"B"`, square(107, 29, 1)))), o, &shelf{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestPostGISJudgesTheCells(t *testing.T) {
	s := openStore(t)
	file := write(t, "a.geojson", collection(
		feature(`"A"`, square(106, 29, 0.01)),
		feature(`"B"`, square(106.009, 29, 0.01)),
		feature(`"bow"`, `{"type":"Polygon","coordinates":[[[107,29],[107.01,29.01],[107.01,29],[107,29.02],[107,29]]]}`),
	))
	result, err := importer.Cells(t.Context(), file, freeNet(), s)
	if err != nil || result.Cells != 2 || result.Edition != 1 || len(result.Defects) != 2 {
		t.Fatalf("got %+v (%v)", result, err)
	}
	if d := result.Defects[0]; d.Kind != "invalid_geometry" || d.Feature != 3 || !d.Fatal || d.Lon < 107 {
		t.Errorf("the first defect is %+v", d)
	}
	if d := result.Defects[1]; d.Kind != "overlap" || !slices.Equal(d.Cells, []string{"A", "B"}) || d.AreaM2 < 1e4 {
		t.Errorf("the second defect is %+v", d)
	}
	o := freeNet()
	o.Strict, o.InForce = true, noon().AddDate(0, 1, 0)
	if _, err := importer.Cells(t.Context(), file, o, s); geo.KindOf(err) != geo.Invalid {
		t.Errorf("strict gives %v", err)
	}
	editions, err := s.Editions(t.Context())
	if err != nil || len(editions) != 1 {
		t.Errorf("%d editions are kept (%v)", len(editions), err)
	}
}

func TestTheCellsOfWashingtonComeInWhole(t *testing.T) {
	folder, ok := realdata.Path(t, "dc", "boundaries")
	if !ok {
		return
	}
	s := openStore(t)
	for _, c := range []struct {
		file, code, parent string
		cells              int
	}{
		{"ward-2012.geojson", "WARD", "", 8},
		{"single-member-district-2013.geojson", "SMD_ID", "ANC_ID", 296},
	} {
		o := importer.CellOptions{Net: c.file[:4], Scheme: geo.Free, CodeField: c.code, ParentField: c.parent, Strict: true, Now: noon}
		result, err := importer.Cells(t.Context(), filepath.Join(folder, c.file), o, s)
		if err != nil || result.Cells != c.cells || result.Features != c.cells || len(result.Defects) != 0 {
			t.Errorf("%s: got %d cells of %d features, defects %+v (%v)", c.file, result.Cells, result.Features, result.Defects, err)
		}
	}
	o := importer.CellOptions{Net: "clusters", Scheme: geo.Free, CodeField: "NAME", Now: noon}
	result, err := importer.Cells(t.Context(), filepath.Join(folder, "neighborhood-clusters.geojson"), o, s)
	overlaps, areaM2 := 0, 0.0
	for _, d := range result.Defects {
		if d.Kind == "overlap" {
			overlaps++
			areaM2 += d.AreaM2
		}
	}
	// 19 pairs overlap in the file; 15 of them by slivers thinner than the lattice, which noding closes.
	if err != nil || result.Cells != 39 || overlaps != 4 || math.Abs(areaM2-2574) > 10 {
		t.Errorf("the clusters give %d cells, %d overlaps of %.0f m² (%v)", result.Cells, overlaps, areaM2, err)
	}
}

func TestAreasAboveAreNamedByTheFirstCellThatDoes(t *testing.T) {
	s := &shelf{}
	o := freeNet()
	o.ParentField, o.ParentNameField = "up", "up_name"
	cell := func(code, more string, west float64) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q%s},"geometry":%s}`, code, more, square(west, 29, 1))
	}
	result, err := importer.Cells(t.Context(), write(t, "a.geojson", collection(
		cell("S1-1", `,"up":"S1","up_name":" Harbour Street "`, 106),
		cell("S1-2", `,"up":"S1","up_name":"Other Street"`, 107),
		cell("S2-1", `,"up":"S2","up_name":null`, 108),
		cell("X", `,"up":"","up_name":"Nowhere"`, 109),
	)), o, s)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"S1": "Harbour Street"}, s.names); diff != "" {
		t.Error(diff)
	}
	if len(result.Defects) != 1 || result.Defects[0].Kind != "other_name" || result.Defects[0].Feature != 2 || result.Cells != 4 {
		t.Errorf("got %+v", result)
	}
}
