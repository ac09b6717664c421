package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/seal"
	"github.com/wangge-map/wangge/internal/store"
)

// vault is a store with the means to look behind it.
type vault struct {
	*store.Store
	t    *testing.T
	url  string
	keys string
	conn *pgx.Conn
}

func newVault(t *testing.T) *vault {
	t.Helper()
	v := &vault{t: t, url: pgtest.URL(t), keys: t.TempDir()}
	v.Store = v.open(v.keys)
	conn, err := pgx.Connect(t.Context(), v.url)
	if err != nil {
		t.Fatal(err)
	}
	v.conn = conn
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return v
}

// open opens the same database with the keys in a folder.
func (v *vault) open(keys string) *store.Store {
	v.t.Helper()
	box, err := seal.OpenBox(keys, time.Now())
	if err != nil {
		v.t.Fatal(err)
	}
	s, err := store.Open(v.t.Context(), store.Config{URL: v.url, Box: box})
	if err != nil {
		v.t.Fatal(err)
	}
	v.t.Cleanup(s.Close)
	return s
}

func (v *vault) exec(sql string, args ...any) {
	v.t.Helper()
	if _, err := v.conn.Exec(v.t.Context(), sql, args...); err != nil {
		v.t.Fatalf("%s: %v", sql, err)
	}
}

func (v *vault) count(sql string, args ...any) (n int) {
	v.t.Helper()
	if err := v.conn.QueryRow(v.t.Context(), sql, args...).Scan(&n); err != nil {
		v.t.Fatal(err)
	}
	return n
}

var theContact = casework.Contact{Name: "测试", Phone: "13800000000"}

func TestAContactIsSealedAndOpensWithItsKeyAndForItsReportAlone(t *testing.T) {
	v := newVault(t)
	ed := saveGrid(t, v.Store)
	one, two := entry(t, ed, 0, "one"), entry(t, ed, 0, "two")
	two.Report.Contact = casework.Contact{Email: "a@example.org"}
	save(t, v.Store, one, two)
	v.exec("update report set case_id = $1 where id = $2", one.Report.CaseID, two.Report.ID)
	if n := v.count("select count(*) from report_contact c where c::text ~ '测试|13800000000|example' or position('13800000000'::bytea in sealed) > 0 or position('example'::bytea in sealed) > 0"); n != 0 {
		t.Error("a contact can be read in the database")
	}
	if got, err := v.Contact(t.Context(), one.Report.ID); err != nil || got != theContact {
		t.Errorf("the contact is %v, %v", got, err)
	}
	all, err := v.CaseContacts(t.Context(), one.Report.CaseID)
	if err != nil || len(all) != 2 || all[one.Report.ID] != theContact || all[two.Report.ID].Email != "a@example.org" {
		t.Errorf("the contacts of the case are %v, %v", all, err)
	}
	v.exec("update report_contact set sealed = (select sealed from report_contact where report_id = $1) where report_id = $2", one.Report.ID, two.Report.ID)
	if _, err := v.Contact(t.Context(), two.Report.ID); geo.KindOf(err) != geo.Internal {
		t.Errorf("a contact moved to another report opens: %v", err)
	}
	stranger := v.open(t.TempDir())
	if _, err := stranger.Contact(t.Context(), one.Report.ID); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("without the key it says %v", err)
	}
	if err := stranger.CheckKeys(t.Context()); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("the missing key is not told of: %v", err)
	}
	if err := v.CheckKeys(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAPlainContactIsRefusedByTheDatabaseItself(t *testing.T) {
	v := newVault(t)
	if _, err := v.conn.Exec(t.Context(), "insert into report_contact (district, report_id, name, phone) values ('d', $1, '', '138')", uuid.New()); err == nil {
		t.Error("it is kept")
	}
	s, err := store.Open(t.Context(), store.Config{URL: v.url})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.SaveReports(t.Context(), []casework.Imported{entry(t, saveGrid(t, s), 0, "x")}); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("without a box it says %v", err)
	}
}

func TestOldPlainContactsAreSealed(t *testing.T) {
	v := newVault(t)
	ids := make([]uuid.UUID, 1201) // three pages
	for i := range ids {
		ids[i] = uuid.New()
	}
	v.exec("alter table report_contact drop constraint report_contact_sealed")
	v.exec("insert into report_contact (district, report_id, name, phone) select '500120', id, '测试', '13800000000' from unnest($1::uuid[]) as id", ids)
	v.exec("alter table report_contact add constraint report_contact_sealed check (sealed is not null and name = '' and phone = '') not valid")
	told := int64(0)
	done, err := v.SealContacts(t.Context(), func(done, total int64) {
		if done <= told || total != int64(len(ids)) {
			t.Errorf("told of %d of %d after %d", done, total, told)
		}
		told = done
	})
	if err != nil || done != int64(len(ids)) || told != done {
		t.Errorf("sealed %d, told of %d, %v", done, told, err)
	}
	if n := v.count("select count(*) from report_contact where name <> '' or phone <> '' or sealed is null"); n != 0 {
		t.Errorf("%d are still plain", n)
	}
	for _, id := range []uuid.UUID{ids[0], ids[1200]} {
		if got, err := v.Contact(t.Context(), id); err != nil || got != theContact {
			t.Errorf("%s is %v, %v", id, got, err)
		}
	}
	if done, err := v.SealContacts(t.Context(), func(int64, int64) { t.Error("told of nothing") }); done != 0 || err != nil {
		t.Errorf("the second time %d were sealed, %v", done, err)
	}
}

