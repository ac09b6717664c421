package importer_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/importer"
	"github.com/wangge-map/wangge/internal/intake"
)

// box keeps reports in memory as the store does on disk.
type box struct {
	edition int64 // in force
	poison  string
	kept    map[string]casework.Imported
	batches []int
	err     error // of every save but the first
}

func (b *box) SaveReports(_ context.Context, batch []casework.Imported) ([]casework.Kept, error) {
	if b.err != nil && len(b.batches) > 0 {
		return nil, b.err
	}
	for _, in := range batch {
		if in.Report.SourceID == b.poison {
			return nil, geo.Errorf(geo.Invalid, "", "a value cannot be kept by the database")
		}
	}
	if b.kept == nil {
		b.kept = map[string]casework.Imported{}
	}
	b.batches = append(b.batches, len(batch))
	out := make([]casework.Kept, len(batch))
	for i, in := range batch {
		key := in.Report.Source + "\x00" + in.Report.SourceID
		first, known := b.kept[key]
		switch {
		case known && bytes.Equal(first.Report.Digest, in.Report.Digest):
			out[i].Outcome = casework.Resent
		case known:
			out[i].Outcome = casework.KeyReused
		case in.Report.Placement.EditionID != b.edition:
			out[i].Outcome = casework.EditionMoved
		default:
			b.kept[key] = in
		}
	}
	return out, nil
}

func (b *box) of(id string) casework.Imported { return b.kept["311\x00"+id] }

const boardEdition = 7

// nets has the board as edition 3 of the net "grid", in force.
func nets(t testing.TB) *locate.Nets {
	t.Helper()
	n := &locate.Nets{}
	net := geo.Net{ID: 1, Code: "grid", Scheme: geo.Free}
	n.Replace([]*locate.Edition{{Edition: geo.Edition{ID: boardEdition, Net: "grid", Number: 3}, Net: net, Index: board(t)}})
	return n
}

func matters() []casework.Category {
	return []casework.Category{{Code: "06013", Severity: casework.Priority, Layer: "road-defects"}, {Code: "90003", Layer: "hazards"}}
}

// incoming reads fields id, time and status of reports of one category, and places them on the board.
func incoming(t testing.TB) importer.ReportOptions {
	known := nets(t)
	return importer.ReportOptions{
		Source: "311", IDField: "id", Category: "06013", TimeField: "time", StatusField: "status", Datum: datum.WGS84(), Categories: matters(),
		Place: func(c casework.Category, pin casework.Pin) (casework.Placement, error) {
			return intake.Place(known, c.Net, pin, "", noon())
		},
		Refresh: func(context.Context) error { return errors.New("no edition moves here") },
		Now:     noon, Random: rand.Reader,
	}
}

const inBoard = `{"type":"Point","coordinates":[106.005,29.005]}`

// sent is a feature with the JSON of its properties and geometry.
func sent(properties, geometry string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":%s,"geometry":%s}`, properties, geometry)
}

func full(id string) string {
	return fmt.Sprintf(`{"id":%s,"time":"2026-01-02 03:04:05","status":"OPEN"}`, id)
}

// rejected returns the list of what was left out, without its first row.
func rejected(t testing.TB, list *bytes.Buffer) [][]string {
	t.Helper()
	rows, err := csv.NewReader(list).ReadAll()
	if err != nil || len(rows) == 0 || strings.Join(rows[0], ",") != "row,id,reason,detail" {
		t.Fatalf("the list of rejects is %q (%v)", rows, err)
	}
	return rows[1:]
}

