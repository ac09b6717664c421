package mosaic_test

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/mosaic"
	"github.com/wangge-map/wangge/geo/wire"
	"github.com/wangge-map/wangge/internal/pgtest"
)

// place is a point before it is reduced to the lattice, in units.
type place struct{ x, y float64 }

// cutUp halves a convex shape by random lines until every part is small. The parts know only their own corners, so that
// the mesh is full of T-junctions, and each corner is off its neighbour's edge once it is reduced to the lattice.
func cutUp(random *rand.Rand, shape []place, smallest float64) [][]place {
	if area(shape) < 2*smallest {
		return [][]place{shape}
	}
	for range 20 {
		left, right := halve(random, shape)
		if roomy(left, smallest) && roomy(right, smallest) {
			return append(cutUp(random, left, smallest), cutUp(random, right, smallest)...)
		}
	}
	return [][]place{shape}
}

// halve cuts shape from one of its sides to another.
func halve(random *rand.Rand, shape []place) (left, right []place) {
	n := len(shape)
	i := random.IntN(n)
	j := (i + 1 + random.IntN(n-1)) % n
	if i > j {
		i, j = j, i
	}
	p, q := along(random, shape[i], shape[(i+1)%n]), along(random, shape[j], shape[(j+1)%n])
	left = append(append(left, p), shape[i+1:j+1]...)
	left = append(left, q)
	right = append(append(right, q), shape[j+1:]...)
	right = append(append(right, shape[:i+1]...), p)
	return left, right
}

func along(random *rand.Rand, a, b place) place {
	k := 0.2 + 0.6*random.Float64()
	return place{a.x + k*(b.x-a.x), a.y + k*(b.y-a.y)}
}

func area(shape []place) float64 {
	sum := 0.0
	for i, a := range shape {
		b := shape[(i+1)%len(shape)]
		sum += a.x*b.y - b.x*a.y
	}
	return sum / 2
}

// roomy reports whether shape has no corner narrower than about 15 degrees and no side so short that its ends could be
// taken for each other: what a person who draws cells would not draw either.
func roomy(shape []place, smallest float64) bool {
	if area(shape) < smallest/4 {
		return false
	}
	n := len(shape)
	for i, b := range shape {
		a, c := shape[(i+n-1)%n], shape[(i+1)%n]
		ux, uy, vx, vy := a.x-b.x, a.y-b.y, c.x-b.x, c.y-b.y
		u, v := math.Hypot(ux, uy), math.Hypot(vx, vy)
		if u < 60 || (ux*vx+uy*vy)/(u*v) > 0.965 {
			return false
		}
	}
	return true
}

func mesh(seed uint64, side, smallest float64) []geo.Cell {
	random := rand.New(rand.NewPCG(seed, 1))
	x, y := 1_061_469_000+random.Float64(), 294_089_000+random.Float64()
	whole := []place{{x, y}, {x + side, y + side/9}, {x + side*1.1, y + side}, {x - side/7, y + side*0.8}}
	parts := cutUp(random, whole, smallest)
	cells := make([]geo.Cell, len(parts))
	for i, part := range parts {
		r := make(geo.Ring, len(part))
		for k, p := range part {
			r[k] = geo.Point{Lon: int32(math.Round(p.x)), Lat: int32(math.Round(p.y))}
		}
		cells[i].Shape = geo.MultiPolygon{{r}}
	}
	return cells
}

// sound draws the seed of a mesh in which no two corners came out closer than ten units: closer ones can't be told from
// one corner drawn twice, and noding does not merge vertices.
func sound() *rapid.Generator[uint64] {
	return rapid.Uint64().Filter(func(seed uint64) bool {
		var all []geo.Point
		for _, c := range mesh(seed, 12_000, 1_000_000) {
			all = append(all, c.Shape[0][0]...)
		}
		slices.SortFunc(all, func(p, q geo.Point) int { return cmp.Or(cmp.Compare(p.Lon, q.Lon), cmp.Compare(p.Lat, q.Lat)) })
		for i, p := range all {
			for _, q := range all[i+1:] {
				if q.Lon-p.Lon >= 10 {
					break
				}
				if p != q && max(q.Lat-p.Lat, p.Lat-q.Lat) < 10 {
					return false
				}
			}
		}
		return true
	})
}

type directed struct{ a, b geo.Point }

// unmatched returns the edges that no neighbour runs along in the other direction.
func unmatched(cells []geo.Cell) map[directed]bool {
	edges := map[directed]bool{}
	for _, c := range cells {
		for _, poly := range c.Shape {
			for _, r := range poly {
				for k, a := range r {
					edges[directed{a, r[(k+1)%len(r)]}] = true
				}
			}
		}
	}
	out := map[directed]bool{}
	for e := range edges {
		if !edges[directed{e.b, e.a}] {
			out[e] = true
		}
	}
	return out
}

