package main

import (
	"context"
	"errors"
	"fmt"

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
	err = c.print(a, findings)
	for _, f := range findings {
		if f.Level == doctor.Bad && err == nil {
			err = geo.Errorf(geo.Unavailable, "", "something needs mending")
		}
	}
	return errors.Join(err, db.close())
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
