package gridcode

import (
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"

	"github.com/wangge-map/wangge/geo"
)

// quiet is how many modules stay white around a QR code; the standard asks for four.
const quiet = 4

// Path returns the dark modules of the QR code of text as the data of an SVG path, and how many modules wide and high the
// code is with its quiet zone. Error correction is M: 15 % of a code may be scratched off.
func Path(text string) (data string, size int, err error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return "", 0, &geo.Error{Kind: geo.Invalid, Field: "base_url", Msg: "is too long for a QR code", Err: err}
	}
	code.DisableBorder = true
	modules := code.Bitmap()
	return trace(modules), len(modules) + 2*quiet, nil
}

// trace draws every run of dark modules as a box, all in one path: boxes of a single path leave no seam between rows.
func trace(modules [][]bool) string {
	var b strings.Builder
	atX, atY := 0, 0 // where the pen is: a closed box leaves it at its first corner
	for y, row := range modules {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			from := x
			for x < len(row) && row[x] {
				x++
			}
			b.WriteString("m" + pair(from+quiet-atX, y+quiet-atY) + "h" + strconv.Itoa(x-from) + "v1h" + strconv.Itoa(from-x) + "z")
			atX, atY = from+quiet, y+quiet
		}
	}
	return b.String()
}

// pair writes two numbers; the sign of a negative one parts them already.
func pair(x, y int) string {
	if y < 0 {
		return strconv.Itoa(x) + strconv.Itoa(y)
	}
	return strconv.Itoa(x) + " " + strconv.Itoa(y)
}
