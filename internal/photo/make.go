package photo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"sync"
	"time"

	"golang.org/x/image/draw"

	"github.com/wangge-map/wangge/geo"
)

// What is made.
const (
	fullSide  = 2048 // pixels of the longer side: a licence plate across a street can be read
	thumbSide = 320
	quality   = 82
	// largeMemory is from where on pictures are decoded one after another.
	largeMemory = 64 << 20
)

// Made is a picture that may be shown: JPEG without any metadata, upright.
type Made struct {
	Full, Thumb   []byte
	Width, Height int // of Full
	Meta          Meta
}

// Maker makes pictures. Small ones may be made at once, large ones wait for each other: it never takes more than about
// 400 MB. It is safe for concurrent use.
type Maker struct{ large sync.Mutex }

// Make decodes data, which Look has let through, and encodes it anew. zone is for times that a camera wrote without one.
// It is an Invalid error when data can't be decoded.
func (m *Maker) Make(data []byte, zone *time.Location, now time.Time) (Made, error) {
	h, err := Look(data, "photo")
	if err != nil {
		return Made{}, err
	}
	if h.Large() {
		m.large.Lock()
		defer m.large.Unlock()
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return Made{}, geo.Errorf(geo.Invalid, "photo", "is damaged; send it again: %w", err)
	}
	meta := readMeta(data, h.Format, zone, now)
	full := upright(shrink(picture, fullSide), meta.Orientation)
	made := Made{Width: full.Bounds().Dx(), Height: full.Bounds().Dy(), Meta: meta}
	if made.Full, err = encode(full); err != nil {
		return Made{}, err
	}
	made.Thumb, err = encode(shrink(full, thumbSide))
	return made, err
}

// shrink draws p so that its longer side has at most side pixels. What is transparent becomes white.
//
// It averages whole squares of pixels first, strip by strip, and draws between pixels only what is left, less than a half:
// the kernels of package draw keep 32 bytes a pixel between their two passes, 200 MB for what a phone's camera sends.
func shrink(p image.Image, side int) *image.RGBA {
	size := p.Bounds().Size()
	longer := max(size.X, size.Y)
	n := max(1, longer/side)
	scale := min(1, float64(side)/float64(longer))
	to := image.Rect(0, 0, scaled(size.X, scale), scaled(size.Y, scale))
	if _, opaque := p.(*image.YCbCr); opaque && n == 1 && to.Size() != size {
		return between(p, to) // what most cameras send: without a copy of all its pixels
	}
	near := average(p, n)
	if to.Size() == near.Rect.Size() {
		return near
	}
	return between(near, to)
}

// between draws p, all of it, between its pixels.
func between(p image.Image, to image.Rectangle) *image.RGBA {
	out := image.NewRGBA(to)
	draw.ApproxBiLinear.Scale(out, to, p, p.Bounds(), draw.Src, nil)
	return out
}

func scaled(length int, scale float64) int { return max(1, int(math.Round(float64(length)*scale))) }

// average draws p on white with each square of n × n pixels as one; what is left over at the far edges is not drawn.
func average(p image.Image, n int) *image.RGBA {
	from := p.Bounds()
	nx, ny := min(n, from.Dx()), min(n, from.Dy())
	out := image.NewRGBA(image.Rect(0, 0, from.Dx()/nx, from.Dy()/ny))
	white := image.NewUniform(color.White)
	if nx == 1 && ny == 1 {
		draw.Draw(out, out.Rect, white, image.Point{}, draw.Src)
		draw.Draw(out, out.Rect, p, from.Min, draw.Over)
		return out
	}
	strip := image.NewRGBA(image.Rect(0, 0, from.Dx(), ny))
	for y := range out.Rect.Dy() {
		draw.Draw(strip, strip.Rect, white, image.Point{}, draw.Src)
		draw.Draw(strip, strip.Rect, p, image.Pt(from.Min.X, from.Min.Y+y*ny), draw.Over)
		for x := range out.Rect.Dx() {
			averageSquare(out.Pix[out.PixOffset(x, y):][:4], strip, x*nx, nx, ny)
		}
	}
	return out
}

// averageSquare puts into pixel the mean of nx × ny pixels of strip, from column left on.
func averageSquare(pixel []byte, strip *image.RGBA, left, nx, ny int) {
	var sum [4]int
	for y := range ny {
		row := strip.Pix[strip.PixOffset(left, y):][:4*nx]
		for i := 0; i < len(row); i += 4 {
			sum[0] += int(row[i])
			sum[1] += int(row[i+1])
			sum[2] += int(row[i+2])
			sum[3] += int(row[i+3])
		}
	}
	for i, s := range sum {
		pixel[i] = byte((s + nx*ny/2) / (nx * ny))
	}
}

// upright turns and mirrors p as EXIF's orientation says how it was stored.
func upright(p *image.RGBA, orientation int) *image.RGBA {
	if orientation == 1 {
		return p
	}
	w, h := p.Rect.Dx(), p.Rect.Dy()
	// Where the pixel at x, y of the upright picture is stored.
	stored := map[int]func(x, y int) (int, int){
		2: func(x, y int) (int, int) { return w - 1 - x, y },
		3: func(x, y int) (int, int) { return w - 1 - x, h - 1 - y },
		4: func(x, y int) (int, int) { return x, h - 1 - y },
		5: func(x, y int) (int, int) { return y, x },
		6: func(x, y int) (int, int) { return y, h - 1 - x },
		7: func(x, y int) (int, int) { return w - 1 - y, h - 1 - x },
		8: func(x, y int) (int, int) { return w - 1 - y, x },
	}[orientation]
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := stored(x, y)
			copy(out.Pix[out.PixOffset(x, y):][:4], p.Pix[p.PixOffset(sx, sy):][:4])
		}
	}
	return out
}

func encode(p image.Image) ([]byte, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("photo: encode: %w", err)
	}
	return out.Bytes(), nil
}
