package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/doctor"
)

type doctorCmd struct{}

func (c *doctorCmd) Run(ctx context.Context, a *app) error {
	db, err := a.connect(ctx)
	if err != nil {
		return err
	}
	findings := doctor.Examine(ctx, doctor.Options{URL: db.url, DataDir: a.dataDir(), Private: db.server != nil})
	if !anyBad(findings) {
		findings = append(findings, c.measureLayers(ctx, a, db))
	}
	err = c.print(a, findings)
	if anyBad(findings) && err == nil {
		err = geo.Errorf(geo.Unavailable, "", "something needs mending")
	}
	return errors.Join(err, db.close())
}

func anyBad(findings []doctor.Finding) bool {
	return slices.ContainsFunc(findings, func(f doctor.Finding) bool { return f.Level == doctor.Bad })
}

// measureLayers loads the live layers as the service does, and says what they take.
func (c *doctorCmd) measureLayers(ctx context.Context, a *app, db *database) doctor.Finding {
	f := doctor.Finding{Name: "live layers", Level: doctor.Good}
	begun := time.Now()
	before := heap()
	live, _, err := a.loadLayers(ctx, db)
	if err != nil {
		f.Level, f.Detail, f.Remedy = doctor.Bad, "can't be loaded: "+err.Error(), "look at what the database logs"
		return f
	}
	took := time.Since(begun)
	all := heap() - before
	held := live.Footprint()
	f.Detail = fmt.Sprintf("%d cases and all cells loaded in %.1f s take %.1f MB", held.Cases, took.Seconds(), float64(all)/1e6)
	if held.Cases > 0 {
		f.Detail += fmt.Sprintf("; a case takes %.1f bytes", float64(held.Bytes)/float64(held.Cases))
	}
	runtime.KeepAlive(live)
	return f
}

// heap returns the bytes in use once what nobody needs is gone.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func (c *doctorCmd) print(a *app, findings []doctor.Finding) error {
	if a.JSON {
		return printJSON(a.out, map[string]any{"findings": findings})
	}
	for _, f := range findings {
		if _, err := fmt.Fprintf(a.out, "%-5s %s: %s\n", f.Level, f.Name, f.Detail); err != nil {
			return err
		}
		if f.Remedy != "" {
			if _, err := fmt.Fprintf(a.out, "      what to do: %s\n", f.Remedy); err != nil {
				return err
			}
		}
	}
	return nil
}
