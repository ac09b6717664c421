package main_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

// feature is what an export and the service's own API say alike of a case.
type feature struct {
	ID         string // ogr2ogr writes the property id here, when the file it read had both
	Properties struct{ ID, Category, State, Severity, Cell string }
	Geometry   struct{ Coordinates []float64 }
}

// byID sorts features and gives each as text, with its place to the 4 decimals that the public is told.
func byID(features []feature) []string {
	var out []string
	for _, f := range features {
		p, at := f.Properties, f.Geometry.Coordinates
		out = append(out, fmt.Sprintf("%s %s %s %s %s %.4f %.4f", cmp.Or(p.ID, f.ID), p.Category, p.State, p.Severity, p.Cell, at[0], at[1]))
	}
	slices.Sort(out)
	return out
}

// throughOGR has ogr2ogr read the file and returns its features.
func throughOGR(t *testing.T, path string, args ...string) []feature {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ogr2ogr", append([]string{"-f", "GeoJSON", "/vsistdout/", path}, args...)...)
	var stderr safeBuffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || strings.Contains(stderr.String(), "ERROR") {
		t.Fatalf("ogr2ogr %s: %v\n%s", path, err, stderr.String())
	}
	var all struct{ Features []feature }
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	return all.Features
}

// demoTown is a running demo.
func demoTown(t *testing.T) (s *service, dir string) {
	t.Helper()
	dir = dataDir(t)
	return start(t, "demo", "--data-dir", dir, "--listen", freeAddress(t), "--reads-per-second", "1000000"), dir
}

func TestWhatIsExportedIsWhatTheMapShowsInEveryFormat(t *testing.T) {
	s, dir := demoTown(t)
	var shown struct{ Features []feature }
	s.get("/api/v1/layers/hazards.geojson?limit=5000", &shown)
	if len(shown.Features) < 100 {
		t.Fatalf("the map shows %d hazards", len(shown.Features))
	}
	out := t.TempDir()
	for _, c := range []struct {
		file string
		args []string // for ogr2ogr
	}{
		{"hazards.geojson", nil},
		{"hazards.csv", []string{"-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat"}},
		{"hazards.fgb", nil},
		{"hazards.xlsx", []string{"-dialect", "sqlite", "-sql", `select *, MakePoint(lon, lat) from "安全隐患"`}},
		{"hazards.mbtiles", []string{"-t_srs", "EPSG:4326", "-lco", "COORDINATE_PRECISION=7", "points"}},
	} {
		path := filepath.Join(out, c.file)
		var summary struct {
			Layer string
			Rows  int
			Bytes int64
		}
		okJSON(t, &summary, "export", "hazards", "--data-dir", dir, "--out", path, "--lang", "none")
		info, err := os.Stat(path)
		if err != nil || summary.Bytes != info.Size() || summary.Rows != len(shown.Features) || summary.Layer != "hazards" {
			t.Errorf("%s: the summary is %+v, the file has %v (%v)", c.file, summary, info, err)
		}
		if diff := gocmp.Diff(byID(shown.Features), byID(throughOGR(t, path, c.args...))); diff != "" {
			t.Errorf("%s: %s", c.file, diff)
		}
	}
	left, err := os.ReadDir(out)
	if err != nil || len(left) != 5 {
		t.Errorf("in the folder are %v (%v)", left, err)
	}
	stdout, stderr := ok(t, "", "export", "hazards", "--data-dir", dir, "--format", "geojson", "--state", "open")
	var open struct{ Features []feature }
	if err := json.Unmarshal([]byte(stdout), &open); err != nil {
		t.Fatal(err)
	}
	for _, f := range open.Features {
		if slices.Contains([]string{"closed", "rejected", "duplicate"}, f.Properties.State) {
			t.Errorf("a case that is %s is among the open ones", f.Properties.State)
		}
	}
	if n := len(open.Features); n == 0 || n >= len(shown.Features) || !strings.Contains(stderr, fmt.Sprintf("%d rows of layer hazards in the standard output", n)) {
		t.Errorf("%d of %d hazards are open; it said %q", n, len(shown.Features), stderr)
	}
}

func TestExportsWithoutARunningService(t *testing.T) {
	s, dir := demoTown(t)
	s.stop()
	t.Run("those that can't be say which flag, with which exit code", func(t *testing.T) { refusedExports(t, dir) })
	t.Run("one that is interrupted ends in order and leaves nothing", func(t *testing.T) { interruptedExport(t, dir) })
}