func TestWhatIsWrongWithAReportLeavesItOutAndIsListed(t *testing.T) {
	var list bytes.Buffer
	o, b := incoming(t), &box{edition: boardEdition, poison: "poison"}
	o.Rejects = &list
	result, err := importer.Reports(t.Context(), write(t, "in.geojson", collection(
		sent(full(`"one"`), inBoard),
		sent(`null`, `null`),
		sent(full(`"NULL"`), inBoard),
		sent(full(`" one "`), inBoard),
		sent(full(`"no place"`), `null`),
		sent(full(`"a line"`), `{"type":"LineString","coordinates":[[106,29],[106.1,29.1]]}`),
		sent(full(`"half a place"`), `{"type":"Point","coordinates":[106]}`),
		sent(full(`"turned"`), `{"type":"Point","coordinates":[29.005,106.005]}`),
		sent(full(`"400 km away"`), `{"type":"Point","coordinates":[110.2,29.005]}`),
		sent(full(`"just outside"`), `{"type":"Point","coordinates":[106.2,29.005]}`),
		sent(full(`"at the edge"`), `{"type":"Point","coordinates":[105.9999,29.005]}`),
		sent(full(`"on a border"`), `{"type":"Point","coordinates":[106.01,29.005]}`),
		sent(`{"id":"bad date","time":"31/12/2025","status":"OPEN"}`, inBoard),
		sent(`{"id":"no date","time":null,"status":"OPEN"}`, inBoard),
		sent(`{"id":"tomorrow week","time":"2026-03-09","status":"OPEN"}`, inBoard),
		sent(full(`"poison"`), inBoard),
		sent(full(`"bell \u0007"`), inBoard),
		`{"type":"Thing"}`,
		sent(full(`12.0`), inBoard),
	)), o, b)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range rejected(t, &list) {
		got = append(got, strings.Join(row[:3], "|"))
	}
	slices.Sort(got)
	want := []string{"2||id", "3||id", "4|one|duplicate", "5|no place|place", "6|a line|place", "7|half a place|place", "8|turned|place", "9|400 km away|far",
		"13|bad date|time", "14|no date|time", "15|tomorrow week|time", "16|poison|refused", "17|bell \a|id", "18||unreadable"}
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the list differs (-want +got):\n%s", diff)
	}
	wantResult := importer.ReportsResult{
		Source: "311", Reports: 19, New: 5, Rejected: 14, Inside: 2, Border: 1, Snapped: 1, Outside: 1, Datum: "wgs84", Encoding: "utf-8",
		Reasons:  map[importer.Reason]int64{"id": 3, "duplicate": 1, "place": 4, "far": 1, "time": 3, "refused": 1, "unreadable": 1},
		Unmapped: []importer.ValueCount{}, Statuses: []importer.ValueCount{},
	}
	if diff := cmp.Diff(wantResult, result); diff != "" {
		t.Errorf("the result differs (-want +got):\n%s", diff)
	}
	if one := b.of("one"); one.Report.Placement.Cell != "C00" || one.Report.Placement.Edition != 3 || one.Case.Severity != casework.Priority ||
		!one.Report.ReportedAt.Equal(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)) || !one.Case.OpenedAt.Equal(one.Report.ReportedAt) || !one.Report.ReceivedAt.Equal(noon()) {
		t.Errorf("kept %+v", one)
	}
	if outside := b.of("just outside"); outside.Report.Placement.Status != "outside" || outside.Report.Placement.Cell != "" {
		t.Errorf("the one outside is kept as %+v", outside.Report.Placement)
	}
	if b.of("12").Report.SourceID != "12" {
		t.Error("an id that a spreadsheet made 12.0 is not 12")
	}
}

func TestEveryReasonIsExplained(t *testing.T) {
	seen := map[importer.Reason]bool{}
	for _, r := range importer.Reasons() {
		if r.Text == "" || seen[r.Reason] {
			t.Errorf("%q is explained by %q", r.Reason, r.Text)
		}
		seen[r.Reason] = true
	}
	if len(seen) != 9 {
		t.Errorf("%d reasons are explained", len(seen))
	}
}

