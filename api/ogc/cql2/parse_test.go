package cql2_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wangge-map/wangge/api/ogc/cql2"
	"github.com/wangge-map/wangge/geo"
)

func ExampleExpr_Compile() {
	filter, err := cql2.ParseText(`"state" = 'closed' AND opened_at >= TIMESTAMP('2026-01-01T00:00:00Z') AND S_INTERSECTS(geometry, BBOX(106, 29, 107, 30))`)
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := filter.Compile(cql2.Options{Queryables: []cql2.Queryable{
		{Name: "geometry", Kind: cql2.Geometry}, {Name: "state", Kind: cql2.Text}, {Name: "opened_at", Kind: cql2.Timestamp},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	bound, _ := p.Bound()
	fmt.Println(bound.Min.Degrees())
	_, err = filter.Compile(cql2.Options{Queryables: []cql2.Queryable{{Name: "code", Kind: cql2.Text}}})
	fmt.Println(err)
	// Output:
	// 106 29
	// filter: there is no property “state” to ask for; there are code
}

// sameness are filters in both encodings: those of the standard's clauses 6 and 7 and of its annex of tests, and the corners
// of the grammar.
var sameness = []struct{ name, text, json string }{
	{"a comparison", `city='Toronto'`, `{"op":"=","args":[{"property":"city"},"Toronto"]}`},
	{"a number and a minus", `balance > -150.5`, `{"op":">","args":[{"property":"balance"},-150.5]}`},
	{"a whole number however it is written", `n = 1e2`, `{"op":"=","args":[{"property":"n"},100.0]}`},
	{"numbers that begin or end with a point", `n IN (.5, 5., +7)`, `{"op":"in","args":[{"property":"n"},[0.5,5,7]]}`},
	{"a date", `updated >= date('1970-01-01')`, `{"op":">=","args":[{"property":"updated"},{"date":"1970-01-01"}]}`},
	{"a timestamp", `t < TIMESTAMP('1969-07-20T20:17:40.25Z')`, `{"op":"<","args":[{"property":"t"},{"timestamp":"1969-07-20T20:17:40.25Z"}]}`},
	{"a boolean alone", `true`, `true`},
	{"a boolean property alone", `settled AND NOT too_few`, `{"op":"and","args":[{"property":"settled"},{"op":"not","args":[{"property":"too_few"}]}]}`},
	{"a value on the left", `TRUE = settled`, `{"op":"=","args":[true,{"property":"settled"}]}`},
	{"is null", `geometry IS NOT NULL`, `{"op":"not","args":[{"op":"isNull","args":[{"property":"geometry"}]}]}`},
	{"like", `name LIKE 'Smith%'`, `{"op":"like","args":[{"property":"name"},"Smith%"]}`},
	{"not like", `name not like '\_\%'`, `{"op":"not","args":[{"op":"like","args":[{"property":"name"},"\\_\\%"]}]}`},
	{"between", `depth BETWEEN 100.0 and 150.0`, `{"op":"between","args":[{"property":"depth"},100.0,150.0]}`},
	{"between binds its AND first", `a NOT BETWEEN 1 AND 2 AND b`, `{"op":"and","args":[{"op":"not","args":[{"op":"between","args":[{"property":"a"},1,2]}]},{"property":"b"}]}`},
	{"in", `cityName IN ('Toronto','New York')`, `{"op":"in","args":[{"property":"cityName"},["Toronto","New York"]]}`},
	{"not in", `category NOT IN (1,2,3,4)`, `{"op":"not","args":[{"op":"in","args":[{"property":"category"},[1,2,3,4]]}]}`},
	{"casei", `CASEI(road_class) IN (CASEI('Οδος'),casei('Straße'))`, `{"op":"in","args":[{"op":"casei","args":[{"property":"road_class"}]},[{"op":"casei","args":["Οδος"]},{"op":"casei","args":["Straße"]}]]}`},
	{"casei in a pattern", `CASEI(name) LIKE casei('B_R%')`, `{"op":"like","args":[{"op":"casei","args":[{"property":"name"}]},{"op":"casei","args":["B_R%"]}]}`},
	{"AND before OR", `a OR b AND c OR d`, `{"op":"or","args":[{"property":"a"},{"op":"and","args":[{"property":"b"},{"property":"c"}]},{"property":"d"}]}`},
	{"NOT before AND", `NOT a = 1 AND b`, `{"op":"and","args":[{"op":"not","args":[{"op":"=","args":[{"property":"a"},1]}]},{"property":"b"}]}`},
	{"parentheses are kept", `(a AND b) AND c`, `{"op":"and","args":[{"op":"and","args":[{"property":"a"},{"property":"b"}]},{"property":"c"}]}`},
	{"quoted names", `"and" = 1 AND "路 名" = '中'`, `{"op":"and","args":[{"op":"=","args":[{"property":"and"},1]},{"op":"=","args":[{"property":"路 名"},"中"]}]}`},
	{"bare names of the grammar", `街道:名.1 = 1`, `{"op":"=","args":[{"property":"街道:名.1"},1]}`},
	{"words of functions are names too", `point = 1 AND date IS NULL`, `{"op":"and","args":[{"op":"=","args":[{"property":"point"},1]},{"op":"isNull","args":[{"property":"date"}]}]}`},
	{"a doubled quote", `a = 'Via dell''Avvento'`, `{"op":"=","args":[{"property":"a"},"Via dell'Avvento"]}`},
	{"escapes", `a = '\'\\\a\b\t\n\v\f\r\d'`, `{"op":"=","args":[{"property":"a"},"'\\\u0007\b\t\n\u000b\f\r\\d"]}`},
	{"an empty text", `a = ''`, `{"op":"=","args":[{"property":"a"},""]}`},
	{"a point", `S_INTERSECTS(geometry,POINT(36.319836 32.288087))`, `{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[36.319836,32.288087]}]}`},
	{"a height is dropped", `s_intersects(g,POINT Z (1 2 3))`, `{"op":"s_intersects","args":[{"property":"g"},{"type":"Point","coordinates":[1,2]}]}`},
	{"a bounding box", `S_INTERSECTS(geom,BBOX(160.6,-55.95,-170,-25.89))`, `{"op":"s_intersects","args":[{"property":"geom"},{"bbox":[160.6,-55.95,-170,-25.89]}]}`},
	{"a bounding box with heights", `S_INTERSECTS(geom,BBOX(1,2,0,3,4,9))`, `{"op":"s_intersects","args":[{"property":"geom"},{"bbox":[1,2,3,4]}]}`},
	{"lines", `S_DISJOINT(LINESTRING(1 2,3 4),MULTILINESTRING((1 2,3 4),(5 6,7 8)))`, `{"op":"s_disjoint","args":[{"type":"LineString","coordinates":[[1,2],[3,4]]},{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]}]}`},
	{"polygons", `S_INTERSECTS(POLYGON((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1)),MULTIPOLYGON(((0 0,4 0,4 4,0 0))))`,
		`{"op":"s_intersects","args":[{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]},{"type":"MultiPolygon","coordinates":[[[[0,0],[4,0],[4,4],[0,0]]]]}]}`},
	{"a relation", `S_WITHIN(POLYGON((106 29,107 29,106 30,106 29)),area)`, `{"op":"s_within","args":[{"type":"Polygon","coordinates":[[[106,29],[107,29],[106,30],[106,29]]]},{"property":"area"}]}`},
	{"points, both ways", `S_INTERSECTS(MULTIPOINT(1 2,3 4),MULTIPOINT((1 2),(3 4)))`, `{"op":"s_intersects","args":[{"type":"MultiPoint","coordinates":[[1,2],[3,4]]},{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}]}`},
	{"a collection", `S_INTERSECTS(g,GEOMETRYCOLLECTION(POINT(7.02 49.92),GEOMETRYCOLLECTION(POINT(1 2))))`,
		`{"op":"s_intersects","args":[{"property":"g"},{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[7.02,49.92]},{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}]}]}`},
	{"an interval", `T_INTERSECTS(event_time, INTERVAL('1969-07-16T05:32:00Z', '..'))`, `{"op":"t_intersects","args":[{"property":"event_time"},{"interval":["1969-07-16T05:32:00Z",".."]}]}`},
	{"an interval of properties", `t_metby(INTERVAL(starts_at, ends_at), INTERVAL('2026-01-01','2026-02-01'))`, `{"op":"t_metBy","args":[{"interval":[{"property":"starts_at"},{"property":"ends_at"}]},{"interval":["2026-01-01","2026-02-01"]}]}`},
}

func TestTextAndJSONAreTheSameFilter(t *testing.T) {
	for _, c := range sameness {
		t.Run(c.name, func(t *testing.T) {
			fromText, err := cql2.ParseText(c.text)
			if err != nil {
				t.Fatal(err)
			}
			fromJSON, err := cql2.ParseJSON([]byte(c.json))
			if err != nil {
				t.Fatal(err)
			}
			got, want := printed(t, fromText), printed(t, fromJSON)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(decoded(t, c.json), decoded(t, want)); diff != "" {
				t.Errorf("the JSON was written otherwise: %s", diff)
			}
		})
	}
}

func printed(t testing.TB, e cql2.Expr) string {
	t.Helper()
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func decoded(t *testing.T, s string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestWhatCantBeReadSaysWhy(t *testing.T) {
	deep := strings.Repeat("(", 100) + "a = 1" + strings.Repeat(")", 100)
	long := strings.Repeat(" ", 70_000) + "a = 1"
	many := "a IN (1" + strings.Repeat(",1", 1000) + ")"
	for _, c := range []struct{ name, text, hint string }{
		{"nothing", ``, "ends where a property or a value"},
		{"half a comparison", `a =`, "ends where"},
		{"an open parenthesis", `(a = 1`, "ends where )"},
		{"something behind", `a = 1 b`, "at character 7"},
		{"characters are counted, not bytes", `名 = 1 b`, "at character 7"},
		{"an open quote", `a = 'x`, "not closed"},
		{"an open name", `"a = 1`, "not closed"},
		{"an empty name", `"" = 1`, "not closed, or nothing"},
		{"arithmetic", `a + 1 = 2`, "arithmetic"},
		{"arithmetic within", `a = b * 2`, "arithmetic"},
		{"a function of one's own", `avg(speed) < 4`, "no function \"avg\""},
		{"accents", `ACCENTI(a) = 'x'`, "no function"},
		{"a spatial function that is not there", `S_NEAR(g, POINT(1 2))`, "S_INTERSECTS"},
		{"an array", `A_CONTAINS(a, (1))`, "no function"},
		{"a wrong date", `a = DATE('2026-02-30')`, "not a date"},
		{"a wrong time", `a = TIMESTAMP('2026-02-03')`, "not a timestamp"},
		{"an unquoted date", `a = DATE(2026)`, "single quotes"},
		{"a keyword as a name", `and = 1`, "stands where a property"},
		{"NOT in a wrong place", `a NOT = 1`, "LIKE, BETWEEN or IN"},
		{"IS without NULL", `a IS 1`, "where NULL"},
		{"BETWEEN without AND", `a BETWEEN 1 OR 2`, "where AND"},
		{"an empty list", `a IN ()`, "stands where"},
		{"a point of one number", `S_INTERSECTS(g, POINT(1))`, "2 or 3"},
		{"a point with a comma", `S_INTERSECTS(g, POINT(1, 2))`, "2 or 3"},
		{"a line of one position", `S_INTERSECTS(g, LINESTRING(1 2))`, "at least 2"},
		{"an open ring", `S_INTERSECTS(g, POLYGON((0 0,1 0,1 1,0 1)))`, "the same as the first"},
		{"a short ring", `S_INTERSECTS(g, POLYGON((0 0,1 0,0 0)))`, "at least 4"},
		{"a box of three numbers", `S_INTERSECTS(g, BBOX(1,2,3))`, "4 or 6"},
		{"a box in a collection", `S_INTERSECTS(g, GEOMETRYCOLLECTION(BBOX(1,2,3,4)))`, "a geometry"},
		{"one operand", `S_INTERSECTS(g)`, "where ,"},
		{"a number too large", `a = 1e999`, "too large"},
		{"signs without a number", `a = +-5`, "number"},
		{"not UTF-8", "a = '\xff'", "UTF-8"},
		{"too deep", deep, "nested"},
		{"too deep by NOT", strings.Repeat("NOT ", 100) + "a", "nested"},
		{"too deep by CASEI", "a = " + strings.Repeat("CASEI(", 100) + "'x'" + strings.Repeat(")", 100), "nested"},
		{"too deep by collections", "S_INTERSECTS(g, " + strings.Repeat("GEOMETRYCOLLECTION(", 100) + "POINT(1 2)" + strings.Repeat(")", 101), "nested"},
		{"too long", long, "bytes long"},
		{"too many items", many, "more than 1000 items"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := cql2.ParseText(c.text)
			wantInvalid(t, err, c.hint)
		})
	}
}

func wantInvalid(t *testing.T, err error, hint string) {
	t.Helper()
	var known *geo.Error
	if !errors.As(err, &known) || known.Kind != geo.Invalid || known.Field != "filter" || !strings.Contains(known.Msg, hint) || len(known.Msg) > 600 {
		t.Errorf("got %v, want a short invalid error about filter with %q", err, hint)
	}
}

func TestWhatJSONCantBeReadSaysWhy(t *testing.T) {
	deep := strings.Repeat(`{"op":"not","args":[`, 100) + "true" + strings.Repeat("]}", 100)
	for _, c := range []struct{ name, json, hint string }{
		{"nothing", ``, "not JSON"},
		{"not JSON", `{"op"`, "not JSON"},
		{"two values", `true false`, "more than one"},
		{"null", `null`, "null stands"},
		{"an array", `[]`, "an array stands"},
		{"an empty object", `{}`, "none of op"},
		{"an op that is no text", `{"op":1,"args":[]}`, "none of op"},
		{"no args", `{"op":"="}`, "not an array"},
		{"an unknown op", `{"op":"like2","args":[]}`, "no function"},
		{"a literal as an op", `{"op":"literal","args":[]}`, "no function"},
		{"an op with a name from within", `{"op":"interval","args":[]}`, "no function"},
		{"in without a list", `{"op":"in","args":[{"property":"a"},1]}`, "a value and an array"},
		{"null in a comparison", `{"op":"=","args":[{"property":"a"},null]}`, "null stands"},
		{"a wrong date", `{"op":"=","args":[{"property":"a"},{"date":"2026"}]}`, "not a date"},
		{"a geometry of an unknown type", `{"op":"s_intersects","args":[{"property":"g"},{"type":"Circle"}]}`, "not a type"},
		{"a geometry of nothing", `{"op":"s_intersects","args":[{"property":"g"},{"type":"Point"}]}`, "null stands in a geometry"},
		{"a point of a text", `{"op":"s_intersects","args":[{"property":"g"},{"type":"Point","coordinates":["1",2]}]}`, "a text stands in a geometry"},
		{"a polygon without rings", `{"op":"s_intersects","args":[{"property":"g"},{"type":"Polygon","coordinates":[]}]}`, "something in it"},
		{"a collection of nothing", `{"op":"s_intersects","args":[{"property":"g"},{"type":"GeometryCollection","geometries":[1]}]}`, "not a type"},
		{"a box of a text", `{"op":"s_intersects","args":[{"property":"g"},{"bbox":"1,2,3,4"}]}`, "a text stands"},
		{"too deep", deep, "nested"},
		{"too long", `"` + strings.Repeat("x", 70_000) + `"`, "bytes long"},
		{"too many items", `{"op":"in","args":[1,[1` + strings.Repeat(",1", 1000) + `]]}`, "more than 1000 items"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := cql2.ParseJSON([]byte(c.json))
			wantInvalid(t, err, c.hint)
		})
	}
}

func TestTheClassesAreURIs(t *testing.T) {
	classes := cql2.Classes()
	for _, want := range []string{"cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators", "case-insensitive-comparison", "basic-spatial-functions"} {
		if !strings.Contains(strings.Join(classes, " ")+" ", "http://www.opengis.net/spec/cql2/1.0/conf/"+want+" ") {
			t.Errorf("%s is not among %v", want, classes)
		}
	}
}

func seed(f *testing.F, pick func(text, json string) string) {
	for _, c := range sameness {
		f.Add(pick(c.text, c.json))
	}
}

// readsBack holds that what was read can be written and read again, and compiled or refused.
func readsBack(t *testing.T, e cql2.Expr, err error) {
	if err != nil {
		if geo.KindOf(err) != geo.Invalid {
			t.Fatalf("%v is not an invalid error", err)
		}
		return
	}
	once := printed(t, e)
	again, err := cql2.ParseJSON([]byte(once))
	if len(once) > 64<<10 {
		return // more than is read
	}
	if err != nil {
		t.Fatalf("%s: %v", once, err)
	}
	if twice := printed(t, again); twice != once {
		t.Fatalf("%s became %s", once, twice)
	}
	p, err := e.Compile(cql2.Options{Queryables: queryables})
	if err != nil {
		if geo.KindOf(err) != geo.Invalid {
			t.Fatalf("%v is not an invalid error", err)
		}
		return
	}
	p.Match(nulls{})
	p.Match(full)
}

func FuzzParseText(f *testing.F) {
	seed(f, func(text, _ string) string { return text })
	f.Fuzz(func(t *testing.T, s string) {
		e, err := cql2.ParseText(s)
		readsBack(t, e, err)
	})
}

func FuzzParseJSON(f *testing.F) {
	seed(f, func(_, json string) string { return json })
	f.Fuzz(func(t *testing.T, s string) {
		e, err := cql2.ParseJSON([]byte(s))
		readsBack(t, e, err)
	})
}
