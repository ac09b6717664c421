package cql2_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/api/ogc/cql2"
	"github.com/wangge-map/wangge/internal/pgtest"
)

// both is the same expression in CQL2 and in SQL.
type both struct{ cql, sql string }

func same(s string) both { return both{s, s} }

func join(format string, parts ...both) both {
	var cql, sql []any
	for _, p := range parts {
		cql, sql = append(cql, p.cql), append(sql, p.sql)
	}
	return both{fmt.Sprintf(format, cql...), fmt.Sprintf(format, sql...)}
}

// texts hold what LIKE and case folding stumble over, in Chinese and Latin. Letters whose folding is longer than their lower
// case are not here: PostgreSQL's lower knows no folding.
var texts = []string{"", "a", "A", "ab", "Ab%", "a_b", `a\b`, "网格", "网格A", "网格员", "É", "é", "München", "MÜNCHEN", "100%", "''", "🚧", "Ж"}

var patterns = []string{"", "%", "_%", "%%", "_", "__", "a%", "%b", "A%", `%\%`, `%\_%`, `a\\_`, "网_", "网%", "%格%", "É", "m_nch%", "%🚧", `\a%`, "%a%b%", "a_b"}

var moments = []string{"2026-01-31T15:59:59Z", "2026-01-31T16:00:00Z", "2026-02-01T00:00:00Z", "2026-02-01T15:59:59.5Z", "2026-02-01T16:00:00Z"}

var days = []string{"2026-01-31", "2026-02-01", "2026-02-02"}

const zone = "Asia/Shanghai"

