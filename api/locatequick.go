package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/geo/locate"
)

// quickly answers POST /api/v1/locate itself when the request is written plainly and nothing is wrong with it, byte for
// byte as the operation locate-many does, at fifteen times the rate (docs/decisions/0003). Everything else, errors above
// all, goes on to the operation as if nothing had been read.
func (s *server) quickly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != pathLocate || !isPlain(r) {
			next.ServeHTTP(w, r)
			return
		}
		q := quickPool.Get().(*quick)
		defer quickPool.Put(q)
		q.body.Reset()
		_, err := q.body.ReadFrom(r.Body)
		if err != nil || !q.read(q.body.Bytes()) || !q.answer(r.Context(), s) {
			// What was read comes again, and after it what may be left: the same error, if there was one.
			r.Body = unread{io.MultiReader(bytes.NewReader(bytes.Clone(q.body.Bytes())), r.Body), r.Body}
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(q.out)))
		_, _ = w.Write(q.out) // who asked may have gone
	})
}

// isPlain reports whether r asks for JSON with JSON and nothing more.
func isPlain(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return r.URL.RawQuery == "" && r.Header.Get("Content-Type") == "application/json" &&
		(accept == "" || accept == "*/*" || accept == "application/json")
}

type unread struct {
	io.Reader
	io.Closer
}

// quick is the memory of one request.
type quick struct {
	body       bytes.Buffer
	net, datum string
	points     []PointIn
	out        []byte
}

var quickPool = sync.Pool{New: func() any { return new(quick) }}

const (
	mostPoints    = 10_000 // as the operation's schema says
	mostNet       = 40
	mostAccuracyM = 5000
)

// read reads a body of locate-many. It returns false for everything that is not certainly sound.
func (q *quick) read(body []byte) bool {
	q.net, q.datum, q.points = "", "", q.points[:0]
	s := scanner{rest: body}
	var net, datum, points bool
	whole := s.object(func(name []byte) bool {
		switch string(name) {
		case "net":
			again := net
			text, ok := s.text()
			net, q.net = true, string(text)
			return ok && !again && len(text) <= mostNet
		case "datum":
			again := datum
			text, ok := s.text()
			datum, q.datum = true, string(text)
			return ok && !again
		case "points":
			again := points
			points = true
			return !again && q.readPoints(&s)
		}
		return false
	})
	s.space()
	return whole && datum && len(s.rest) == 0 && len(q.points) > 0 && len(q.points) <= mostPoints
}

func (q *quick) readPoints(s *scanner) bool {
	if !s.take('[') {
		return false
	}
	for {
		p, ok := readPoint(s)
		if !ok {
			return false
		}
		q.points = append(q.points, p)
		if !s.take(',') {
			return s.take(']')
		}
	}
}

func readPoint(s *scanner) (p PointIn, ok bool) {
	var lon, lat, accuracy bool
	whole := s.object(func(name []byte) bool {
		into, seen := (*float64)(nil), (*bool)(nil)
		switch string(name) {
		case "lon":
			into, seen = &p.Lon, &lon
		case "lat":
			into, seen = &p.Lat, &lat
		case "accuracy_m":
			into, seen = &p.AccuracyM, &accuracy
		default:
			return false
		}
		v, ok := s.number()
		again := *seen
		*into, *seen = v, true
		return ok && !again
	})
	return p, whole && lon && lat && p.AccuracyM >= 0 && p.AccuracyM <= mostAccuracyM
}

// answer locates the points and writes the answer. It returns false when something is wrong, which is not its to tell.
func (q *quick) answer(ctx context.Context, s *server) bool {
	d, err := datum.Parse(q.datum)
	if err != nil {
		return false
	}
	ed, err := s.cfg.Nets.At(q.net, s.cfg.Now())
	if err != nil {
		return false
	}
	leave, err := s.takePlace(ctx)
	if err != nil {
		return false
	}
	defer leave()
	out := append(q.out[:0], `{"net":`...)
	out = appendText(out, ed.Net.Code)
	out = append(out, `,"edition":`...)
	out = strconv.AppendInt(out, int64(ed.Number), 10)
	out = append(out, `,"results":[`...)
	for i := range q.points {
		if stillWanted(ctx, i) != nil {
			return false
		}
		if i > 0 {
			out = append(out, ',')
		}
		if out, err = appendLocated(out, ed, d, &q.points[i]); err != nil {
			return false
		}
	}
	q.out = append(out, "]}\n"...)
	return true
}

