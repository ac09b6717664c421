package importer_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/importer"
	"github.com/wangge-map/wangge/internal/progress"
)

// board is 10 × 10 cells of a hundredth of a degree (about a kilometre) from 106° E, 29° N. One has a code that needs quotes.
func board(t testing.TB) *locate.Index {
	t.Helper()
	var cells []geo.Cell
	for i := range int32(10) {
		for j := range int32(10) {
			const side = 100_000
			x, y := 1_060_000_000+i*side, 290_000_000+j*side
			c := geo.Cell{Code: fmt.Sprintf("C%d%d", i, j), Shape: geo.MultiPolygon{{{
				{Lon: x, Lat: y}, {Lon: x + side, Lat: y}, {Lon: x + side, Lat: y + side}, {Lon: x, Lat: y + side},
			}}}}
			if i == 9 && j == 9 {
				c.Code = `the "last", 网格`
			}
			cells = append(cells, c)
		}
	}
	index, err := locate.New(cells)
	if err != nil {
		t.Fatal(err)
	}
	return index
}

func wgs84(t testing.TB) importer.LocateOptions {
	return importer.LocateOptions{Datum: datum.WGS84(), Index: board(t), Edition: 3}
}

func ExampleLocateCSV() {
	index, err := locate.New([]geo.Cell{{Code: "2B07", Shape: geo.MultiPolygon{{{
		{Lon: -770_500_000, Lat: 389_000_000}, {Lon: -770_400_000, Lat: 389_000_000}, {Lon: -770_400_000, Lat: 389_100_000},
	}}}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	in := "id,lng,lat\n1,-77.042,38.902\n2,0,0\n3,?,38.9\n"
	result, err := importer.LocateCSV(context.Background(), strings.NewReader(in), os.Stdout,
		importer.LocateOptions{Datum: datum.WGS84(), Index: index, Edition: 1})
	fmt.Println(result.Inside, result.Outside, result.Invalid, err)
	// Output:
	// id,lng,lat,cell,edition,status,border_m
	// 1,-77.042,38.902,2B07,1,inside,173.49
	// 2,0,0,,1,outside,
	// 3,?,38.9,,,invalid,
	// 1 1 1 <nil>
}

func TestWhatARowIsComesOutAsItCameIn(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"quotes and line ends are kept", "a,lon,lat\r\n\"x, \"\"y\"\"\nz\",106.005,29.005\r\n", "a,lon,lat,cell,edition,status,border_m\r\n\"x, \"\"y\"\"\nz\",106.005,29.005,C00,3,inside,487.17\r\n"},
		{"coordinates in quotes and with spaces", "lon,lat\n\" 106.005\", 29.005 \n", "lon,lat,cell,edition,status,border_m\n\" 106.005\", 29.005 ,C00,3,inside,487.17\n"},
		{"the last line needs no end", "lon,lat\n106.005,29.005", "lon,lat,cell,edition,status,border_m\n106.005,29.005,C00,3,inside,487.17\n"},
		{"empty lines stay", "lon,lat\n\n106.005,29.005\n\r\n", "lon,lat,cell,edition,status,border_m\n\n106.005,29.005,C00,3,inside,487.17\n\r\n"},
		{"a byte order mark stays", "\ufefflon,lat\n0,0\n", "\ufefflon,lat,cell,edition,status,border_m\n0,0,,3,outside,\n"},
		{"semicolons", "a;经度;纬度\n1,5;106.005;29.005\n", "a;经度;纬度;cell;edition;status;border_m\n1,5;106.005;29.005;C00;3;inside;487.17\n"},
		{"tabs", "Longitude\tLATITUDE\n106.005\t29.005\n", "Longitude\tLATITUDE\tcell\tedition\tstatus\tborder_m\n106.005\t29.005\tC00\t3\tinside\t487.17\n"},
		{"names that are taken", "lon,lat,status\n0,0,OPEN\n", "lon,lat,status,cell,edition,located_status,border_m\n0,0,OPEN,,3,outside,\n"},
		{"a code that needs quotes", "lon,lat\n106.095,29.095\n", "lon,lat,cell,edition,status,border_m\n106.095,29.095,\"the \"\"last\"\", 网格\",3,inside,486.75\n"},
		{"a short row is filled up", "lon,lat,a,b\n106.005,29.005\n", "lon,lat,a,b,cell,edition,status,border_m\n106.005,29.005,,,C00,3,inside,487.17\n"},
		{"a long row is invalid", "lon,lat\n106.005,29.005,9\n", "lon,lat,cell,edition,status,border_m\n106.005,29.005,9,,,invalid,\n"},
		{"a border", "lon,lat\n106.01,29.005\n", "lon,lat,cell,edition,status,border_m\n106.01,29.005,C10,3,border,0.00\n"},
		{"only a header", "lon,lat", "lon,lat,cell,edition,status,border_m\n"},
		{"a quote inside a field is a character", "lon,lat,size\n106.005,29.005,5\" pipe\n106.005,29.005,6\"\n", "lon,lat,size,cell,edition,status,border_m\n106.005,29.005,5\" pipe,C00,3,inside,487.17\n106.005,29.005,6\",C00,3,inside,487.17\n"},
		{"a quote never closed spoils one line", "lon,lat,a\n106.005,29.005,\"oops\n106.005,29.005,ok\n", "lon,lat,a,cell,edition,status,border_m\n106.005,29.005,\"oops,,,invalid,\n106.005,29.005,ok,C00,3,inside,487.17\n"},
	} {
		var out bytes.Buffer
		if _, err := importer.LocateCSV(t.Context(), strings.NewReader(c.in), &out, wgs84(t)); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if out.String() != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.name, out.String(), c.want)
		}
	}
}

