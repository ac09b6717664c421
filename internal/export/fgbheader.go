package export

import (
	flatbuffers "github.com/google/flatbuffers/go"

	"github.com/wangge-map/wangge/tiles"
)

// fgbColumnType is the number that FlatGeobuf gives the type.
func fgbColumnType(t tiles.ColumnType) byte {
	switch t {
	case tiles.TypeInteger:
		return 7 // Long
	case tiles.TypeNumber:
		return 10 // Double
	case tiles.TypeBoolean:
		return 2 // Bool
	case tiles.TypeTime:
		return 13 // DateTime: ISO 8601
	}
	return 11 // String
}

// header returns the header with its size before it.
func (f *fgbWriter) header() []byte {
	b := flatbuffers.NewBuilder(4096)
	fields, envelope, crs := f.headerColumns(b), f.headerEnvelope(b), headerCRS(b)
	name, title, description := b.CreateString(f.o.Source.Layer), b.CreateString(f.o.title()), b.CreateString(f.o.About.sentence())
	nodeSize := uint16(fgbNodeSize)
	if len(f.items) == 0 {
		nodeSize = 0 // no index
	}
	const nodeSizeByDefault = 16 // of the schema, for a header that does not name it
	b.StartObject(14)
	b.PrependUOffsetTSlot(0, name, 0)
	b.PrependUOffsetTSlot(1, envelope, 0)
	b.PrependByteSlot(2, f.kind, 0)
	b.PrependUOffsetTSlot(7, fields, 0)
	b.PrependUint64Slot(8, uint64(len(f.items)), 0)
	b.PrependUint16Slot(9, nodeSize, nodeSizeByDefault)
	b.PrependUOffsetTSlot(10, crs, 0)
	b.PrependUOffsetTSlot(11, title, 0)
	b.PrependUOffsetTSlot(12, description, 0)
	b.FinishSizePrefixed(b.EndObject())
	return b.FinishedBytes()
}

func (f *fgbWriter) headerColumns(b *flatbuffers.Builder) flatbuffers.UOffsetT {
	var columns []flatbuffers.UOffsetT
	for _, c := range f.o.Source.Columns {
		name, title := b.CreateString(c.Name), b.CreateString(c.TitleZH)
		b.StartObject(11)
		b.PrependUOffsetTSlot(0, name, 0)
		b.PrependByteSlot(1, fgbColumnType(c.Type), 0)
		b.PrependUOffsetTSlot(2, title, 0)
		columns = append(columns, b.EndObject())
	}
	return b.CreateVectorOfTables(columns)
}

func (f *fgbWriter) headerEnvelope(b *flatbuffers.Builder) flatbuffers.UOffsetT {
	if f.bound.IsEmpty() {
		return 0
	}
	b.StartVector(8, 4, 8)
	for _, v := range []float64{f.bound.Max[1], f.bound.Max[0], f.bound.Min[1], f.bound.Min[0]} { // a buffer grows from its end
		b.PrependFloat64(v)
	}
	return b.EndVector(4)
}

// headerCRS is EPSG:4326. FlatGeobuf has longitude first whatever the reference system says.
func headerCRS(b *flatbuffers.Builder) flatbuffers.UOffsetT {
	org := b.CreateString("EPSG")
	b.StartObject(6)
	b.PrependUOffsetTSlot(0, org, 0)
	b.PrependInt32Slot(1, 4326, 0)
	return b.EndObject()
}
