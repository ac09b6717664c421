package cql2_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/api/ogc/cql2"
)

// queryables are what the filters of the tests may speak of.
var queryables = []cql2.Queryable{
	{Name: "g", Kind: cql2.Geometry}, {Name: "s", Kind: cql2.Text}, {Name: "u", Kind: cql2.Text}, {Name: "n", Kind: cql2.Integer}, {Name: "f", Kind: cql2.Number},
	{Name: "b", Kind: cql2.Boolean}, {Name: "t", Kind: cql2.Timestamp}, {Name: "e", Kind: cql2.Timestamp}, {Name: "d", Kind: cql2.Date},
	{Name: "area", Kind: cql2.Geometry},
}

// row is a record of the queryables.
type row []any

func (r row) Value(i int) any { return r[i] }
func (r row) Ended() bool     { return false }

// nulls is a record that has nothing.
type nulls struct{}

func (nulls) Value(int) any { return nil }
func (nulls) Ended() bool   { return false }

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// full is a record that has everything.
var full = row{orb.Point{106.1, 29.4}, "Straße", "100%_\\", int64(7), 2.5, true, at("2026-01-31T20:30:00Z"), at("2026-02-02T00:00:00Z"), at("2026-02-01T00:00:00Z"),
	orb.Polygon{{{106, 29}, {107, 29}, {107, 30}, {106, 30}, {106, 29}}}}

func compile(t testing.TB, filter string) *cql2.Predicate {
	t.Helper()
	e, err := cql2.ParseText(filter)
	if err != nil {
		t.Fatalf("%s: %v", filter, err)
	}
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	p, err := e.Compile(cql2.Options{Queryables: queryables, Location: shanghai})
	if err != nil {
		t.Fatalf("%s: %v", filter, err)
	}
	return p
}

func TestRecordsMatch(t *testing.T) {
	for _, c := range []struct {
		filter string
		want   bool
	}{
		{`TRUE`, true}, {`false`, false}, {`NOT FALSE`, true},
		{`b`, true}, {`NOT b`, false}, {`b = true AND b > FALSE`, true},
		{`n = 7`, true}, {`n = 7.0`, true}, {`n = 7.5`, false}, {`n < 7.5`, true}, {`f = 2.5`, true}, {`f > n`, false}, {`7 = n`, true},
		{`s = 'Straße'`, true}, {`s = 'STRASSE'`, false},
		{`CASEI(s) = CASEI('STRASSE')`, true}, {`casei(s) IN ('x', CASEI('STRAẞE'))`, true}, {`CASEI(s) LIKE CASEI('STRASS_')`, true},
		{`s LIKE 'Stra_e'`, true}, {`s LIKE 'Str%'`, true}, {`s LIKE '%ß%e'`, true}, {`s LIKE 'str%'`, false}, {`s LIKE ''`, false}, {`s LIKE '%%'`, true},
		{`u LIKE '100\%\_\\\\'`, true}, {`u LIKE '100\%\__'`, true}, {`u LIKE '1_0%'`, true}, {`u LIKE '100\_%'`, false},
		{`n BETWEEN 7 AND 7`, true}, {`n BETWEEN 8 AND 6`, false}, {`n NOT BETWEEN 1 AND 6`, true}, {`t BETWEEN TIMESTAMP('2026-01-01T00:00:00Z') AND e`, true},
		{`n IN (1, f, 7)`, true}, {`n NOT IN (1, 2)`, true}, {`t IN ('2026-01-31T20:30:00Z')`, true}, {`d IN ('2026-02-01')`, true},
		// 20:30 UTC is the next day in Shanghai.
		{`t = DATE('2026-02-01')`, true}, {`t = DATE('2026-01-31')`, false}, {`t <= DATE('2026-02-01')`, true}, {`t < DATE('2026-02-01')`, false}, {`t = d`, true}, {`d = TIMESTAMP('2026-01-31T16:00:00Z')`, true},
		{`t = TIMESTAMP('2026-02-01T04:30:00+08:00')`, true}, {`t < '2026-02-01'`, false},
		{`S_INTERSECTS(g, POINT(106.1 29.4))`, true}, {`S_INTERSECTS(g, POINT(106.1000001 29.4))`, false}, {`S_INTERSECTS(g, POINT(106.10000004 29.4))`, true},
		{`S_INTERSECTS(BBOX(106, 29, 107, 30), g)`, true}, {`S_DISJOINT(g, BBOX(106, 29, 107, 30))`, false},
		{`S_INTERSECTS(g, BBOX(170, 0, 107, 30))`, true}, {`S_INTERSECTS(g, BBOX(107, 0, 106, 30))`, false},
		{`S_INTERSECTS(area, BBOX(107, 30, 108, 31))`, true}, {`S_INTERSECTS(area, BBOX(107.0000001, 30, 108, 31))`, false},
		{`S_WITHIN(g, BBOX(106,29,107,30))`, true}, {`S_CONTAINS(BBOX(106,29,107,30), g)`, true}, {`S_WITHIN(area, BBOX(106,29,107,30))`, true}, {`S_EQUALS(area, BBOX(106,29,107,30))`, true}, {`S_TOUCHES(area, BBOX(107,30,108,31))`, true},
		{`S_OVERLAPS(BBOX(106.5,29.5,108,31), area)`, true}, {`S_CROSSES(LINESTRING(100 29.5,106.5 29.5), area)`, true}, {`S_WITHIN(g, POINT(106.1 29.4))`, true}, {`S_WITHIN(g, BBOX(106.1,29,107,30))`, false},
		{`S_WITHIN(g, GEOMETRYCOLLECTION(POINT(106.1 29.4), MULTIPOINT(1 2)))`, true}, {`S_CONTAINS(area, POINT(106.1 29.4))`, true}, {`S_WITHIN(area, POINT(106.1 29.4))`, false}, {`S_WITHIN(POINT(106.1 29.4), area)`, true}, {`S_CONTAINS(POINT(106.1 29.4), area)`, false}, {`S_CONTAINS(area, BBOX(170,29,-170,30))`, false},
		{`S_INTERSECTS(area, LINESTRING(105 29.5, 108 29.5))`, true}, {`S_INTERSECTS(area, POLYGON((100 20,120 20,120 40,100 40,100 20),(105 28,108 28,108 31,105 31,105 28)))`, false},
	} {
		if got := compile(t, c.filter).Match(full); got != c.want {
			t.Errorf("%s is %v, want %v", c.filter, got, c.want)
		}
	}
}

