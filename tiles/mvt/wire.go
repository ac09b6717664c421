package mvt

import (
	"encoding/binary"
	"math/bits"
)

// tag is the number that stands before a field on the wire; below 128 for every field of a tile, so one byte.
func tag(field, wire int) byte { return byte(field<<3 | wire) }

func appendVarint(buf []byte, v uint64) []byte { return binary.AppendUvarint(buf, v) }

// varintLen is the number of bytes that v takes.
func varintLen(v uint64) int { return (bits.Len64(v|1) + 6) / 7 }

// appendBytes appends a field that holds bytes: text, a message or packed numbers.
func appendBytes[T string | []byte](buf []byte, field int, v T) []byte {
	buf = append(buf, tag(field, wireBytes))
	buf = appendVarint(buf, uint64(len(v)))
	return append(buf, v...)
}

// bytesLen is what appendBytes appends for n bytes.
func bytesLen(n int) int { return 1 + varintLen(uint64(n)) + n }

// appendDelta appends how far b is from a, zigzag-coded as a geometry's parameters are.
func appendDelta(buf []byte, a, b Pt) []byte {
	x, y := zigzag(b.X-a.X), zigzag(b.Y-a.Y)
	if x|y < 1<<7 {
		return append(buf, byte(x), byte(y))
	}
	return appendVarint(appendVarint(buf, uint64(x)), uint64(y))
}

func zigzag(v int32) uint32 { return uint32(v<<1) ^ uint32(v>>31) }

func command(id, count int) uint64 { return uint64(count)<<3 | uint64(id) }
