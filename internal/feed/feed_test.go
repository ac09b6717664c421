package feed_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles"
)

func TestWhatIsKeptIsToldAndWhatIsSensitiveIsNot(t *testing.T) {
	o := open(t)
	o.run()
	events := o.subscribe("")
	secret, open := o.save(quarrel), o.save(pothole)
	e := o.want(events, tiles.EventCase, open)
	if strings.Contains(string(e.Data), secret) || o.open() != 1 {
		t.Errorf("told %s, counted %d", e.Data, o.open())
	}
	if ready, up, age := o.feed.Ready(); !ready || !up || age > time.Minute {
		t.Errorf("ready %v, database up %v, picture %v old", ready, up, age)
	}
}

// A transaction that began first and commits last is told of too, and so is what overtook it.
func TestASlowTransactionIsNeverSkipped(t *testing.T) {
	o := open(t)
	o.run()
	events := o.subscribe("")
	late := o.save(quarrel) // a case that becomes public through the slow transaction
	// What comes after it is told, so it has been read: read later, it would be told of as it is by then, and twice.
	o.wantCase(events, o.save(pothole))
	slow := o.connect(o.url)
	tx, err := slow.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"update case_file set category = '" + pothole + "' where id = '" + late + "'",
		"insert into change (district, kind, key) values ('000000', 'case', '" + late + "')",
	} {
		if _, err := tx.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	quick := o.save(pothole) // begins later, commits first
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.wantCase(events, late)
	o.wantCase(events, quick)
	if n := o.open(); n != 3 {
		t.Errorf("%d cases are counted, want 3", n)
	}
}

