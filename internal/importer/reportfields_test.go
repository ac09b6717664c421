package importer_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/importer"
)

func TestCategoriesComeFromAFieldThroughAMap(t *testing.T) {
	o, b := incoming(t), &box{edition: boardEdition}
	o.Category, o.CategoryField = "", "kind"
	kind := func(id, kind string) string {
		return sent(fmt.Sprintf(`{"id":%q,"kind":%s,"time":"2026-01-02","status":"OPEN"}`, id, kind), inBoard)
	}
	file := write(t, "in.geojson", collection(kind("a", `"Pothole"`), kind("b", `"Fire"`), kind("c", `"Noise"`), kind("d", `"Noise"`), kind("e", `null`), kind("f", `"06013"`)))
	var err error
	if o.CategoryMap, err = importer.ReadCategoryMap(strings.NewReader(`{"Pothole":"06013"," Fire ":"90003"}`)); err != nil {
		t.Fatal(err)
	}
	result, err := importer.Reports(t.Context(), file, o, b)
	want := []importer.ValueCount{{Value: "Noise", Count: 2}, {Value: "06013", Count: 1}}
	if err != nil || result.New != 2 || result.Reasons["category"] != 4 || !slices.Equal(result.Unmapped, want) {
		t.Errorf("got %+v (%v)", result, err)
	}
	if b.of("b").Case.Category.Layer != "hazards" {
		t.Errorf("kept %+v", b.of("b"))
	}
	o.CategoryMap = importer.CategoryMap{"Pothole": "06013", "*": "90003"}
	if result, err := importer.Reports(t.Context(), file, o, &box{edition: boardEdition}); err != nil || result.New != 5 || result.Reasons["category"] != 1 {
		t.Errorf("with the rest mapped: %+v (%v)", result, err)
	}
	o.CategoryMap = nil
	if result, err := importer.Reports(t.Context(), file, o, &box{edition: boardEdition}); err != nil || result.New != 1 || result.Reasons["category"] != 5 {
		t.Errorf("with codes in the field: %+v (%v)", result, err)
	}
}

func TestACategoryMapIsJSONOrCSV(t *testing.T) {
	want := importer.CategoryMap{"Pothole": "06013", "垃圾": "06010", "*": "92099", "": "91099"}
	chinese, err := simplifiedchinese.GB18030.NewEncoder().String("垃圾,06010\nPothole,06013\n*,92099\n\"\",91099\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"JSON":                   `{"Pothole":"06013","垃圾":"06010","*":"92099","":"91099"}`,
		"JSON with a mark":       "\ufeff" + `{"Pothole":"06013","垃圾":"06010","*":" 92099","NULL":"91099"}`,
		"CSV":                    "Pothole,06013\n垃圾,06010\n*,92099\n,91099",
		"CSV with names":         "\ufeffvalue,category\r\n\"Pothole\",06013\r\n\r\n垃圾,06010\r\n*,92099\r\nnull,91099\r\n",
		"CSV with semicolons":    "value;category\nPothole;06013\n垃圾;06010\n*;92099\n;91099\n",
		"CSV in GB18030":         chinese,
		"CSV, blanks around all": " Pothole , 06013 \n垃圾,06010\n *,92099\n ,91099\n",
	} {
		got, err := importer.ReadCategoryMap(strings.NewReader(text))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	for name, text := range map[string]string{
		"nothing": "", "a number": `{"a":6013}`, "twice": `{"a":"06013","a":"06010"}`, "twice in CSV": "a,06013\na,06010\n", "three columns": "a,b,06013\n",
		"cut off": `{"a":"06013"`, "only names": "value,category\n", "UTF-16": "\xff\xfea\x00",
	} {
		_, err := importer.ReadCategoryMap(strings.NewReader(text))
		var known *geo.Error
		if !errors.As(err, &known) || known.Kind != geo.Invalid || known.Field != "--category-map" {
			t.Errorf("%s gives %v", name, err)
		}
	}
}

func TestStatusesBecomeStates(t *testing.T) {
	o := incoming(t)
	o.TimeField = ""
	cases := map[string]casework.State{
		"OPEN": casework.Reported, "CLOSED": casework.Closed, "IN-PROGRESS": casework.InProgress, "in progress": casework.InProgress, "VOIDED": casework.Rejected,
		"DUPLICATE (OPENED)": casework.Duplicate, "DUPLICATE (CLOSED)": casework.Duplicate, "已结案": casework.Closed, " 处理中 ": casework.InProgress,
		"已立案": casework.Filed, "已派遣": casework.Dispatched, "待核查": casework.Resolved, "不予立案": casework.Rejected, "重复件": casework.Duplicate, "已上报": casework.Reported,
		"in_progress": casework.InProgress, "On fire": casework.Reported, "": casework.Reported, "NULL": casework.Reported,
	}
	var features []string
	for status := range cases {
		features = append(features, sent(fmt.Sprintf(`{"id":%q,"status":%q}`, "id "+status, status), inBoard))
	}
	b := &box{edition: boardEdition}
	result, err := importer.Reports(t.Context(), write(t, "in.ndjson", strings.Join(features, "\n")), o, b)
	if err != nil || result.New != int64(len(cases)) {
		t.Fatalf("got %+v (%v)", result, err)
	}
	for status, want := range cases {
		if got := b.of(strings.TrimSpace("id " + status)).Case.State; got != want {
			t.Errorf("%q became %q, want %q", status, got, want)
		}
	}
	if want := []importer.ValueCount{{Value: "", Count: 2}, {Value: "On fire", Count: 1}}; !slices.Equal(result.Statuses, want) {
		t.Errorf("unknown are %+v", result.Statuses)
	}
	if len(result.Notes) != 1 || !strings.Contains(result.Notes[0], "--time-field") {
		t.Errorf("the notes are %q", result.Notes)
	}
}

func TestTimesAreReadInTheZoneThatIsNamed(t *testing.T) {
	o := incoming(t)
	o.TimeZone = time.FixedZone("", 8*3600)
	for text, want := range map[string]string{
		"2016-07-18T10:43:05.000Z":      "2016-07-18T10:43:05Z",
		"2016-07-18T10:43:05.25+08:00":  "2016-07-18T02:43:05.25Z",
		"2016-07-18 10:43:05+0800":      "2016-07-18T02:43:05Z",
		"2016-07-18 10:43:05.123456+00": "2016-07-18T10:43:05.123456Z",
		"2016-07-18 10:43:05":           "2016-07-18T02:43:05Z",
		"2016-07-18T10:43":              "2016-07-18T02:43:00Z",
		"2016/7/8 9:43":                 "2016-07-08T01:43:00Z",
		"2016-07-18":                    "2016-07-17T16:00:00Z",
		"20160718":                      "2016-07-17T16:00:00Z",
		"20160718104305":                "2016-07-18T02:43:05Z",
		"1468838585000":                 "2016-07-18T10:43:05Z",
		"1468838585":                    "2016-07-18T10:43:05Z",
		"7/18/2016":                     "", "2016-02-30": "", "yesterday": "", "0": "", "-1": "", "2016": "", "0001-01-01": "", "9999-12-31": "",
		"2016-07-18 25:00:00": "", "１": "",
	} {
		b := &box{edition: boardEdition}
		result, err := importer.Reports(t.Context(), write(t, "in.csv", "id,lon,lat,time,status\na,106.005,29.005,"+text+",OPEN\n"), o, b)
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			if result.Reasons["time"] != 1 {
				t.Errorf("%q was read as %v", text, b.of("a").Report.ReportedAt)
			}
			continue
		}
		if got := b.of("a").Report.ReportedAt.Format(time.RFC3339Nano); got != want {
			t.Errorf("%q was read as %s, want %s", text, got, want)
		}
	}
}

