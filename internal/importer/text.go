package importer

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/wangge-map/wangge/geo"
)

// sniffed is how much of a file's beginning decides its encoding. A CSV that has Chinese text has some of it in there.
const sniffed = 64 << 10

const bom = "\xef\xbb\xbf"

// decodeText returns r as UTF-8 and the encoding that it was in: "utf-8" or "gb18030" (what Excel writes in China, and
// what GBK and GB2312 are part of). A byte order mark is kept. UTF-16 is refused as Invalid.
func decodeText(r io.Reader) (text *bufio.Reader, encoding string, err error) {
	text = bufio.NewReaderSize(r, sniffed)
	head, err := text.Peek(sniffed)
	if err != nil && err != io.EOF {
		return nil, "", err
	}
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return nil, "", geo.Errorf(geo.Invalid, "", "the file is in UTF-16; save it as CSV in UTF-8")
	case utf8.Valid(wholeRunes(head)):
		return text, "utf-8", nil
	}
	decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(head)
	// The last character may be cut; what is not GB18030 becomes the replacement character.
	if cut := bytes.TrimRight(decoded, "\ufffd"); err != nil || len(decoded)-len(cut) > 3*utf8.UTFMax || bytes.ContainsRune(cut, utf8.RuneError) {
		return text, "utf-8", nil // with some bytes that are not text: the rows that have them will say so
	}
	return bufio.NewReaderSize(simplifiedchinese.GB18030.NewDecoder().Reader(text), sniffed), "gb18030", nil
}

// wholeRunes returns b without the beginning of a rune that its end may have cut.
func wholeRunes(b []byte) []byte {
	for i := 1; i <= min(utf8.UTFMax-1, len(b)); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}