// appendLocated appends what encoding/json makes of locatePoint.
func appendLocated(out []byte, ed *locate.Edition, d datum.Datum, in *PointIn) ([]byte, error) {
	lon, lat, note, err := d.ToWGS84(in.Lon, in.Lat)
	if err != nil {
		return out, err
	}
	p, err := geo.PointAt(lon, lat)
	if err != nil {
		return out, err
	}
	answer := ed.Index.Locate(p)
	out = appendDegrees(append(out, `{"lon":`...), p.Lon)
	out = appendDegrees(append(out, `,"lat":`...), p.Lat)
	code, name := nameOf(ed, answer.Cell)
	out = appendTextOrNull(append(out, `,"cell":`...), code)
	out = appendTextOrNull(append(out, `,"name":`...), name)
	out = strconv.AppendInt(append(out, `,"edition":`...), int64(ed.Number), 10)
	out = append(append(append(out, `,"status":"`...), answer.Status.String()...), '"')
	out = appendMetres(append(out, `,"border_m":`...), answer.BorderM)
	out = append(out, `,"candidates":[`...)
	whichSide := false
	if in.AccuracyM > 0 {
		var list []Candidate
		list, whichSide = candidates(ed, p, in.AccuracyM)
		for i, c := range list {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendTextOrNull(append(out, `{"cell":`...), c.Cell)
			out = appendTextOrNull(append(out, `,"name":`...), c.Name)
			out = append(appendNumber(append(out, `,"share":`...), c.Share), '}')
		}
	}
	out = strconv.AppendBool(append(out, `],"which_side":`...), whichSide)
	if note != "" {
		out = appendText(append(out, `,"datum_note":`...), string(note))
	}
	return append(out, '}'), nil
}

func appendTextOrNull(out []byte, text *string) []byte {
	if text == nil {
		return append(out, "null"...)
	}
	return appendText(out, *text)
}

// appendText appends text as JSON.
func appendText(out []byte, text string) []byte {
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			return appendAnyText(out, text)
		}
	}
	out = append(out, '"')
	out = append(out, text...)
	return append(out, '"')
}

// appendAnyText writes what encoding/json writes, which leaves sound characters as they are but for a few.
func appendAnyText(out []byte, text string) []byte {
	if utf8.ValidString(text) && !strings.ContainsAny(text, "\"\\\u007f\u2028\u2029") && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' }) {
		out = append(out, '"')
		out = append(out, text...)
		return append(out, '"')
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // text always encodes
	return append(out, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

// appendNumber appends v as encoding/json does.
func appendNumber(out []byte, v float64) []byte {
	text, _ := json.Marshal(v) // v is finite
	return append(out, text...)
}

// appendDegrees appends a coordinate of the lattice in degrees. Its decimal is the shortest that names its float64.
func appendDegrees(out []byte, units int32) []byte {
	if units > -10 && units < 10 { // encoding/json writes what is below 1e-6 with an exponent
		return appendNumber(out, float64(units)/geo.Scale)
	}
	return appendDecimal(out, int64(units), 7)
}

// appendMetres appends a distance in metres to the centimetre, or null when there is none.
func appendMetres(out []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(out, "null"...)
	}
	return appendDecimal(out, int64(math.Round(v*100)), 2)
}

// appendDecimal appends v / 10^decimals without zeros at the end.
func appendDecimal(out []byte, v int64, decimals int) []byte {
	if v < 0 {
		out, v = append(out, '-'), -v
	}
	for decimals > 0 && v%10 == 0 {
		v, decimals = v/10, decimals-1
	}
	var digits [20]byte
	at := len(digits)
	for ; decimals > 0; decimals-- {
		at--
		digits[at] = byte('0' + v%10)
		if v /= 10; decimals == 1 {
			at--
			digits[at] = '.'
		}
	}
	for first := true; first || v > 0; first = false {
		at--
		digits[at] = byte('0' + v%10)
		v /= 10
	}
	return append(out, digits[at:]...)
}
