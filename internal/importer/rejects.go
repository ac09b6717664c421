package importer

import (
	"bufio"
	"io"
	"strconv"
	"strings"
)

// rejectWriter lists what was left out as a CSV in UTF-8 without a byte order mark: row, id, reason, detail.
type rejectWriter struct{ out *bufio.Writer }

// newRejectWriter writes the names of the columns. w may be nil; then nothing is listed.
func newRejectWriter(w io.Writer) (*rejectWriter, error) {
	if w == nil {
		w = io.Discard
	}
	r := &rejectWriter{bufio.NewWriter(w)}
	_, err := r.out.WriteString("row,id,reason,detail\n")
	return r, err
}

func (r *rejectWriter) write(number int, id string, refused *refusal) error {
	line := strconv.AppendInt(nil, int64(number), 10)
	for _, text := range []string{id, string(refused.reason), refused.detail} {
		line = appendField(append(line, ','), harmless(text), ',')
	}
	_, err := r.out.Write(append(line, '\n'))
	return err
}

func (r *rejectWriter) flush() error { return r.out.Flush() }

// harmless puts an apostrophe before what a spreadsheet would take for a formula and run: a file can bring in anything as
// an id. Blanks before the sign do not stop every spreadsheet, nor do the wide forms of the signs.
func harmless(text string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	bare := strings.TrimLeft(text, " \t\r\n\u00a0\u3000")
	if strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") || strings.HasPrefix(text, "\n") ||
		bare != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(bare)[0]) {
		return "'" + text
	}
	return text
}
