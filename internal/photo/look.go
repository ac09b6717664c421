package photo

import (
	"bytes"
	"image"
	_ "image/jpeg" // decoders of the formats that Look lets through
	_ "image/png"

	_ "golang.org/x/image/webp"

	"github.com/wangge-map/wangge/geo"
)

// What may be sent.
const (
	MaxBytes  = 12 << 20
	maxPixels = 50_000_000 // cameras of phones send up to 50 megapixels
	minSide   = 16         // smaller ones are tracking pixels and mistakes
	// maxMemory is what decoding may take. One at a time is decoded when it is large (see Maker), so this bounds them all.
	maxMemory = 320 << 20
)

// Format is how a picture is encoded.
type Format string

// The formats that are taken.
const (
	JPEG Format = "jpeg"
	PNG  Format = "png"
	WebP Format = "webp"
)

// Header is what a picture says of itself before it is decoded.
type Header struct {
	Format        Format
	Width, Height int // pixels, as stored: before it is turned upright
	memory        int // bytes that decoding takes, about
}

// Large reports whether the picture takes so much that it waits for other large ones.
func (h Header) Large() bool { return h.memory > largeMemory }

// Look reads the header of data and refuses what can't or must not be decoded. It goes by the content, whatever the sender
// calls it, and takes memory for the header alone. Errors are Invalid, about field.
func Look(data []byte, field string) (Header, error) {
	refuse := func(why string) (Header, error) { return Header{}, geo.Errorf(geo.Invalid, field, "%s", why) }
	if len(data) > MaxBytes {
		return refuse("is larger than 12 MB; send it smaller")
	}
	var h Header
	var whole outline
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		h.Format, whole = JPEG, outlineJPEG(data)
	case bytes.HasPrefix(data, []byte(pngMagic)):
		h.Format, whole = PNG, outlinePNG(data)
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		h.Format, whole = WebP, outlineWebP(data)
	case len(data) == 0:
		return refuse("is empty")
	default:
		return refuse("is not a JPEG, PNG or WebP picture; set the camera to the most compatible format, or send a screenshot")
	}
	if whole.animated {
		return refuse("moves; send one picture of it")
	}
	if !whole.ends {
		return refuse("is cut off or damaged; send it again")
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return refuse("is damaged, or of a kind that can't be read; send it as a plain JPEG")
	}
	h.Width, h.Height = config.Width, config.Height
	if h.Width < minSide || h.Height < minSide {
		return refuse("is smaller than 16 × 16 pixels")
	}
	if h.Width > maxPixels/h.Height {
		return refuse("has more than 50 megapixels; send it smaller")
	}
	if h.memory = h.Width * h.Height * whole.bytesPerPixel; h.memory > maxMemory {
		return refuse("takes too much memory to decode; send it smaller, or as a plain JPEG")
	}
	return h, nil
}
