package migrations_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/wangge-map/wangge/internal/pgtest"
)

// texts returns the first column of what sql answers.
func texts(t *testing.T, pool *pgxpool.Pool, sql string) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return out
}

func TestTheStandardIsWhole(t *testing.T) {
	pool := pgtest.Pool(t)
	count := `select kind || ' ' || left(code, 2) || ' ' || count(*) from category where standard = 'GB/T 47678.5-2026' group by kind, left(code, 2) order by kind, left(code, 2)`
	want := []string{
		"component 01 76", "component 02 44", "component 03 16", "component 04 14", "component 05 3",
		"matter 01 76", "matter 02 44", "matter 03 16", "matter 04 14", "matter 05 3",
		"matter 06 51", "matter 07 7", "matter 08 16", "matter 09 21", "matter 10 2",
	}
	if diff := cmp.Diff(want, texts(t, pool, count)); diff != "" {
		t.Errorf("153 components and 250 matters, by class (-want +got):\n%s", diff)
	}
}

func TestWhatTheSeedSays(t *testing.T) {
	pool := pgtest.Pool(t)
	for name, c := range map[string]struct {
		sql  string
		want []string
	}{
		"gaps of the source are absent": {
			`select code from category where code in ('01016', '05001', '05004', '05005', '05006', '05007', '05008', '06031', '07005', '09007')`, nil,
		},
		"every matter of a component is named after it": {
			`select m.code from category m join category c on c.code = m.code and c.kind = 'component'
			 where m.kind = 'matter' and m.name_zh <> c.name_zh || '异常'`, nil,
		},
		"every row says where it comes from": {
			`select distinct source from category order by source`, []string{"local extension", "transcribed from a secondary source"},
		},
		"every matter has a limit and the same by the clock": {
			`select code from category where kind = 'matter' and (resolve is null or resolve_hours is null
			 or resolve_hours <> resolve * case resolve_unit when 'hours' then 1 when 'work_hours' then 3 else 24 end)`, nil,
		},
		"components have no limits":           {`select code from category where kind = 'component' and (resolve is not null or make_safe is not null)`, nil},
		"making safe comes before resolving":  {`select code from category where make_safe_unit = resolve_unit and make_safe > resolve`, nil},
		"no two matters have the same name":   {`select name_zh from category where kind = 'matter' group by name_zh having count(*) > 1`, nil},
		"nor in English":                      {`select name_en from category where kind = 'matter' group by name_en having count(*) > 1`, nil},
		"names are whole":                     {`select code from category where name_en !~ '^[A-Z][A-Za-zç ,''-]+$' or name_zh = ''`, nil},
		"what is about people is sensitive":   {`select code from category where sensitive <> (code >= '91' and standard = 'LOCAL')`, nil},
		"the first six are those of before":   {`select code from category where kind = 'matter' order by position, code limit 6`, []string{"06013", "90001", "06010", "09009", "90003", "01002"}},
		"the local classes are there":         {`select left(code, 2) || ' ' || count(*) from category where standard = 'LOCAL' group by left(code, 2) order by left(code, 2)`, []string{"90 11", "91 8", "92 4", "93 4"}},
		"every alias leads to a matter":       {`select a.code from category_alias a left join category c on c.kind = 'matter' and c.code = a.category where c.code is null`, nil},
		"aliases have the codes of their day": {`select code from category_alias where code !~ '^0[1-5][0-9]{2}$'`, nil},
		"rules name departments that exist":   {`select r.title from routing_rule r, unnest(r.also || r.department) d left join department on code = d where code is null`, nil},
		"every rule has a place of its own":   {`select position::text from routing_rule group by position having count(*) > 1`, nil},
		"the fallback exists":                 {`select d.code from setting s join department d on d.code = s.value where s.key = 'routing_fallback'`, []string{"centre"}},
		"the centre is always on":             {`select code from department where kind = 'centre' and always_on`, []string{"centre"}},
		"the calendar of the setting exists":  {`select c.code from setting s join work_calendar c on c.code = s.value where s.key = 'work_calendar'`, []string{"cn"}},
	} {
		if diff := cmp.Diff(c.want, texts(t, pool, c.sql), cmp.Transformer("empty", func(s []string) string { return strings.Join(s, "\n") })); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// The pairs that domain knowledge has both codes of.
func TestOlderCodesLeadToTodaysMatters(t *testing.T) {
	pool := pgtest.Pool(t)
	for _, pair := range []struct{ standard, old, now string }{
		{"GB/T 30428.2-2013", "0101", "06001"}, {"GB/T 30428.2-2013", "0107", "06007"}, {"GB/T 30428.2-2013", "0110", "06010"},
		{"GB/T 30428.2-2013", "0136", "06036"}, {"GB/T 30428.2-2013", "0201", "07001"}, {"GB/T 30428.2-2013", "0203", "07003"},
		{"GB/T 30428.2-2013", "0311", "08011"}, {"GB/T 30428.2-2013", "0401", "09001"}, {"GB/T 30428.2-2013", "0409", "09009"},
		{"CJ/T 214-2007", "0101", "06001"}, {"CJ/T 214-2007", "0509", "09009"},
	} {
		got := texts(t, pool, fmt.Sprintf(`select category from category_alias where standard = '%s' and code = '%s'`, pair.standard, pair.old))
		if len(got) != 1 || got[0] != pair.now {
			t.Errorf("%s %s is %v today, want %s", pair.standard, pair.old, got, pair.now)
		}
	}
	if got := texts(t, pool, `select code from category_alias where standard = 'CJ/T 214-2007' and code like '04%'`); len(got) > 0 {
		t.Errorf("04 of 2007 was emergencies, yet %v lead to the street's order", got)
	}
}

// Days of the schedule of 2026, told apart from the migration.
func TestTheYear2026HasItsHolidaysAndWorkingWeekends(t *testing.T) {
	pool := pgtest.Pool(t)
	want := []string{
		"01 3 off", "01 1 on", "02 9 off", "02 2 on", "04 3 off", "05 5 off", "05 1 on", "06 3 off", "09 3 off", "09 1 on", "10 7 off", "10 1 on",
	}
	got := texts(t, pool, `select to_char(day, 'MM') || ' ' || count(*) || case when working then ' on' else ' off' end
		from work_day where calendar = 'cn' and day between '2026-01-01' and '2026-12-31' group by to_char(day, 'MM'), working order by to_char(day, 'MM'), working`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("days off and on, by month (-want +got):\n%s", diff)
	}
	if got := texts(t, pool, `select day::text from work_day where working and extract(isodow from day) < 6`); len(got) > 0 {
		t.Errorf("%v are working days already", got)
	}
}
