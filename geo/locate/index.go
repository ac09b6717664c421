package locate

import (
	"cmp"
	"slices"

	"github.com/tidwall/rtree"

	"github.com/wangge-map/wangge/geo"
)

// Index answers for the cells of one edition. It never changes and is safe for concurrent use.
type Index struct {
	cells  []geo.Cell // in the byte order of their codes; their shapes share vertices
	byCode map[string]int32
	bound  geo.Bound
	tree   tree
	border borders
	boxes  rtree.RTreeG[int32] // of cells, for nearest and for discs
}

// New returns an index of cells, in the byte order of their codes. It takes cells over: the caller must not change them.
// It returns an Invalid error that names the cell when a code stands twice, a ring has fewer than three vertices, a
// vertex is not on the earth, or an edge is longer than 53 degrees.
func New(cells []geo.Cell) (*Index, error) {
	ix := &Index{cells: slices.Clone(cells), byCode: make(map[string]int32, len(cells)), bound: geo.EmptyBound()}
	slices.SortFunc(ix.cells, func(a, b geo.Cell) int { return cmp.Compare(a.Code, b.Code) })
	for i := range ix.cells {
		c := &ix.cells[i]
		if _, twice := ix.byCode[c.Code]; twice {
			return nil, geo.Errorf(geo.Invalid, "code", "cell %s stands twice", c.Code)
		}
		if err := checkShape(c); err != nil {
			return nil, err
		}
		ix.byCode[c.Code] = int32(i)
	}
	v := flatten(ix.cells)
	for i := range ix.cells {
		b := ix.cells[i].Shape.Bound()
		ix.bound = ix.bound.Union(b)
		ix.boxes.Insert(box(b.Min), box(b.Max), int32(i))
	}
	ix.border = newBorders(ix.cells, v)
	ix.tree = plant(v, ix.bound, len(ix.cells))
	return ix, nil
}

func checkShape(c *geo.Cell) error {
	for _, poly := range c.Shape {
		for _, r := range poly {
			if len(r) < 3 {
				return geo.Errorf(geo.Invalid, "geometry", "cell %s has a ring of %d vertices; three are the least", c.Code, len(r))
			}
			for i, a := range r {
				b := r[(i+1)%len(r)]
				if a.Lon < -geo.MaxLon || a.Lon > geo.MaxLon || a.Lat < -geo.MaxLat || a.Lat > geo.MaxLat {
					return geo.Errorf(geo.Invalid, "geometry", "cell %s has a vertex that is not on the earth", c.Code)
				}
				if far(a.Lon, b.Lon) || far(a.Lat, b.Lat) {
					return geo.Errorf(geo.Invalid, "geometry", "cell %s has an edge longer than 53 degrees", c.Code)
				}
			}
		}
	}
	return nil
}

func far(a, b int32) bool {
	d := int64(a) - int64(b)
	return d > maxEdge || d < -maxEdge
}

func box(p geo.Point) [2]float64 { return [2]float64{float64(p.Lon), float64(p.Lat)} }

// Len returns the number of cells.
func (ix *Index) Len() int { return len(ix.cells) }

// Cell returns cell i, which must be one that the index gave. The caller must not change it.
func (ix *Index) Cell(i int32) *geo.Cell { return &ix.cells[i] }

// ByCode returns the cell with this code.
func (ix *Index) ByCode(code string) (i int32, ok bool) {
	i, ok = ix.byCode[code]
	return i, ok
}

// Bound returns the smallest bound that holds all cells; it is empty when there is none.
func (ix *Index) Bound() geo.Bound { return ix.bound }

// vertices holds the rings of all cells one after another, each closed by repeating its first vertex, so that edge i goes
// from at[i] to at[i+1].
type vertices struct {
	at    []geo.Point
	rings []ringSpan // in the order of cells
}

// ringSpan is one ring: its edges are from..until-1.
type ringSpan struct {
	cell        int32
	from, until int32
}

// flatten copies the rings into one array and makes the cells' shapes part of it, so that they are in memory once.
func flatten(cells []geo.Cell) *vertices {
	n, rings := 0, 0
	for i := range cells {
		for _, poly := range cells[i].Shape {
			rings += len(poly)
			for _, r := range poly {
				n += len(r) + 1
			}
		}
	}
	v := &vertices{at: make([]geo.Point, 0, n), rings: make([]ringSpan, 0, rings)}
	for i := range cells {
		shape := make(geo.MultiPolygon, len(cells[i].Shape))
		for j, poly := range cells[i].Shape {
			shape[j] = make(geo.Polygon, len(poly))
			for k, r := range poly {
				from := len(v.at)
				v.at = append(append(v.at, r...), r[0])
				until := len(v.at) - 1
				v.rings = append(v.rings, ringSpan{cell: int32(i), from: int32(from), until: int32(until)})
				shape[j][k] = v.at[from:until:until]
			}
		}
		cells[i].Shape = shape
	}
	return v
}
