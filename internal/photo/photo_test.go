package photo

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/bep/imagemeta"

	"github.com/wangge-map/wangge/geo"
)

var (
	china = time.FixedZone("", 8*3600)
	now   = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	phone = exif{orientation: 6, takenAt: "2026:11:24 18:30:05", lat: 29.5712345, lon: 106.5512345}
)

func made(t *testing.T, data []byte) Made {
	t.Helper()
	if _, err := Look(data, "body"); err != nil {
		t.Fatal(err)
	}
	m, err := new(Maker).Make(data, china, now)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func decoded(t *testing.T, data []byte) image.Image {
	t.Helper()
	p, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// alike reports whether two colours are the same but for what JPEG makes of them.
func alike(a, b color.Color) bool {
	r, g, bl, _ := a.RGBA()
	r2, g2, bl2, _ := b.RGBA()
	const most = 40 << 8
	return math.Abs(float64(r)-float64(r2)) < most && math.Abs(float64(g)-float64(g2)) < most && math.Abs(float64(bl)-float64(bl2)) < most
}

func TestWhatMustNotBeDecodedIsRefusedWithTheReason(t *testing.T) {
	whole := asJPEG(t, corners(64, 48))
	// The only end left stands in the thumbnail of its metadata.
	cut := jpegWith(t, corners(64, 48), phone)
	cut = append(cut[:4:4], append([]byte("\xff\xd9"), cut[4:len(cut)-200]...)...)
	cut[2], cut[3] = 0xff, 0xff // filling keeps the walk in step
	animated := riff("VP8X", []byte{2, 0, 0, 0, 15, 0, 0, 15, 0, 0})
	for name, c := range map[string]struct {
		data []byte
		why  string
	}{
		"nothing":                       {nil, "empty"},
		"text":                          {[]byte("<svg onload=alert(1)>"), "not a JPEG, PNG or WebP"},
		"a GIF":                         {[]byte("GIF89a\x10\x00\x10\x00\x00\x00\x00;"), "not a JPEG, PNG or WebP"},
		"a HEIC of a phone":             {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "most compatible"},
		"more than 12 MB":               {append(bytes.Clone(whole), make([]byte, MaxBytes)...), "larger than 12 MB"},
		"a JPEG's header":               {whole[:20], "cut off"},
		"a JPEG without its end":        {whole[:len(whole)-2], "cut off"},
		"a JPEG whose thumbnail ends":   {cut, "cut off"},
		"a PNG without its end":         {asPNG(t, corners(64, 48))[:100], "cut off"},
		"a PNG of 2 gigapixels":         {bombPNG(50_000, 40_000, 8), "50 megapixels"},
		"a PNG as wide as numbers go":   {bombPNG(math.MaxInt32, math.MaxInt32, 8), "can't be read"},
		"a PNG that takes 400 MB":       {bombPNG(7000, 7000, 16), "too much memory"},
		"a PNG of no pixels":            {bombPNG(0, 0, 8), "can't be read"},
		"a pixel that counts visitors":  {asPNG(t, corners(1, 1)), "16 × 16"},
		"a line":                        {asPNG(t, corners(400, 15)), "16 × 16"},
		"a WebP without its end":        {webp()[:30], "cut off"},
		"a WebP that moves":             {animated, "moves"},
		"a progressive JPEG of 48 MP":   {progressive(t, 8000, 6000), "too much memory"},
		"a JPEG whose segment is short": {[]byte("\xff\xd8\xff\xe0\x00\x01\xff\xd9"), "cut off"},
	} {
		_, err := Look(c.data, "body")
		var known *geo.Error
		if !errors.As(err, &known) || known.Kind != geo.Invalid || known.Field != "body" || !strings.Contains(known.Msg, c.why) {
			t.Errorf("%s: %v, want %q", name, err, c.why)
		}
		if _, err := new(Maker).Make(c.data, china, now); geo.KindOf(err) != geo.Invalid {
			t.Errorf("%s is made: %v", name, err)
		}
	}
}

// progressive is the header of a progressive JPEG with a scan of nothing.
func progressive(t *testing.T, w, h int) []byte {
	t.Helper()
	frame := []byte{0xff, 0xc2, 0, 17, 8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0}
	scan := []byte{0xff, 0xda, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 0, 0, 0xff, 0xd9}
	return append(append([]byte{0xff, 0xd8}, frame...), scan...)
}

func TestEveryFormatIsMadeAJPEG(t *testing.T) {
	for name, data := range map[string][]byte{
		"jpeg": asJPEG(t, corners(64, 48)), "png": asPNG(t, corners(64, 48)), "webp": webp(),
		"a JPEG with what Samsung appends": append(asJPEG(t, corners(64, 48)), "SEFT trailer"...),
	} {
		m := made(t, data)
		if p := decoded(t, m.Full); p.Bounds().Dx() != m.Width || p.Bounds().Dy() != m.Height || m.Width < 16 {
			t.Errorf("%s: %v, said to be %d × %d", name, p.Bounds(), m.Width, m.Height)
		}
		decoded(t, m.Thumb)
	}
	if p := decoded(t, made(t, webp()).Full); !alike(p.At(8, 8), color.RGBA{100, 200, 50, 255}) {
		t.Errorf("the WebP's colour is %v", p.At(8, 8))
	}
}

func TestLargePicturesAreMadeSmallerAndSmallOnesStay(t *testing.T) {
	for _, c := range []struct{ w, h, wantW, wantH, thumbW, thumbH int }{
		{64, 48, 64, 48, 64, 48},
		{2048, 1000, 2048, 1000, 320, 156},
		{4000, 3000, 2048, 1536, 320, 240},
		{3000, 4100, 1499, 2048, 234, 320},
		{9000, 16, 2048, 4, 320, 1},
	} {
		m := made(t, asJPEG(t, corners(c.w, c.h)))
		full, thumb := decoded(t, m.Full), decoded(t, m.Thumb)
		if got := full.Bounds().Size(); got != image.Pt(c.wantW, c.wantH) {
			t.Errorf("%d × %d became %v, want %d × %d", c.w, c.h, got, c.wantW, c.wantH)
		}
		if got := thumb.Bounds().Size(); got != image.Pt(c.thumbW, c.thumbH) {
			t.Errorf("%d × %d: the thumbnail is %v, want %d × %d", c.w, c.h, got, c.thumbW, c.thumbH)
		}
		if c.wantH < 16 {
			continue
		}
		checkCorners(t, "full", full, [4]color.Color{red, green, blue, white})
		checkCorners(t, "thumb", thumb, [4]color.Color{red, green, blue, white})
	}
}

var (
	red   = color.RGBA{255, 0, 0, 255}
	green = color.RGBA{0, 255, 0, 255}
	blue  = color.RGBA{0, 0, 255, 255}
	white = color.RGBA{255, 255, 255, 255}
)

// checkCorners compares the quarters: north-west, north-east, south-west, south-east.
func checkCorners(t *testing.T, name string, p image.Image, want [4]color.Color) {
	t.Helper()
	w, h := p.Bounds().Dx(), p.Bounds().Dy()
	for i, at := range []image.Point{{w / 4, h / 4}, {w * 3 / 4, h / 4}, {w / 4, h * 3 / 4}, {w * 3 / 4, h * 3 / 4}} {
		if got := p.At(at.X, at.Y); !alike(got, want[i]) {
			t.Errorf("%s: quarter %d is %v, want %v", name, i, got, want[i])
		}
	}
}

// How a picture that is upright when turned as EXIF says is stored: https://www.exif.org, tag 0x0112.
func TestPicturesAreTurnedUpright(t *testing.T) {
	// Quarters of the stored picture are always red, green, blue, white.
	for orientation, want := range map[uint16][4]color.Color{
		1: {red, green, blue, white},
		2: {green, red, white, blue},
		3: {white, blue, green, red},
		4: {blue, white, red, green},
		5: {red, blue, green, white},
		6: {blue, red, white, green},
		7: {white, green, blue, red},
		8: {green, white, red, blue},
		9: {red, green, blue, white}, // not one
	} {
		e := phone
		e.orientation = orientation
		for format, data := range map[string][]byte{"jpeg": jpegWith(t, corners(96, 64), e), "png": pngWith(t, corners(96, 64), e)} {
			m := made(t, data)
			wantSize := image.Pt(96, 64)
			if orientation >= 5 && orientation <= 8 {
				wantSize = image.Pt(64, 96)
			}
			full := decoded(t, m.Full)
			if full.Bounds().Size() != wantSize || image.Pt(m.Width, m.Height) != wantSize {
				t.Errorf("%s, orientation %d: %v, want %v", format, orientation, full.Bounds().Size(), wantSize)
			}
			checkCorners(t, format, full, want)
			checkCorners(t, format+" thumb", decoded(t, m.Thumb), want)
			if t.Failed() {
				t.Fatalf("with orientation %d", orientation)
			}
		}
	}
}

func TestNothingButThePictureIsLeft(t *testing.T) {
	for name, data := range map[string][]byte{"jpeg": jpegWith(t, corners(96, 64), phone), "png": pngWith(t, corners(96, 64), phone)} {
		if tags := allTags(t, data); len(tags) < 5 {
			t.Fatalf("%s: only %d tags were there to begin with: %v", name, len(tags), tags)
		}
		m := made(t, data)
		for size, out := range map[string][]byte{"full": m.Full, "thumb": m.Thumb} {
			if tags := allTags(t, out); len(tags) > 0 {
				t.Errorf("%s, %s: tags are left: %v", name, size, tags)
			}
			for _, word := range []string{"Exif", "GPS", "xmp", "adobe", "ICC_PROFILE", "Photoshop", "8BIM", "secret", "Secret", "II*\x00", "MM\x00*", "JFIF"} {
				if bytes.Contains(out, []byte(word)) {
					t.Errorf("%s, %s: %q is left", name, size, word)
				}
			}
			for at := 2; out[at+1] != 0xda; at += 2 + int(out[at+2])<<8 + int(out[at+3]) {
				if marker := out[at+1]; marker >= 0xe0 && marker <= 0xef || marker == 0xfe {
					t.Errorf("%s, %s: a segment %x is left", name, size, marker)
				}
			}
		}
	}
}

func allTags(t *testing.T, data []byte) map[string]any {
	t.Helper()
	format := imagemeta.JPEG
	if bytes.HasPrefix(data, []byte(pngMagic)) {
		format = imagemeta.PNG
	}
	tags := map[string]any{}
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(data), ImageFormat: format, Sources: imagemeta.EXIF | imagemeta.IPTC | imagemeta.XMP,
		ShouldHandleTag: func(imagemeta.TagInfo) bool { return true },
		HandleTag:       func(tag imagemeta.TagInfo) error { tags[tag.Tag] = tag.Value; return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return tags
}

func TestTheHintsAreReadBeforeTheyAreLost(t *testing.T) {
	for name, data := range map[string][]byte{"jpeg": jpegWith(t, corners(96, 64), phone), "png": pngWith(t, corners(96, 64), phone)} {
		m := made(t, data).Meta
		if want := time.Date(2026, 11, 24, 10, 30, 5, 0, time.UTC); !m.TakenAt.Equal(want) || m.Orientation != 6 {
			t.Errorf("%s: taken at %s, orientation %d; want %s", name, m.TakenAt, m.Orientation, want)
		}
		want, err := geo.PointAt(phone.lon, phone.lat)
		if err != nil {
			t.Fatal(err)
		}
		if m.At == nil || math.Abs(float64(m.At.Lon-want.Lon)) > 1 || math.Abs(float64(m.At.Lat-want.Lat)) > 1 {
			t.Errorf("%s: at %v, want %v", name, m.At, want)
		}
	}
}

func TestMetadataThatIsDamagedOrAbsurdCountsAsNotSaid(t *testing.T) {
	with := func(change func(*exif)) exif { e := phone; change(&e); return e }
	for name, c := range map[string]struct {
		e      exif
		at     bool
		placed bool
	}{
		"west and south":            {with(func(e *exif) { e.lat, e.lon = -33.5, -70.6 }), true, true},
		"a time with its offset":    {with(func(e *exif) { e.takenAt, e.offset = "2026:11:24 10:30:05", "+00:00" }), true, true},
		"a clock that was not set":  {with(func(e *exif) { e.takenAt = "2000:01:01 00:00:00" }), false, true},
		"tomorrow's tomorrow":       {with(func(e *exif) { e.takenAt = "2026:11:27 10:00:00" }), false, true},
		"no time":                   {with(func(e *exif) { e.takenAt = "    :  :     :  :  " }), false, true},
		"the null island":           {with(func(e *exif) { e.lat, e.lon = 0, 0 }), true, false},
		"beyond the pole":           {with(func(e *exif) { e.lat = 95 }), true, false},
		"no place":                  {with(func(e *exif) { e.withoutPlace = true }), true, false},
		"a latitude that is text":   {with(func(e *exif) { e.latKind, e.latCount = 2, 24 }), true, false},
		"one that goes on for ever": {with(func(e *exif) { e.latKind, e.latCount = 5, 1<<31-1 }), true, false},
	} {
		m := made(t, jpegWith(t, corners(32, 32), c.e)).Meta
		if m.TakenAt.IsZero() == c.at || (m.At != nil) != c.placed {
			t.Errorf("%s: taken at %s, at %v", name, m.TakenAt, m.At)
		}
		if c.at && !m.TakenAt.Equal(time.Date(2026, 11, 24, 10, 30, 5, 0, time.UTC)) {
			t.Errorf("%s: taken at %s", name, m.TakenAt)
		}
		if c.e.lat < 0 && (m.At.Lat >= 0 || m.At.Lon >= 0) {
			t.Errorf("%s: at %v", name, m.At)
		}
	}
}

func TestWhatIsTransparentBecomesWhite(t *testing.T) {
	p := image.NewNRGBA(image.Rect(0, 0, 32, 32))
	full := decoded(t, made(t, asPNG(t, p)).Full)
	if !alike(full.At(16, 16), white) {
		t.Errorf("it became %v", full.At(16, 16))
	}
}

// 48 megapixels are what phones send at their most: several at once must not take a small machine's memory.
func TestLargePicturesTakeTheirTurns(t *testing.T) {
	data := asJPEG(t, image.NewYCbCr(image.Rect(0, 0, 8000, 6000), image.YCbCrSubsampleRatio420))
	m := &Maker{}
	done := make(chan error)
	for range 3 {
		go func() {
			_, err := m.Make(data, china, now)
			done <- err
		}()
	}
	var most uint64
	for left := 3; left > 0; {
		select {
		case err := <-done:
			left--
			if err != nil {
				t.Error(err)
			}
		case <-time.After(5 * time.Millisecond):
			var s runtime.MemStats
			runtime.ReadMemStats(&s)
			most = max(most, s.HeapAlloc)
		}
	}
	// 72 MB as it is decoded, what becomes of it, and as much again that is not collected yet.
	if most > 400<<20 {
		t.Errorf("%d MB were taken", most>>20)
	}
}