func TestCSVRowsAreNumberedAsASpreadsheetDoes(t *testing.T) {
	text := "\r\n编号;经度;纬度;time;status\r\n" +
		"一;106,005;29.005;2026-01-02;OPEN\r\n" +
		"\"二\r\n;\";106.005;29.005;2026-01-02;OPEN\r\n" +
		"\r\n" +
		"四;106.005;29.005;2026-01-02;处理中\r\n" +
		"五;106.005;29.005;2026-01-02;OPEN;more\r\n" +
		"六;106.005\r\n" +
		"七;;;2026-01-02;OPEN\r\n" +
		"八;106.005;29.005;2026-01-02;\"OPEN"
	for encoding, encode := range map[string]func(string) (string, error){
		"utf-8":   func(s string) (string, error) { return s, nil },
		"gb18030": simplifiedchinese.GB18030.NewEncoder().String,
	} {
		encoded, err := encode(strings.ReplaceAll(text, "106,005", "106o005"))
		if err != nil {
			t.Fatal(err)
		}
		var list bytes.Buffer
		o, b := incoming(t), &box{edition: boardEdition}
		o.IDField, o.Rejects = "编号", &list
		result, err := importer.Reports(t.Context(), write(t, "in.csv", encoded), o, b)
		if err != nil || result.Encoding != encoding || result.New != 1 || result.Reports != 7 {
			t.Errorf("%s: got %+v (%v)", encoding, result, err)
		}
		var got []string
		for _, row := range rejected(t, &list) {
			got = append(got, strings.Join(row[:3], "|"))
		}
		want := []string{"3|一|place", "4|二\n;|id", "7|五|unreadable", "8|六|time", "9|七|place", "10|八|unreadable"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: the list differs (-want +got):\n%s", encoding, diff)
		}
		if b.of("四").Case.State != casework.InProgress {
			t.Errorf("%s: kept %+v", encoding, b.kept)
		}
	}
}

func TestAListOfRejectsIsSafeToOpenInASpreadsheet(t *testing.T) {
	var list bytes.Buffer
	o := incoming(t)
	o.Rejects = &list
	ids := []string{`=1+1`, `+1`, `-1`, `@SUM(A1)`, `  =1`, `＝1`, `=HYPERLINK("http://x","y")`}
	var features []string
	for _, id := range ids {
		features = append(features, sent(fmt.Sprintf(`{"id":%q,"time":"=cmd","status":"OPEN"}`, id), inBoard))
	}
	features = append(features, sent("{\"id\":\"\\t=1\\u0001\",\"time\":\"x\",\"status\":\"OPEN\"}", inBoard))
	if _, err := importer.Reports(t.Context(), write(t, "in.geojson", collection(features...)), o, &box{edition: boardEdition}); err != nil {
		t.Fatal(err)
	}
	if bytes.HasPrefix(list.Bytes(), []byte("\xef\xbb\xbf")) {
		t.Error("the list has a byte order mark")
	}
	rows := rejected(t, &list)
	if len(rows) != len(features) {
		t.Errorf("%d rows are listed", len(rows))
	}
	for _, row := range rows {
		for _, cell := range row {
			if bare := strings.TrimSpace(cell); bare != "" && strings.ContainsRune("=+-@＝", []rune(bare)[0]) {
				t.Errorf("%q would be a formula", cell)
			}
		}
	}
}

