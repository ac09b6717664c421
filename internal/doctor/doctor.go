// Package doctor examines a database and the tools around it, and says in plain words what is wrong and what to do. It only
// reads.
package doctor

import (
	"context"
	"fmt"
	"math"
	"os/exec"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sys/unix"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/migrations"
)

// Level says how much a finding matters.
type Level string

// The levels.
const (
	Good Level = "ok"
	Note Level = "note" // something optional is missing
	Bad  Level = "bad"  // the service must not run like this
)

// Finding is the result of one check.
type Finding struct {
	Name   string `json:"name"`
	Level  Level  `json:"level"`
	Detail string `json:"detail"`
	Remedy string `json:"remedy,omitempty"`
}

// Options say what to examine.
type Options struct {
	URL     string
	DataDir string // where the private database keeps its files
	Private bool   // the database is wangge's own
}

// connectTimeout keeps a server that takes connections and says nothing from holding everything up.
const connectTimeout = 5 * time.Second

// check is one of the questions to a database.
type check func(context.Context, *pgx.Conn) Finding

// Examine carries out every check. A database that does not answer is a finding like any other.
func Examine(ctx context.Context, o Options) []Finding {
	found := []Finding{checkDatum(), checkOgr(ctx)}
	if o.Private {
		found = append(found, checkDisk(o.DataDir))
	}
	conn, err := connect(ctx, o.URL)
	if err != nil {
		return append(found, away(err))
	}
	defer conn.Close(ctx)
	found = append(found, checkVersion(ctx, conn), checkPostGIS(ctx, conn))
	if found[len(found)-1].Level == Good { // what else there is to say about PostGIS
		found = append(found, checkSRIDs(ctx, conn), checkTransform(ctx, conn))
	}
	for _, c := range []check{checkExtensions, checkLocale, checkDurable, checkChecksums, checkClock} {
		found = append(found, c(ctx, conn))
	}
	return append(found, checkSchema(ctx, o.URL))
}

// CheckUsable returns an Invalid error when url can't be understood, and an Unavailable one that says what to do when its
// database does not answer or could not hold what wangge keeps. It never quotes url, in which there may be a password.
func CheckUsable(ctx context.Context, url string) error {
	if err := CheckURL(url); err != nil {
		return err
	}
	conn, err := connect(ctx, url)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return unusable(away(err), err)
	}
	defer conn.Close(ctx)
	for _, c := range []check{checkVersion, checkLocale, checkPostGIS, checkExtensions, checkDurable} { // what can't be mended in place comes first
		if f := c(ctx, conn); f.Level == Bad {
			return unusable(f, nil)
		}
	}
	return nil
}

func unusable(f Finding, cause error) error {
	return &geo.Error{Kind: geo.Unavailable, Field: "--database-url", Msg: fmt.Sprintf("%s %s; what to do: %s", f.Name, f.Detail, f.Remedy), Err: cause}
}

// CheckURL returns an Invalid error when url can't be understood.
func CheckURL(url string) error {
	if _, err := pgx.ParseConfig(url); err != nil { // what it says may quote the password
		return geo.Errorf(geo.Invalid, "--database-url",
			"can't be understood; it has the form postgres://user:password@host:5432/database, where signs such as / # ? @ : %% in the password are written as %%2F %%23 %%3F %%40 %%3A %%25")
	}
	return nil
}

func connect(ctx context.Context, url string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, CheckURL(url)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	return pgx.ConnectConfig(ctx, config)
}

func away(err error) Finding {
	return Finding{"database", Bad, "does not answer: " + firstLine(err), "check --database-url, and that the server runs and lets this user in"}
}

func good(name, format string, args ...any) Finding {
	return Finding{name, Good, fmt.Sprintf(format, args...), ""}
}

// failed is a check that could not be carried out.
func failed(name string, err error) Finding {
	return Finding{name, Bad, "could not be checked: " + firstLine(err), "see the database's log"}
}

func firstLine(err error) string {
	line, rest, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	if next, _, _ := strings.Cut(strings.TrimSpace(rest), "\n"); next != "" && strings.HasSuffix(line, ":") { // a list of what was tried
		line += " " + strings.TrimSpace(next)
	}
	return line
}

