package export

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	flatbuffers "github.com/google/flatbuffers/go"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/internal/realdata"
)

// fgbFile is a FlatGeobuf taken apart by its specification alone.
type fgbFile struct {
	header   flatbuffers.Table
	count    int
	nodeSize int
	nodes    []fgbNode
	features []byte
}

type fgbNode struct {
	bound  orb.Bound
	offset uint64
}

// takeApart reads the header and the index, and checks that the sizes fit.
func takeApart(data []byte) (fgbFile, error) {
	var f fgbFile
	if len(data) < 12 || string(data[:4]) != "fgb\x03" || string(data[4:7]) != "fgb" {
		return f, fmt.Errorf("no magic: % x", data[:min(8, len(data))])
	}
	size := int(binary.LittleEndian.Uint32(data[8:]))
	if len(data) < 12+size {
		return f, fmt.Errorf("a header of %d bytes in a file of %d", size, len(data))
	}
	header := data[12 : 12+size]
	f.header = flatbuffers.Table{Bytes: header, Pos: flatbuffers.GetUOffsetT(header)}
	f.count = int(f.header.GetUint64Slot(4+2*8, 0))
	f.nodeSize = int(f.header.GetUint16Slot(4+2*9, 16))
	rest := data[12+size:]
	if f.count > 0 && f.nodeSize > 0 {
		total := f.count
		for n := f.count; ; {
			n = (n + f.nodeSize - 1) / f.nodeSize
			total += n
			if n == 1 {
				break
			}
		}
		if len(rest) < 40*total {
			return f, fmt.Errorf("%d bytes left for an index of %d nodes", len(rest), total)
		}
		for i := range total {
			var v [5]uint64
			for k := range v {
				v[k] = binary.LittleEndian.Uint64(rest[40*i+8*k:])
			}
			f.nodes = append(f.nodes, fgbNode{orb.Bound{
				Min: orb.Point{math.Float64frombits(v[0]), math.Float64frombits(v[1])}, Max: orb.Point{math.Float64frombits(v[2]), math.Float64frombits(v[3])},
			}, v[4]})
		}
		rest = rest[40*total:]
	}
	f.features = rest
	return f, nil
}

// text is the text in a slot of the header.
func (f *fgbFile) text(slot int) string { return textIn(&f.header, slot) }

func textIn(t *flatbuffers.Table, slot int) string {
	if o := t.Offset(flatbuffers.VOffsetT(4 + 2*slot)); o != 0 {
		return t.String(t.Pos + flatbuffers.UOffsetT(o))
	}
	return ""
}

// search returns where the features begin whose bounds meet b, the way a reader walks the index: from the root, children of
// a node together, never past the end of their level.
func (f *fgbFile) search(b orb.Bound) []uint64 {
	leaves := len(f.nodes) - f.count
	ends := []int{len(f.nodes)} // of the levels from the leaves to the root
	for n := f.count; n != 1 || len(ends) == 1; {
		ends = append(ends, ends[len(ends)-1]-n)
		n = (n + f.nodeSize - 1) / f.nodeSize
	}
	endOf := func(node int) int {
		end := len(f.nodes)
		for _, e := range ends {
			if node < e {
				end = e
			}
		}
		return end
	}
	var found []uint64
	var walk func(node int)
	walk = func(node int) {
		if !f.nodes[node].bound.Intersects(b) {
			return
		}
		if node >= leaves {
			found = append(found, f.nodes[node].offset)
			return
		}
		first := int(f.nodes[node].offset)
		for child := first; child < min(first+f.nodeSize, endOf(first)); child++ {
			walk(child)
		}
	}
	walk(0)
	slices.Sort(found)
	return found
}

// sizes are where the features begin, one after another.
func (f *fgbFile) begins() ([]uint64, error) {
	var out []uint64
	for at := 0; at < len(f.features); {
		if at+4 > len(f.features) {
			return nil, fmt.Errorf("%d bytes after the last feature", len(f.features)-at)
		}
		out = append(out, uint64(at))
		at += 4 + int(binary.LittleEndian.Uint32(f.features[at:]))
		if at > len(f.features) {
			return nil, fmt.Errorf("the last feature ends %d bytes after the file", at-len(f.features))
		}
	}
	return out, nil
}