func TestNullIsUnknown(t *testing.T) {
	for filter, want := range map[string]bool{
		`s = 'x'`: false, `NOT s = 'x'`: false, `s <> 'x'`: false, `s IS NULL`: true, `s IS NOT NULL`: false, `CASEI(s) IS NULL`: true, `(s = 'x') IS NULL`: true, `S_INTERSECTS(g, POINT(1 2)) IS NOT NULL`: false, `(s IS NULL) IS NULL`: false,
		`n = 1 OR TRUE`: true, `n = 1 AND TRUE`: false, `NOT (n = 1 AND FALSE)`: true, `NOT (n = 1 OR FALSE)`: false,
		`s IN ('x')`: false, `s NOT IN ('x')`: false, `1 IN (n, 1)`: true, `1 NOT IN (n, 2)`: false, `'x' LIKE 'x'`: true, `s NOT LIKE 'x'`: false,
		`2 BETWEEN n AND 1`: false, `2 NOT BETWEEN n AND 1`: true, `b`: false, `NOT b`: false, `g IS NULL`: true,
		`S_INTERSECTS(g, POINT(1 2))`: false, `S_DISJOINT(g, POINT(1 2))`: false, `S_WITHIN(g, BBOX(0,0,1,1))`: false, `NOT S_WITHIN(g, BBOX(0,0,1,1))`: false, `NOT S_WITHIN(BBOX(0,0,1,1), g)`: false,
		`T_AFTER(t, DATE('2026-01-01'))`: false, `NOT T_AFTER(t, DATE('2026-01-01'))`: false, `T_EQUALS(INTERVAL(t, '..'), INTERVAL(t, '..'))`: false,
	} {
		if got := compile(t, filter).Match(nulls{}); got != want {
			t.Errorf("%s is %v, want %v", filter, got, want)
		}
	}
}

