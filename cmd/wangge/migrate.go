package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/wangge-map/wangge/migrations"
)

type migrateCmd struct{}

func (c *migrateCmd) Run(ctx context.Context, a *app) error {
	db, err := a.connectUsable(ctx)
	if err != nil {
		return err
	}
	applied, err := db.migrate(ctx)
	if err == nil && a.JSON {
		err = printJSON(a.out, map[string]any{"applied": applied, "schema": migrations.Hash()})
	} else if err == nil {
		_, err = fmt.Fprintf(a.out, "schema is current (%d migrations applied now)\n", applied)
	}
	return errors.Join(err, db.close())
}