func TestTheReaderOfTheseTestsReadsFilesOfOthers(t *testing.T) {
	folder, there := realdata.Path(t, "conformance", "flatgeobuf")
	if !there {
		return
	}
	for _, c := range []struct {
		file  string
		count int
	}{{"countries.fgb", 179}, {"poly00.fgb", 10}, {"mp_overlapping.fgb", 2}, {"empty.fgb", 0}} {
		data, err := os.ReadFile(filepath.Join(folder, c.file))
		if err != nil {
			t.Fatal(err)
		}
		f, err := takeApart(data)
		if err != nil || f.count != c.count {
			t.Errorf("%s: %d features (%v), want %d", c.file, f.count, err, c.count)
			continue
		}
		begins, err := f.begins()
		if err != nil || len(begins) != c.count {
			t.Errorf("%s: %d features follow (%v)", c.file, len(begins), err)
		}
		if c.count > 0 && f.nodeSize > 0 {
			if all := f.search(f.nodes[0].bound); len(all) != c.count {
				t.Errorf("%s: the index leads to %d of %d", c.file, len(all), c.count)
			}
		}
	}
}

func TestTheIndexOfAFlatGeobufLeadsToWhatLiesThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.Bool().Draw(t, "points")
		n := rapid.SampledFrom([]int{1, 2, 15, 16, 17, 255, 256, 257, 300}).Draw(t, "rows")
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "places"), 0))
		rows := make([]*testRow, n)
		for i := range rows {
			at := orb.Point{random.Float64()*340 - 170, random.Float64()*160 - 80}
			rows[i] = &testRow{values: []any{int64(i), nil, nil, nil, nil, nil}, shape: at}
			if !points {
				rows[i].shape = orb.MultiPolygon{{square(at[0], at[1], random.Float64()*5)}}
			}
		}
		f, err := takeApart(written(t, Options{Format: FlatGeobuf, Source: sourceOf(points, rows...)}))
		if err != nil {
			t.Fatal(err)
		}
		begins, err := f.begins()
		if err != nil || len(begins) != n || f.count != n {
			t.Fatalf("%d features follow, the header says %d, want %d (%v)", len(begins), f.count, n, err)
		}
		a, b := somePoint().Draw(t, "corner"), somePoint().Draw(t, "other corner")
		box := orb.MultiPoint{a, b}.Bound()
		want := 0
		for _, r := range rows {
			if r.shape.Bound().Intersects(box) {
				want++
			}
		}
		found := f.search(box)
		if len(found) != want {
			t.Fatalf("the index finds %d features in %v, want %d", len(found), box, want)
		}
		for _, at := range found {
			if _, isOne := slices.BinarySearch(begins, at); !isOne {
				t.Fatalf("no feature begins at %d", at)
			}
		}
	})
}

func TestTheHeaderOfAFlatGeobuf(t *testing.T) {
	shape := func(g orb.Geometry) *testRow { return &testRow{values: make([]any, 6), shape: g} }
	point, line, polygon := orb.Point{106.5, 29.5}, orb.LineString{{1, 1}, {2, 2}}, orb.MultiPolygon{{square(1, 1, 2)}}
	for _, c := range []struct {
		name     string
		points   bool
		rows     []*testRow
		kind     byte
		nodeSize int
		envelope []float64
	}{
		{"of points", true, []*testRow{shape(point)}, fgbPoint, 16, []float64{106.5, 29.5, 106.5, 29.5}},
		{"of polygons", false, []*testRow{shape(polygon), shape(polygon)}, fgbMultiPolygon, 16, []float64{1, 1, 3, 3}},
		{"of several kinds", false, []*testRow{shape(line), shape(polygon)}, fgbUnknown, 16, []float64{1, 1, 3, 3}},
		{"of no points", true, nil, fgbPoint, 0, nil},
		{"of nothing", false, nil, fgbUnknown, 0, nil},
	} {
		o := Options{Format: FlatGeobuf, Source: sourceOf(c.points, c.rows...), About: About{Source: "天地图", ApprovalNo: "GS(2026)1号"}}
		f, err := takeApart(written(t, o))
		if err != nil {
			t.Fatal(err)
		}
		if f.text(0) != "hazards" || f.text(11) != "隐患" || f.text(12) != "map: 天地图; 审图号 GS(2026)1号" {
			t.Errorf("%s: name %q, title %q, description %q", c.name, f.text(0), f.text(11), f.text(12))
		}
		if kind := f.header.GetByteSlot(4+2*2, 0); kind != c.kind || f.nodeSize != c.nodeSize || f.count != len(c.rows) {
			t.Errorf("%s: geometry type %d, node size %d, %d features", c.name, kind, f.nodeSize, f.count)
		}
		var envelope []float64
		if o := f.header.Offset(4 + 2*1); o != 0 {
			for i := range f.header.VectorLen(flatbuffers.UOffsetT(o)) {
				envelope = append(envelope, f.header.GetFloat64(f.header.Vector(flatbuffers.UOffsetT(o))+flatbuffers.UOffsetT(8*i)))
			}
		}
		if diff := gocmp.Diff(c.envelope, envelope); diff != "" {
			t.Errorf("%s: envelope %s", c.name, diff)
		}
		crs := flatbuffers.Table{Bytes: f.header.Bytes, Pos: f.header.Indirect(f.header.Pos + flatbuffers.UOffsetT(f.header.Offset(4+2*10)))}
		if textIn(&crs, 0) != "EPSG" || crs.GetInt32Slot(4+2*1, 0) != 4326 {
			t.Errorf("%s: the reference system is %s:%d", c.name, textIn(&crs, 0), crs.GetInt32Slot(4+2*1, 0))
		}
		var columns []string
		fields := flatbuffers.UOffsetT(f.header.Offset(4 + 2*7))
		for i := range f.header.VectorLen(fields) {
			column := flatbuffers.Table{Bytes: f.header.Bytes, Pos: f.header.Indirect(f.header.Vector(fields) + flatbuffers.UOffsetT(4*i))}
			columns = append(columns, fmt.Sprint(textIn(&column, 0), " ", column.GetByteSlot(4+2*1, 0), " ", textIn(&column, 2)))
		}
		if diff := gocmp.Diff([]string{"no 7 序号", "words 11 文字", "whole 7 整数", "real 10 实数", "done 2 已办结", "at 13 时间"}, columns); diff != "" {
			t.Errorf("%s: columns %s", c.name, diff)
		}
	}
}

