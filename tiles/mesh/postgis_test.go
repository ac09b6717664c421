package mesh_test

import (
	"context"
	"math"
	"testing"

	"github.com/wangge-map/wangge/geo/wire"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/tiles/mesh"
)

// At zooms where nothing is simplified, PostGIS draws the same cells as large, but for what rounding to the grid makes of
// their outline: half a unit along it either way, in both.
func TestPostGISDrawsTheSameCells(t *testing.T) {
	pool := pgtest.Pool(t)
	cells := withIslands(walled(7, 20, 20, 20_000, 8))
	m := mesh.New(cells)
	shapes := make([][]byte, len(cells))
	for i, c := range cells {
		shapes[i] = wire.EncodeEWKB(c.Shape)
	}
	for _, tile := range [][3]int{{15, 0, 0}, {15, 1, 0}, {16, 0, 0}, {16, 1, -2}, {17, 2, 1}, {18, 0, 3}} {
		z := tile[0]
		x, y := tileAt(106.1469, 29.4089, z)
		x, y = x+tile[1], y+tile[2]
		rows, err := pool.Query(context.Background(), `
			select i - 1, ST_Area(drawn), ST_Perimeter(drawn)
			from unnest($1::bytea[]) with ordinality as c (shape, i),
			     lateral (select ST_AsMVTGeom(ST_Transform(ST_GeomFromEWKB(shape), 3857), ST_TileEnvelope($2, $3, $4), 4096, 64, true) as drawn) as d
			where ST_Area(drawn) > 0`, shapes, z, x, y)
		if err != nil {
			t.Fatal(err)
		}
		p := read(t, m.Tile(z, x, y))
		found := 0
		for rows.Next() {
			var ordinal uint64
			var area, perimeter float64
			if err := rows.Scan(&ordinal, &area, &perimeter); err != nil {
				t.Fatal(err)
			}
			f, there := p.cells[ordinal]
			if !there {
				t.Errorf("%d/%d/%d: PostGIS draws cell %d, %g square units", z, x, y, ordinal, area)
				continue
			}
			found++
			got := 0.0
			for _, ring := range f.Parts {
				got += float64(ringArea(ring)) / 2
			}
			if math.Abs(got-area) > perimeter {
				t.Errorf("%d/%d/%d: cell %d has %g square units, in PostGIS %g", z, x, y, ordinal, got, area)
			}
		}
		if rows.Err() != nil {
			t.Fatal(rows.Err())
		}
		if found != len(p.cells) || found == 0 {
			t.Errorf("%d/%d/%d: %d cells are drawn, of which PostGIS draws %d", z, x, y, len(p.cells), found)
		}
	}
}
