package main_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wangge-map/wangge/internal/realdata"
)

// ok carries a command out, which must do, and returns what it printed.
func ok(t *testing.T, input string, args ...string) (stdout, stderr string) {
	t.Helper()
	stdout, stderr, exit := run(t, strings.NewReader(input), args...)
	if exit != 0 {
		t.Fatalf("wangge %s ended with %d:\n%s%s", strings.Join(args, " "), exit, stdout, stderr)
	}
	return stdout, stderr
}

// okJSON is ok for a command with --json, whose result it reads into result.
func okJSON(t *testing.T, result any, args ...string) {
	t.Helper()
	stdout, stderr := ok(t, "", append(args, "--json")...)
	if err := json.Unmarshal([]byte(stdout), result); err != nil {
		t.Fatalf("wangge %s printed %q, %q: %v", strings.Join(args, " "), stdout, stderr, err)
	}
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// twoCells are the cells A and B of a made-up town, side by side.
func twoCells(codes ...string) string {
	var features []string
	for i, code := range codes {
		west, east := 106+0.01*float64(i), 106+0.01*float64(i+1)
		features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"name":"网格 %s"},"geometry":{"type":"Polygon","coordinates":[[[%.2f,29],[%.2f,29],[%.2f,29.01],[%.2f,29.01],[%.2f,29]]]}}`,
			code, code, west, east, east, west, west))
	}
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

const townReports = `no,lon,lat,kind,seen,state
1,106.005,29.005,pothole,2026-01-02 03:04:05,OPEN
2,106.01,29.005,pothole,2026-01-02 03:04:05,已结案
3,106.5,29.005,fire,2026-01-02 03:04:05,lost
4,109,29.005,fire,2026-01-02 03:04:05,OPEN
=5,,,noise,2026-01-02 03:04:05,OPEN
`

type importedReports struct {
	Reports, New, Same, Rejected, Border, Outside int64
	Reasons                                       map[string]int64
}

// countOf returns how many pins the layer shows.
func countOf(s *service, layer string) int {
	var all struct {
		Layers []struct {
			ID    string
			Count int
		}
	}
	s.get("/api/v1/layers", &all)
	for _, l := range all.Layers {
		if l.ID == layer {
			return l.Count
		}
	}
	return -1
}

func TestWhatIsImportedShowsAtOnceInARunningService(t *testing.T) {
	dir := dataDir(t)
	s := start(t, "serve", "--data-dir", dir, "--listen", freeAddress(t))
	stdout, stderr := ok(t, "", "import", "cells", writeFile(t, "cells.geojson", twoCells("A", "B")), "--data-dir", dir, "--net", "grid", "--net-title", "网格", "--code-field", "code", "--name-field", "name")
	if !strings.Contains(stdout, "Net grid, edition 1: 2 cells kept, of 2 features") || !strings.Contains(stderr, "reading cells: 2 features") {
		t.Errorf("it printed %q, %q", stdout, stderr)
	}
	waitFor(t, "two cells", func() bool { return countOf(s, "cells") == 2 })
	var known struct {
		Nets []struct{ Net, Code, Title string }
	}
	if s.get("/api/v1/nets", &known); len(known.Nets) != 1 || known.Nets[0].Title != "网格" {
		t.Errorf("the nets are %+v, want one with its title", known.Nets)
	}

	reports, kinds := writeFile(t, "reports.csv", townReports), writeFile(t, "kinds.csv", "pothole,06013\nfire,90003\n")
	rejects := filepath.Join(t.TempDir(), "rejects.csv")
	args := []string{"import", "reports", reports, "--data-dir", dir, "--id-field", "no", "--category-field", "kind", "--category-map", kinds,
		"--time-field", "seen", "--time-zone", "Asia/Shanghai", "--status-field", "state", "--datum", "wgs84", "--rejects", rejects}
	stdout, stderr = ok(t, "", args...)
	for _, want := range []string{"3 new, 0 kept before, 2 left out, of 5 reports", "far", "category", `1  "noise"`, `1  "lost"`, "listed in " + rejects} {
		if !strings.Contains(stdout, want) {
			t.Errorf("it does not say %q:\n%s", want, stdout)
		}
	}
	if !strings.Contains(stderr, "importing reports: 5 reports, 100 %") {
		t.Errorf("its progress was %q", stderr)
	}
	listed, err := os.ReadFile(rejects)
	if err != nil || !strings.HasPrefix(string(listed), "row,id,reason,detail\n5,4,far,") || !strings.Contains(string(listed), "\n6,'=5,category,") {
		t.Errorf("the list is %q (%v)", listed, err)
	}
	waitFor(t, "the pins", func() bool { return countOf(s, "road-defects") == 2 && countOf(s, "hazards") == 1 })

	var again importedReports
	okJSON(t, &again, args...)
	if again.New != 0 || again.Same != 3 || again.Rejected != 2 || countOf(s, "road-defects") != 2 {
		t.Errorf("the second import gives %+v", again)
	}

	stdout, stderr = ok(t, townReports, "locate", "--data-dir", dir, "--net", "grid", "--datum", "wgs84")
	rows, err := csv.NewReader(strings.NewReader(stdout)).ReadAll()
	if err != nil || len(rows) != 6 {
		t.Fatalf("located %q (%v)", stdout, err)
	}
	var got []string
	for _, row := range rows {
		got = append(got, strings.Join([]string{row[6], row[7], row[8]}, " "))
	}
	if want := "cell edition status, A 1 inside, B 1 border,  1 outside,  1 outside,   invalid"; strings.Join(got, ", ") != want {
		t.Errorf("located %q, want %q", got, want)
	}
	if !strings.Contains(stderr, "5 rows in net grid, edition 1") {
		t.Errorf("the summary is %q", stderr)
	}
}

func TestCommandsThatCannotDoTheirWorkSayWhichFlagAndWithWhichCode(t *testing.T) {
	dir := dataDir(t)
	cells, twice := writeFile(t, "cells.geojson", twoCells("A", "B")), writeFile(t, "twice.geojson", twoCells("A", "A"))
	reports := writeFile(t, "reports.csv", townReports)
	importCells := []string{"import", "cells", "--data-dir", dir, "--code-field", "code"}
	importReports := []string{"import", "reports", "--data-dir", dir, "--id-field", "no", "--datum", "wgs84"}
	locate := []string{"locate", "--data-dir", dir}
	nowhere := "postgres:///wangge?host=" + t.TempDir()
	for _, c := range []struct {
		name string
		exit int
		says string
		base []string
		args []string
	}{
		{"no cells yet", 2, "--net", importReports, []string{reports, "--category", "06013"}},
		{"no cells to locate in", 2, "--net", locate, []string{"--net", "grid", "--datum", "wgs84"}},
		{"strict, and something is wrong", 2, "--strict", importCells, []string{twice, "--net", "grid", "--strict"}},
		{"the same without strict", 0, "", importCells, []string{twice, "--net", "grid"}},
		{"cells without a net", 2, "--net", importCells, []string{cells}},
		{"a net that can't be one", 2, "--net", importCells, []string{cells, "--net", "Grid!"}},
		{"a code field that is nowhere", 2, "--code-field", importCells, []string{cells, "--net", "other", "--code-field", "no"}},
		{"another scheme", 2, "--scheme", importCells, []string{cells, "--net", "other", "--scheme", "gb16"}},
		{"a net that follows another scheme", 3, "--scheme", importCells, []string{writeFile(t, "gb.geojson", twoCells("500120005001001")), "--net", "grid", "--scheme", "gb15"}},
		{"a datum of cells that is not known", 2, "--datum", importCells, []string{cells, "--net", "other", "--datum", "mars"}},
		{"a date that is none", 2, "--in-force", importCells, []string{cells, "--net", "other", "--in-force", "tomorrow"}},
		{"an edition before the one in force", 3, "--in-force", importCells, []string{cells, "--net", "grid", "--in-force", "2020-01-01"}},
		{"a file that is not there", 2, "none.geojson", importCells, []string{"none.geojson", "--net", "other"}},
		{"reports without a category", 2, "--category", importReports, []string{reports}},
		{"two ways to a category", 2, "--category-field", importReports, []string{reports, "--category", "06013", "--category-field", "kind"}},
		{"a category that is not known", 2, "--category", importReports, []string{reports, "--category", "1"}},
		{"a map that is not there", 2, "--category-map", importReports, []string{reports, "--category-field", "kind", "--category-map", "none.csv"}},
		{"a field that is nowhere", 2, "--time-field", importReports, []string{reports, "--category", "06013", "--time-field", "when"}},
		{"a zone that is not known", 2, "--time-zone", importReports, []string{reports, "--category", "06013", "--time-zone", "Mars/Olympus"}},
		{"rejects over the file itself", 2, "--rejects", importReports, []string{reports, "--category", "06013", "--rejects", reports}},
		{"a net of reports that is not there", 2, "--net", importReports, []string{reports, "--category", "06013", "--net", "other"}},
		{"a net to locate in that is not there", 2, "--net", locate, []string{"--net", "other", "--datum", "wgs84"}},
		{"locate without a datum", 2, "--datum", locate, []string{"--net", "grid"}},
		{"locate without rows", 2, "first row", locate, []string{"--net", "grid", "--datum", "wgs84"}},
		{"cells, the database away", 4, "does not answer", importCells, []string{cells, "--net", "grid", "--database-url", nowhere}},
		{"reports, the database away", 4, "does not answer", importReports, []string{reports, "--category", "06013", "--database-url", nowhere}},
		{"locate, the database away", 4, "does not answer", locate, []string{"--net", "grid", "--datum", "wgs84", "--database-url", nowhere}},
	} {
		stdout, stderr, exit := run(t, strings.NewReader(""), append(append([]string{}, c.base...), c.args...)...)
		if exit != c.exit || !strings.Contains(stderr, c.says) {
			t.Errorf("%s: ended with %d, want %d and %q:\n%s%s", c.name, exit, c.exit, c.says, stdout, stderr)
		}
		if strings.HasPrefix(c.name, "strict") && (!strings.Contains(stdout, "nothing was kept") || !strings.Contains(stdout, "feature 2 (code A)")) {
			t.Errorf("strict printed %q", stdout)
		}
	}
	text, err := os.ReadFile(reports)
	if err != nil || string(text) != townReports {
		t.Errorf("the file of reports is now %q (%v)", text, err)
	}
}

// The real cells and requests of Washington come in beside a running service, and locate gives every request the ward
// that the city names, but for the 16 that lie on the line.
func TestTheFilesOfWashingtonComeInAndAreLocated(t *testing.T) {
	boundaries, there := realdata.Path(t, "dc", "boundaries")
	if !there {
		return
	}
	folder, _ := realdata.Path(t, "dc", "reports")
	files, err := filepath.Glob(filepath.Join(folder, "*.geojson"))
	if err != nil || len(files) != 28 {
		t.Fatalf("%d files (%v)", len(files), err)
	}
	dir := dataDir(t)
	s := start(t, "serve", "--data-dir", dir, "--listen", freeAddress(t), "--reads-per-second", "1000000")
	for _, c := range []struct {
		file, net, code, parent string
		cells                   int
	}{{"ward-2012.geojson", "ward", "WARD", "WARD_ID", 8}, {"single-member-district-2013.geojson", "smd", "SMD_ID", "ANC_ID", 296}} {
		var r struct {
			Cells   int
			Defects []any
		}
		okJSON(t, &r, "import", "cells", filepath.Join(boundaries, c.file), "--data-dir", dir, "--net", c.net, "--code-field", c.code,
			"--name-field", "NAME", "--parent-field", c.parent, "--strict")
		if r.Cells != c.cells || len(r.Defects) != 0 {
			t.Errorf("%s gives %+v", c.file, r)
		}
	}
	var total importedReports
	for _, file := range files {
		var r importedReports
		okJSON(t, &r, "import", "reports", file, "--data-dir", dir, "--id-field", "SERVICEREQUESTID", "--category", "06013",
			"--time-field", "SERVICEORDERDATE", "--status-field", "SERVICEORDERSTATUS", "--datum", "wgs84", "--net", "ward")
		total.Reports, total.New, total.Same, total.Rejected = total.Reports+r.Reports, total.New+r.New, total.Same+r.Same, total.Rejected+r.Rejected
	}
	if total.Reports != 16_312 || total.New != 15_941 || total.Same != 370 || total.Rejected != 1 {
		t.Errorf("the import gives %+v", total)
	}
	waitFor(t, "every pin on the map", func() bool { return countOf(s, "road-defects") == 15_941 })

	stdout, _ := ok(t, requestsAsCSV(t, files), "locate", "--data-dir", dir, "--net", "ward", "--datum", "wgs84", "--lon-field", "easting", "--lat-field", "northing")
	rows, err := csv.NewReader(strings.NewReader(stdout)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	agree, line := 0, 0
	for _, row := range rows[1:] {
		ward, cell, border := row[0], row[3], row[6]
		switch {
		case ward == cell:
			agree++
		case border == "0.00":
			line++
		default:
			t.Errorf("a request of ward %s is located in %s, %s m from its border", ward, cell, border)
		}
	}
	if agree != 16_245 || line != 16 {
		t.Errorf("%d agree and %d lie on the line", agree, line)
	}
}

// requestsAsCSV has the columns ward, easting and northing of every request whose ward the city names.
func requestsAsCSV(t *testing.T, files []string) string {
	t.Helper()
	var out strings.Builder
	out.WriteString("ward,easting,northing\n")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var all struct {
			Features []struct {
				Properties struct{ Ward string }
				Geometry   struct{ Coordinates []json.Number }
			}
		}
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
		for _, f := range all.Features {
			if ward := f.Properties.Ward; ward != "" && ward != "NULL" {
				fmt.Fprintf(&out, "%s,%s,%s\n", ward, f.Geometry.Coordinates[0], f.Geometry.Coordinates[1])
			}
		}
	}
	return out.String()
}
