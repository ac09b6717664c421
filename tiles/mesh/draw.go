package mesh

import (
	"github.com/wangge-map/wangge/tiles/mvt"
)

// buffer is how far beyond a tile's edge it is drawn, in tile units: 8 pixels, so that the ends of wide lines don't show.
const buffer = 64

// The values of the attribute level of a border.
const (
	sameParent   = 0
	otherParents = 1
	edgeOfNet    = 2
)

// drawer draws one tile at a time; its memory is used again for the next.
type drawer struct {
	mesh    *Mesh
	level   *level
	zoom    int
	shift   int  // a tile unit is 2^shift units of the world
	origin  spot // the tile's north-west corner
	box     box  // the tile and its buffer
	writer  mvt.Writer
	layers  struct{ cells, borders, labels *mvt.Layer }
	borders [edgeOfNet + 1][]border // to draw, by the attribute level
	halves  []half
	spots   []spot
	clipped []spot
	points  []mvt.Pt
}

type border struct {
	chain uint32
	whole bool // within the box
}

// Tile returns the vector tile z/x/y, y from the north: the layers cells (polygons; the feature's id is the cell's ordinal;
// code), borders (lines; level 0 between cells of one parent, 1 between others, 2 where a cell has no neighbour) and labels
// (points; id, code, name). A cell, or a part of one, that is too small for the tile's grid is left out. The tile is
// empty, not nil, where no cell is, and where there is no such tile. The caller owns it.
func (m *Mesh) Tile(z, x, y int) []byte {
	if z < 0 || z > maxZoom || x < 0 || y < 0 || x >= 1<<z || y >= 1<<z {
		return []byte{}
	}
	d := m.drawers.Get().(*drawer)
	defer m.drawers.Put(d)
	d.begin(m, z, x, y)
	for i, block := range m.blocks {
		if block.meets(d.box) {
			d.block(i * blockSize)
		}
	}
	d.drawBorders()
	return d.writer.Bytes()
}

func (d *drawer) begin(m *Mesh, z, x, y int) {
	side := int64(1) << (worldBits - z)
	margin := int64(buffer) << (unitBits - z)
	d.mesh, d.level, d.zoom = m, m.level(z), z
	d.origin = spot{int64(x) * side, int64(y) * side}
	d.shift = unitBits - z
	d.box = box{d.origin.x - margin, d.origin.y - margin, d.origin.x + side + margin, d.origin.y + side + margin}
	d.writer.Reset()
	d.layers.cells = d.writer.Layer("cells")
	d.layers.borders = d.writer.Layer("borders")
	d.layers.labels = d.writer.Layer("labels")
	for i := range d.borders {
		d.borders[i] = d.borders[i][:0]
	}
}

func (d *drawer) block(first int) {
	boxes := d.mesh.boxes
	for i := first; i < min(first+blockSize, len(boxes)); i++ {
		if boxes[i].meets(d.box) {
			d.halves = d.box.halves(d.halves[:0], boxes[i])
			d.cell(int32(i))
			d.label(i)
		}
	}
}

// cell draws cell i within d.halves, and notes the borders on whose left it is.
func (d *drawer) cell(i int32) {
	o := &d.mesh.outline
	d.layers.cells.Polygon()
	exterior := false
	for r := o.cells[i]; r < o.cells[i+1]; r++ {
		d.noteBorders(i, o.ringSteps(r), len(d.halves) == 0)
		hole := o.rings[r].hole
		if hole && !exterior {
			continue
		}
		written := d.ring(o.ringSteps(r), hole)
		exterior = exterior && hole || written
	}
	d.layers.cells.ID(uint64(i))
	d.layers.cells.UniqueText("code", d.mesh.cells[i].code)
}

// ring draws a ring, unless nothing of it is left on the tile's grid, or simplifying has turned it inside out.
func (d *drawer) ring(steps []step, hole bool) (written bool) {
	d.spots = d.spots[:0]
	for _, s := range steps {
		d.spots = appendChain(d.spots, d.level.chain(s.chain()), s.backwards())
	}
	for _, h := range d.halves {
		d.clipped = h.clipRing(d.clipped[:0], d.spots)
		d.spots, d.clipped = d.clipped, d.spots
	}
	d.points = d.points[:0]
	for _, p := range d.spots {
		d.points = append(d.points, d.onGrid(p))
	}
	if area := twiceArea(d.points); area == 0 || (area < 0) != hole {
		return false
	}
	return d.layers.cells.AddRing(d.points, hole)
}

