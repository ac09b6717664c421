package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/wire"
)

// Nets returns every net, oldest first. The first is the default net.
func (s *Store) Nets(ctx context.Context) ([]geo.Net, error) {
	return collect(ctx, s, "nets", func(row pgx.CollectableRow) (n geo.Net, err error) {
		err = row.Scan(&n.ID, &n.Code, &n.Title, &n.Scheme)
		return n, err
	})
}

// Editions returns every edition of every net, without its cells, oldest first.
func (s *Store) Editions(ctx context.Context) ([]geo.Edition, error) {
	return collect(ctx, s, "editions", func(row pgx.CollectableRow) (e geo.Edition, err error) {
		var until *time.Time
		err = row.Scan(&e.ID, &e.Net, &e.Number, &e.Title, &e.InForceFrom, &until)
		if until != nil {
			e.InForceUntil = *until
		}
		return e, err
	})
}

// Cells returns the cells of an edition in the byte order of their codes.
func (s *Store) Cells(ctx context.Context, editionID int64) ([]geo.Cell, error) {
	return collect(ctx, s, "cells", func(row pgx.CollectableRow) (c geo.Cell, err error) {
		var ewkb []byte
		var lon, lat float64
		if err := row.Scan(&c.ID, &c.Code, &c.Name, &c.Parent, &c.District, &c.Residents, &ewkb, &c.AreaM2, &lon, &lat); err != nil {
			return c, err
		}
		if c.Label, err = geo.PointAt(lon, lat); err != nil {
			return c, err
		}
		if c.Shape, err = wire.DecodeEWKB(ewkb); err != nil {
			return c, fmt.Errorf("cell %s: %w", c.Code, err)
		}
		return c, nil
	}, editionID)
}

// SaveEdition keeps draft as the next edition of its net, which is made when it is new, and ends the edition before it.
// PostGIS judges the cells first: invalid ones are left out, overlaps and gaps are found. accept is called once with
// all defects and may refuse the edition by returning an error, which SaveEdition returns; then nothing is kept. It
// returns a Conflict error when the net follows another code scheme or already has an edition in force from that instant or
// later, and an Invalid error when no sound cell is left.
func (s *Store) SaveEdition(ctx context.Context, draft geo.EditionDraft, accept func([]geo.Defect) error) (geo.Edition, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return geo.Edition{}, translate("save edition", err)
	}
	defer conn.Release()
	st := stage{Store: s, conn: conn}
	defer st.drop()
	if err := st.fill(ctx, draft.Cells); err != nil {
		return geo.Edition{}, translate("stage cells", err)
	}
	defects, left, err := st.check(ctx, len(draft.Cells))
	if err != nil {
		return geo.Edition{}, translate("check cells", err)
	}
	if err := accept(defects); err != nil {
		return geo.Edition{}, err
	}
	if left == 0 {
		return geo.Edition{}, geo.Errorf(geo.Invalid, "", "no sound cell is left, so there is no edition to keep")
	}
	var saved geo.Edition
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		saved, err = s.keepStaged(ctx, tx, draft)
		return err
	})
	return saved, translate("save edition", err)
}

func (s *Store) keepStaged(ctx context.Context, tx pgx.Tx, draft geo.EditionDraft) (geo.Edition, error) {
	if _, err := tx.Exec(ctx, s.sql["lock_editions"]); err != nil {
		return geo.Edition{}, err
	}
	net, err := s.saveNet(ctx, tx, draft.Net)
	if err != nil {
		return geo.Edition{}, err
	}
	ed := geo.Edition{Net: net.Code, Title: draft.Title, InForceFrom: draft.InForceFrom}
	if ed.Number, err = s.endNewest(ctx, tx, net, draft.InForceFrom); err != nil {
		return geo.Edition{}, err
	}
	row := tx.QueryRow(ctx, s.sql["save_edition"], net.ID, ed.Number, ed.Title, draft.Datum, draft.Source, ed.InForceFrom)
	if err := row.Scan(&ed.ID); err != nil {
		return geo.Edition{}, err
	}
	if _, err := tx.Exec(ctx, s.sql["save_staged_cells"], ed.ID); err != nil {
		return geo.Edition{}, err
	}
	return ed, s.tell(ctx, tx, "edition", fmt.Sprint(ed.ID))
}

func (s *Store) saveNet(ctx context.Context, tx pgx.Tx, want geo.Net) (geo.Net, error) {
	net := geo.Net{Code: want.Code}
	if err := tx.QueryRow(ctx, s.sql["save_net"], want.Code, want.Title, want.Scheme).Scan(&net.ID, &net.Title, &net.Scheme); err != nil {
		return net, err
	}
	if net.Scheme != want.Scheme {
		return net, geo.Errorf(geo.Conflict, "--scheme", "net %q has codes of scheme %s; an edition of it can't follow %s", net.Code, net.Scheme, want.Scheme)
	}
	return net, nil
}