func TestBadCoordinatesAreMarkedAndCounted(t *testing.T) {
	in := "lon,lat\n,\nNULL,NULL\nNaN,29\nInf,29\n29.005,106.005\n106.005,\n1e400,2\n106.005,29.005\n"
	var out bytes.Buffer
	result, err := importer.LocateCSV(t.Context(), strings.NewReader(in), &out, wgs84(t))
	want := importer.LocateResult{Rows: 8, Inside: 1, Invalid: 7, Encoding: "utf-8"}
	if err != nil || result != want {
		t.Errorf("got %+v (%v), want %+v", result, err, want)
	}
	if n := strings.Count(out.String(), ",,,invalid,\n"); n != 7 {
		t.Errorf("%d rows are marked invalid: %s", n, out.String())
	}
}

func TestTheDatumIsHeeded(t *testing.T) {
	// 丁家's shift is 377 m east and 293 m north: GCJ-02 coordinates just east of the border belong to the cell west of it.
	o := wgs84(t)
	in := "lon,lat\n106.0105,29.005\n"
	for d, want := range map[datum.Datum]string{datum.WGS84(): "C10", datum.GCJ02(): "C00"} {
		o.Datum = d
		var out bytes.Buffer
		if _, err := importer.LocateCSV(t.Context(), strings.NewReader(in), &out, o); err != nil || !strings.Contains(out.String(), ","+want+",") {
			t.Errorf("%s: got %q (%v), want %s", d, out.String(), err, want)
		}
	}
}

func TestGB18030IsReadAndComesOutAsUTF8(t *testing.T) {
	in := "名称,经度,纬度\n" + strings.Repeat("丁家街道𠮷,106.005,29.005\n", 20_000)
	encoded, err := simplifiedchinese.GB18030.NewEncoder().String(in)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	result, err := importer.LocateCSV(t.Context(), strings.NewReader(encoded), &out, wgs84(t))
	if err != nil || result.Encoding != "gb18030" || result.Inside != 20_000 {
		t.Errorf("got %+v (%v)", result, err)
	}
	if !strings.HasPrefix(out.String(), "名称,经度,纬度,cell,edition,status,border_m\n丁家街道𠮷,106.005,29.005,C00,3,inside,487.17\n") {
		t.Errorf("got %q", out.String()[:200])
	}
}