func checkDatum() Finding {
	if err := datum.SelfCheck(); err != nil {
		return Finding{"datum vectors", Bad, err.Error(), "this build or this machine computes wrongly; do not use it"}
	}
	return good("datum vectors", "GCJ-02, BD-09 and CGCS2000 zones come out right")
}

func checkOgr(ctx context.Context) Finding {
	out, err := exec.CommandContext(ctx, "ogr2ogr", "--version").Output()
	if err != nil {
		return Finding{"ogr2ogr", Note, "is not installed; only GeoJSON and CSV can be imported", "sudo apt-get install -y gdal-bin"}
	}
	return good("ogr2ogr", "%s", strings.TrimSpace(string(out)))
}

// lowDisk is when to speak up: a day of a busy city and its log.
const lowDisk = 2 << 30

func checkDisk(dir string) Finding {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return failed("disk", err)
	}
	free := fs.Bavail * uint64(fs.Bsize)
	if free < lowDisk {
		return Finding{"disk", Bad, fmt.Sprintf("%d MB are left in %s", free>>20, dir), "free some space before reports are turned away"}
	}
	return good("disk", "%d GB are left in %s", free>>30, dir)
}

func checkVersion(ctx context.Context, conn *pgx.Conn) Finding {
	var number int
	if err := conn.QueryRow(ctx, "select current_setting('server_version_num')::int").Scan(&number); err != nil {
		return failed("PostgreSQL", err)
	}
	if number < 150000 {
		return Finding{"PostgreSQL", Bad, fmt.Sprintf("is version %d; 15 is the oldest that works", number/10000), "use a newer server"}
	}
	return good("PostgreSQL", "version %d.%d", number/10000, number%10000)
}

func checkPostGIS(ctx context.Context, conn *pgx.Conn) Finding {
	var version string
	if err := conn.QueryRow(ctx, "select postgis_lib_version()").Scan(&version); err != nil {
		return Finding{"PostGIS", Bad, "is not in this database", "as a superuser: create extension postgis"}
	}
	var major, minor int
	if _, err := fmt.Sscanf(version, "%d.%d", &major, &minor); err != nil || major < 3 || major == 3 && minor < 3 {
		return Finding{"PostGIS", Bad, "is version " + version + "; 3.3 is the oldest that works", "install a newer PostGIS"}
	}
	return good("PostGIS", "version %s", version)
}

func checkExtensions(ctx context.Context, conn *pgx.Conn) Finding {
	rows, err := conn.Query(ctx, "select e from unnest(array['pg_trgm', 'btree_gist']) as e where not exists (select from pg_extension where extname = e)")
	if err != nil {
		return failed("extensions", err)
	}
	missing, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return failed("extensions", err)
	}
	if len(missing) > 0 {
		return Finding{"extensions", Bad, strings.Join(missing, ", ") + " missing", "as a superuser: create extension " + strings.Join(missing, "; create extension ")}
	}
	return good("extensions", "pg_trgm and btree_gist are there")
}

// checkLocale tries Chinese text: with the character type C, pg_trgm drops every Chinese character without a word.
func checkLocale(ctx context.Context, conn *pgx.Conn) Finding {
	var encoding, ctype string
	err := conn.QueryRow(ctx, "select pg_encoding_to_char(encoding), datctype from pg_database where datname = current_database()").Scan(&encoding, &ctype)
	if err != nil {
		return failed("locale", err)
	}
	// A Chinese character is a letter, or else pg_trgm, which may be missing itself, would drop it.
	var letters bool
	if err := conn.QueryRow(ctx, "select '丁家街道' ~ '^[[:alpha:]]+$'").Scan(&letters); err != nil || !letters || encoding != "UTF8" {
		return Finding{"locale", Bad, fmt.Sprintf("encoding %s and character type %s lose Chinese text in searches", encoding, ctype),
			"make the database anew with: create database … template template0 encoding 'UTF8' locale 'C.UTF-8'"}
	}
	var lost bool
	err = conn.QueryRow(ctx, "select case when exists (select from pg_extension where extname = 'pg_trgm') then cardinality(show_trgm('丁家街道')) = 0 else false end").Scan(&lost)
	if err == nil && lost {
		return Finding{"locale", Bad, "pg_trgm drops Chinese text", "make the database anew with: create database … template template0 encoding 'UTF8' locale 'C.UTF-8'"}
	}
	return good("locale", "%s, %s: Chinese text can be searched", encoding, ctype)
}

