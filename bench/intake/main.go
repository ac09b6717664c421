// Command intake measures durable reports over HTTP, through the built binary, against pgbench's bare single-row INSERT into a
// table with three indexes, on the same server in turn.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"time"

	"github.com/wangge-map/wangge/bench/bed"
	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/bench/mesh"
	"github.com/wangge-map/wangge/geo"
)

const clients = 32

func main() { measure.Fail(run(context.Background())) }

func run(ctx context.Context) (err error) {
	b, err := bed.Make(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	cells := mesh.Cells(1, 20, 20, 20_000, 8)
	if _, err := b.Settle(ctx, cells); err != nil {
		return err
	}
	script, err := makePeer(ctx, b)
	if err != nil {
		return err
	}
	defer os.Remove(script)
	measure.Progress("intake: building wangge")
	binary, err := bed.Build(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, binary.Remove()) }()
	service, err := binary.Start(ctx, b.URL, "serve")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, service.Stop()) }()
	during := measure.Pick(8*time.Second, time.Second)
	var own, peer []float64
	for round := range measure.Rounds() {
		measure.Progress("intake: round %d of %d", round+1, measure.Rounds())
		rate, err := load(service.Address, cells, round, during)
		if err != nil {
			return err
		}
		own = append(own, rate)
		if rate, err = pgbench(ctx, b.URL, script, during); err != nil {
			return err
		}
		peer = append(peer, rate)
	}
	return report(ctx, b, measure.Median(own), measure.Median(peer))
}

func report(ctx context.Context, b *bed.Bed, own, peer float64) error {
	var kept int
	if err := b.Pool.QueryRow(ctx, `select count(*) from report`).Scan(&kept); err != nil {
		return err
	}
	measure.Title("Durable reports over HTTP")
	fmt.Printf("%d clients each. wangge: POST /api/v1/reports through the built binary, each a report, its case, the case's first event and a change that the live map takes in meanwhile; answered after the commit; %d kept in all. pgbench: one prepared single-row INSERT a transaction into a table with three indexes. Clients share the processors with what they measure.\n\n", clients, kept)
	measure.Table([][]string{
		{"way", "a second", "rate against pgbench"},
		{"wangge, reports", fmt.Sprintf("%.0f", own), fmt.Sprintf("%.2f ×", own/peer)},
		{"pgbench, rows", fmt.Sprintf("%.0f", peer), "1 ×"},
	})
	measure.Goals([]measure.Goal{{What: "durable reports against bare single-row INSERTs", Figure: own / peer, Unit: "×", Least: true, Bound: 1}})
	return nil
}

// makePeer makes pgbench's table and script.
func makePeer(ctx context.Context, b *bed.Bed) (script string, err error) {
	_, err = b.Pool.Exec(ctx, `
create table bench_row (
    id          uuid primary key,
    key         text not null unique,
    geom        geometry(Point, 4326) not null,
    description text not null,
    received_at timestamptz not null
);
create index on bench_row (received_at)`)
	if err != nil {
		return "", err
	}
	file, err := os.CreateTemp("", "wangge-bench-*.sql")
	if err != nil {
		return "", err
	}
	_, err = file.WriteString(`\set n random(1, 9000000000000000000)
insert into bench_row values (gen_random_uuid(), (:n)::text, ST_SetSRID(ST_MakePoint(106.1469, 29.4089), 4326), '路面破损，需要修补', now());
`)
	return file.Name(), errors.Join(err, file.Close(), os.Chmod(file.Name(), 0o644))
}

var tps = regexp.MustCompile(`tps = ([0-9.]+)`)

func pgbench(ctx context.Context, url, script string, during time.Duration) (rate float64, err error) {
	program, err := exec.LookPath("pgbench")
	if err != nil { // Debian keeps it beside the server
		program = "/usr/lib/postgresql/15/bin/pgbench"
	}
	out, err := exec.CommandContext(ctx, program, "-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", "2", "-T", strconv.Itoa(int(during.Seconds())), "-f", script, url).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("pgbench: %w: %s", err, out)
	}
	found := tps.FindSubmatch(out)
	if found == nil {
		return 0, fmt.Errorf("pgbench says no rate: %s", out)
	}
	return strconv.ParseFloat(string(found[1]), 64)
}

// body is a report of the matter at p.
func body(p geo.Point) string {
	lon, lat := p.Degrees()
	return fmt.Sprintf(`{"lon":%.7f,"lat":%.7f,"datum":"wgs84","accuracy_m":12,"category":"06013","description":"路面破损，需要修补"}`, lon, lat)
}
