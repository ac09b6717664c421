package doctor_test

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/doctor"
	"github.com/wangge-map/wangge/internal/pgserver"
	"github.com/wangge-map/wangge/internal/pgtest"
)

func ExampleCheckURL() {
	fmt.Println(doctor.CheckURL("postgres://wangge:s3/cret@db.example/wangge"))
	// Output:
	// --database-url: can't be understood; it has the form postgres://user:password@host:5432/database, where signs such as / # ? @ : % in the password are written as %2F %23 %3F %40 %3A %25
}

// findings maps a check's name to what it found.
func examine(t *testing.T, o doctor.Options) map[string]doctor.Finding {
	t.Helper()
	found := map[string]doctor.Finding{}
	for _, f := range doctor.Examine(t.Context(), o) {
		if _, twice := found[f.Name]; twice {
			t.Errorf("%s was examined twice", f.Name)
		}
		found[f.Name] = f
		if f.Detail == "" || (f.Level != doctor.Good) != (f.Remedy != "") {
			t.Errorf("%s is %s, says %q and what to do %q", f.Name, f.Level, f.Detail, f.Remedy)
		}
	}
	return found
}

// bad lists the names of what must be mended.
func bad(found map[string]doctor.Finding) []string {
	var names []string
	for name, f := range found {
		if f.Level == doctor.Bad {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func do(t *testing.T, url string, statements ...string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	for _, sql := range statements {
		if _, err := conn.Exec(ctx, sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

var made atomic.Int32 // keeps names apart; holds nothing that a test could change

// newDatabase makes a database as an administrator elsewhere would, with these options and extensions.
func newDatabase(t *testing.T, options string, extensions ...string) (address string) {
	t.Helper()
	admin := pgtest.AdminURL(t)
	u, err := url.Parse(admin)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/") + fmt.Sprintf("_doctor_%d", made.Add(1))
	do(t, admin, "create database "+name+" template template0 "+options)
	t.Cleanup(func() { do(t, admin, "drop database "+name+" with (force)") })
	u.Path = "/" + name
	for _, e := range extensions {
		do(t, u.String(), "create extension "+e)
	}
	return u.String()
}

func TestASoundDatabaseHasNothingToMend(t *testing.T) {
	found := examine(t, doctor.Options{URL: pgtest.URL(t), Private: true, DataDir: "/"})
	// The tests' own server is not durable, so as to be quick.
	if got := bad(found); !slices.Equal(got, []string{"durability"}) {
		t.Errorf("to be mended are %v: %+v", got, found)
	}
	for name, words := range map[string]string{
		"PostgreSQL": "version 15", "PostGIS": "version 3", "extensions": "pg_trgm", "locale": "Chinese", "reference systems": "4544",
		"projection": "agree", "checksums": "on", "clock": "agrees", "schema": "current", "datum vectors": "right", "disk": "GB",
		"durability": "fsync", "ogr2ogr": "",
	} {
		if f, ok := found[name]; !ok || !strings.Contains(f.Detail, words) {
			t.Errorf("%s: %+v, want %q", name, f, words)
		}
	}
}

func TestWhatIsWrongIsNamedWithWhatToDo(t *testing.T) {
	for _, c := range []struct {
		name   string
		url    func(*testing.T) string
		find   string
		detail string
		remedy string
		bad    []string // besides durability
	}{
		{"no PostGIS", without("postgis"), "PostGIS", "not in this database", "create extension postgis", []string{"PostGIS"}},
		{"no pg_trgm", without("pg_trgm"), "extensions", "pg_trgm missing", "create extension pg_trgm", []string{"extensions"}},
		{"no small extensions", without("pg_trgm, btree_gist"),
			"extensions", "pg_trgm, btree_gist missing", "create extension pg_trgm; create extension btree_gist", []string{"extensions"}},
		{"the locale C", func(t *testing.T) string {
			return newDatabase(t, "encoding 'UTF8' locale 'C'", "pg_trgm", "btree_gist")
		},
			"locale", "character type C lose Chinese text", "locale 'C.UTF-8'", []string{"PostGIS", "locale", "schema"}},
		{"another encoding, and nothing else either", func(t *testing.T) string { return newDatabase(t, "encoding 'SQL_ASCII' locale 'C'") },
			"locale", "encoding SQL_ASCII", "encoding 'UTF8'", []string{"PostGIS", "extensions", "locale", "schema"}},
		{"never migrated", func(t *testing.T) string {
			u := pgtest.URL(t)
			do(t, u, "drop table goose_db_version")
			return u
		}, "schema", "migrations are missing", "wangge migrate", []string{"schema"}},
		{"an old schema", func(t *testing.T) string {
			u := pgtest.URL(t)
			do(t, u, "delete from goose_db_version where version_id = (select max(version_id) from goose_db_version)")
			return u
		}, "schema", "1 migrations are missing", "wangge migrate", []string{"schema"}},
		{"a newer schema", func(t *testing.T) string {
			u := pgtest.URL(t)
			do(t, u, "insert into goose_db_version (version_id, is_applied) values (99999, true)")
			return u
		}, "schema", "newer wangge has brought 1 migrations", "use the newer wangge", []string{"schema"}},
		{"a reference system is gone", func(t *testing.T) string {
			u := pgtest.AdminURL(t)
			do(t, u, "delete from spatial_ref_sys where srid = 4544")
			return u
		}, "reference systems", "only 4 of", "postgis anew", []string{"projection", "reference systems"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			u := c.url(t)
			found := examine(t, doctor.Options{URL: u})
			if f := found[c.find]; f.Level != doctor.Bad || !strings.Contains(f.Detail, c.detail) || !strings.Contains(f.Remedy, c.remedy) {
				t.Errorf("found %+v, want %q and %q", f, c.detail, c.remedy)
			}
			want := append([]string{"durability"}, c.bad...)
			slices.Sort(want)
			if got := bad(found); !slices.Equal(got, want) {
				t.Errorf("to be mended are %v, want %v", got, want)
			}
			// Migrations are no reason to refuse it: they are about to be applied. That it is not durable is.
			remedy := "switch them on"
			if slices.Contains([]string{"PostGIS", "extensions", "locale"}, c.find) {
				remedy = c.remedy
			}
			if err := doctor.CheckUsable(t.Context(), u); geo.KindOf(err) != geo.Unavailable || !strings.Contains(fmt.Sprint(err), remedy) {
				t.Errorf("used it is refused with %v, want %q", err, remedy)
			}
		})
	}
}

// without returns a migrated database that has lost extensions.
func without(extensions string) func(*testing.T) string {
	return func(t *testing.T) string {
		u := pgtest.AdminURL(t)
		do(t, u, "drop extension "+extensions+" cascade")
		return u
	}
}

func TestExaminingChangesNothing(t *testing.T) {
	u := newDatabase(t, "encoding 'UTF8' locale 'C.UTF-8'")
	examine(t, doctor.Options{URL: u})
	do(t, u, "do $$ begin assert (select count(*) from pg_class where relname like 'goose%') = 0, 'something was made'; end $$")
}

func TestADatabaseThatIsNotThereIsAFinding(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	const secret = "s3cret"
	for name, u := range map[string]string{
		"no server":       "postgres://wangge:" + secret + "@127.0.0.1:1/wangge?sslmode=disable",
		"no socket":       "host=/nowhere user=wangge password=" + secret + " dbname=wangge",
		"a silent server": "postgres://wangge:" + secret + "@" + silent.Addr().String() + "/wangge?connect_timeout=1",
		"no URL":          "postgres://wangge:" + secret + "/x@127.0.0.1/wangge",
	} {
		found := examine(t, doctor.Options{URL: u})
		f := found["database"]
		if f.Level != doctor.Bad || !strings.Contains(f.Detail, "does not answer: ") || !strings.Contains(f.Remedy, "--database-url") {
			t.Errorf("%s: %+v", name, f)
		}
		usable := doctor.CheckUsable(t.Context(), u)
		if kind := geo.KindOf(usable); kind != geo.Unavailable && kind != geo.Invalid || usable == nil {
			t.Errorf("%s: %v is usable", name, usable)
		}
		if said := fmt.Sprintf("%+v %v %v", found, usable, causes(usable)); strings.Contains(said, secret) {
			t.Errorf("%s: the password is told: %s", name, said)
		}
	}
}

// causes is everything behind err, as a log might show it.
func causes(err error) (all []string) {
	for ; err != nil; err = unwrap(err) {
		all = append(all, fmt.Sprintf("%+v", err))
	}
	return all
}

func unwrap(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return nil
}

func TestAPasswordThatBreaksTheURLIsNotRepeated(t *testing.T) {
	for _, password := range []string{"s3cret/x", "s3cret#x", "s3cret%zz", "s3cret?x", "a:s3cret%zz", "a@s3cret%zz", "[s3cret", "s3cret x"} {
		err := doctor.CheckURL("postgres://wangge:" + password + "@db.example:5432/wangge")
		for _, said := range causes(err) {
			if strings.Contains(said, "s3cret") {
				t.Errorf("%q: %s", password, said)
			}
		}
	}
}

func TestASoundDatabaseIsUsable(t *testing.T) {
	dir, err := os.MkdirTemp("", "wangge-doctor-") // not t.TempDir: root's is closed to the database's user
	if err == nil {
		err = os.Chmod(dir, 0o711)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	durable, err := pgserver.Start(t.Context(), pgserver.Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer durable.Close(context.WithoutCancel(t.Context()))
	if err := doctor.CheckUsable(t.Context(), durable.URL()); err != nil {
		t.Errorf("a sound one: %v", err)
	}
	u := durable.URL() + "&synchronous_commit=off"
	if err := doctor.CheckUsable(t.Context(), u); geo.KindOf(err) != geo.Unavailable || !strings.Contains(fmt.Sprint(err), "synchronous_commit off") {
		t.Errorf("one that does not wait for its disk: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := doctor.CheckUsable(ctx, pgtest.URL(t)); err != context.Canceled {
		t.Errorf("interrupted: %v", err)
	}
}
