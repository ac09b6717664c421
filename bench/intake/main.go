// Command intake measures durable reports over HTTP, through the built binary, against pgbench's bare single-row INSERT into a
// table with three indexes, on the same server in turn.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
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
	service, address, err := startService(ctx, b.URL)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, service.Process.Signal(syscall.SIGTERM), service.Wait())
	}()
	during := measure.Pick(8*time.Second, time.Second)
	var own, peer []float64
	for round := range measure.Rounds() {
		measure.Progress("intake: round %d of %d", round+1, measure.Rounds())
		rate, err := load(address, cells, round, during)
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

// startService builds wangge and starts it on the database.
func startService(ctx context.Context, url string) (cmd *exec.Cmd, address string, err error) {
	dir, err := os.MkdirTemp("", "wangge-bench-bin-")
	if err != nil {
		return nil, "", err
	}
	defer os.RemoveAll(dir) // a running program needs its file no more
	binary := filepath.Join(dir, "wangge")
	measure.Progress("intake: building wangge")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "./cmd/wangge")
	build.Dir = ".." // the benchmarks run in their module's folder, which is in wangge's
	if out, err := build.CombinedOutput(); err != nil {
		return nil, "", fmt.Errorf("go build: %w: %s", err, out)
	}
	cmd = exec.CommandContext(ctx, binary, "serve", "--json", "--listen", "127.0.0.1:0", "--database-url", url, "--writes-per-second", "1e9", "--reads-per-second", "1e9")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	var trouble strings.Builder
	cmd.Stderr = &trouble
	if err := cmd.Start(); err != nil {
		return nil, "", err
	}
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		return nil, "", errors.Join(fmt.Errorf("wangge did not start: %s", trouble.String()), cmd.Wait())
	}
	var ready struct{ URL string }
	if err := json.Unmarshal(line, &ready); err != nil {
		return nil, "", err
	}
	return cmd, strings.TrimPrefix(ready.URL, "http://"), nil
}

// body is a report of the matter at p.
func body(p geo.Point) string {
	lon, lat := p.Degrees()
	return fmt.Sprintf(`{"lon":%.7f,"lat":%.7f,"datum":"wgs84","accuracy_m":12,"category":"06013","description":"路面破损，需要修补"}`, lon, lat)
}
