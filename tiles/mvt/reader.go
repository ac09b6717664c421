package mvt

import (
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// reader walks the fields of one message. After next, exactly one of the reading methods takes the field. Whatever is
// wrong sets failed; from then on next is false and values are zero.
type reader struct {
	data   []byte
	at     int
	field  int
	wire   int
	failed bool
}

func (r *reader) more() bool { return !r.failed && r.at < len(r.data) }

// next goes to the next field.
func (r *reader) next() bool {
	if !r.more() {
		return false
	}
	key := r.raw()
	if r.failed || key>>3 == 0 || key>>3 > 1<<29-1 {
		r.failed = true
		return false
	}
	r.field, r.wire = int(key>>3), int(key&7)
	return true
}

func (r *reader) raw() uint64 {
	if r.failed {
		return 0
	}
	v, n := binary.Uvarint(r.data[r.at:])
	if n <= 0 {
		r.failed = true
		return 0
	}
	r.at += n
	return v
}

func (r *reader) expect(wire int) {
	if r.wire != wire {
		r.failed = true
	}
}

func (r *reader) varint() uint64 {
	r.expect(wireVarint)
	return r.raw()
}

func (r *reader) uint32() uint32 {
	v := r.varint()
	if v > math.MaxUint32 {
		r.failed = true
		return 0
	}
	return uint32(v)
}

// packed reads one number of a packed field.
func (r *reader) packed() uint32 {
	v := r.raw()
	if v > math.MaxUint32 {
		r.failed = true
		return 0
	}
	return uint32(v)
}

// bytes returns a part of data, not a copy.
func (r *reader) bytes() []byte {
	r.expect(wireBytes)
	n := r.raw()
	if r.failed || n > uint64(len(r.data)-r.at) {
		r.failed = true
		return nil
	}
	r.at += int(n)
	return r.data[r.at-int(n) : r.at]
}

func (r *reader) text() string {
	b := r.bytes()
	if !utf8.Valid(b) {
		r.failed = true
		return ""
	}
	return string(b)
}

func (r *reader) fixed(wire int) uint64 {
	r.expect(wire)
	size := 8
	if wire == wireFixed32 {
		size = 4
	}
	if r.failed || len(r.data)-r.at < size {
		r.failed = true
		return 0
	}
	b := r.data[r.at : r.at+size]
	r.at += size
	if size == 4 {
		return uint64(binary.LittleEndian.Uint32(b))
	}
	return binary.LittleEndian.Uint64(b)
}

// once fails when one of the fields that may stand once only stands there again.
func (r *reader) once(has *[16]bool, single ...int) bool {
	if slices.Contains(single, r.field) {
		if has[r.field] {
			r.failed = true
			return false
		}
		has[r.field] = true
	}
	return true
}

// extension passes over a field that the specification leaves to others; any other unknown field is wrong.
func (r *reader) extension() {
	switch {
	case r.field < 16:
		r.failed = true
	case r.wire == wireVarint:
		r.raw()
	case r.wire == wireBytes:
		r.bytes()
	case r.wire == wireFixed32, r.wire == wireFixed64:
		r.fixed(r.wire)
	default:
		r.failed = true
	}
}

// indexed names the i-th of some things, as in errors.
func indexed(name string, i int) string { return name + "[" + strconv.Itoa(i) + "]" }