// appendChain appends a line without its last place, which begins the next one.
func appendChain(out []spot, line []place, backwards bool) []spot {
	if backwards {
		for i := len(line) - 1; i > 0; i-- {
			out = append(out, line[i].spot())
		}
		return out
	}
	for _, p := range line[:len(line)-1] {
		out = append(out, p.spot())
	}
	return out
}

func (p place) spot() spot { return spot{int64(p.x), int64(p.y)} }

// onGrid returns the tile unit nearest to p; what lies in the middle goes east and south, whichever tile it is.
func (d *drawer) onGrid(p spot) mvt.Pt {
	half := int64(1) << d.shift >> 1
	return mvt.Pt{X: int32((p.x - d.origin.x + half) >> d.shift), Y: int32((p.y - d.origin.y + half) >> d.shift)}
}

func twiceArea(ring []mvt.Pt) int64 {
	var sum int64
	if len(ring) == 0 {
		return 0
	}
	a := ring[len(ring)-1]
	for _, b := range ring {
		sum += int64(a.X)*int64(b.Y) - int64(b.X)*int64(a.Y)
		a = b
	}
	return sum
}

// noteBorders notes the chains along steps that cell i owns, so that each is drawn once. whole tells that all of the cell
// is within the drawer's box.
func (d *drawer) noteBorders(i int32, steps []step, whole bool) {
	for _, s := range steps {
		c := d.mesh.outline.chains[s.chain()]
		if c.owner != i || c.other == i {
			continue
		}
		level := edgeOfNet
		switch {
		case c.other < 0:
		case d.mesh.cells[c.owner].parent == d.mesh.cells[c.other].parent:
			level = sameParent
		default:
			level = otherParents
		}
		d.borders[level] = append(d.borders[level], border{s.chain(), whole})
	}
}

// drawBorders draws the borders of each level as one feature: one each would be thrice as many bytes.
func (d *drawer) drawBorders() {
	d.halves = d.box.all(d.halves[:0])
	for level, borders := range d.borders {
		d.layers.borders.Line(nil)
		for _, b := range borders {
			if line := d.level.chain(b.chain); b.whole {
				d.wholeLine(line)
			} else {
				d.line(line)
			}
		}
		d.layers.borders.Int("level", int64(level))
	}
}

func (d *drawer) wholeLine(line []place) {
	d.points = d.points[:0]
	for _, p := range line {
		d.points = append(d.points, d.onGrid(p.spot()))
	}
	d.layers.borders.AddLine(d.points)
}

// line draws the parts of a line within d.halves.
func (d *drawer) line(line []place) {
	d.points = d.points[:0]
	for i, p := range line[1:] {
		a, b, ok := clipLine(d.halves, line[i].spot(), p.spot())
		if !ok {
			continue
		}
		from, to := d.onGrid(a), d.onGrid(b)
		if n := len(d.points); n == 0 || d.points[n-1] != from {
			d.layers.borders.AddLine(d.points)
			d.points = append(d.points[:0], from)
		}
		d.points = append(d.points, to)
	}
	d.layers.borders.AddLine(d.points)
}

// label puts the name of cell i into the one tile that its place is in.
func (d *drawer) label(i int) {
	c := &d.mesh.cells[i]
	at := spot{int64(c.label.x) - d.origin.x, int64(c.label.y) - d.origin.y}
	side := int64(1) << (worldBits - d.zoom)
	if d.zoom < int(c.labelFrom) || at.x < 0 || at.y < 0 || at.x >= side || at.y >= side {
		return
	}
	d.layers.labels.Point(int32(at.x>>d.shift), int32(at.y>>d.shift))
	d.layers.labels.ID(uint64(i))
	d.layers.labels.UniqueText("code", c.code)
	d.layers.labels.Text("name", c.name)
}