// endNewest ends the net's newest edition at from and returns the number that follows it.
func (s *Store) endNewest(ctx context.Context, tx pgx.Tx, net geo.Net, from time.Time) (int, error) {
	var id int64
	var number int
	var since time.Time
	err := tx.QueryRow(ctx, s.sql["newest_edition"], net.ID).Scan(&id, &number, &since)
	if err == pgx.ErrNoRows {
		return 1, nil
	}
	if err != nil {
		return 0, err
	}
	if !from.After(since) {
		return 0, geo.Errorf(geo.Conflict, "--in-force", "edition %d of net %q is in force from %s; the next one must begin later",
			number, net.Code, since.UTC().Format(time.RFC3339))
	}
	_, err = tx.Exec(ctx, s.sql["end_edition"], id, from)
	return number + 1, err
}

// tell appends a change that belongs to no district and wakes the feeds when tx commits.
func (s *Store) tell(ctx context.Context, tx pgx.Tx, kind, key string) error {
	if _, err := tx.Exec(ctx, s.sql["save_change"], geo.NoDistrict, kind, key); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, s.sql["wake"])
	return err
}

// stage is a temporary table of cells under examination, on one connection.
type stage struct {
	*Store
	conn *pgxpool.Conn
}

// stageBatch keeps one statement's parameters at a few megabytes.
const stageBatch = 2000

func (st stage) fill(ctx context.Context, cells []geo.Cell) error {
	if _, err := st.conn.Exec(ctx, "set statement_timeout = 0"); err != nil { // a check of a large net takes minutes
		return err
	}
	if _, err := st.conn.Exec(ctx, st.sql["stage"]); err != nil {
		return err
	}
	for from := 0; from < len(cells); from += stageBatch {
		if err := st.add(ctx, from, cells[from:min(from+stageBatch, len(cells))]); err != nil {
			return err
		}
	}
	for _, name := range []string{"stage_index", "stage_analyze"} {
		if _, err := st.conn.Exec(ctx, st.sql[name]); err != nil {
			return err
		}
	}
	return nil
}

func (st stage) add(ctx context.Context, from int, cells []geo.Cell) error {
	n := len(cells)
	ords, residents, ewkbs := make([]int32, n), make([]int32, n), make([][]byte, n)
	codes, names, parents, districts := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, c := range cells {
		ords[i], residents[i], ewkbs[i] = int32(from+i), int32(c.Residents), wire.EncodeEWKB(c.Shape)
		codes[i], names[i], parents[i], districts[i] = c.Code, c.Name, c.Parent, c.District
	}
	_, err := st.conn.Exec(ctx, st.sql["stage_cells"], ords, codes, names, parents, districts, residents, ewkbs)
	return err
}

// check asks PostGIS what is wrong with the staged cells, takes the invalid ones off the stage and returns how many of n
// are left.
func (st stage) check(ctx context.Context, n int) (defects []geo.Defect, left int, err error) {
	invalid, ords, err := st.invalid(ctx)
	if err != nil {
		return nil, 0, err
	}
	if _, err := st.conn.Exec(ctx, st.sql["unstage"], ords); err != nil {
		return nil, 0, err
	}
	overlaps, err := st.areas(ctx, "staged_overlaps", func(row pgx.CollectableRow) (geo.Defect, error) {
		d := geo.Defect{Kind: "overlap", Cells: make([]string, 2)}
		err := row.Scan(&d.Cells[0], &d.Cells[1], &d.Lon, &d.Lat, &d.AreaM2)
		d.Reason = fmt.Sprintf("cells %s and %s overlap by %.1f m²; a pin there belongs to the lower code", d.Cells[0], d.Cells[1], d.AreaM2)
		return d, err
	})
	if err != nil {
		return nil, 0, err
	}
	gaps, err := st.areas(ctx, "staged_gaps", func(row pgx.CollectableRow) (geo.Defect, error) {
		d := geo.Defect{Kind: "gap"}
		err := row.Scan(&d.Lon, &d.Lat, &d.AreaM2)
		d.Reason = fmt.Sprintf("%.1f m² between the cells belong to none", d.AreaM2)
		return d, err
	})
	return append(append(invalid, overlaps...), gaps...), n - len(invalid), err
}

func (st stage) invalid(ctx context.Context) (defects []geo.Defect, ords []int32, err error) {
	rows, err := st.conn.Query(ctx, st.sql["staged_invalid"])
	if err != nil {
		return nil, nil, err
	}
	var ord int32
	var code, reason string
	var lon, lat float64
	_, err = pgx.ForEachRow(rows, []any{&ord, &code, &reason, &lon, &lat}, func() error {
		ords = append(ords, ord)
		defects = append(defects, geo.Defect{
			Kind: "invalid_geometry", Cells: []string{code}, Lon: lon, Lat: lat, Fatal: true,
			Reason: "the border is not valid: " + reason,
		})
		return nil
	})
	return defects, ords, err
}

func (st stage) areas(ctx context.Context, name string, scan pgx.RowToFunc[geo.Defect]) ([]geo.Defect, error) {
	rows, err := st.conn.Query(ctx, st.sql[name])
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scan)
}

// drop empties the session for its next user. A session that can't be cleaned is closed instead.
func (st stage) drop() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, err := st.conn.Exec(ctx, st.sql["drop_stage"])
	if err == nil {
		_, err = st.conn.Exec(ctx, "reset statement_timeout")
	}
	if err != nil {
		_ = st.conn.Conn().Close(ctx) // the pool then discards it
	}
}
