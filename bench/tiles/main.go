// Command tiles measures the live map on a synthetic city of 20,000 cells and a million cases: tiles, cached and not, GeoJSON,
// counts and figures, how soon the service starts and how soon a report is on the map. PostGIS answers the same from the same
// cases and cells, in the same run.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wangge-map/wangge/bench/bed"
	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/internal/demo/city"
)

func main() { measure.Fail(run(context.Background())) }

func run(ctx context.Context) (err error) {
	b, err := bed.Make(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	measure.Progress("tiles: building wangge")
	binary, err := bed.Build(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, binary.Remove()) }()
	r := &report{cells: measure.Pick(city.DefaultCells, 400), cases: measure.Pick(city.DefaultCases, 10_000)}
	for _, part := range []func(context.Context, *bed.Bed, *bed.Binary, *report) error{fill, startTimes, refreshTimes} {
		if err := part(ctx, b, binary, r); err != nil {
			return err
		}
	}
	s, err := load(ctx, b, r)
	if err != nil {
		return err
	}
	p, err := makePeer(ctx, b)
	if err != nil {
		return err
	}
	defer p.close()
	for _, part := range []func(context.Context, *subject, *peer, *report) error{pointTiles, sizes, cellTiles, cached, features, figures} {
		if err := part(ctx, s, p, r); err != nil {
			return err
		}
	}
	r.print()
	return nil
}

// fill makes the city in the database of b, by the command that does so for everybody.
func fill(ctx context.Context, b *bed.Bed, binary *bed.Binary, r *report) error {
	measure.Progress("tiles: making a city of %d cells and %d cases", r.cells, r.cases)
	begun := time.Now()
	s, err := binary.Start(ctx, b.URL, "demo", "--city", "--cells", fmt.Sprint(r.cells), "--cases", fmt.Sprint(r.cases))
	if err != nil {
		return err
	}
	r.filled = time.Since(begun)
	return s.Stop()
}
