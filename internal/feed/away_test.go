package feed_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/store"
	"github.com/wangge-map/wangge/tiles"
)

// shut keeps the service out of the database, but not the superuser.
func (o *office) shut(admin *pgx.Conn) {
	o.t.Helper()
	name := pgx.Identifier{admin.Config().Database}.Sanitize()
	for _, sql := range []string{
		"alter database " + name + " connection limit 0",
		"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
	} {
		if _, err := admin.Exec(o.t.Context(), sql); err != nil {
			o.t.Fatal(err)
		}
	}
	o.eventually("the database is known to be away", func() bool { _, up, _ := o.feed.Ready(); return !up })
}

func (o *office) reopen(admin *pgx.Conn) {
	o.t.Helper()
	if _, err := admin.Exec(o.t.Context(), "alter database "+pgx.Identifier{admin.Config().Database}.Sanitize()+" connection limit -1"); err != nil {
		o.t.Fatal(err)
	}
}

// keepUnseen keeps a report while the service is shut out.
func (o *office) keepUnseen() (id string) {
	o.t.Helper()
	other, err := store.Open(o.t.Context(), store.Config{URL: o.admin})
	if err != nil {
		o.t.Fatal(err)
	}
	defer other.Close()
	one := o.report(pothole)
	if _, err := other.SaveReports(o.t.Context(), []casework.Imported{one}); err != nil {
		o.t.Fatal(err)
	}
	return one.Case.ID.String()
}

func TestAFeedThatLostTheDatabaseCatchesUpChangeByChange(t *testing.T) {
	o := open(t)
	o.run()
	admin := o.connect(o.admin)
	events := o.subscribe("")
	o.shut(admin)
	o.want(events, tiles.EventPicture, `"current":false`)
	id := o.keepUnseen()
	o.reopen(admin)
	o.wantCase(events, id)
	o.want(events, tiles.EventPicture, `"current":true`)
}

// Changes are kept for a week. A process that was cut off for longer loads everything anew, and tells open pages to.
func TestAFeedThatWasAwayForTooLongLoadsEverythingAnew(t *testing.T) {
	o := open(t)
	o.run()
	admin := o.connect(o.admin)
	events := o.subscribe("")
	o.shut(admin)
	o.want(events, tiles.EventPicture, `"current":false`)
	o.keepUnseen()
	if _, err := admin.Exec(t.Context(), "delete from change"); err != nil {
		t.Fatal(err)
	}
	o.putForward(8 * 24 * time.Hour)
	o.reopen(admin)
	o.want(events, tiles.EventPicture, `"current":true`)
	o.want(events, tiles.EventReset, "{}")
	if n := o.live.Footprint().Cases; n != 1 {
		t.Errorf("the picture has %d cases, want the one whose change is forgotten", n)
	}
	o.wantCase(events, o.save(pothole))
}
