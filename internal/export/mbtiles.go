package export

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/ncruces/go-sqlite3"
	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/progress"
)

// Tiles are the vector tiles of the layer.
type Tiles struct {
	// Draw returns a tile as MVT, uncompressed; empty when there is nothing in it. y counts from the north.
	Draw             func(z, x, y uint32) ([]byte, error)
	MinZoom, MaxZoom uint32
}

// MostZoom is the deepest zoom of a tile.
const MostZoom = 18

// mostTiles bounds the list of tiles that is held in memory, and with it a file that nobody meant.
const mostTiles = 2_000_000

// mbtilesSchema is the one of the MBTiles specification 1.3. A file that is being written is nobody else's and is thrown away when
// anything fails, so nothing of SQLite's is needed that would guard it.
const mbtilesSchema = `
pragma application_id = 0x4d504258;
pragma journal_mode = off;
pragma synchronous = off;
begin;
create table metadata (name text, value text);
create unique index metadata_index on metadata (name);
create table tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob);
create unique index tile_index on tiles (zoom_level, tile_column, tile_row);`

// mbtilesWriter lists the tiles that rows lie in, then draws them into a SQLite database.
type mbtilesWriter struct {
	o       Options
	path    string
	wanted  tileSet
	bound   orb.Bound
	db      *sqlite3.Conn
	insert  *sqlite3.Stmt
	layers  vectorLayers
	written int
	packed  bytes.Buffer
	gzip    *gzip.Writer
}

func newMBTiles(to target, o Options) (*mbtilesWriter, error) {
	switch {
	case o.Tiles.Draw == nil:
		return nil, geo.Errorf(geo.Invalid, "--format", "layer %q has no tiles; choose another format", o.Source.Layer)
	case o.Tiles.MaxZoom > MostZoom:
		return nil, geo.Errorf(geo.Invalid, "--maxzoom", "must be from 0 to %d", MostZoom)
	case o.Tiles.MinZoom > o.Tiles.MaxZoom:
		return nil, geo.Errorf(geo.Invalid, "--minzoom", "must not be more than --maxzoom")
	}
	m := &mbtilesWriter{o: o, path: to.path, wanted: newTileSet(o.Tiles.MinZoom, o.Tiles.MaxZoom), bound: emptyBound(), layers: vectorLayers{}}
	m.gzip = gzip.NewWriter(&m.packed)
	return m, nil
}

func (m *mbtilesWriter) row(r Row) error {
	shape := r.Geometry()
	if shape == nil {
		return nil
	}
	bound := shape.Bound()
	m.bound = m.bound.Union(bound)
	if !m.wanted.add(bound) {
		return geo.Errorf(geo.Invalid, "--maxzoom", "gives more than %s tiles; choose a lower one, or fewer rows", progress.Count(mostTiles))
	}
	return nil
}

func (m *mbtilesWriter) end(ctx context.Context, s *Summary) error {
	var err error
	if m.db, err = sqlite3.Open("file:" + uriPath(m.path)); err != nil {
		return fmt.Errorf("make the MBTiles: %w", err)
	}
	if err := m.db.Exec(mbtilesSchema); err != nil {
		return fmt.Errorf("make the MBTiles: %w", err)
	}
	if m.insert, _, err = m.db.Prepare(`insert into tiles values (?, ?, ?, ?)`); err != nil {
		return fmt.Errorf("make the MBTiles: %w", err)
	}
	if err := m.writeTiles(ctx); err != nil {
		return err
	}
	if err := m.writeMetadata(); err != nil {
		return err
	}
	if err := errors.Join(m.db.Exec(`commit`), m.insert.Close()); err != nil {
		return fmt.Errorf("write the MBTiles: %w", err)
	}
	if err := m.db.Close(); err != nil {
		return fmt.Errorf("write the MBTiles: %w", err)
	}
	m.db, s.Tiles = nil, m.written
	return nil
}

// uriPath is path within a file: address of SQLite.
func uriPath(path string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}

func (m *mbtilesWriter) writeTiles(ctx context.Context) error {
	total, seen := int64(m.wanted.len()), int64(0)
	for z, at := range m.wanted.all() {
		if err := ctx.Err(); err != nil {
			return err
		}
		tile, err := m.o.Tiles.Draw(z, at[0], at[1])
		if err != nil {
			return err
		}
		if seen++; len(tile) == 0 { // of what was near, nothing reached into it
			continue
		}
		if err := m.writeTile(z, at[0], at[1], tile); err != nil {
			return err
		}
		m.o.step(progress.Step{Stage: "drawing tiles", Unit: "tiles", Items: int64(m.written), Done: seen, Total: total})
	}
	return nil
}

func (m *mbtilesWriter) writeTile(z, x, y uint32, tile []byte) error {
	if err := m.layers.note(int(z), tile); err != nil {
		return err
	}
	m.packed.Reset()
	m.gzip.Reset(&m.packed)
	if _, err := m.gzip.Write(tile); err != nil {
		return err
	}
	if err := m.gzip.Close(); err != nil {
		return err
	}
	row := uint32(1)<<z - 1 - y // MBTiles counts from the south
	err := errors.Join(m.insert.BindInt64(1, int64(z)), m.insert.BindInt64(2, int64(x)), m.insert.BindInt64(3, int64(row)), m.insert.BindBlob(4, m.packed.Bytes()))
	if err == nil {
		err = m.insert.Exec()
	}
	if err != nil {
		return fmt.Errorf("write tile %d/%d/%d: %w", z, x, y, err)
	}
	m.written++
	return nil
}

func (m *mbtilesWriter) writeMetadata() error {
	layers, err := json.Marshal(map[string]any{"vector_layers": m.layers.list()})
	if err != nil {
		return err
	}
	values := map[string]string{
		"name": m.o.title(), "format": "pbf", "type": "overlay", "version": "1", "json": string(layers),
		"minzoom": strconv.Itoa(int(m.o.Tiles.MinZoom)), "maxzoom": strconv.Itoa(int(m.o.Tiles.MaxZoom)),
		"attribution": m.o.About.attribution(), "description": m.o.About.sentence(),
	}
	if !m.bound.IsEmpty() {
		b, c := m.bound, m.bound.Center()
		values["bounds"] = degrees(b.Min[0], b.Min[1], b.Max[0], b.Max[1])
		values["center"] = degrees(c[0], c[1]) + "," + strconv.Itoa(int(m.o.Tiles.startZoom(b)))
	}
	statement, _, err := m.db.Prepare(`insert into metadata values (?, ?)`)
	if err != nil {
		return fmt.Errorf("write the MBTiles: %w", err)
	}
	defer statement.Close()
	for name, value := range values {
		if value == "" {
			continue
		}
		if err := errors.Join(statement.BindText(1, name), statement.BindText(2, value), statement.Exec()); err != nil {
			return fmt.Errorf("write the MBTiles: %w", err)
		}
	}
	return nil
}

func degrees(values ...float64) string {
	var b []byte
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendDegrees(b, v)
	}
	return string(b)
}

// startZoom is the zoom at which all of b fits into about one tile.
func (t *Tiles) startZoom(b orb.Bound) uint32 {
	z := t.MinZoom
	for z < t.MaxZoom && max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]) < 360/float64(uint32(2)<<z) {
		z++
	}
	return z
}

// attribution is what must stand on a map that shows the tiles.
func (a *About) attribution() string {
	var parts []string
	for _, part := range []string{a.Source, a.ApprovalNo} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}

func (m *mbtilesWriter) discard() {
	if m.db != nil {
		_ = m.db.Close() // it is thrown away
	}
}
