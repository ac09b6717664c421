// Command csv measures how long locating the rows of a CSV takes, against copying the same file with encoding/csv.
package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/bench/mesh"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/importer"
)

func main() {
	rows := measure.Pick(1_000_000, 20_000)
	cells := mesh.Cells(1, 160, 125, 20_000, 8)
	file := makeFile(rows, mesh.Points(3, cells, rows))
	index, err := locate.New(cells)
	measure.Fail(err)
	var own, copied []float64
	for round := range measure.Rounds() {
		measure.Progress("csv: round %d of %d", round+1, measure.Rounds())
		own = append(own, seconds(func() error {
			result, err := importer.LocateCSV(context.Background(), bytes.NewReader(file), io.Discard, importer.LocateOptions{Datum: datum.WGS84(), Index: index, Edition: 1})
			if err == nil && result.Rows != int64(rows) {
				err = fmt.Errorf("%d rows were located, want %d", result.Rows, rows)
			}
			return err
		}))
		copied = append(copied, seconds(func() error { return copyCSV(file) }))
	}
	measure.Title("Locating a CSV")
	fmt.Printf("%d rows of id, lon, lat and some words (%d MB), 20,000 cells, from memory to nowhere.\n\n", rows, len(file)/1_000_000)
	table := [][]string{{"way", "s", "rows/s", "time against wangge"}}
	for _, r := range []struct {
		name string
		s    []float64
	}{{"wangge, all processors", own}, {"encoding/csv, copied as it is, one processor", copied}} {
		s := measure.Median(r.s)
		table = append(table, []string{r.name, fmt.Sprintf("%.2f", s), fmt.Sprintf("%.0f", float64(rows)/s), fmt.Sprintf("%.1f ×", s/measure.Median(own))})
	}
	measure.Table(table)
	measure.Goals([]measure.Goal{{What: "a million rows", Figure: measure.Median(own) * 1e6 / float64(rows), Unit: "s", Bound: 3}})
}

func makeFile(rows int, points []geo.Point) []byte {
	var b bytes.Buffer
	b.WriteString("id,lon,lat,words\n")
	for i := range rows {
		lon, lat := points[i].Degrees()
		fmt.Fprintf(&b, "%d,%.7f,%.7f,路面破损，需要修补\n", i, lon, lat)
	}
	return b.Bytes()
}

func seconds(work func() error) float64 {
	begun := time.Now()
	measure.Fail(work())
	return time.Since(begun).Seconds()
}

func copyCSV(file []byte) error {
	in, out := csv.NewReader(bytes.NewReader(file)), csv.NewWriter(io.Discard)
	in.ReuseRecord = true
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			out.Flush()
			return out.Error()
		}
		if err != nil {
			return err
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
}
