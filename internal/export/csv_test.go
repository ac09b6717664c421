package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/internal/realdata"
)

// readCSV reads a file strictly, its byte order mark taken off.
func readCSV(t interface {
	Helper()
	Fatal(...any)
}, data []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCSVReadsBackAsTheRowsThatWentIn(t *testing.T) {
	shanghai := time.FixedZone("", 8*60*60)
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.Bool().Draw(t, "points")
		rows := someRows(points, 0, 8).Draw(t, "rows")
		read := readCSV(t, written(t, Options{Format: CSV, Source: sourceOf(points, rows...), Zone: shanghai}))[1:]
		if len(read) != len(rows) {
			t.Fatalf("read %d of %d rows", len(read), len(rows))
		}
		for i, fields := range read {
			sameAsCSV(t, rows[i], fields)
		}
	})
}

func sameAsCSV(t *rapid.T, r *testRow, fields []string) {
	for i, value := range r.values {
		got, same := fields[i], false
		switch v := jsonValue(value).(type) {
		case nil:
			same = got == ""
		case bool:
			same = got == strconv.FormatBool(v)
		case int64:
			same = got == strconv.FormatInt(v, 10)
		case float64:
			read, err := strconv.ParseFloat(got, 64)
			same = err == nil && read == v
		case string:
			if at, isTime := value.(time.Time); isTime {
				read, err := time.Parse(time.RFC3339, got)
				_, offset := read.Zone()
				same = err == nil && read.Equal(at) && offset == 8*60*60
			} else {
				// The reader makes \n of \r\n, and an apostrophe may stand before what would be a formula.
				plain := strings.ReplaceAll(v, "\r\n", "\n")
				same = got == plain || got == "'"+plain
			}
		}
		if !same {
			t.Fatalf("field %d is %q, want %#v", i, got, value)
		}
	}
	switch shape := r.shape.(type) {
	case orb.Point:
		if lon, lat := fields[len(fields)-2], fields[len(fields)-1]; lon != string(appendDegrees(nil, shape[0])) || lat != string(appendDegrees(nil, shape[1])) {
			t.Fatalf("the point is %s, %s, want %v", lon, lat, shape)
		}
	case orb.MultiPolygon:
		got, err := wkt.UnmarshalMultiPolygon(fields[len(fields)-1])
		if err != nil || !orb.Equal(got, rightHanded(shape)) {
			t.Fatalf("the shape is %v (%v), want %v", got, err, shape)
		}
	}
}

func TestGDALReadsTheCSV(t *testing.T) {
	rows := someRows(true, 60, 60).Example(5)
	for _, r := range rows { // what GDAL's own reader of lines changes
		if text, isText := r.values[1].(string); isText {
			r.values[1] = strings.NewReplacer("\r", " ", "\n", " ").Replace(text)
		}
	}
	read := throughGDAL(t, Options{Format: CSV, Source: sourceOf(true, rows...), Lang: None}, "hazards.csv",
		"-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-oo", "EMPTY_STRING_AS_NULL=YES")
	if len(read) != len(rows) {
		t.Fatalf("GDAL reads %d of %d", len(read), len(rows))
	}
	for i, f := range read {
		want, _ := rows[i].values[1].(string)
		got, _ := f.Properties["words"].(string)
		if got != harmless(want) {
			t.Errorf("row %d has %q, want %q", i, got, want)
		}
		var at orb.Point
		if f.Geometry == nil || json.Unmarshal(f.Geometry.Coordinates, &at) != nil || at != rows[i].shape.(orb.Point) {
			t.Errorf("row %d is at %v, want %v", i, at, rows[i].shape)
		}
	}
	polygons := someRows(false, 20, 20).Example(6)
	for i, f := range throughGDAL(t, Options{Format: CSV, Source: sourceOf(false, polygons...), Lang: Chinese}, "cells.csv") {
		if f.Geometry == nil || f.Geometry.Type != "MultiPolygon" {
			t.Errorf("polygon %d is %+v", i, f.Geometry)
		}
	}
}