func TestGDALReadsTheFlatGeobuf(t *testing.T) {
	for _, points := range []bool{true, false} {
		rows := someRows(points, 400, 400).Example(11)
		path := filepath.Join(t.TempDir(), "hazards.fgb")
		if _, err := File(t.Context(), path, false, Options{Format: FlatGeobuf, Source: sourceOf(points, rows...)}); err != nil {
			t.Fatal(err)
		}
		read := readByGDAL(t, path)
		if len(read) != len(rows) {
			t.Fatalf("GDAL reads %d of %d", len(read), len(rows))
		}
		slices.SortFunc(read, func(a, b gdalFeature) int {
			return cmp.Compare(a.Properties["no"].(float64), b.Properties["no"].(float64))
		})
		for i, f := range read {
			sameAsGDAL(t, rows[i], f)
			if p, isPoint := rows[i].shape.(orb.Point); isPoint {
				var at orb.Point
				if err := json.Unmarshal(f.Geometry.Coordinates, &at); err != nil || at != p {
					t.Errorf("row %d is at %v (%v), want %v", i, at, err, p)
				}
				continue
			}
			var shape orb.MultiPolygon
			if err := json.Unmarshal(f.Geometry.Coordinates, &shape); err != nil || !orb.Equal(shape, rightHanded(rows[i].shape)) {
				t.Errorf("row %d is %v (%v), want %v", i, shape, err, rows[i].shape)
			}
		}
		box := orb.Bound{Min: orb.Point{-60, -30}, Max: orb.Point{100, 45}}
		want := 0
		for _, r := range rows {
			if r.shape.Bound().Intersects(box) {
				want++
			}
		}
		if got := len(readByGDAL(t, path, "-spat", "-60", "-30", "100", "45")); got != want {
			t.Errorf("GDAL finds %d in the box, want %d", got, want)
		}
		info := ogrinfo(t, path, "-so", "-al")
		for _, want := range []string{"Layer name: hazards", "Feature Count: 400", `ID["EPSG",4326]`, `at: DateTime (0.0), alternative name="时间"`} {
			if !strings.Contains(info, want) {
				t.Errorf("ogrinfo does not say %q:\n%s", want, info)
			}
		}
	}
}

func TestTheHilbertCurveVisitsEveryPlaceOnceAndGoesInSmallSteps(t *testing.T) {
	const side = 64 // the first corner of the square
	at := map[uint32][2]int{}
	for x := range side {
		for y := range side {
			at[hilbert(uint32(x), uint32(y))] = [2]int{x, y}
		}
	}
	if len(at) != side*side {
		t.Fatalf("%d places, want %d", len(at), side*side)
	}
	for d := range uint32(side*side - 1) {
		a, here := at[d]
		b, next := at[d+1]
		if step := max(a[0]-b[0], b[0]-a[0]) + max(a[1]-b[1], b[1]-a[1]); !here || !next || step != 1 {
			t.Fatalf("from %d at %v to %v are %d steps", d, a, b, step)
		}
	}
}
