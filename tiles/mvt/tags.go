package mvt

import (
	"encoding/binary"
	"math"
	"strings"
)

// tags are the keys of a layer, each written once. A layer has few, so that looking along them beats a map.
type tags struct {
	names   []string
	encoded []byte
}

func (t *tags) reset() { t.names, t.encoded = t.names[:0], t.encoded[:0] }

func (t *tags) index(key string) uint32 {
	for i, name := range t.names {
		if name == key {
			return uint32(i)
		}
	}
	t.names = append(t.names, key)
	t.encoded = appendBytes(t.encoded, layerKeys, strings.ToValidUTF8(key, "\uFFFD"))
	return uint32(len(t.names) - 1)
}

// values are the values of a layer's tags, each written once.
type values struct {
	count   uint32
	encoded []byte
	texts   map[string]uint32
	others  map[plain]uint32
}

// plain is a value that is no text: its field in the message and its bits.
type plain struct {
	field int
	bits  uint64
}

func (v *values) reset() {
	v.count, v.encoded = 0, v.encoded[:0]
	if v.texts == nil {
		v.texts, v.others = map[string]uint32{}, map[plain]uint32{}
	}
	clear(v.texts)
	clear(v.others)
}

func (v *values) text(value string) uint32 {
	i, there := v.texts[value]
	if !there {
		i = v.uniqueText(value)
		v.texts[value] = i
	}
	return i
}

func (v *values) uniqueText(value string) uint32 {
	value = strings.ToValidUTF8(value, "\uFFFD")
	v.encoded = append(v.encoded, tag(layerValues, wireBytes))
	v.encoded = appendVarint(v.encoded, uint64(bytesLen(len(value))))
	v.encoded = appendBytes(v.encoded, valueString, value)
	v.count++
	return v.count - 1
}

// int writes what is not negative as int_value and the rest as sint_value, where it is short.
func (v *values) int(value int64) uint32 {
	if value < 0 {
		return v.other(plain{valueSint, uint64(value<<1) ^ uint64(value>>63)})
	}
	return v.other(plain{valueInt, uint64(value)})
}

func (v *values) bool(value bool) uint32 {
	if value {
		return v.other(plain{valueBool, 1})
	}
	return v.other(plain{valueBool, 0})
}

func (v *values) number(value float64) uint32 {
	return v.other(plain{valueDouble, math.Float64bits(value)})
}

func (v *values) other(p plain) uint32 {
	if i, there := v.others[p]; there {
		return i
	}
	if p.field == valueDouble {
		v.encoded = append(v.encoded, tag(layerValues, wireBytes), 9, tag(p.field, wireFixed64))
		v.encoded = binary.LittleEndian.AppendUint64(v.encoded, p.bits)
	} else {
		v.encoded = append(v.encoded, tag(layerValues, wireBytes), byte(1+varintLen(p.bits)), tag(p.field, wireVarint))
		v.encoded = appendVarint(v.encoded, p.bits)
	}
	v.others[p] = v.count
	v.count++
	return v.count - 1
}
