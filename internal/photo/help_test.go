package photo

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"testing"
)

// corners is a picture of w × h pixels whose quarters are red, green (north-east), blue (south-west) and white.
func corners(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, 0, 0, 255}
			switch {
			case x >= w/2 && y >= h/2:
				c = color.RGBA{255, 255, 255, 255}
			case x >= w/2:
				c = color.RGBA{0, 255, 0, 255}
			case y >= h/2:
				c = color.RGBA{0, 0, 255, 255}
			}
			p.SetRGBA(x, y, c)
		}
	}
	return p
}

func asJPEG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func asPNG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// exif is what a camera writes: a TIFF with an orientation, a time and a place.
type exif struct {
	orientation       uint16
	takenAt, offset   string
	lat, lon          float64 // degrees north and east
	withoutPlace      bool
	latKind, latCount int // 0: as it should be; otherwise a hostile type or count
}

// tiff writes e as little-endian TIFF: IFD0, then those of Exif and GPS, then what does not fit into four bytes.
func (e exif) tiff() []byte {
	type entry struct {
		tag, kind uint16
		count     int
		value     []byte
	}
	le := binary.LittleEndian
	short := func(v uint16) []byte { return le.AppendUint16(nil, v) }
	long := func(v int) []byte { return le.AppendUint32(nil, uint32(v)) }
	text := func(s string) []byte { return append([]byte(s), 0) }
	degrees := func(v float64) (out []byte) {
		v = math.Abs(v)
		d, m := math.Floor(v), math.Floor(v*60)-math.Floor(v)*60
		s := math.Round((v*3600 - d*3600 - m*60) * 1e6)
		for _, part := range []uint32{uint32(d), 1, uint32(m), 1, uint32(s), 1e6} {
			out = le.AppendUint32(out, part)
		}
		return out
	}
	side := func(v float64, plus, minus string) []byte {
		if v < 0 {
			return text(minus)
		}
		return text(plus)
	}
	sub := []entry{{0x9003, 2, 20, text(e.takenAt)}}
	if e.offset != "" {
		sub = append(sub, entry{0x9011, 2, 7, text(e.offset)})
	}
	gps := []entry{
		{1, 2, 2, side(e.lat, "N", "S")}, {2, 5, 3, degrees(e.lat)}, {3, 2, 2, side(e.lon, "E", "W")}, {4, 5, 3, degrees(e.lon)},
	}
	if e.latKind != 0 {
		gps[1].kind, gps[1].count = uint16(e.latKind), e.latCount
	}
	root := []entry{{0x0112, 3, 1, short(e.orientation)}, {0x010f, 2, 12, text("SecretMaker")}, {0x8769, 4, 1, nil}, {0x8825, 4, 1, nil}}
	if e.withoutPlace {
		root = root[:3]
	}
	sizeOf := func(ifd []entry) int { return 2 + 12*len(ifd) + 4 }
	subAt := 8 + sizeOf(root)
	gpsAt := subAt + sizeOf(sub)
	dataAt := gpsAt + sizeOf(gps)
	root[2].value = long(subAt)
	if !e.withoutPlace {
		root[3].value = long(gpsAt)
	}
	out := append([]byte("II*\x00"), long(8)...)
	var data []byte
	for _, ifd := range [][]entry{root, sub, gps} {
		out = le.AppendUint16(out, uint16(len(ifd)))
		for _, x := range ifd {
			out = le.AppendUint16(out, x.tag)
			out = le.AppendUint16(out, x.kind)
			out = le.AppendUint32(out, uint32(x.count))
			if len(x.value) > 4 {
				out = le.AppendUint32(out, uint32(dataAt+len(data)))
				data = append(data, x.value...)
				continue
			}
			out = append(out, append(x.value, make([]byte, 4-len(x.value))...)...)
		}
		out = append(out, 0, 0, 0, 0)
	}
	return append(out, data...)
}

const (
	xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description exif:GPSLatitude="29,34.5N" xmlns:exif="http://ns.adobe.com/exif/1.0/"/></rdf:RDF></x:xmpmeta>`
	icc = "ICC_PROFILE\x00\x01\x01secret profile"
)

// jpegWith puts metadata of every kind in front of a JPEG's picture.
func jpegWith(t testing.TB, p image.Image, e exif) []byte {
	t.Helper()
	data := asJPEG(t, p)
	out := append([]byte{}, data[:2]...)
	for _, s := range []struct {
		marker byte
		body   string
	}{
		{0xe1, "Exif\x00\x00" + string(e.tiff())}, {0xe1, "http://ns.adobe.com/xap/1.0/\x00" + xmp}, {0xe2, icc}, {0xed, "Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00"}, {0xfe, "secret comment"},
	} {
		out = append(out, 0xff, s.marker)
		out = binary.BigEndian.AppendUint16(out, uint16(len(s.body)+2))
		out = append(out, s.body...)
	}
	return append(out, data[2:]...)
}

// pngWith puts metadata behind a PNG's header.
func pngWith(t testing.TB, p image.Image, e exif) []byte {
	t.Helper()
	data := asPNG(t, p)
	const header = 8 + 25
	out := append([]byte{}, data[:header]...)
	out = append(out, chunk("eXIf", e.tiff())...)
	out = append(out, chunk("tEXt", []byte("Comment\x00secret comment"))...)
	return append(out, data[header:]...)
}

func chunk(name string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(out, name...)
	out = append(out, body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// bombPNG says that it has w × h pixels of bits a colour, and holds next to nothing.
func bombPNG(w, h, bits int) []byte {
	head := binary.BigEndian.AppendUint32(nil, uint32(w))
	head = binary.BigEndian.AppendUint32(head, uint32(h))
	head = append(head, byte(bits), 6, 0, 0, 0)
	out := append([]byte(pngMagic), chunk("IHDR", head)...)
	out = append(out, chunk("IDAT", []byte{0x78, 0x9c, 1, 0, 0, 0xff, 0xff, 0, 0, 0, 1})...)
	return append(out, chunk("IEND", nil)...)
}

// webp is a picture of 16 × 16 pixels, lossless, of one colour.
func webp() []byte {
	// Signature, size, alpha and version; then no transform, no colour cache, no meta codes, and five codes of one symbol each.
	var b bits
	b.put(0x2f, 8)
	b.put(15, 14)
	b.put(15, 14)
	b.put(0, 1+3)
	b.put(0, 1+1+1)
	for _, symbol := range []uint32{200, 100, 50, 255, 0} {
		if symbol > 1 {
			b.put(1, 1) // simple
			b.put(0, 1) // one symbol
			b.put(1, 1) // of eight bits
			b.put(symbol, 8)
			continue
		}
		b.put(1, 1)
		b.put(0, 1)
		b.put(0, 1)
		b.put(symbol, 1)
	}
	return riff("VP8L", append(b.bytes, byte(b.rest)))
}

func riff(name string, body []byte) []byte {
	if len(body)%2 == 1 {
		body = append(body, 0)
	}
	inner := append([]byte("WEBP"+name), binary.LittleEndian.AppendUint32(nil, uint32(len(body)))...)
	inner = append(inner, body...)
	return append(append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(inner)))...), inner...)
}

// bits writes least significant bits first.
type bits struct {
	bytes []byte
	rest  uint64
	n     int
}

func (b *bits) put(v uint32, n int) {
	b.rest |= uint64(v) << b.n
	for b.n += n; b.n >= 8; b.n -= 8 {
		b.bytes = append(b.bytes, byte(b.rest))
		b.rest >>= 8
	}
}