func checkSRIDs(ctx context.Context, conn *pgx.Conn) Finding {
	var there int
	if err := conn.QueryRow(ctx, "select count(*) from spatial_ref_sys where srid in (4326, 4490, 4544, 4547, 3857)").Scan(&there); err != nil {
		return failed("reference systems", err)
	}
	if there < 5 {
		return Finding{"reference systems", Bad, fmt.Sprintf("only %d of 4326, 4490, 4544, 4547 and 3857 are in spatial_ref_sys", there), "create the extension postgis anew"}
	}
	return good("reference systems", "4326, 4490, 4544, 4547 and 3857 are known")
}

// checkTransform compares PROJ, through PostGIS, with our own projection.
func checkTransform(ctx context.Context, conn *pgx.Conn) Finding {
	var x, y float64
	if err := conn.QueryRow(ctx, "select ST_X(g), ST_Y(g) from ST_Transform(ST_SetSRID(ST_MakePoint(106.15, 29.41), 4326), 4544) as g").Scan(&x, &y); err != nil {
		return failed("projection", err)
	}
	zone, err := datum.Parse("epsg:4544")
	if err != nil {
		return failed("projection", err)
	}
	ownX, ownY, err := zone.FromWGS84(106.15, 29.41)
	if off := math.Hypot(x-ownX, y-ownY); err != nil || off > 0.001 {
		return Finding{"projection", Bad, fmt.Sprintf("PostGIS and wangge differ by %.3f m in epsg:4544", off), "check PROJ's data files"}
	}
	return good("projection", "PostGIS and wangge agree in epsg:4544")
}

func checkDurable(ctx context.Context, conn *pgx.Conn) Finding {
	rows, err := conn.Query(ctx, "select name from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'")
	if err != nil {
		return failed("durability", err)
	}
	off, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return failed("durability", err)
	}
	if len(off) > 0 {
		return Finding{"durability", Bad, strings.Join(off, ", ") + " off: a report that was acknowledged may be lost", "switch them on in postgresql.conf"}
	}
	return good("durability", "what is committed is on disk")
}

func checkChecksums(ctx context.Context, conn *pgx.Conn) Finding {
	var on string
	if err := conn.QueryRow(ctx, "show data_checksums").Scan(&on); err != nil {
		return failed("checksums", err)
	}
	if on != "on" {
		return Finding{"checksums", Note, "are off: a failing disk may go unnoticed", "stop the server and run pg_checksums --enable"}
	}
	return good("checksums", "are on")
}

// maxSkew is how far two clocks may be apart before times in the record look wrong to people.
const maxSkew = 5 * time.Second

func checkClock(ctx context.Context, conn *pgx.Conn) Finding {
	var there time.Time
	if err := conn.QueryRow(ctx, "select clock_timestamp()").Scan(&there); err != nil {
		return failed("clock", err)
	}
	if skew := time.Since(there).Abs(); skew > maxSkew {
		return Finding{"clock", Bad, fmt.Sprintf("the database's clock is %s off this machine's", skew.Round(time.Second)), "set both by NTP"}
	}
	return good("clock", "agrees with the database's")
}

func checkSchema(ctx context.Context, url string) Finding {
	lacks, newer, err := migrations.Compare(ctx, url)
	switch {
	case err != nil:
		return failed("schema", err)
	case newer > 0:
		return Finding{"schema", Bad, fmt.Sprintf("a newer wangge has brought %d migrations that this one does not know", newer), "use the newer wangge; a schema never goes back"}
	case lacks > 0:
		return Finding{"schema", Bad, fmt.Sprintf("%d migrations are missing", lacks), "wangge migrate"}
	}
	return good("schema", "is current (%s)", migrations.Hash())
}