func TestAfterRotationContactsAreSealedAnewAndTheOldKeyIsNotNeeded(t *testing.T) {
	v := newVault(t)
	one := entry(t, saveGrid(t, v.Store), 0, "one")
	save(t, v.Store, one)
	box, err := seal.Rotate(v.keys, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	newest := box.Newest()
	later := v.open(v.keys)
	if done, err := later.SealContacts(t.Context(), func(int64, int64) {}); done != 1 || err != nil {
		t.Errorf("sealed %d, %v", done, err)
	}
	if n := v.count("select count(*) from report_contact where substring(sealed from 2 for 4) = $1", newest[:]); n != 1 {
		t.Error("it is not sealed with the newest key")
	}
	if got, err := later.Contact(t.Context(), one.Report.ID); err != nil || got != theContact {
		t.Errorf("it is %v, %v", got, err)
	}
}

func TestAReporterIsForgottenAndTheCaseStays(t *testing.T) {
	v := newVault(t)
	ed := saveGrid(t, v.Store)
	one, two := entry(t, ed, 0, "one"), entry(t, ed, 0, "two")
	save(t, v.Store, one, two)
	e := audit.Entry{At: time.Now(), Who: "reporter", Action: "contact.forget"}
	if err := v.ForgetContact(t.Context(), one.Report.Tracking, false, e); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Contact(t.Context(), one.Report.ID); geo.KindOf(err) != geo.NotFound {
		t.Errorf("the contact is still there: %v", err)
	}
	if n := v.count("select count(*) from report where id = $1 and description = '路面有坑'", one.Report.ID); n != 1 {
		t.Error("the words went too")
	}
	for _, kept := range []casework.Imported{one, two} {
		v.count("with a as (insert into report_answer (district, report_id, code, position, value) values ($2, $1, 'where', 1, '我家门口') returning 1) select count(*) from a", kept.Report.ID, kept.Report.Placement.District)
	}
	if err := v.ForgetContact(t.Context(), one.Report.Tracking, true, e); err != nil {
		t.Errorf("forgetting again: %v", err)
	}
	if n := v.count("select count(*) from report_answer"); n != 1 {
		t.Errorf("%d answers are left, want that of the other alone", n)
	}
	if n := v.count("select count(*) from report where id = $1 and description = '' and digest = ''", one.Report.ID); n != 1 {
		t.Error("the words are still there")
	}
	if _, err := v.FindProgress(t.Context(), one.Report.Tracking); err != nil {
		t.Errorf("the report can't be found any more: %v", err)
	}
	if _, err := v.Contact(t.Context(), two.Report.ID); err != nil {
		t.Errorf("another was forgotten: %v", err)
	}
	if err := v.ForgetContact(t.Context(), "WG-NOBODY", false, e); geo.KindOf(err) != geo.NotFound {
		t.Errorf("an unknown number: %v", err)
	}
	entries, err := v.AuditEntries(t.Context(), audit.Filter{Limit: 9})
	if err != nil || len(entries) != 2 || entries[0].Object != "report/"+one.Report.ID.String() {
		t.Errorf("audited: %+v, %v", entries, err)
	}
}

func TestContactsOfMattersLongSettledAreForgotten(t *testing.T) {
	v := newVault(t)
	ed := saveGrid(t, v.Store)
	day := 24 * time.Hour
	now := time.Now()
	keep := map[string]bool{"open": true, "lately": true, "long": false, "unknown": false}
	sent := map[string]casework.Imported{}
	for key := range keep {
		in := entry(t, ed, 0, key)
		in.Case.UpdatedAt = now.Add(-400 * day)
		switch key {
		case "lately":
			in.Case.State, in.Case.ClosedAt = casework.Closed, now.Add(-179*day)
		case "long":
			in.Case.State, in.Case.ClosedAt = casework.Rejected, now.Add(-181*day)
		case "unknown": // an import that does not say since when
			in.Case.State = casework.Closed
		}
		sent[key] = in
		save(t, v.Store, in)
	}
	n, err := v.ForgetContactsOf(t.Context(), now.Add(-180*day), audit.Entry{At: now, Who: "wangge", Action: "contact.retention"})
	if err != nil || n != 2 {
		t.Errorf("forgot %d, %v", n, err)
	}
	for key, kept := range keep {
		_, err := v.Contact(t.Context(), sent[key].Report.ID)
		if kept && err != nil || !kept && geo.KindOf(err) != geo.NotFound {
			t.Errorf("%s: %v", key, err)
		}
	}
	if n, err := v.ForgetContactsOf(t.Context(), now.Add(-180*day), audit.Entry{At: now}); n != 0 || err != nil {
		t.Errorf("the second time %d, %v", n, err)
	}
	if entries, err := v.AuditEntries(t.Context(), audit.Filter{Limit: 9}); err != nil || len(entries) != 1 {
		t.Errorf("audited %+v, %v; want one entry", entries, err)
	}
}