func TestFilesThatAreNotACSVWithCoordinatesAreRefused(t *testing.T) {
	for _, c := range []struct{ name, in, field, hint string }{
		{"empty", "", "", "no first row"},
		{"nothing but empty lines", "\n\r\n\n", "", "no first row"},
		{"UTF-16", "\xff\xfel\x00o\x00n\x00", "", "UTF-16"},
		{"no lon", "a,lat\n1,2\n", "--lon-field", "a, lat"},
		{"no lat", "lon,b\n1,2\n", "--lat-field", "lon, b"},
		{"endless", strings.Repeat("x", 3<<20), "", "no first row"},
		{"an endless line", "lon,lat\n1,2\n" + strings.Repeat("x", 3<<20), "", "longer than"},
	} {
		_, err := importer.LocateCSV(t.Context(), strings.NewReader(c.in), io.Discard, wgs84(t))
		var known *geo.Error
		if !errors.As(err, &known) || known.Kind != geo.Invalid || known.Field != c.field || !strings.Contains(err.Error(), c.hint) {
			t.Errorf("%s: got %v, want an invalid %q with %q", c.name, err, c.field, c.hint)
		}
	}
	o := wgs84(t)
	o.LonField = "east"
	if _, err := importer.LocateCSV(t.Context(), strings.NewReader("lon,lat\n"), io.Discard, o); err == nil || !strings.Contains(err.Error(), "no column east") {
		t.Errorf("a column that is not there gives %v", err)
	}
}

// naive does what LocateCSV promises with the standard library, a row at a time.
func naive(t *rapid.T, in string, index *locate.Index) string {
	rows, err := csv.NewReader(strings.NewReader(in)).ReadAll()
	if err != nil {
		t.Fatalf("the test's own CSV: %v", err)
	}
	var out strings.Builder
	w := csv.NewWriter(&out)
	for i, row := range rows {
		added := []string{"cell", "edition", "status", "border_m"}
		if i > 0 {
			added = naiveAnswer(row, index)
		}
		if err := w.Write(append(row, added...)); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return out.String()
}

func naiveAnswer(row []string, index *locate.Index) []string {
	lon, err1 := strconv.ParseFloat(strings.TrimSpace(row[1]), 64)
	lat, err2 := strconv.ParseFloat(strings.TrimSpace(row[2]), 64)
	p, err3 := geo.PointAt(lon, lat)
	if errors.Join(err1, err2, err3) != nil {
		return []string{"", "", "invalid", ""}
	}
	a := index.Locate(p)
	code, border := "", ""
	if a.Cell >= 0 {
		code = index.Cell(a.Cell).Code
	}
	if !math.IsNaN(a.BorderM) {
		border = strconv.FormatFloat(a.BorderM, 'f', 2, 64)
	}
	return []string{code, "3", a.Status.String(), border}
}

func TestThePipelineAnswersAsANaiveOneDoes(t *testing.T) {
	o := wgs84(t)
	number := func(from, to float64) *rapid.Generator[string] {
		return rapid.Custom(func(t *rapid.T) string {
			v := rapid.Float64Range(from, to).Draw(t, "v")
			return strconv.FormatFloat(v, 'f', rapid.IntRange(-1, 17).Draw(t, "decimals"), 64)
		})
	}
	text := rapid.StringOfN(rapid.SampledFrom([]rune("a \"',;\n丁9-")), 0, 9, -1)
	rapid.Check(t, func(t *rapid.T) {
		var in strings.Builder
		w := csv.NewWriter(&in)
		rows := [][]string{{"name", "lon", "lat", "more"}}
		for range rapid.IntRange(0, 60).Draw(t, "rows") {
			lon, lat := number(105.99, 106.11).Draw(t, "lon"), number(28.99, 29.11).Draw(t, "lat")
			if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
				lon = text.Draw(t, "odd lon")
			}
			rows = append(rows, []string{"n" + text.Draw(t, "name"), lon, lat, text.Draw(t, "more")})
		}
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		// Repeated so that there are several chunks, cut at places that the test does not choose.
		body := in.String()[len("name,lon,lat,more\n"):]
		file := "name,lon,lat,more\n" + strings.Repeat(body, rapid.SampledFrom([]int{1, 1, 1, 300}).Draw(t, "times"))
		var out bytes.Buffer
		if _, err := importer.LocateCSV(context.Background(), strings.NewReader(file), &out, o); err != nil {
			t.Fatal(err)
		}
		if want := naive(t, file, o.Index); out.String() != want {
			t.Fatalf("got\n%s\nwant\n%s", out.String(), want)
		}
	})
}

