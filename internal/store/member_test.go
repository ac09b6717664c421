package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
)

var (
	grace  = identity.Principal{AccountID: 0, Login: "grace"}
	inA    = identity.Scope{"A"}
	all    = identity.Scope{""}
	monday = time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC) // 9:30 in Shanghai
)

func addMember(t *testing.T, s *store.Store, name, cell string, role casework.Role, state casework.MemberState, shifts ...casework.Shift) int64 {
	t.Helper()
	id, err := s.AddMember(t.Context(), grace, casework.Joining{
		Member: casework.Member{Name: name, Role: role, Cell: cell, Shifts: shifts}, State: state, Language: "zh", Phone: "138 0000 0000", At: monday,
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func become(t *testing.T, s *store.Store, id int64, state casework.MemberState) {
	t.Helper()
	if _, err := s.ChangeMember(t.Context(), grace, all, id, casework.MemberChange{State: &state}, monday); err != nil {
		t.Fatal(err)
	}
}

func counted(t *testing.T, s *store.Store, cell string) (n int) {
	t.Helper()
	counts, err := s.MemberCounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range counts {
		if c.Cell == cell {
			n += c.Count
		}
	}
	return n
}

func onDuty(t *testing.T, s *store.Store, cell string, at time.Time) string {
	t.Helper()
	found, err := s.OnDuty(t.Context(), "", cell, at)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range found {
		names = append(names, m.Name)
	}
	return strings.Join(names, " ")
}

// makeCode keeps a grid code at a place of cell A or B.
func makeCode(t *testing.T, s *store.Store, id, cell string) casework.GridCode {
	t.Helper()
	c := casework.GridCode{ID: id, Net: "grid", Kind: "building", Cell: cell, Label: "状元街8号院", At: geo.Point{Lon: 5000, Lat: 5000}}
	if err := s.AddCodes(t.Context(), grace, "", []casework.GridCode{c}, monday); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWhoJoinsCountsOnlyOnceApproved(t *testing.T) {
	s := open(t)
	saveGrid(t, s)
	makeCode(t, s, "7K3M9QXP", "A")
	begin, err := s.Horizon(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	j := casework.Joining{Member: casework.Member{Name: "李四", Role: casework.Volunteer, Cell: "A"}, Net: "grid", CodeID: "7K3M9QXP", ConsentVersion: "2026-11", Language: "en", Phone: "138 0000 0000", At: monday, State: casework.Active}
	if err := s.Join(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	waiting, err := s.FindMembers(t.Context(), all, casework.MemberFilter{State: casework.Pending, At: monday, Limit: 10})
	if err != nil || len(waiting) != 1 {
		t.Fatalf("%v wait, %v", waiting, err)
	}
	m := waiting[0]
	if m.Name != "李四" || m.Cell != "A" || m.Language != "en" || !m.Contact || m.OnDuty || !m.JoinedAt.Equal(monday) {
		t.Errorf("kept as %+v", m)
	}
	for _, step := range []struct {
		state casework.MemberState
		count int
	}{{casework.Pending, 0}, {casework.Trained, 0}, {casework.Active, 1}, {casework.Left, 0}} {
		become(t, s, m.ID, step.state)
		if n := counted(t, s, "A"); n != step.count {
			t.Errorf("who is %s is counted as %d", step.state, n)
		}
	}
	for told := 0; told < 4; { // the page waits in vain when they were told less often
		page := waitForChanges(t, s, begin, 1)
		begin = page[len(page)-1].Cursor
		for _, change := range page {
			if change.Kind == "members" && change.Key == "grid" {
				told++
			}
		}
	}
	pending := casework.Pending
	if _, err := s.ChangeMember(t.Context(), grace, all, m.ID, casework.MemberChange{State: &pending}, monday); geo.KindOf(err) != geo.Conflict {
		t.Errorf("a step backwards gives %v", err)
	}
}

func TestACodeTakesNoMoreJoinsThanPeopleMake(t *testing.T) {
	s := open(t)
	saveGrid(t, s)
	makeCode(t, s, "7K3M9QXP", "A")
	var err error
	kept := 0
	for i := range 40 {
		err = s.Join(t.Context(), casework.Joining{Member: casework.Member{Name: "某", Role: casework.Volunteer, Cell: "A"}, CodeID: "7K3M9QXP", Language: "zh", At: monday.Add(time.Duration(i) * time.Second)})
		if err != nil {
			break
		}
		kept++
	}
	var full *casework.JoinsFull
	if kept != 30 || !errors.As(err, &full) || full.Taken != 30 || !full.Until.Equal(monday.Add(time.Hour)) {
		t.Errorf("%d were kept, then %v", kept, err)
	}
	if err := s.Join(t.Context(), casework.Joining{Member: casework.Member{Name: "某", Role: casework.Volunteer, Cell: "A"}, CodeID: "7K3M9QXP", Language: "zh", At: full.Until}); err != nil {
		t.Errorf("when it said that it would take another: %v", err)
	}
}

func TestACodeTakesNoMoreJoinsAtTheSameMomentEither(t *testing.T) {
	s := open(t)
	saveGrid(t, s)
	makeCode(t, s, "7K3M9QXP", "A")
	var kept atomic.Int64
	var all sync.WaitGroup
	for range 45 {
		all.Go(func() {
			err := s.Join(t.Context(), casework.Joining{Member: casework.Member{Name: "某", Role: casework.Volunteer, Cell: "A"}, CodeID: "7K3M9QXP", Language: "zh", At: monday})
			var full *casework.JoinsFull
			if err == nil {
				kept.Add(1)
			} else if !errors.As(err, &full) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := kept.Load(); n != 30 {
		t.Errorf("%d were kept", n)
	}
}

func TestWhoIsOnDutyIsByTheSitesClock(t *testing.T) {
	s := open(t)
	saveGrid(t, s)
	night, err := casework.CheckRoster([]casework.Shift{{Weekday: 7, From: 22 * 60, To: 6 * 60}})
	if err != nil {
		t.Fatal(err)
	}
	addMember(t, s, "志愿", "A", casework.Volunteer, casework.Active, casework.Shift{Weekday: 1, From: 9 * 60, To: 10 * 60})
	addMember(t, s, "组长", "A", casework.Leader, casework.Active, casework.Shift{Weekday: 1, From: 9*60 + 30, To: 12 * 60})
	addMember(t, s, "夜班", "A", casework.FullTime, casework.Active, night...)
	addMember(t, s, "待批", "A", casework.Volunteer, casework.Trained, casework.Shift{Weekday: 1, From: 0, To: 1440})
	addMember(t, s, "外格", "B", casework.Volunteer, casework.Active, casework.Shift{Weekday: 1, From: 0, To: 1440})
	addMember(t, s, "无班", "A", casework.Volunteer, casework.Active)
	shanghai := func(day, hour, minute int) time.Time {
		return time.Date(2026, 11, day, hour-8, minute, 0, 0, time.UTC)
	}
	for _, c := range []struct {
		name string
		at   time.Time
		want string
	}{
		{"a minute before the volunteer begins", shanghai(23, 8, 59), ""},
		{"when the volunteer begins", shanghai(23, 9, 0), "志愿"},
		{"both, the leader first", shanghai(23, 9, 30), "组长 志愿"},
		{"the minute the volunteer ends", shanghai(23, 10, 0), "组长"},
		{"Sunday at ten in the evening", shanghai(22, 22, 0), "夜班"},
		{"past midnight, on Monday", shanghai(23, 0, 0), "夜班"},
		{"the minute the night ends", shanghai(23, 6, 0), ""},
		{"Monday at ten in the evening", shanghai(23, 22, 0), ""},
	} {
		if got := onDuty(t, s, "A", c.at); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if err := s.SaveSettings(t.Context(), map[string]string{"time_zone": "America/New_York"}); err != nil {
		t.Fatal(err)
	}
	if got := onDuty(t, s, "A", time.Date(2026, 11, 23, 14, 30, 0, 0, time.UTC)); got != "组长 志愿" { // 9:30 in New York
		t.Errorf("in New York %q", got)
	}
	if found, err := s.FindMembers(t.Context(), inA, casework.MemberFilter{At: time.Date(2026, 11, 23, 14, 30, 0, 0, time.UTC), Limit: 10}); err != nil || len(found) != 5 || !found[0].OnDuty || found[1].OnDuty {
		t.Errorf("the list says %+v, %v", found, err)
	}
}

// Whatever is outside the scope is as good as not there, and nothing is done to it.
func TestMembersOutsideTheScopeAreNotThere(t *testing.T) {
	s := open(t)
	saveGrid(t, s)
	id := addMember(t, s, "外格", "B", casework.Volunteer, casework.Trained)
	own := addMember(t, s, "本格", "A", casework.Volunteer, casework.Trained)
	active, toB := casework.Active, "B"
	for name, err := range map[string]error{
		"change":  second(s.ChangeMember(t.Context(), grace, inA, id, casework.MemberChange{State: &active}, monday)),
		"move":    second(s.ChangeMember(t.Context(), grace, inA, own, casework.MemberChange{Cell: &toB}, monday)),
		"contact": second(s.MemberContact(t.Context(), grace, inA, id, "test", monday)),
		"roster":  second(s.Roster(t.Context(), inA, id)),
		"save":    s.SaveRoster(t.Context(), grace, inA, id, nil, monday),
		"nowhere": second(s.ChangeMember(t.Context(), grace, nil, own, casework.MemberChange{State: &active}, monday)),
	} {
		if geo.KindOf(err) != geo.NotFound || err == nil {
			t.Errorf("%s gives %v", name, err)
		}
	}
	found, err := s.FindMembers(t.Context(), inA, casework.MemberFilter{At: monday, Limit: 10})
	if err != nil || len(found) != 1 || found[0].ID != own || found[0].State != casework.Trained || found[0].Cell != "A" {
		t.Errorf("the list has %+v, %v", found, err)
	}
	if v, err := s.VerifyAudit(t.Context()); err != nil || v.Entries != 2 {
		t.Errorf("what was refused is in the audit: %d entries, %v", v.Entries, err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestAMembersPhoneIsSealedShownToWhomItIsNotedAndForgotten(t *testing.T) {
	s, conn := openWithConn(t)
	saveGrid(t, s)
	id := addMember(t, s, "张三", "A", casework.FullTime, casework.Active)
	var sealed []byte
	if err := conn.QueryRow(t.Context(), "select contact_sealed from member where id = $1", id).Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	if len(sealed) < 30 || strings.Contains(string(sealed), "0000") {
		t.Errorf("kept as %q", sealed)
	}
	c, err := s.MemberContact(t.Context(), grace, inA, id, "约定培训", monday)
	if err != nil || c.Phone != "138 0000 0000" || c.Name != "张三" {
		t.Errorf("got %+v, %v", c, err)
	}
	records, err := s.AuditEntries(t.Context(), audit.Filter{Limit: 1, Action: "member.contact"})
	if err != nil || len(records) != 1 || records[0].Who != "grace" || records[0].Object != fmt.Sprintf("member/%d", id) || records[0].Detail["why"] != "约定培训" {
		t.Errorf("noted is %+v, %v", records, err)
	}
	other := addMember(t, s, "李四", "A", casework.FullTime, casework.Active)
	if _, err := conn.Exec(t.Context(), "update member set contact_sealed = $1 where id = $2", sealed, other); err != nil {
		t.Fatal(err)
	}
	if c, err := s.MemberContact(t.Context(), grace, inA, other, "test", monday); err == nil || c.Phone != "" {
		t.Errorf("the phone of one opens for another: %+v", c)
	}
	become(t, s, id, casework.Left)
	if c, err := s.MemberContact(t.Context(), grace, inA, id, "test", monday); err != nil || c.Phone != "" {
		t.Errorf("who left can be called: %+v, %v", c, err)
	}
}

func TestARosterReplacesTheOneBefore(t *testing.T) {
	s := open(t)
	saveGrid(t, s)
	id := addMember(t, s, "张三", "A", casework.FullTime, casework.Active, casework.Shift{Weekday: 2, From: 1, To: 2})
	want := []casework.Shift{{Weekday: 1, From: 540, To: 1080}, {Weekday: 3, From: 0, To: 1440}}
	if err := s.SaveRoster(t.Context(), grace, inA, id, want, monday); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Roster(t.Context(), inA, id); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestMembersComeWithTheirRosters(t *testing.T) {
	s := open(t)
	saveGrid(t, s)
	for range 2 { // the second time in place of the first
		err := s.SaveMembers(t.Context(), "grid", []casework.Member{
			{Name: "一", Role: casework.Volunteer, Cell: "A"},
			{Name: "二", Role: casework.FullTime, Cell: "A", Shifts: []casework.Shift{{Weekday: 1, From: 540, To: 600}}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := onDuty(t, s, "A", monday); got != "二" || counted(t, s, "A") != 2 {
		t.Errorf("%q on duty, %d counted", got, counted(t, s, "A"))
	}
}

func TestAGridCodeFindsItsPlaceUntilItIsWithdrawn(t *testing.T) {
	s := open(t)
	saveGrid(t, s)
	makeCode(t, s, "7K3M9QXP", "A")
	makeCode(t, s, "00000001", "B")
	c, err := s.PlaceOfCode(t.Context(), "7K3M9QXP")
	if err != nil || c.At != (geo.Point{Lon: 5000, Lat: 5000}) || c.Net != "grid" || c.Kind != "building" || c.Label != "状元街8号院" {
		t.Errorf("got %+v, %v", c, err)
	}
	if _, err := s.PlaceOfCode(t.Context(), "00000000"); geo.KindOf(err) != geo.NotFound {
		t.Errorf("an unknown code gives %v", err)
	}
	if err := s.AddCodes(t.Context(), grace, "", []casework.GridCode{{ID: "00000002", Kind: "cell", Cell: "A"}, c}, monday); geo.KindOf(err) != geo.Conflict {
		t.Errorf("a code that is there already gives %v", err)
	}
	if err := s.WithdrawCode(t.Context(), grace, inA, "00000001", monday); geo.KindOf(err) != geo.NotFound {
		t.Errorf("a code outside the scope gives %v", err)
	}
	for range 2 {
		if err := s.WithdrawCode(t.Context(), grace, inA, "7K3M9QXP", monday); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.PlaceOfCode(t.Context(), "7K3M9QXP"); geo.KindOf(err) != geo.Conflict {
		t.Errorf("a withdrawn code gives %v", err)
	}
	for name, c := range map[string]struct {
		scope  identity.Scope
		filter casework.CodeFilter
		want   int
	}{
		"all": {all, casework.CodeFilter{Limit: 9}, 2}, "in use": {all, casework.CodeFilter{InUse: true, Limit: 9}, 1}, "of A": {all, casework.CodeFilter{Cell: "A", Limit: 9}, 1},
		"in scope": {inA, casework.CodeFilter{Limit: 9}, 1}, "named": {all, casework.CodeFilter{IDs: []string{"00000001", "00000009"}, Limit: 9}, 1}, "nowhere": {nil, casework.CodeFilter{Limit: 9}, 0},
		"of the net": {all, casework.CodeFilter{Net: "grid", Limit: 9}, 2}, "of another net": {all, casework.CodeFilter{Net: "other", Limit: 9}, 0},
	} {
		if found, err := s.FindCodes(t.Context(), c.scope, c.filter); err != nil || len(found) != c.want {
			t.Errorf("%s: %d codes, %v; want %d", name, len(found), err, c.want)
		}
	}
}

func TestTheNewestWordsAreAskedFor(t *testing.T) {
	s, conn := openWithConn(t)
	if _, err := conn.Exec(t.Context(), "insert into consent (purpose, version, text_zh, text_en, since) values ('join', '2027-1', '新', 'new', '2027-01-01')"); err != nil {
		t.Fatal(err)
	}
	now, err := s.Consent(t.Context(), "join", monday)
	if err != nil || now.Version != "2026-11" || now.ZH == "" || now.EN == "" {
		t.Errorf("now %+v, %v", now, err)
	}
	later, err := s.Consent(t.Context(), "join", monday.AddDate(1, 0, 0))
	if err != nil || later.Version != "2027-1" {
		t.Errorf("later %+v, %v", later, err)
	}
	if _, err := s.Consent(t.Context(), "other", monday); geo.KindOf(err) != geo.NotFound {
		t.Errorf("another purpose gives %v", err)
	}
}

func TestTheWordsOnPersonalDataHaveALineForEachPoint(t *testing.T) {
	s := open(t)
	for purpose, lines := range map[string]int{"join": 4, "report": 5} {
		words, err := s.Consent(t.Context(), purpose, monday.AddDate(0, 0, 7))
		if err != nil {
			t.Fatal(err)
		}
		zh, en := strings.Split(words.ZH, "\n"), strings.Split(words.EN, "\n")
		if words.Version == "2026-11" || len(zh) != lines || len(en) != lines || !strings.HasPrefix(zh[2], "留多久：") || !strings.HasPrefix(en[2], "How long: ") || strings.Contains(words.ZH, "您") {
			t.Errorf("%s: version %s\n%s\n%s", purpose, words.Version, words.ZH, words.EN)
		}
	}
}

// openWithConn returns a store and a connection to its database.
func openWithConn(t *testing.T) (*store.Store, *pgx.Conn) {
	t.Helper()
	url := pgtest.URL(t)
	s, err := store.Open(t.Context(), store.Config{URL: url, Box: pgtest.Box(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return s, conn
}