// drawText draws a text: a literal, a property or one of them without case.
func drawText(t *rapid.T, literals []string) both {
	s := rapid.SampledFrom(literals).Draw(t, "text")
	quoted := strings.ReplaceAll(s, "'", "''")
	v := rapid.SampledFrom([]both{{"'" + strings.ReplaceAll(quoted, `\`, `\\`) + "'", "'" + quoted + "'"}, same("s"), same("u")}).Draw(t, "operand")
	if rapid.Bool().Draw(t, "fold") {
		return both{"CASEI(" + v.cql + ")", "lower(" + v.sql + ")"}
	}
	return v
}

func drawPattern(t *rapid.T) both {
	s := rapid.SampledFrom(patterns).Draw(t, "pattern")
	if rapid.Bool().Draw(t, "fold") {
		return both{"CASEI('" + strings.ReplaceAll(s, `\`, `\\`) + "')", "lower('" + s + "')"}
	}
	return both{"'" + strings.ReplaceAll(s, `\`, `\\`) + "'", "'" + s + "'"}
}

func drawNumber(t *rapid.T) both {
	return same(rapid.SampledFrom([]string{"n", "f", "-1", "0", "1", "1.5", "2e0", ".5"}).Draw(t, "number"))
}

func drawBoolean(t *rapid.T) both {
	return same(rapid.SampledFrom([]string{"b", "TRUE", "false"}).Draw(t, "boolean"))
}

func drawMoment(t *rapid.T) both {
	s := rapid.SampledFrom(moments).Draw(t, "moment")
	return rapid.SampledFrom([]both{same("t"), same("e"), {"TIMESTAMP('" + s + "')", "'" + s + "'::timestamptz"}}).Draw(t, "instant")
}

func drawDay(t *rapid.T) both {
	s := rapid.SampledFrom(days).Draw(t, "day")
	return rapid.SampledFrom([]both{same("d"), {"DATE('" + s + "')", "'" + s + "'::date"}}).Draw(t, "date")
}

// drawPair draws two values that can be compared.
func drawPair(t *rapid.T) (a, b both) {
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		return drawText(t, texts), drawText(t, texts)
	case 1:
		return drawNumber(t), drawNumber(t)
	case 2:
		return drawBoolean(t), drawBoolean(t)
	case 3:
		return drawMoment(t), drawMoment(t)
	}
	a, b = drawDay(t), drawDay(t)
	if rapid.Bool().Draw(t, "a moment beside a day") {
		a = drawMoment(t)
		a.sql = "(" + a.sql + " at time zone '" + zone + "')::date"
	}
	return a, b
}

func drawPredicate(t *rapid.T) both {
	not := same(rapid.SampledFrom([]string{"", "NOT "}).Draw(t, "not"))
	a, b := drawPair(t)
	switch rapid.IntRange(0, 5).Draw(t, "predicate") {
	case 0:
		return join("%s IS %sNULL", same(rapid.SampledFrom([]string{"s", "n", "f", "b", "t", "d"}).Draw(t, "property")), not)
	case 1:
		return join("%s %sLIKE %s", drawText(t, texts), not, drawPattern(t))
	case 2:
		return join("%s %sBETWEEN %s AND %s", drawNumber(t), not, drawNumber(t), drawNumber(t))
	case 3:
		return join("%s %sIN (%s, %s)", a, not, b, b)
	case 4:
		return join("%s %sIN (%s, %s, %s)", drawText(t, texts), not, drawText(t, texts), drawText(t, texts), drawText(t, texts))
	}
	return join("%s %s %s", a, same(rapid.SampledFrom([]string{"=", "<>", "<", ">", "<=", ">="}).Draw(t, "op")), b)
}

func drawExpression(t *rapid.T, depth int) both {
	if depth == 0 {
		return drawPredicate(t)
	}
	inner := func() both { return drawExpression(t, rapid.IntRange(0, depth-1).Draw(t, "depth")) }
	switch rapid.IntRange(0, 4).Draw(t, "shape") {
	case 0:
		return join("NOT (%s)", inner())
	case 1:
		return join("(%s) AND (%s) AND (%s)", inner(), inner(), inner())
	case 2:
		return join("(%s) OR (%s)", inner(), inner())
	case 3: // without parentheses, so that the precedence is the same
		return join("%s OR NOT %s AND %s", drawPredicate(t), drawPredicate(t), drawPredicate(t))
	}
	return drawPredicate(t)
}

// tabled makes 300 records, each value of which is null one time in four, and puts them into PostgreSQL.
func tabled(t *testing.T) (*pgxpool.Pool, []row) {
	t.Helper()
	pool := pgtest.Pool(t)
	ctx := t.Context()
	if _, err := pool.Exec(ctx, `create table records (id int, s text, u text, n bigint, f float8, b boolean, t timestamptz, e timestamptz, d date)`); err != nil {
		t.Fatal(err)
	}
	var rows []row
	pick := func(i, salt int, values ...any) any {
		h := (i*7919 + salt*104729) ^ (i * salt >> 3)
		if h/13%4 == 0 {
			return nil
		}
		return values[h%len(values)]
	}
	var words, instants, dates []any
	for _, s := range texts {
		words = append(words, s)
	}
	for _, s := range moments {
		instants = append(instants, at(s))
	}
	for _, s := range days {
		dates = append(dates, at(s+"T00:00:00Z"))
	}
	for i := range 300 {
		r := row{orb.Point{}, pick(i, 1, words...), pick(i, 2, words...), pick(i, 3, int64(-1), int64(0), int64(1), int64(2)), pick(i, 4, -1.0, 0.5, 1.0, 1.5, 2.0),
			pick(i, 5, true, false), pick(i, 6, instants...), pick(i, 7, instants...), pick(i, 8, dates...)}
		rows = append(rows, r)
		if _, err := pool.Exec(ctx, `insert into records values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, i, r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8]); err != nil {
			t.Fatal(err)
		}
	}
	return pool, rows
}

func TestFiltersMeanWhatTheyMeanInPostgreSQL(t *testing.T) {
	pool, rows := tabled(t)
	shanghai, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		for _, filter := range rapid.SliceOfN(rapid.Custom(func(t *rapid.T) both { return drawExpression(t, 3) }), 1, 10).Draw(t, "filters") {
			var want []int
			if err := pool.QueryRow(context.Background(), "select coalesce(array_agg(id order by id), '{}') from records where "+filter.sql).Scan(&want); err != nil {
				t.Fatalf("%s: %v", filter.sql, err)
			}
			e, err := cql2.ParseText(filter.cql)
			if err != nil {
				t.Fatalf("%s: %v", filter.cql, err)
			}
			p, err := e.Compile(cql2.Options{Queryables: queryables, Location: shanghai})
			if err != nil {
				t.Fatalf("%s: %v", filter.cql, err)
			}
			got := []int{}
			for i, r := range rows {
				if p.Match(r) {
					got = append(got, i)
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s matches %v\nPostgreSQL: %v", filter.cql, got, want)
			}
		}
	})
}
