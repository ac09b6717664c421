package export

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	flatbuffers "github.com/google/flatbuffers/go"
	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/progress"
)

// fgbMagic begins a FlatGeobuf of version 3.0. Then come the header, the index and the features, header and features each
// with their size before them.
var fgbMagic = [8]byte{'f', 'g', 'b', 3, 'f', 'g', 'b', 0}

// The types of geometry in FlatGeobuf: those of WKB.
const (
	fgbUnknown = iota
	fgbPoint
	fgbLineString
	fgbPolygon
	fgbMultiPoint
	fgbMultiLineString
	fgbMultiPolygon
)

// fgbWriter writes a FlatGeobuf. Features lie in the order of their places along a Hilbert curve, as the index wants them,
// so they are kept in a file until all of them are known.
type fgbWriter struct {
	w     io.Writer
	o     Options
	file  *os.File
	spool *bufio.Writer
	size  int64 // of the spool
	build *flatbuffers.Builder
	props []byte
	items []fgbItem // of the features, in the order of the spool until end
	bound orb.Bound
	kind  byte // of all geometries; fgbUnknown when they differ
}

func newFlatGeobuf(to target, o Options) (*fgbWriter, error) {
	file, err := os.OpenFile(filepath.Join(to.dir, "features"), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	f := &fgbWriter{w: to.w, o: o, file: file, spool: bufio.NewWriterSize(file, 1<<18), build: flatbuffers.NewBuilder(1024), bound: emptyBound()}
	if o.Source.Points {
		f.kind = fgbPoint
	}
	return f, nil
}

func (f *fgbWriter) row(r Row) error {
	f.build.Reset()
	shape := r.Geometry()
	item := fgbItem{bound: emptyBound(), offset: uint64(f.size)}
	var geometry flatbuffers.UOffsetT
	if shape != nil {
		var err error
		if geometry, err = fgbGeometry(f.build, rightHanded(shape)); err != nil {
			return err
		}
		item.bound = shape.Bound()
		f.bound = f.bound.Union(item.bound)
		if kind := fgbKind(shape); len(f.items) == 0 {
			f.kind = kind
		} else if kind != f.kind {
			f.kind = fgbUnknown
		}
	}
	f.properties(r)
	props := f.build.CreateByteVector(f.props)
	f.build.StartObject(3) // geometry, properties, columns of its own
	f.build.PrependUOffsetTSlot(0, geometry, 0)
	f.build.PrependUOffsetTSlot(1, props, 0)
	f.build.FinishSizePrefixed(f.build.EndObject())
	feature := f.build.FinishedBytes()
	item.size = uint32(len(feature))
	f.items = append(f.items, item)
	f.size += int64(len(feature))
	_, err := f.spool.Write(feature)
	return err
}

// properties encodes the values of r: the column's number and the value, one after another; null is left out.
func (f *fgbWriter) properties(r Row) {
	f.props = f.props[:0]
	for i := range f.o.Source.Columns {
		value := r.Value(i)
		if v, isNumber := value.(float64); value == nil || isNumber && !isFinite(v) {
			continue
		}
		f.props = binary.LittleEndian.AppendUint16(f.props, uint16(i))
		switch v := value.(type) {
		case string:
			f.appendText(valid(v))
		case time.Time:
			f.appendText(v.UTC().Format(time.RFC3339))
		case int64:
			f.props = binary.LittleEndian.AppendUint64(f.props, uint64(v))
		case float64:
			f.props = binary.LittleEndian.AppendUint64(f.props, math.Float64bits(v))
		case bool:
			if v {
				f.props = append(f.props, 1)
			} else {
				f.props = append(f.props, 0)
			}
		}
	}
}

func (f *fgbWriter) appendText(text string) {
	f.props = binary.LittleEndian.AppendUint32(f.props, uint32(len(text)))
	f.props = append(f.props, text...)
}

func fgbKind(shape orb.Geometry) byte {
	switch shape.(type) {
	case orb.Point:
		return fgbPoint
	case orb.LineString:
		return fgbLineString
	case orb.Polygon:
		return fgbPolygon
	case orb.MultiPoint:
		return fgbMultiPoint
	case orb.MultiLineString:
		return fgbMultiLineString
	case orb.MultiPolygon:
		return fgbMultiPolygon
	}
	return fgbUnknown
}

// fgbGeometry writes the table Geometry: ends of the rings or lines, coordinates, type, or the polygons as parts.
func fgbGeometry(b *flatbuffers.Builder, shape orb.Geometry) (flatbuffers.UOffsetT, error) {
	if parts, isMany := shape.(orb.MultiPolygon); isMany {
		return fgbParts(b, parts)
	}
	lines, points := linesOf(shape)
	if lines == nil {
		return 0, geo.Errorf(geo.Internal, "", "a %s can't be exported", shape.GeoJSONType())
	}
	b.StartVector(8, 2*points, 8)
	for _, line := range slices.Backward(lines) { // a buffer grows from its end
		for _, p := range slices.Backward(line) {
			b.PrependFloat64(p[1])
			b.PrependFloat64(p[0])
		}
	}
	xy := b.EndVector(2 * points)
	var ends flatbuffers.UOffsetT
	if len(lines) > 1 {
		b.StartVector(4, len(lines), 4)
		end := points
		for _, line := range slices.Backward(lines) {
			b.PrependUint32(uint32(end))
			end -= len(line)
		}
		ends = b.EndVector(len(lines))
	}
	return fgbTable(b, ends, xy, fgbKind(shape), 0), nil
}

// linesOf returns the points of shape by line or ring, and how many there are; no lines when it is of another kind.
func linesOf(shape orb.Geometry) (lines [][]orb.Point, points int) {
	lines = [][]orb.Point{}
	switch s := shape.(type) {
	case orb.Point:
		lines = append(lines, []orb.Point{s})
	case orb.MultiPoint:
		lines = append(lines, s)
	case orb.LineString:
		lines = append(lines, s)
	case orb.MultiLineString:
		for _, line := range s {
			lines = append(lines, line)
		}
	case orb.Polygon:
		for _, ring := range s {
			lines = append(lines, ring)
		}
	default:
		return nil, 0
	}
	for _, line := range lines {
		points += len(line)
	}
	return lines, points
}

func fgbParts(b *flatbuffers.Builder, shape orb.MultiPolygon) (flatbuffers.UOffsetT, error) {
	parts := make([]flatbuffers.UOffsetT, len(shape))
	for i := range shape {
		var err error
		if parts[i], err = fgbGeometry(b, shape[i]); err != nil {
			return 0, err
		}
	}
	return fgbTable(b, 0, 0, fgbMultiPolygon, b.CreateVectorOfTables(parts)), nil
}

func fgbTable(b *flatbuffers.Builder, ends, xy flatbuffers.UOffsetT, kind byte, parts flatbuffers.UOffsetT) flatbuffers.UOffsetT {
	b.StartObject(8) // ends, xy, z, m, t, tm, type, parts
	b.PrependUOffsetTSlot(0, ends, 0)
	b.PrependUOffsetTSlot(1, xy, 0)
	b.PrependByteSlot(6, kind, fgbUnknown)
	b.PrependUOffsetTSlot(7, parts, 0)
	return b.EndObject()
}

func (f *fgbWriter) end(ctx context.Context, _ *Summary) error {
	if err := f.spool.Flush(); err != nil {
		return err
	}
	sortByPlace(f.items, f.bound)
	if _, err := f.w.Write(fgbMagic[:]); err != nil {
		return err
	}
	if _, err := f.w.Write(f.header()); err != nil {
		return err
	}
	if err := writeIndex(f.w, f.items); err != nil {
		return err
	}
	return f.writeFeatures(ctx)
}

// writeFeatures writes the features in the order of the index.
func (f *fgbWriter) writeFeatures(ctx context.Context) error {
	tell := func(done int) {
		f.o.step(progress.Step{Stage: "putting features in order", Unit: "features", Items: int64(done), Done: int64(done), Total: int64(len(f.items))})
	}
	var feature []byte
	for i, item := range f.items {
		if i%everyRows == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			tell(i)
		}
		feature = slices.Grow(feature[:0], int(item.size))[:item.size]
		if _, err := f.file.ReadAt(feature, int64(item.offset)); err != nil {
			return fmt.Errorf("read the kept features: %w", err)
		}
		if _, err := f.w.Write(feature); err != nil {
			return err
		}
	}
	tell(len(f.items))
	return nil
}

// discard closes the kept features; their file lies in the target's folder, which goes with it.
func (f *fgbWriter) discard() { _ = f.file.Close() }