func refusedExports(t *testing.T, dir string) {
	out := t.TempDir()
	there := writeFile(t, "there.csv", "before")
	for _, c := range []struct {
		name string
		exit int
		says string
		args []string
	}{
		{"no layer", 2, "<layer>", nil},
		{"a layer that is not there", 2, `LAYER: there is no layer "nope"; there are: hazards, `, []string{"nope", "--format", "csv"}},
		{"no format", 2, "--format", []string{"hazards"}},
		{"a format that a name does not say", 2, "--format", []string{"hazards", "--out", filepath.Join(out, "x.shp")}},
		{"another format", 2, "--format", []string{"hazards", "--format", "shp"}},
		{"xlsx to the standard output", 2, "--out", []string{"hazards", "--format", "xlsx"}},
		{"fgb to the standard output", 2, "--out", []string{"hazards", "--format", "fgb", "--out", "-"}},
		{"mbtiles to the standard output", 2, "--out", []string{"hazards", "--format", "mbtiles"}},
		{"a file that is there", 3, "--force", []string{"hazards", "--out", there}},
		{"a folder", 2, "--out", []string{"hazards", "--format", "csv", "--out", out}},
		{"a folder that is not there", 2, "--out", []string{"hazards", "--out", filepath.Join(out, "none", "x.csv")}},
		{"another language", 2, "--lang", []string{"hazards", "--format", "csv", "--lang", "fr"}},
		{"a state that is none", 2, "--state", []string{"hazards", "--format", "csv", "--state", "opn"}},
		{"a severity that is none", 2, "--severity", []string{"hazards", "--format", "csv", "--severity", "bad"}},
		{"a category that is none", 2, "--category", []string{"hazards", "--format", "csv", "--category", "x"}},
		{"a cell that is none", 2, "--cell", []string{"hazards", "--format", "csv", "--cell", "x"}},
		{"a net that is none", 2, "--net", []string{"cells", "--format", "csv", "--net", "x"}},
		{"a net that nothing asks for", 2, "--net", []string{"hazards", "--format", "csv", "--net", "grid"}},
		{"a day that is none", 2, "--from", []string{"hazards", "--format", "csv", "--from", "yesterday"}},
		{"an end before the beginning", 2, "--to", []string{"hazards", "--format", "csv", "--from", "2026-02-01", "--to", "2026-01-01"}},
		{"a filter of cases for cells", 2, "--state", []string{"cells", "--format", "csv", "--state", "open"}},
		{"a box that is none", 2, "--bbox", []string{"hazards", "--format", "csv", "--bbox", "1,2,3"}},
		{"a box turned round", 2, "--bbox", []string{"hazards", "--format", "csv", "--bbox", "3,2,1,4"}},
		{"a box for tiles", 2, "--bbox", []string{"hazards", "--out", filepath.Join(out, "x.mbtiles"), "--bbox", "1,2,3,4"}},
		{"tiles of the base map", 2, "--format", []string{"base", "--out", filepath.Join(out, "x.mbtiles")}},
		{"a zoom that is none", 2, "--maxzoom", []string{"hazards", "--out", filepath.Join(out, "x.mbtiles"), "--maxzoom", "30"}},
		{"zooms the wrong way round", 2, "--minzoom", []string{"hazards", "--out", filepath.Join(out, "x.mbtiles"), "--minzoom", "9", "--maxzoom", "8"}},
		{"the database away", 4, "does not answer", []string{"hazards", "--format", "csv", "--database-url", "postgres:///wangge?host=" + out}},
	} {
		stdout, stderr, exit := run(t, strings.NewReader(""), append([]string{"export", "--data-dir", dir}, c.args...)...)
		if exit != c.exit || !strings.Contains(stderr, c.says) || stdout != "" && c.args != nil {
			t.Errorf("%s: ended with %d, want %d and %q:\n%s%s", c.name, exit, c.exit, c.says, stdout, stderr)
		}
	}
	if left, err := os.ReadDir(out); err != nil || len(left) > 0 {
		t.Errorf("left in the folder: %v (%v)", left, err)
	}
	if text, err := os.ReadFile(there); err != nil || string(text) != "before" {
		t.Errorf("the file that was there holds %q (%v)", text, err)
	}
	if ok(t, "", "export", "hazards", "--data-dir", dir, "--out", there, "--force"); strings.HasPrefix(readText(t, there), "before") {
		t.Error("--force did not replace the file")
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func interruptedExport(t *testing.T, dir string) {
	out := t.TempDir()
	var stderr safeBuffer
	// Tiles down to zoom 18 take long enough to be interrupted.
	cmd := exec.Command(binary(t), "export", "cells", "--data-dir", dir, "--out", filepath.Join(out, "cells.mbtiles"), "--maxzoom", "18")
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	waitFor(t, "the export to be under way", func() bool {
		select {
		case err := <-ended:
			t.Fatalf("it ended before it was interrupted (%v):\n%s", err, stderr.String())
		default:
		}
		begun, err := filepath.Glob(filepath.Join(out, ".cells.mbtiles.*.tmp", "whole"))
		return err == nil && len(begun) == 1
	})
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(time.Minute):
		_ = cmd.Process.Kill()
		t.Fatal("it did not end")
	}
	if code := cmd.ProcessState.ExitCode(); code != 130 || !strings.Contains(stderr.String(), "interrupted") {
		t.Errorf("it ended with %d:\n%s", code, stderr.String())
	}
	if left, err := os.ReadDir(out); err != nil || len(left) > 0 {
		t.Errorf("left in the folder: %v (%v)", left, err)
	}
	ok(t, "", "export", "cells", "--data-dir", dir, "--format", "geojson") // the database was left in order
}
