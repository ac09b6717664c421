package mesh

import (
	"math"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/wangge-map/wangge/geo"
)

// Cells are the cells of one edition, in the order of their ordinals: the byte order of their codes. *locate.Index is
// one.
type Cells interface {
	Len() int
	Cell(i int32) *geo.Cell
}

// Mesh draws the cells of one edition. It never changes as seen from outside and is safe for concurrent use.
type Mesh struct {
	cells   []drawn
	boxes   []packedBox // of cells
	blocks  []packedBox // of every blockSize cells
	outline outline
	levels  [finest + 1]atomic.Pointer[level] // each made when first wanted, the last at once
	making  sync.Mutex
	drawers sync.Pool
}

// drawn is what a tile says of a cell beside its shape.
type drawn struct {
	code, name string
	label      place
	labelFrom  uint8 // the first zoom with a label
	parent     int32 // numbers the distinct parents
}

// blockSize is the number of cells that are passed over together when none of them meets a tile. Cells with like codes
// lie together.
const blockSize = 64

// labelWidth is how large a cell is, in pixels of a tile shown 512 wide, before it is labelled: the side of the square of
// the same area.
const labelWidth = 40

// New takes in cells. It keeps their codes and names, not the shapes.
func New(cells Cells) *Mesh {
	m := &Mesh{cells: make([]drawn, cells.Len()), boxes: make([]packedBox, cells.Len())}
	outline, full := cut(newRings(cells), cells.Len())
	m.outline = outline
	m.levels[finest].Store(full)
	parents := map[string]int32{}
	for i := range m.cells {
		c := cells.Cell(int32(i))
		parent, known := parents[c.Parent]
		if !known {
			parent = int32(len(parents))
			parents[c.Parent] = parent
		}
		m.boxes[i] = m.boxOf(i, full).pack()
		m.cells[i] = drawn{c.Code, c.Name, project(c.Label), m.labelFrom(i, full), parent}
		if !m.boxes[i].contains(m.cells[i].label) { // not measured yet
			m.cells[i].labelFrom = never
		}
	}
	for first := 0; first < len(m.boxes); first += blockSize {
		b := emptyBox()
		for _, c := range m.boxes[first:min(first+blockSize, len(m.boxes))] {
			if !c.empty() {
				b = b.union(c)
			}
		}
		m.blocks = append(m.blocks, b.pack())
	}
	m.drawers.New = func() any { return &drawer{} }
	return m
}

const never = math.MaxUint8

func (m *Mesh) boxOf(cell int, full *level) box {
	b := emptyBox()
	for r := m.outline.cells[cell]; r < m.outline.cells[cell+1]; r++ {
		for _, s := range m.outline.ringSteps(r) {
			for _, p := range full.chain(s.chain()) {
				b = b.extend(p)
			}
		}
	}
	return b
}

// labelFrom returns the first zoom at which cell is large enough for a label.
func (m *Mesh) labelFrom(cell int, full *level) uint8 {
	area := 0.0
	for r := m.outline.cells[cell]; r < m.outline.cells[cell+1]; r++ {
		for _, s := range m.outline.ringSteps(r) {
			area += full.sweep(s)
		}
	}
	for z := range maxZoom + 1 {
		if pixel := float64(int64(8) << (unitBits - z)); area >= labelWidth*labelWidth*pixel*pixel {
			return uint8(z)
		}
	}
	return never
}

// sweep is the part of step s in the area of its ring, in square units of the world: the sum around a ring is its area.
func (l *level) sweep(s step) float64 {
	sum := 0.0
	line := l.chain(s.chain())
	for i, b := range line[1:] {
		a := line[i]
		sum += (float64(a.x) + float64(b.x)) / 2 * (float64(b.y) - float64(a.y))
	}
	if s.backwards() {
		return -sum
	}
	return sum
}

func (o *outline) ringSteps(r uint32) []step { return o.steps[o.rings[r].first:o.rings[r+1].first] }

// level returns the vertices to draw at zoom z.
func (m *Mesh) level(z int) *level {
	z = min(z, finest)
	if l := m.levels[z].Load(); l != nil {
		return l
	}
	m.making.Lock()
	defer m.making.Unlock()
	if l := m.levels[z].Load(); l != nil {
		return l
	}
	l := m.levels[finest].Load().simplified(z)
	m.levels[z].Store(l)
	return l
}

// Bytes returns the memory that m holds now: it grows with each zoom that is first drawn. Codes and names are not counted,
// since the cells that they came from hold them too, nor is the memory that drawing uses again and again.
func (m *Mesh) Bytes() int64 {
	o := &m.outline
	n := size(m.cells) + size(m.boxes) + size(m.blocks) + size(o.chains) + size(o.steps) + size(o.rings) + size(o.cells)
	for z := range m.levels {
		if l := m.levels[z].Load(); l != nil {
			n += size(l.starts) + size(l.points)
		}
	}
	return n
}

func size[T any](s []T) int64 {
	var one T
	return int64(cap(s)) * int64(unsafe.Sizeof(one))
}