// Where every inner edge has its counterpart, no point of the inside has two owners or none: crossing an edge leads from
// one cell into exactly one other.
func TestInARandomMeshOnlyTheOuterBorderIsLeftUnmatched(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := mesh(sound().Draw(t, "seed"), 12_000, 1_000_000)
		hull := 0
		noded, _ := mosaic.Node(cells, nil)
		var total int64
		for _, c := range noded {
			total += c.Shape[0][0].TwiceArea()
			if !simple(c.Shape[0][0]) {
				t.Fatalf("a ring touches itself: %v", c.Shape)
			}
		}
		// What is left unmatched must be one closed line around everything.
		next := map[geo.Point]geo.Point{}
		for e := range unmatched(noded) {
			next[e.a] = e.b
			hull++
		}
		if len(next) != hull {
			t.Fatalf("%d edges are unmatched, from %d places", hull, len(next))
		}
		var ring geo.Ring
		for p := range next {
			for q := p; len(ring) == 0 || q != p; q = next[q] {
				ring = append(ring, q)
				if len(ring) > hull {
					t.Fatal("the unmatched edges do not close")
				}
			}
			break
		}
		if len(ring) != hull || ring.TwiceArea() != total {
			t.Fatalf("the outer border has %d of %d unmatched edges and encloses %d of %d", len(ring), hull, ring.TwiceArea(), total)
		}
	})
}

func TestNodingTwiceAddsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once, first := mosaic.Node(mesh(sound().Draw(t, "seed"), 12_000, 1_000_000), nil)
		if _, again := mosaic.Node(once, nil); again != 0 {
			t.Fatalf("%d vertices went in at first and %d more the second time", first, again)
		}
	})
}

// Shapes that nobody would draw: whatever the neighbours' vertices, a ring that is simple stays so.
func TestASimpleRingStaysSimpleAmongAnyVertices(t *testing.T) {
	ring := func(least, most int) *rapid.Generator[geo.Ring] {
		return rapid.Custom(func(t *rapid.T) geo.Ring {
			return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) geo.Point {
				return geo.Point{Lon: rapid.Int32Range(0, 60).Draw(t, "lon"), Lat: rapid.Int32Range(0, 9).Draw(t, "lat")}
			}), least, most).Draw(t, "ring")
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		star := ring(3, 8).Filter(simple).Draw(t, "ring")
		others := cell("others", ring(12, 12).Draw(t, "other"))
		noded, _ := mosaic.Node([]geo.Cell{cell("star", star), others}, nil)
		if got := noded[0].Shape[0][0]; !simple(got) {
			t.Fatalf("%v among %v became %v", star, others.Shape, got)
		}
	})
}

// simple reports whether no two sides of r have more in common than the end that neighbours share.
func simple(r geo.Ring) bool {
	n := len(r)
	for i := range r {
		for j := range i {
			a, b, c, d := r[i], r[(i+1)%n], r[j], r[(j+1)%n]
			switch {
			case a == b || c == d || a == c || b == d:
				return false
			case b == c && a == d:
				return false
			case b == c:
				if within(a, b, d) || within(c, d, a) {
					return false
				}
			case a == d:
				if within(a, b, c) || within(c, d, b) {
					return false
				}
			case within(a, b, c) || within(a, b, d) || within(c, d, a) || within(c, d, b):
				return false
			case (cross(a, b, c) < 0) != (cross(a, b, d) < 0) && (cross(c, d, a) < 0) != (cross(c, d, b) < 0) &&
				cross(a, b, c) != 0 && cross(a, b, d) != 0 && cross(c, d, a) != 0 && cross(c, d, b) != 0:
				return false
			}
		}
	}
	return true
}

func cross(a, b, c geo.Point) int64 {
	return int64(b.Lon-a.Lon)*int64(c.Lat-a.Lat) - int64(c.Lon-a.Lon)*int64(b.Lat-a.Lat)
}

func within(a, b, p geo.Point) bool {
	return cross(a, b, p) == 0 && min(a.Lon, b.Lon) <= p.Lon && p.Lon <= max(a.Lon, b.Lon) && min(a.Lat, b.Lat) <= p.Lat && p.Lat <= max(a.Lat, b.Lat)
}

func TestPostGISFindsANodedMeshSoundAndWithoutOverlapOrGap(t *testing.T) {
	pool := pgtest.Pool(t)
	ctx := context.Background()
	for seed := range uint64(3) {
		noded, added := mosaic.Node(mesh(seed, 200_000, 30_000_000), nil)
		if added < 100 {
			t.Fatalf("a mesh of %d cells had only %d vertices to add; it tests nothing", len(noded), added)
		}
		shapes := make([][]byte, len(noded))
		for i, c := range noded {
			shapes[i] = wire.EncodeEWKB(c.Shape)
		}
		var invalid, overlaps, holes int
		err := pool.QueryRow(ctx, `
			with cell as (select i, ST_GeomFromEWKB(shape) as geom from unnest($1::bytea[]) with ordinality as c (shape, i))
			select (select count(*) from cell where not ST_IsValid(geom)),
			       (select count(*) from cell a join cell b on a.i < b.i and a.geom && b.geom where ST_Relate(a.geom, b.geom, '2********')),
			       (select sum(ST_NumInteriorRings(part.geom)) from (select (ST_Dump(ST_Union(geom))).geom from cell) as part)`,
			shapes).Scan(&invalid, &overlaps, &holes)
		if err != nil {
			t.Fatal(err)
		}
		if invalid != 0 || overlaps != 0 || holes != 0 {
			t.Errorf("seed %d: of %d cells %d are invalid, %d pairs overlap, %d gaps", seed, len(noded), invalid, overlaps, holes)
		}
	}
}
