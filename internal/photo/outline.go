package photo

import (
	"bytes"
	"encoding/binary"
)

// outline is what the parts of a file say without decoding any.
type outline struct {
	ends          bool // the file goes to its end
	animated      bool
	bytesPerPixel int // of memory while it is decoded, at most
}

const pngMagic = "\x89PNG\r\n\x1a\n"

// outlineJPEG walks the segments up to the picture's data and looks for the mark of its end after them: a thumbnail within
// the metadata has such a mark of its own. What cameras append after the end does not matter.
func outlineJPEG(data []byte) outline {
	o := outline{bytesPerPixel: 3}
	for at := 2; at+4 <= len(data); {
		if data[at] != 0xff {
			return outline{}
		}
		marker := data[at+1]
		if marker == 0xff { // filling
			at++
			continue
		}
		length := int(binary.BigEndian.Uint16(data[at+2:]))
		if length < 2 {
			return outline{}
		}
		switch {
		case marker == 0xc2: // progressive: every coefficient is kept until the end, 4 bytes each
			o.bytesPerPixel = 3 + 3*4
		case marker == 0xda:
			rest := data[min(at+2+length, len(data)):]
			o.ends = bytes.Contains(rest, []byte{0xff, 0xd9})
			return o
		}
		if jpegComponents(data[at:], marker) == 4 {
			o.bytesPerPixel = o.bytesPerPixel / 3 * 4
		}
		at += 2 + length
	}
	return outline{}
}

// jpegComponents returns how many colours a frame's header names; 0 when segment is not one.
func jpegComponents(segment []byte, marker byte) int {
	if marker < 0xc0 || marker > 0xc2 || len(segment) < 10 {
		return 0
	}
	return int(segment[9])
}

// outlinePNG walks the chunks to the last one.
func outlinePNG(data []byte) outline {
	var o outline
	for at := len(pngMagic); at+12 <= len(data); {
		length := int(binary.BigEndian.Uint32(data[at:]))
		if length > len(data)-at-12 {
			return outline{}
		}
		body := data[at+8 : at+8+length]
		switch string(data[at+4 : at+8]) {
		case "IHDR":
			if length != 13 {
				return outline{}
			}
			o.bytesPerPixel = 4
			if body[8] == 16 { // bits a colour
				o.bytesPerPixel = 8
			}
			if body[12] != 0 { // interlaced: each pass is decoded beside the whole
				o.bytesPerPixel *= 2
			}
		case "acTL":
			o.animated = true
		case "IEND":
			o.ends = o.bytesPerPixel > 0
			return o
		}
		at += 12 + length
	}
	return outline{}
}

// outlineWebP reads the size that the file says of itself, and the flags of the extended form.
func outlineWebP(data []byte) outline {
	o := outline{bytesPerPixel: 5} // the colours with their transparency, and the latter decoded apart
	size := int(binary.LittleEndian.Uint32(data[4:]))
	o.ends = size >= 4 && size <= len(data)-8
	if len(data) >= 21 && string(data[12:16]) == "VP8X" {
		const animation = 1 << 1
		o.animated = data[20]&animation != 0
	}
	return o
}