func TestAPictureLoadedWhileATransactionRunsGetsItsChanges(t *testing.T) {
	o := open(t)
	hidden := o.save(quarrel)
	slow := o.connect(o.url)
	tx, err := slow.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"insert into change (district, kind, key) values ('000000', 'case', '" + hidden + "')",
		"update case_file set category = '" + pothole + "' where id = '" + hidden + "'",
	} {
		if _, err := tx.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	o.load()
	if n := o.open(); n != 0 {
		t.Fatalf("%d cases are counted before the commit", n)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.run()
	o.eventually("the change has come", func() bool { return o.open() == 1 })
}

func TestTheFeedCatchesUpWhenItsConnectionsWereEnded(t *testing.T) {
	o := open(t)
	o.run()
	events := o.subscribe("")
	o.wantCase(events, o.save(pothole))
	admin := o.connect(o.admin)
	if _, err := admin.Exec(t.Context(), "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"); err != nil {
		t.Fatal(err)
	}
	var id string
	o.eventually("the database can be written to again", func() bool {
		one := o.report(pothole)
		_, err := o.store.SaveReports(t.Context(), []casework.Imported{one})
		id = one.Case.ID.String()
		return err == nil
	})
	o.wantCase(events, id)
	o.eventually("the database is known to be up", func() bool {
		ready, up, age := o.feed.Ready()
		return ready && up && age < 5*time.Second
	})
	o.wantCase(events, o.save(pothole))
}

// wantCase waits for the case. That the database was away in between may have been noticed, or not: both are well.
func (o *office) wantCase(events <-chan tiles.Event, id string) {
	o.t.Helper()
	e := o.next(events)
	for e.Name == tiles.EventPicture {
		e = o.next(events)
	}
	if e.Name != tiles.EventCase || !strings.Contains(string(e.Data), id) {
		o.t.Fatalf("got %s %s, want the case %s", e.Name, e.Data, id)
	}
}

func TestAnEditionThatComesIntoForceByTheClockIsToldOf(t *testing.T) {
	o := open(t)
	o.run()
	events := o.subscribe("")
	o.wantCase(events, o.save(pothole))
	o.saveEdition(o.now().Add(time.Hour), cell("N", 0), cell("M", unit))
	o.eventually("the edition to come is known", func() bool { return len(o.nets.Editions()) == 2 })
	generation := o.live.Generation()
	o.putForward(2 * time.Hour)
	o.want(events, tiles.EventEdition, `"edition":2`)
	if card, err := o.live.Cell("", "N"); err != nil || card.Open != 1 || o.live.Generation() == generation {
		t.Errorf("the new cell has %d open cases, want 1: %v", card.Open, err)
	}
}

func TestAnEditionComesIntoForceWhileTheDatabaseIsAway(t *testing.T) {
	o := open(t)
	o.saveEdition(o.now().Add(time.Hour), cell("N", 0))
	o.load()
	o.run()
	events := o.subscribe("")
	o.store.Close() // for the feed the same as a database that is down
	o.eventually("the database is known to be away", func() bool { _, up, _ := o.feed.Ready(); return !up })
	o.want(events, tiles.EventPicture, `"current":false`)
	o.want(o.subscribe(""), tiles.EventPicture, `"current":false`)
	o.putForward(2 * time.Hour)
	o.want(events, tiles.EventEdition, `"edition":2`)
	if _, _, age := o.feed.Ready(); age < time.Hour {
		t.Errorf("the picture is said to be %v old, want more than an hour", age)
	}
}

func TestAnEventByTheClockIsNotMissedByWhoWasAway(t *testing.T) {
	o := open(t)
	o.saveEdition(o.now().Add(time.Hour), cell("N", 0))
	o.load()
	o.run()
	hello := <-o.subscribe("")
	watch := o.subscribe("")
	o.putForward(2 * time.Hour)
	o.want(watch, tiles.EventEdition, `"edition":2`)
	o.want(o.subscribe(hello.ID), tiles.EventEdition, `"edition":2`)
}

func TestMembersBaseAndSettingsAreToldOf(t *testing.T) {
	o := open(t)
	o.run()
	events := o.subscribe("")
	if err := o.store.SaveMembers(t.Context(), "grid", []casework.Member{{Name: "n", Role: casework.Leader, Cell: "A"}}); err != nil {
		t.Fatal(err)
	}
	o.want(events, tiles.EventMembers, "{}")
	if card, err := o.live.Cell("", "A"); err != nil || card.Staff != 1 {
		t.Errorf("A has a staff of %d: %v", card.Staff, err)
	}
	if err := o.store.SaveSettings(t.Context(), map[string]string{"title_zh": "丁家"}); err != nil {
		t.Fatal(err)
	}
	o.want(events, tiles.EventReset, "{}")
	if o.feed.Settings()["title_zh"] != "丁家" {
		t.Errorf("the settings are %v", o.feed.Settings())
	}
}

func TestACaseThatBecomesSensitiveLeavesTheMap(t *testing.T) {
	o := open(t)
	o.run()
	events := o.subscribe("")
	id := o.save(pothole)
	o.want(events, tiles.EventCase, id)
	writer := o.connect(o.url)
	change := func(category string) {
		t.Helper()
		sql := "with c as (update case_file set category = '" + category + "' where id = '" + id + "') insert into change (district, kind, key) values ('000000', 'case', '" + id + "')"
		if _, err := writer.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	change(quarrel)
	o.want(events, tiles.EventCase, `"feature":null`)
	if n := o.open(); n != 0 {
		t.Errorf("%d cases are counted, want none", n)
	}
	change(quarrel) // nothing that anybody may hear of
	after := o.save(pothole)
	o.want(events, tiles.EventCase, after)
}

// A page that was away while a case left the map must not keep it: the new process can't know what was on it.
func TestAfterARestartACaseThatLeftTheMapLeadsToAReset(t *testing.T) {
	o := open(t)
	o.run()
	events := o.subscribe("")
	id := o.save(pothole)
	last := o.want(events, tiles.EventCase, id).ID
	writer := o.connect(o.url)
	sql := "with c as (update case_file set category = '" + quarrel + "' where id = '" + id + "'), " +
		"e as (insert into case_event (district, case_id, at, kind, to_state) values ('000000', '" + id + "', now(), 'category', 'reported')) insert into change (district, kind, key) values ('000000', 'case', '" + id + "')"
	if _, err := writer.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
	o.want(events, tiles.EventCase, `"feature":null`)
	o.load()
	if e := o.want(o.subscribe(last), tiles.EventReset, "{}"); e.ID == "" {
		t.Error("the reset says nothing to resume from")
	}
}

// A reset would tell whoever comes back that something hidden was written meanwhile.
func TestAfterARestartNothingTellsOfWhatWasHidden(t *testing.T) {
	o := open(t)
	o.run()
	events := o.subscribe("")
	o.save(pothole)
	last := o.next(events).ID
	o.save(quarrel)
	o.load()
	o.run()
	back := o.subscribe(last)
	o.wantCase(back, o.save(pothole))
	o.save(quarrel)
	missed := o.save(pothole)
	o.wantCase(back, missed)
	o.load()
	again := o.subscribe(last)
	o.next(again) // the first that was missed
	o.wantCase(again, missed)
}

func TestEveryProcessKnowsTheIDsOfTheOthersAndNobodyTheirKey(t *testing.T) {
	o := open(t)
	o.run()
	first := <-o.subscribe("")
	if len(first.ID) != 32 {
		t.Errorf("the id is %q, want 32 hex digits", first.ID)
	}
	var keys sync.Map
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			key, err := o.store.StreamKey(context.Background())
			keys.Store(fmt.Sprint(key, err), true)
		})
	}
	asking.Wait()
	n := 0
	keys.Range(func(key, _ any) bool { n++; return true })
	if settings, err := o.store.Settings(t.Context()); n != 1 || err != nil || len(settings["stream_key"]) > 0 {
		t.Errorf("%d keys were given, and the settings are %v, %v", n, settings, err)
	}
}

// Pages come back to a new process while reports come in: each is told of every case, whether the database, the memory or
// the stream tells of it.
func TestNothingIsMissedBetweenReplayAndStream(t *testing.T) {
	o := open(t)
	o.run()
	events := o.subscribe("")
	o.save(pothole)
	last := o.next(events).ID
	for range 20 {
		o.save(pothole)
	}
	o.load() // a new process: everything so far is in the database alone
	o.run()
	const n = 60
	var ids []string
	for range n {
		ids = append(ids, "")
	}
	var writing sync.WaitGroup
	writing.Go(func() {
		for i := range n {
			ids[i] = o.save(pothole)
		}
	})
	var pages []<-chan tiles.Event
	for range 40 {
		pages = append(pages, o.subscribe(last))
	}
	writing.Wait()
	for p, page := range pages {
		seen := map[string]bool{}
		o.eventually(fmt.Sprintf("page %d has heard of the last case", p), func() bool {
			for {
				select {
				case e := <-page:
					if e.Name == tiles.EventReset {
						t.Fatal("the page was reset")
					}
					for _, id := range ids {
						if strings.Contains(string(e.Data), id) {
							seen[id] = true
						}
					}
				default:
					return seen[ids[n-1]]
				}
			}
		})
		if len(seen) != n {
			t.Errorf("page %d heard of %d of %d cases", p, len(seen), n)
		}
	}
}