func TestCSVHeadings(t *testing.T) {
	for _, c := range []struct {
		name   string
		points bool
		o      Options
		want   string
	}{
		{"in Chinese, with a mark for Excel", true, Options{Lang: Chinese}, "\uFEFF序号,文字,整数,实数,已办结,时间,经度,纬度\r\n"},
		{"in English, without the mark", true, Options{Lang: English, NoBOM: true}, "Number,Words,Whole,Real,Done,At,Longitude,Latitude\r\n"},
		{"as the columns are called", true, Options{Lang: None, NoBOM: true}, "no,words,whole,real,done,at,lon,lat\r\n"},
		{"of polygons", false, Options{Lang: Chinese, NoBOM: true}, "序号,文字,整数,实数,已办结,时间,WKT\r\n"},
	} {
		c.o.Format, c.o.Source = CSV, sourceOf(c.points)
		if got := string(written(t, c.o)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCSVLinesAsTheyAreWritten(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, c := range []struct {
		name   string
		values []any
		want   string
	}{
		{"every type", []any{int64(1), "井盖缺失", int64(-5), -0.5, true, at}, "1,井盖缺失,-5,-0.5,true,2026-01-02T11:04:05+08:00,106.5,29.5"},
		{"null and the empty text differ", []any{nil, "", nil, nil, nil, nil}, `,"",,,,,106.5,29.5`},
		{"commas, quotes and line ends", []any{nil, "a,\"b\"\r\nc", nil, nil, false, nil}, ",\"a,\"\"b\"\"\r\nc\",,,false,,106.5,29.5"},
		{"a formula is text, a negative number a number", []any{nil, "-1+2", int64(-1), -1e300, nil, nil}, ",'-1+2,-1,-1e+300,,,106.5,29.5"},
		{"a text that spaces surround", []any{nil, " x ", nil, nil, nil, nil}, `," x ",,,,,106.5,29.5`},
	} {
		o := Options{Format: CSV, NoBOM: true, Zone: time.FixedZone("", 8*60*60), Source: sourceOf(true, &testRow{values: c.values, shape: orb.Point{106.5, 29.5}})}
		_, got, _ := strings.Cut(string(written(t, o)), "\r\n")
		if got != c.want+"\r\n" {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWhatASpreadsheetWouldRunHasAnApostropheBeforeIt(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"=1+1", "'=1+1"}, {"+1", "'+1"}, {"-1", "'-1"}, {"@SUM(A1)", "'@SUM(A1)"},
		{"\t=1", "'\t=1"}, {"\rx", "'\rx"}, {"\tx", "'\tx"}, {"\nx", "'\nx"},
		{"  =1", "'  =1"}, {"\u3000=1", "'\u3000=1"}, {"\u00a0-1", "'\u00a0-1"}, {"\ufeff=1", "'\ufeff=1"}, {"\u200b@x", "'\u200b@x"}, {"\x00=1", "'\x00=1"},
		{"＝1", "'＝1"}, {"＋1", "'＋1"}, {"－1", "'－1"}, {"＠x", "'＠x"},
		{`=HYPERLINK("http://x","y")`, `'=HYPERLINK("http://x","y")`}, {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
		{"", ""}, {"   ", "   "}, {"井盖", "井盖"}, {"1-1", "1-1"}, {"a=b", "a=b"}, {"'=1", "'=1"}, {"500120005001001", "500120005001001"},
	} {
		if got := harmless(c.text); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.text, got, c.want)
		}
	}
}

func TestNaughtyStringsStayWhatTheyAreAndRunNowhere(t *testing.T) {
	path, there := realdata.Path(t, "conformance", "blns.json")
	if !there {
		return
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var naughty []string
	if err := json.Unmarshal(data, &naughty); err != nil || len(naughty) < 400 {
		t.Fatalf("%d strings (%v)", len(naughty), err)
	}
	var rows []*testRow
	for i, text := range naughty {
		rows = append(rows, &testRow{id: strconv.Itoa(i), values: []any{int64(i), text, nil, nil, nil, nil}, shape: orb.Point{1, 1}})
	}
	prefixed := 0
	for i, fields := range readCSV(t, written(t, Options{Format: CSV, Source: sourceOf(true, rows...)}))[1:] {
		plain := strings.ReplaceAll(strings.ToValidUTF8(naughty[i], "\uFFFD"), "\r\n", "\n")
		if fields[1] != plain {
			prefixed++
			if fields[1] != "'"+plain {
				t.Errorf("%q becomes %q", naughty[i], fields[1])
			}
		}
		if bare := strings.TrimSpace(fields[1]); bare != "" && strings.ContainsAny(bare[:1], "=+-@\t\r") {
			t.Errorf("%q can be run", fields[1])
		}
	}
	if prefixed < 10 {
		t.Errorf("only %d strings were taken for formulas", prefixed)
	}
	book := openXLSX(t, written(t, Options{Format: XLSX, Source: sourceOf(true, rows...)}))
	cells := rowsOfSheet(t, book, "隐患")
	for i, text := range naughty {
		if got := cells[i+1][1]; got != inXML(text) {
			t.Errorf("%q becomes %q in the workbook", text, got)
		}
	}
	data = written(t, Options{Format: GeoJSON, Source: sourceOf(true, rows...)})
	var all struct {
		Features []struct{ Properties struct{ Words string } }
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	for i, f := range all.Features {
		if diff := cmp.Diff(strings.ToValidUTF8(naughty[i], "\uFFFD"), f.Properties.Words); diff != "" {
			t.Errorf("string %d: %s", i, diff)
		}
	}
}