func TestCoordinatesMayComeFromPropertiesAndOtherDatums(t *testing.T) {
	zone, err := datum.Parse("epsg:4545")
	if err != nil {
		t.Fatal(err)
	}
	at, err := geo.PointAt(106.005, 29.005)
	if err != nil {
		t.Fatal(err)
	}
	x, y, err := zone.FromWGS84(106.005, 29.005)
	if err != nil {
		t.Fatal(err)
	}
	o, b := incoming(t), &box{edition: boardEdition}
	o.Datum, o.LonField, o.LatField = zone, "x", "y"
	result, err := importer.Reports(t.Context(), write(t, "in.geojson", collection(
		sent(fmt.Sprintf(`{"id":"number","x":%v,"y":%v,"time":"2026-01-01","status":"OPEN"}`, x, y), `null`),
		sent(fmt.Sprintf(`{"id":"text","x":"%v","y":" %v ","time":"2026-01-01","status":"OPEN"}`, x, y), `{"type":"Point","coordinates":[1]}`),
		sent(`{"id":"none","x":null,"y":"NULL","time":"2026-01-01","status":"OPEN"}`, inBoard),
		sent(`{"id":"infinite","x":1e999,"y":1,"time":"2026-01-01","status":"OPEN"}`, inBoard),
	)), o, b)
	if err != nil || result.New != 2 || result.Reasons["place"] != 2 || result.Datum != "epsg:4545" {
		t.Fatalf("got %+v (%v)", result, err)
	}
	for _, id := range []string{"number", "text"} {
		pin := b.of(id).Report.Pin
		if pin.At != at || pin.Datum != "epsg:4545" || pin.SourceX != x || pin.SourceY != y {
			t.Errorf("%s: the pin is %+v", id, pin)
		}
	}
}

func TestValuesWithoutEndAreNotAllRemembered(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("id,lon,lat,kind\n")
	for i := range 3000 {
		fmt.Fprintf(&rows, "%d,106.005,29.005,%s %d\n", i, strings.Repeat("字", 100), i)
	}
	for i := range 2000 {
		fmt.Fprintf(&rows, "b%d,106.005,29.005,kind %d\n", i, i)
	}
	o := incoming(t)
	o.Category, o.CategoryField, o.TimeField, o.StatusField = "", "kind", "", ""
	result, err := importer.Reports(t.Context(), write(t, "in.csv", rows.String()), o, &box{edition: boardEdition})
	total := int64(0)
	for _, v := range result.Unmapped {
		total += v.Count
	}
	if err != nil || len(result.Unmapped) > 1001 || total != 5000 || len([]rune(result.Unmapped[0].Value)) > 61 {
		t.Errorf("%d values with %d counts are listed (%v)", len(result.Unmapped), total, err)
	}
}
