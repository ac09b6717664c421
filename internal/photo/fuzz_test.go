package photo

import (
	"testing"

	"github.com/wangge-map/wangge/geo"
)

// Whatever is sent, it is refused as invalid or made into two JPEGs without metadata: never a panic, never another error.
func FuzzMake(f *testing.F) {
	for _, data := range [][]byte{
		asJPEG(f, corners(32, 24)), jpegWith(f, corners(32, 24), phone), asPNG(f, corners(24, 32)), pngWith(f, corners(24, 32), phone), webp(),
		bombPNG(50_000, 40_000, 8), []byte("\xff\xd8\xff\xe0\x00\x01\xff\xd9"),
	} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := Look(data, "body")
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		if h.Width*h.Height > 1<<20 {
			return // decoding large ones takes the fuzzer's time; they differ in nothing else
		}
		m, err := new(Maker).Make(data, china, now)
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Fatalf("not made: %v", err)
			}
			return
		}
		again, err := Look(m.Full, "full")
		if err != nil || again.Width != m.Width || again.Height != m.Height || again.Format != JPEG {
			t.Fatalf("what was made is %+v, %v; said to be %d × %d", again, err, m.Width, m.Height)
		}
	})
}

// FuzzMeta reads metadata alone: a picture's bytes would be most of what is tried.
func FuzzMeta(f *testing.F) {
	head := len(jpegWith(f, corners(16, 16), phone)) - len(asJPEG(f, corners(16, 16)))
	f.Add(jpegWith(f, corners(16, 16), phone)[:head])
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, format := range []Format{JPEG, PNG, WebP} {
			m := readMeta(data, format, china, now)
			if m.Orientation < 1 || m.Orientation > 8 {
				t.Errorf("orientation %d", m.Orientation)
			}
			if m.At != nil {
				if lon, lat := m.At.Degrees(); lon < -180 || lon > 180 || lat < -90 || lat > 90 {
					t.Errorf("at %v", m.At)
				}
			}
		}
	})
}