func TestProgressCountsRowsAndBytes(t *testing.T) {
	in := "lon,lat\n" + strings.Repeat("106.005,29.005\n", 100_000)
	o := wgs84(t)
	o.Size = int64(len(in))
	var last progress.Step
	o.Progress = func(s progress.Step) {
		if s.Items < last.Items || s.Done < last.Done || s.Done > s.Total {
			t.Errorf("progress went from %+v to %+v", last, s)
		}
		last = s
	}
	if _, err := importer.LocateCSV(t.Context(), strings.NewReader(in), io.Discard, o); err != nil {
		t.Fatal(err)
	}
	if last.Items != 100_000 || last.Done != o.Size || last.Total != o.Size {
		t.Errorf("the last step was %+v", last)
	}
}

// failing is a file on a full disk, or one that can't be read.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
func (f failing) Read([]byte) (int, error)  { return 0, f.err }

func TestErrorsOfReadingAndWritingEndTheWork(t *testing.T) {
	broken := errors.New("disk on fire")
	in := "lon,lat\n" + strings.Repeat("106.005,29.005\n", 100_000)
	if _, err := importer.LocateCSV(t.Context(), strings.NewReader(in), failing{broken}, wgs84(t)); !errors.Is(err, broken) {
		t.Errorf("a broken output gives %v", err)
	}
	if _, err := importer.LocateCSV(t.Context(), io.MultiReader(strings.NewReader(in), failing{broken}), io.Discard, wgs84(t)); !errors.Is(err, broken) {
		t.Errorf("a broken input gives %v", err)
	}
}

func TestAnInterruptionIsHeededWhileWaitingForInput(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	o := wgs84(t)
	o.Progress = func(progress.Step) { cancel() }
	go func() {
		// More than is read ahead; then nothing comes any more.
		_, _ = io.WriteString(w, "lon,lat\n"+strings.Repeat("106.005,29.005\n", 60_000))
	}()
	if _, err := importer.LocateCSV(ctx, r, io.Discard, o); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func FuzzLocateCSV(f *testing.F) {
	f.Add("a,lon,lat\n\"x\"\"y\",106.005,29.005\r\n")
	f.Add("lon;lat\n\"1;2\n\n3;4")
	f.Add("\ufefflon\tlat\n1e1\t-0.5\n")
	f.Add("lon,lat\n1,\"2")
	o := wgs84(f)
	f.Fuzz(func(t *testing.T, in string) {
		var out bytes.Buffer
		result, err := importer.LocateCSV(t.Context(), strings.NewReader(in), &out, o)
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Errorf("%q gives %v", in, err)
			}
			return
		}
		if sum := result.Inside + result.Border + result.Snapped + result.Outside + result.Invalid; sum != result.Rows {
			t.Errorf("%q: %+v does not add up", in, result)
		}
		if result.Encoding == "utf-8" && out.Len() < len(in) {
			t.Errorf("%q became shorter: %q", in, out.String())
		}
	})
}

func BenchmarkLocateCSV(b *testing.B) {
	var in bytes.Buffer
	in.WriteString("id,lon,lat,words\n")
	for i := range 1_000_000 {
		fmt.Fprintf(&in, "%d,%.7f,%.7f,some words\n", i, 106+float64(i*7919%100_003)/1e6, 29+float64(i*104_729%100_019)/1e6)
	}
	o := wgs84(b)
	for b.Loop() {
		if _, err := importer.LocateCSV(b.Context(), bytes.NewReader(in.Bytes()), io.Discard, o); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(1e6*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
