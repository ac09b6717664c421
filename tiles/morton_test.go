package tiles_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/tiles"
)

func TestKeysOfATileAreOneRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := geo.Point{Lon: rapid.Int32Range(-geo.MaxLon, geo.MaxLon).Draw(t, "lon"), Lat: rapid.Int32Range(-geo.MaxLat, geo.MaxLat).Draw(t, "lat")}
		q := geo.Point{Lon: rapid.Int32Range(-geo.MaxLon, geo.MaxLon).Draw(t, "lon2"), Lat: rapid.Int32Range(-geo.MaxLat, geo.MaxLat).Draw(t, "lat2")}
		for z := range uint32(21) {
			// Keys agree in their first 2z bits exactly when the tiles are the same.
			same := tiles.KeyOf(p)>>(64-2*z) == tiles.KeyOf(q)>>(64-2*z) || z == 0
			if got := tiles.TileAt(p, z) == tiles.TileAt(q, z); got != same {
				t.Fatalf("at zoom %d, %v and %v are in one tile: %v, by their keys: %v", z, p, q, got, same)
			}
			if tile := tiles.TileAt(p, z); tile.X >= 1<<z || tile.Y >= 1<<z {
				t.Fatalf("%v is in tile %v", p, tile)
			}
		}
	})
}

// PostGIS agrees about the tile that a place is in, to a millimetre: its own projection rounds.
func TestTilesAreThoseOfPostGIS(t *testing.T) {
	pool := pgtest.Pool(t)
	r := rand.New(rand.NewPCG(1, 1))
	n := 3000
	lons, lats, zs, xs, ys := make([]float64, n), make([]float64, n), make([]int32, n), make([]int32, n), make([]int32, n)
	for i := range n {
		p := geo.Point{Lon: int32(r.Int64N(2*geo.MaxLon) - geo.MaxLon), Lat: r.Int32N(2*850_000_000) - 850_000_000}
		z := r.Uint32N(19)
		if i%3 == 0 { // right beside a side of its tile
			p.Lon = int32((math.Floor(float64(p.Lon) / 3.6e9 * float64(uint32(1)<<z))) / float64(uint32(1)<<z) * 3.6e9)
			p.Lon = max(p.Lon+r.Int32N(3)-1, -geo.MaxLon)
		}
		tile := tiles.TileAt(p, z)
		lons[i], lats[i] = p.Degrees()
		zs[i], xs[i], ys[i] = int32(z), int32(tile.X), int32(tile.Y)
	}
	var wrong int
	err := pool.QueryRow(t.Context(), `
		select count(*)
		from unnest($1::float8[], $2::float8[], $3::int[], $4::int[], $5::int[]) as p (lon, lat, z, x, y)
		cross join lateral (select ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4326), 3857) as geom) as g
		where not ST_DWithin(ST_TileEnvelope(z, x, y), geom, 0.001)`, lons, lats, zs, xs, ys).Scan(&wrong)
	if err != nil || wrong != 0 {
		t.Errorf("%d of %d places are more than a millimetre outside the tile that we say: %v", wrong, n, err)
	}
}

// cover leaves nothing of a box out, and does not take many spans for it.
func TestCoverHoldsEveryPlaceOfABox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := geo.Point{Lon: rapid.Int32Range(-geo.MaxLon, geo.MaxLon).Draw(t, "west"), Lat: rapid.Int32Range(-geo.MaxLat, geo.MaxLat).Draw(t, "south")}
		b := geo.EmptyBound().Extend(a).Extend(geo.Point{
			Lon: int32(min(int64(a.Lon)+int64(rapid.Int32Range(0, 1<<30).Draw(t, "width")), geo.MaxLon)),
			Lat: int32(min(int64(a.Lat)+int64(rapid.Int32Range(0, 1<<30).Draw(t, "height")), geo.MaxLat)),
		})
		for range 20 {
			p := geo.Point{Lon: rapid.Int32Range(b.Min.Lon, b.Max.Lon).Draw(t, "lon"), Lat: rapid.Int32Range(b.Min.Lat, b.Max.Lat).Draw(t, "lat")}
			held, spans := tiles.Covered(b, p)
			if !held || spans > 200 {
				t.Fatalf("%v in %v is held: %v, by %d spans", p, b, held, spans)
			}
		}
	})
}
