package mosaic

import (
	"math/bits"
	"slices"

	"github.com/wangge-map/wangge/geo"
)

// vertices are the distinct vertices of a mosaic in square buckets of 2^shift units. It is immutable and safe for
// concurrent use.
type vertices struct {
	shift uint
	// keys are the vertices, ascending. A key holds the bucket's column and row in its upper bits and the place within
	// the bucket in the lower ones, so that a bucket is one range of keys.
	keys  []uint64
	start map[uint64]int32 // the index of a bucket's first key
}

func newVertices(cells []geo.Cell) *vertices {
	v := &vertices{shift: bucketShift(cells)}
	n := 0
	for i := range cells {
		n += cells[i].Shape.Vertices()
	}
	v.keys = make([]uint64, 0, n)
	for i := range cells {
		eachRing(cells[i].Shape, func(r geo.Ring) {
			for _, p := range r {
				v.keys = append(v.keys, v.key(p))
			}
		})
	}
	slices.Sort(v.keys)
	v.keys = slices.Compact(v.keys)
	v.start = make(map[uint64]int32, len(v.keys)/2)
	for i, key := range v.keys {
		if bucket := key >> (2 * v.shift); i == 0 || bucket != v.keys[i-1]>>(2*v.shift) {
			v.start[bucket] = int32(i)
		}
	}
	return v
}

// bucketShift makes buckets about as large as a typical edge is long, so that an edge crosses few buckets and a bucket
// holds few vertices. The mean of the lengths' logarithms is not led astray by a few very long edges.
func bucketShift(cells []geo.Cell) uint {
	sum, n := 0, 0
	for i := range cells {
		eachRing(cells[i].Shape, func(r geo.Ring) {
			for k, a := range r {
				b := r[(k+1)%len(r)]
				span := max(absolute(int64(b.Lon)-int64(a.Lon)), absolute(int64(b.Lat)-int64(a.Lat)))
				sum += bits.Len64(uint64(span))
				n++
			}
		})
	}
	if n == 0 {
		return 10
	}
	return uint(min(max(sum/n, 4), 24))
}

func (v *vertices) key(p geo.Point) uint64 {
	x, y := uint64(uint32(p.Lon)^1<<31), uint64(uint32(p.Lat)^1<<31)
	mask := uint64(1)<<v.shift - 1
	return v.bucket(x>>v.shift, y>>v.shift)<<(2*v.shift) | (x&mask)<<v.shift | y&mask
}

// bucket returns the upper bits of the keys in a column and row.
func (v *vertices) bucket(column, row uint64) uint64 { return column<<(32-v.shift) | row }

func (v *vertices) point(key uint64) geo.Point {
	mask := uint64(1)<<v.shift - 1
	bucket := key >> (2 * v.shift)
	column, row := bucket>>(32-v.shift), bucket&(1<<(32-v.shift)-1)
	return geo.Point{
		Lon: int32(uint32(column<<v.shift|key>>v.shift&mask) ^ 1<<31),
		Lat: int32(uint32(row<<v.shift|key&mask) ^ 1<<31),
	}
}

// near appends to found the vertices beside the edge ab, which is less than widest in longitude.
func (v *vertices) near(found []geo.Point, a, b geo.Point) []geo.Point {
	if a.Lon > b.Lon {
		a, b = b, a
	}
	west, east := int64(a.Lon), int64(b.Lon)
	for column := (west - tolerance) >> v.shift; column <= (east+tolerance)>>v.shift; column++ {
		// The part of the edge whose points can be within the tolerance of this column.
		from := max(west, column<<v.shift-tolerance)
		until := min(east, (column+1)<<v.shift+tolerance)
		y0, y1 := latAt(a, b, from), latAt(a, b, until)
		if west == east {
			y0, y1 = int64(a.Lat), int64(b.Lat)
		}
		// One more than the tolerance, since latAt rounds down.
		south, north := min(y0, y1)-tolerance, max(y0, y1)+tolerance+1
		for row := south >> v.shift; row <= north>>v.shift; row++ {
			found = v.inBucket(found, column, row, a, b)
		}
	}
	return found
}

func (v *vertices) inBucket(found []geo.Point, column, row int64, a, b geo.Point) []geo.Point {
	offset := int64(1) << (31 - v.shift) // keys count columns and rows from the lattice's lowest corner
	if column < -offset || row < -offset || column >= offset || row >= offset {
		return found
	}
	bucket := v.bucket(uint64(column+offset), uint64(row+offset))
	first, there := v.start[bucket]
	if !there {
		return found
	}
	for _, key := range v.keys[first:] {
		if key>>(2*v.shift) != bucket {
			break
		}
		if p := v.point(key); beside(a, b, p) {
			found = append(found, p)
		}
	}
	return found
}

// latAt returns the latitude of the line ab at lon, rounded down; a's when the line runs due north.
func latAt(a, b geo.Point, lon int64) int64 {
	dx := int64(b.Lon) - int64(a.Lon)
	if dx == 0 {
		return int64(a.Lat)
	}
	num := (int64(b.Lat) - int64(a.Lat)) * (lon - int64(a.Lon))
	q := num / dx
	if num%dx < 0 { // dx is positive
		q--
	}
	return int64(a.Lat) + q
}

func absolute(v int64) int64 {
	if v < 0 {
		return -v
	}
	return v
}

func eachRing(m geo.MultiPolygon, fn func(geo.Ring)) {
	for _, poly := range m {
		for _, r := range poly {
			fn(r)
		}
	}
}