func TestValuesOfAnotherTypeAreNull(t *testing.T) {
	wrong := row{"POINT(1 2)", 5, []byte("x"), 7, float32(2), "true", "2026-01-01", nil, int64(5), 5}
	for _, q := range queryables {
		if !compile(t, q.Name+" IS NULL").Match(wrong) {
			t.Errorf("%s of another type is not null", q.Name)
		}
	}
	if !compile(t, `f IS NULL`).Match(row{nil, nil, nil, nil, math.NaN()}) {
		t.Error("not a number is not null")
	}
	if compile(t, `S_DISJOINT(g, BBOX(0,0,1,1))`).Match(row{orb.Point{200, 0}}) || compile(t, `S_DISJOINT(g, BBOX(0,0,1,1))`).Match(row{orb.LineString{{0, 0}, {0, math.NaN()}}}) {
		t.Error("a geometry off the earth is known to be elsewhere")
	}
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	for _, c := range []struct{ filter, hint string }{
		{`colour = 1`, "there is no property “colour” to ask for; there are g, s,"},
		{`s = 1`, "property “s” is a text and a literal is an integer"},
		{`n = '7'`, "can't be compared"}, {`b = 1`, "can't be compared"}, {`t > 5`, "can't be compared"}, {`s = u AND s = n`, "can't be compared"},
		{`t = 'yesterday'`, "not a timestamp"}, {`d = '2026-13-01'`, "not a date"},
		{`s`, "not a condition"}, {`5`, "not a condition"}, {`CASEI(s)`, "not a condition"}, {`NOT s`, "not a condition"}, {`INTERVAL('..','..')`, "not a condition"},
		{`g = POINT(1 2)`, "S_INTERSECTS"}, {`S_INTERSECTS(s, POINT(1 2))`, "not a geometry"}, {`S_INTERSECTS(g, 'POINT(1 2)')`, "not a geometry"},
		{`s LIKE u`, "a pattern that is a literal"}, {`n LIKE '7%'`, "LIKE needs a text"}, {`s LIKE 'x\'`, `not closed`}, {`s LIKE 'x\\'`, "nothing after it"},
		{`CASEI(n) = 'x'`, "CASEI needs a text"},
		{`S_INTERSECTS(g, POINT(90 180))`, "latitude 180"}, {`S_INTERSECTS(g, MULTIPOINT(7.02 49.92, 90 180))`, "latitude 180"}, {`S_INTERSECTS(g, BBOX(0,10,1,5))`, "beyond its upper"},
		{`S_WITHIN(g, GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(1 2,3 4)))`, "S_INTERSECTS and S_DISJOINT can"},
		{`S_TOUCHES(g, g)`, "a property on one side"}, {`S_INTERSECTS(g, area)`, "a property on one side"}, {`NOT S_DISJOINT(area, g)`, "a property on one side"},
		{`S_INTERSECTS(POINT(1 2), BBOX(0,0,1,2))`, "a property on one side"}, {`S_WITHIN(POINT(1 2), BBOX(0,0,1,2))`, "a property on one side"},
		{`S_DISJOINT(g, POINT(1 2))` + strings.Repeat(` AND S_DISJOINT(g, POINT(1 2))`, 100), "more than 100 spatial functions"},
		{`T_DURING(t, INTERVAL('2026-01-01','..'))`, "two intervals"}, {`T_AFTER(n, DATE('2026-01-01'))`, "neither an instant"}, {`T_AFTER(t, INTERVAL('2026-01-01','..','..'))`, "3 operands"},
		{`T_AFTER(t, INTERVAL(n,'..'))`, "end of an interval"}, {`t = INTERVAL('..','..')`, "where a value should be"},
	} {
		e, err := cql2.ParseText(c.filter)
		if err == nil {
			_, err = e.Compile(cql2.Options{Queryables: queryables})
		}
		t.Run(c.filter, func(t *testing.T) { wantInvalid(t, err, c.hint) })
	}
	many := "S_WITHIN(g, LINESTRING(0 0" + strings.Repeat(",1 1,0 0", 100) + "))"
	for filter, hint := range map[string]string{many: "", many + " AND " + many: "more than 300 positions", strings.ReplaceAll(many+" AND "+many, "S_WITHIN", "S_INTERSECTS"): ""} {
		e, err := cql2.ParseText(filter)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = e.Compile(cql2.Options{Queryables: queryables}); hint != "" {
			wantInvalid(t, err, hint)
		} else if err != nil {
			t.Error(err)
		}
	}
	for _, c := range []struct{ json, hint string }{
		{`{"op":"and","args":[true]}`, "1 operands"}, {`{"op":"not","args":[true,true]}`, "2 operands"}, {`{"op":"=","args":[1]}`, "1 operands"},
		{`{"op":"in","args":[{"property":"s"},[]]}`, "no items"}, {`{"op":"between","args":[1,2]}`, "2 operands"}, {`{"op":"isNull","args":[]}`, "0 operands"},
		{`{"op":"s_intersects","args":[]}`, "0 operands"}, {`{"op":"casei","args":[]}`, "not a condition"}, {`{"op":"=","args":[{"op":"casei","args":[]},"x"]}`, "0 operands"},
		{`{"op":"=","args":[{"op":"and","args":[true,true]},true]}`, "where a value should be"}, {`{"op":"t_after","args":[true]}`, "1 operands"},
		{`{"op":"like","args":["x"]}`, "1 operands"}, {`{"property":"x"}`, "no property"},
	} {
		e, err := cql2.ParseJSON([]byte(c.json))
		if err == nil {
			_, err = e.Compile(cql2.Options{Queryables: queryables})
		}
		t.Run(c.json, func(t *testing.T) { wantInvalid(t, err, c.hint) })
	}
}

func TestTheZeroFilterLetsNothingThrough(t *testing.T) {
	p, err := cql2.Expr{}.Compile(cql2.Options{})
	if err != nil || p.Match(full) {
		t.Errorf("the zero filter matches, or is refused (%v)", err)
	}
	if got := printed(t, cql2.Expr{}); got != "false" {
		t.Errorf("it is written %s", got)
	}
}