func TestOptionsThatDoNotFitTheFileAreRefusedBeforeAnythingIsKept(t *testing.T) {
	geojson := write(t, "in.geojson", collection(sent(full(`"a"`), inBoard)))
	rows := write(t, "in.csv", "id,lon,lat,time,status\na,106.005,29.005,2026-01-01,OPEN\n")
	for name, c := range map[string]struct {
		path   string
		change func(*importer.ReportOptions)
		kind   geo.Kind
		field  string
	}{
		"no file":                         {filepath.Join(t.TempDir(), "none.csv"), nil, geo.NotFound, ""},
		"a folder":                        {t.TempDir(), nil, geo.Invalid, ""},
		"an empty file":                   {write(t, "empty.csv", ""), nil, geo.Invalid, ""},
		"no features":                     {write(t, "none.geojson", collection()), nil, geo.Invalid, ""},
		"a spreadsheet":                   {write(t, "in.xlsx", "PK"), nil, geo.Invalid, ""},
		"a GeoPackage":                    {write(t, "in.gpkg", "SQLite"), nil, geo.Invalid, ""},
		"an id field that is nowhere":     {geojson, func(o *importer.ReportOptions) { o.IDField = "no" }, geo.Invalid, "--id-field"},
		"a time field that is nowhere":    {geojson, func(o *importer.ReportOptions) { o.TimeField = "no" }, geo.Invalid, "--time-field"},
		"a status field that is nowhere":  {geojson, func(o *importer.ReportOptions) { o.StatusField = "no" }, geo.Invalid, "--status-field"},
		"a lon field that is nowhere":     {geojson, func(o *importer.ReportOptions) { o.LonField, o.LatField = "no", "id" }, geo.Invalid, "--lon-field"},
		"a CSV without the id column":     {rows, func(o *importer.ReportOptions) { o.IDField = "no" }, geo.Invalid, "--id-field"},
		"a CSV without the status column": {rows, func(o *importer.ReportOptions) { o.StatusField = "no" }, geo.Invalid, "--status-field"},
		"a CSV without the lat column":    {rows, func(o *importer.ReportOptions) { o.LonField, o.LatField = "lon", "no" }, geo.Invalid, "--lat-field"},
		"lon without lat":                 {geojson, func(o *importer.ReportOptions) { o.LonField = "id" }, geo.Invalid, "--lon-field"},
		"no id field":                     {geojson, func(o *importer.ReportOptions) { o.IDField = "" }, geo.Invalid, "--id-field"},
		"no source":                       {geojson, func(o *importer.ReportOptions) { o.Source = "" }, geo.Invalid, "--source"},
		"no category":                     {geojson, func(o *importer.ReportOptions) { o.Category = "" }, geo.Invalid, "--category"},
		"category and field":              {geojson, func(o *importer.ReportOptions) { o.CategoryField = "id" }, geo.Invalid, "--category"},
		"an unknown category":             {geojson, func(o *importer.ReportOptions) { o.Category = "00000" }, geo.Invalid, "--category"},
		"a map without a field":           {geojson, func(o *importer.ReportOptions) { o.CategoryMap = importer.CategoryMap{"a": "06013"} }, geo.Invalid, "--category-map"},
		"a map to an unknown category": {geojson, func(o *importer.ReportOptions) {
			o.Category, o.CategoryField, o.CategoryMap = "", "id", importer.CategoryMap{"a": "00000"}
		}, geo.Invalid, "--category-map"},
		"no cells": {geojson, func(o *importer.ReportOptions) {
			o.Place = func(c casework.Category, pin casework.Pin) (casework.Placement, error) {
				return intake.Place(&locate.Nets{}, "", pin, "", noon())
			}
		}, geo.Unavailable, "net"},
	} {
		o, b := incoming(t), &box{edition: boardEdition}
		if c.change != nil {
			c.change(&o)
		}
		_, err := importer.Reports(t.Context(), c.path, o, b)
		var known *geo.Error
		if !errors.As(err, &known) || known.Kind != c.kind || known.Field != c.field || len(b.batches) != 0 {
			t.Errorf("%s: got %v, want %s about %q", name, err, c.kind, c.field)
		}
	}
}

func TestAFieldThatOnlySomeFeaturesHaveIsFound(t *testing.T) {
	var features []string
	for i := range 1500 {
		features = append(features, sent(fmt.Sprintf(`{"id":%d,"time":"2026-01-01"}`, i), inBoard))
	}
	features = append(features, sent(full(`"last"`), inBoard))
	result, err := importer.Reports(t.Context(), write(t, "in.geojson", collection(features...)), incoming(t), &box{edition: boardEdition})
	if err != nil || result.New != 1501 || len(result.Statuses) != 1 || result.Statuses[0].Count != 1500 {
		t.Errorf("got %+v (%v)", result, err)
	}
}

