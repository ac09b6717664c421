package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/wangge-map/wangge/bench/bed"
	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/bench/mesh"
	"github.com/wangge-map/wangge/geo"
)

// changed is an event that tells of a case.
type changed struct {
	ID    string
	Stale []struct{ Layer, Tile string }
}

// refreshTimes measures from sending a report until a tile that was fetched anew, as an event told, shows it.
func refreshTimes(ctx context.Context, b *bed.Bed, binary *bed.Binary, r *report) error {
	s, err := binary.Start(ctx, b.URL, "serve")
	if err != nil {
		return err
	}
	var told, shown []float64
	err = follow(ctx, s.Address, func(events <-chan changed) error {
		told, shown, err = refresh(ctx, s.Address, events)
		return err
	})
	if err != nil {
		return err
	}
	p99 := shown[len(shown)*99/100]
	r.alone(fmt.Sprintf("report sent → event with its stale tile, median and p99 of %d", len(told)), span(told[len(told)/2])+", "+span(told[len(told)*99/100]))
	r.alone("report sent → tile fetched anew shows it, median and p99", span(shown[len(shown)/2])+", "+span(p99))
	r.most("report sent → its tile refreshed, p99", p99*1000, "ms", 1000)
	return s.Stop()
}

// refresh sends reports one after the other. Both results are sorted.
func refresh(ctx context.Context, address string, events <-chan changed) (told, shown []float64, err error) {
	for i, at := range places(measure.Pick(200, 20)) {
		begun := time.Now()
		id, err := send(ctx, address, i, at)
		if err != nil {
			return nil, nil, err
		}
		event, err := await(ctx, events, id)
		if err != nil {
			return nil, nil, err
		}
		told = append(told, time.Since(begun).Seconds())
		if err := see(ctx, address, event); err != nil {
			return nil, nil, err
		}
		shown = append(shown, time.Since(begun).Seconds())
	}
	slices.Sort(told)
	slices.Sort(shown)
	return told, shown, nil
}

// places returns n places all over the city.
func places(n int) []geo.Point {
	return mesh.Points(9, []geo.Cell{{Shape: geo.MultiPolygon{{{{Lon: 1_060_500_000, Lat: 293_500_000}, {Lon: 1_062_500_000, Lat: 293_500_000}, {Lon: 1_062_500_000, Lat: 294_700_000}}}}}}, n)
}

// send sends a report and returns the id of its case once it is kept.
func send(ctx context.Context, address string, i int, at geo.Point) (string, error) {
	lon, lat := at.Degrees()
	body := fmt.Sprintf(`{"lon":%.7f,"lat":%.7f,"datum":"wgs84","category":"06013"}`, lon, lat)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/api/v1/reports", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", fmt.Sprintf("bench-tiles-%d", i))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("a report was not kept: %s", res.Status)
	}
	var receipt struct {
		CaseID string `json:"case_id"`
	}
	return receipt.CaseID, json.NewDecoder(res.Body).Decode(&receipt)
}

// await returns the event of the case with this id.
func await(ctx context.Context, events <-chan changed, id string) (changed, error) {
	tooLate := time.After(30 * time.Second)
	for {
		select {
		case e, ok := <-events:
			if !ok {
				return e, fmt.Errorf("the stream of changes ended")
			}
			if e.ID == id {
				return e, nil
			}
		case <-tooLate:
			return changed{}, fmt.Errorf("no event told of case %s", id)
		case <-ctx.Done():
			return changed{}, ctx.Err()
		}
	}
}

// see fetches the tile that e says is stale, and returns an error unless it shows the case. Where very much has happened it is one
// of a cluster.
func see(ctx context.Context, address string, e changed) error {
	if len(e.Stale) != 1 {
		return fmt.Errorf("a new case makes %d tiles stale, want 1", len(e.Stale))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/tiles/"+e.Stale[0].Layer+"/"+e.Stale[0].Tile+".mvt", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	tile, err := io.ReadAll(res.Body)
	if err == nil && !bytes.Contains(tile, []byte(e.ID)) && !bytes.Contains(tile, []byte("clusters")) {
		err = fmt.Errorf("tile %s does not show case %s: %s %d %q", e.Stale[0].Tile, e.ID, res.Status, len(tile), tile)
	}
	return err
}

// follow reads the stream of changes while do runs.
func follow(ctx context.Context, address string, do func(<-chan changed) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/api/v1/changes", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	if !lines.Scan() { // the first words of a stream come when it is joined
		return fmt.Errorf("no stream of changes: %s", res.Status)
	}
	events := make(chan changed)
	go func() {
		defer close(events)
		for lines.Scan() {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			var e changed
			if !ok || json.Unmarshal([]byte(data), &e) != nil || e.ID == "" {
				continue
			}
			select {
			case events <- e:
			case <-ctx.Done():
				return
			}
		}
	}()
	return do(events)
}
