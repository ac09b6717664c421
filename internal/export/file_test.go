package export

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/progress"
)

func fieldOf(err error) string {
	var known *geo.Error
	if errors.As(err, &known) {
		return known.Field
	}
	return ""
}

func nothingIn(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left in the folder: %v (%v)", left, err)
	}
}

// formats are all of them, each with options that write rows.
func formats(rows ...*testRow) map[Format]Options {
	all := map[Format]Options{}
	for _, f := range []Format{GeoJSON, CSV, XLSX, FlatGeobuf, MBTiles} {
		all[f] = Options{Format: f, Source: sourceOf(true, rows...), Tiles: Tiles{Draw: drawPoints(rows), MaxZoom: 6}}
	}
	return all
}

func manyRows(n int) []*testRow {
	rows := make([]*testRow, n)
	for i := range rows {
		rows[i] = &testRow{id: "r", values: []any{int64(i), "井盖", nil, nil, nil, nil}, shape: orb.Point{106, 29}}
	}
	return rows
}

var errBroken = errors.New("the source is broken")

func TestAnExportThatFailsLeavesNothing(t *testing.T) {
	for format, o := range formats(manyRows(1000)...) {
		rows := o.Source.Rows
		o.Source.Rows = func(ctx context.Context) iter.Seq2[Row, error] {
			return func(yield func(Row, error) bool) {
				n := 0
				for r, err := range rows(ctx) {
					if n++; n == 700 {
						yield(nil, errBroken)
						return
					}
					if !yield(r, err) {
						return
					}
				}
			}
		}
		dir := t.TempDir()
		if _, err := File(t.Context(), filepath.Join(dir, "out"), false, o); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", format, err)
		}
		nothingIn(t, dir)
	}
}

func TestAnExportThatIsInterruptedLeavesNothingAndWhatWasThereStays(t *testing.T) {
	for format, o := range formats(manyRows(1000)...) {
		ctx, interrupt := context.WithCancel(t.Context())
		o.Progress = func(progress.Step) { interrupt() } // in the middle of the rows
		dir := t.TempDir()
		if _, err := File(ctx, filepath.Join(dir, "out"), false, o); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", format, err)
		}
		nothingIn(t, dir)

		ctx, interrupt = context.WithCancel(t.Context())
		o.Progress = func(progress.Step) { interrupt() }
		path := filepath.Join(dir, "out")
		if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := File(ctx, path, true, o); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", format, err)
		}
		holds(t, path, "before")
	}
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %q (%v), want %q", path, got, err, want)
	}
}

func TestAFileIsOnlyReplacedByForce(t *testing.T) {
	o := formats(manyRows(1)...)[CSV]
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := File(t.Context(), path, false, o); geo.KindOf(err) != geo.Conflict || fieldOf(err) != "--out" {
		t.Errorf("without force: %v", err)
	}
	holds(t, path, "before")
	if _, err := File(t.Context(), path, true, o); err != nil {
		t.Errorf("with force: %v", err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Contains(got, []byte("井盖")) {
		t.Errorf("with force it holds %q (%v)", got, err)
	}
}

func TestAFileThatCameMeanwhileIsNotReplaced(t *testing.T) {
	o := formats(manyRows(1)...)[GeoJSON]
	path := filepath.Join(t.TempDir(), "out.geojson")
	o.Progress = func(progress.Step) {
		if err := os.WriteFile(path, []byte("another's"), 0o600); err != nil {
			t.Error(err)
		}
	}
	if _, err := File(t.Context(), path, false, o); geo.KindOf(err) != geo.Conflict {
		t.Errorf("it ends with %v", err)
	}
	holds(t, path, "another's")
}

func TestWhereAFileCannotBe(t *testing.T) {
	dir := t.TempDir()
	o := formats(manyRows(1)...)[CSV]
	for _, c := range []struct{ name, path string }{
		{"a folder", dir}, {"in a folder that is not there", filepath.Join(dir, "none", "out.csv")}, {"a device", os.DevNull},
		{"below a file", filepath.Join(os.Args[0], "out.csv")},
	} {
		if _, err := File(t.Context(), c.path, true, o); geo.KindOf(err) != geo.Invalid || fieldOf(err) != "--out" {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	nothingIn(t, dir)
}

func TestWhatALinkLeadsToIsReplacedAndTheLinkStays(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real.csv"), filepath.Join(dir, "link.csv")
	if err := errors.Join(os.WriteFile(real, []byte("before"), 0o600), os.Symlink(real, link)); err != nil {
		t.Fatal(err)
	}
	if _, err := File(t.Context(), link, true, formats(manyRows(1)...)[CSV]); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is %v (%v)", info, err)
	}
	if got, err := os.ReadFile(real); err != nil || !bytes.Contains(got, []byte("井盖")) {
		t.Errorf("it holds %q (%v)", got, err)
	}
}

func TestOnlyWhatNeedsNoFileIsWrittenAsAStream(t *testing.T) {
	for format, o := range formats(manyRows(1)...) {
		var out bytes.Buffer
		s, err := Stream(t.Context(), &out, o)
		if streams := format == GeoJSON || format == CSV; streams != (err == nil) || !streams && fieldOf(err) != "--out" {
			t.Errorf("%s: %v", format, err)
		}
		if err == nil && (s.Bytes != int64(out.Len()) || s.Rows != 1) {
			t.Errorf("%s: %+v of %d bytes", format, s, out.Len())
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestAStreamThatTakesNothingMoreIsNoFaultOfOurs(t *testing.T) {
	_, err := Stream(t.Context(), fullDisk{}, formats(manyRows(1)...)[CSV])
	if geo.KindOf(err) != geo.Unavailable || fieldOf(err) != "--out" {
		t.Errorf("it ends with %v", err)
	}
}

func TestParseFormat(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       Format
		fails      bool
	}{
		{"csv", "", CSV, false}, {"fgb", "x.csv", FlatGeobuf, false}, {"", "x.XLSX", XLSX, false}, {"", "a.b.mbtiles", MBTiles, false},
		{"", "x.shp", "", true}, {"", "-", "", true}, {"shp", "", "", true},
	} {
		got, err := ParseFormat(c.name, c.file)
		if got != c.want || (err != nil) != c.fails || err != nil && fieldOf(err) != "--format" {
			t.Errorf("%q, %q: %q (%v)", c.name, c.file, got, err)
		}
	}
}