// Whatever is in the file, every report is new, the same or left out, none twice, and each that is left out is listed.
func TestTheCountsAlwaysAddUp(t *testing.T) {
	dir, place := t.TempDir(), incoming(t).Place
	rapid.Check(t, func(t *rapid.T) {
		var rows strings.Builder
		w := csv.NewWriter(&rows)
		text := rapid.SampledFrom([]string{"", "NULL", "a", "b", "=1", "2026-01-01", "06013", "106.005", "29.005", "x\"y", "109"})
		if err := w.Write([]string{"id", "lon", "lat", "time", "status", "kind"}); err != nil {
			t.Fatal(err)
		}
		n := rapid.IntRange(0, 40).Draw(t, "rows")
		for i := range n {
			pick := func(sound, name string) string {
				if rapid.IntRange(0, 5).Draw(t, name) == 0 {
					return text.Draw(t, name)
				}
				return sound
			}
			if err := w.Write([]string{pick(fmt.Sprint(i), "id"), pick("106.005", "lon"), pick("29.005", "lat"), pick("2026-01-02", "time"), pick("OPEN", "status"), pick("06013", "kind")}); err != nil {
				t.Fatal(err)
			}
		}
		w.Flush()
		path := filepath.Join(dir, uuid.NewString()+".csv")
		if err := os.WriteFile(path, []byte(rows.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		defer os.Remove(path)
		var list bytes.Buffer
		o := importer.ReportOptions{
			Source: "311", IDField: "id", CategoryField: "kind", TimeField: "time", StatusField: "status", Datum: datum.WGS84(), Categories: matters(),
			Place: place, Now: noon, Random: rand.Reader, Rejects: &list,
		}
		b := &box{edition: boardEdition}
		first, err := importer.Reports(context.Background(), path, o, b)
		if err != nil {
			t.Fatal(err)
		}
		listed, err := csv.NewReader(&list).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if first.Reports != int64(n) || first.New+first.Rejected != int64(n) || int(first.New) != len(b.kept) || len(listed)-1 != int(first.Rejected) {
			t.Fatalf("%+v of %d rows, %d kept, %d listed", first, n, len(b.kept), len(listed)-1)
		}
		list.Reset()
		second, err := importer.Reports(context.Background(), path, o, b)
		if err != nil || second.New != 0 || second.Same != first.New || !maps.Equal(first.Reasons, second.Reasons) {
			t.Fatalf("the second import gives %+v (%v), the first %+v", second, err, first)
		}
	})
}

func FuzzReports(f *testing.F) {
	f.Add("id,lon,lat,time,status\na,106.005,29.005,2026-01-01,OPEN\n")
	f.Add("id;lon;lat;time;status\n\"a\";\"1\n2\";3;4;5;6\n\n\"b")
	f.Add(collection(sent(full(`"a"`), inBoard), sent(`null`, `null`)))
	f.Add(sent(full(`1e400`), `{"type":"Point","coordinates":[1e400,0]}`) + "\n" + `{"type":"Point","coordinates":[1,2]}`)
	o := incoming(f)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(dir, uuid.NewString())
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		defer os.Remove(path)
		var list bytes.Buffer
		o := o
		o.Rejects = &list
		b := &box{edition: boardEdition}
		result, err := importer.Reports(t.Context(), path, o, b)
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Errorf("%q gives %v", text, err)
			}
			return
		}
		if result.New+result.Same+result.Rejected != result.Reports || int(result.New) != len(b.kept) {
			t.Errorf("%q: %+v does not add up, %d are kept", text, result, len(b.kept))
		}
		if rows := rejected(t, &list); len(rows) != int(result.Rejected) {
			t.Errorf("%q: %d are listed of %+v", text, len(rows), result)
		}
	})
}

func ExampleReports() {
	file := filepath.Join(os.TempDir(), "wangge-example-reports.csv")
	text := "no,lon,lat,seen\n1,106.0001,29.0001,2026-02-03 08:00\n2,,,2026-02-03 09:00\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	defer os.Remove(file)
	options := importer.ReportOptions{
		Source: "hotline", IDField: "no", Category: "06013", TimeField: "seen", Datum: datum.WGS84(),
		Categories: []casework.Category{{Code: "06013"}},
		Place: func(casework.Category, casework.Pin) (casework.Placement, error) { // intake.Place, in the program
			return casework.Placement{Net: "grid", EditionID: boardEdition, Cell: "2B07", Status: "inside"}, nil
		},
		Rejects: os.Stdout, Now: noon, Random: rand.Reader,
	}
	result, err := importer.Reports(context.Background(), file, options, &box{edition: boardEdition})
	fmt.Println(result.New, "new,", result.Rejected, "left out", err)
	// Output:
	// row,id,reason,detail
	// 3,2,place,there are no coordinates
	// 1 new, 1 left out <nil>
}
