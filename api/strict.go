package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/wangge-map/wangge/geo"
)

// strictJSON reads a body and refuses what encoding/json would pass over in silence: bytes that are not UTF-8, members
// that stand twice, and text after the end.
func strictJSON(data []byte, into any) error {
	if _, first := into.(*any); first { // huma reads a body twice: to check it, then to keep it
		if !utf8.Valid(data) {
			return geo.Errorf(geo.Invalid, "", "the body is not UTF-8")
		}
		if err := checkMembers(data); err != nil {
			return err
		}
	}
	return json.Unmarshal(data, into)
}

// fieldMark parts field and message in the text of an error on its way through huma, which keeps the text alone. No body
// that is read holds it: a name with NUL is escaped in JSON and is not one of ours.
const fieldMark = "\x00"

// readJSON is strictJSON for huma.
func readJSON(data []byte, into any) error {
	err := strictJSON(data, into)
	var known *geo.Error
	if errors.As(err, &known) {
		return errors.New(strings.ReplaceAll(known.Field, fieldMark, "") + fieldMark + known.Msg)
	}
	return err
}

// maxDepth is far deeper than any body of this API nests. Without a bound, a body of nothing but brackets would cost the
// process its stack.
const maxDepth = 32

// mostElements is how long the longest list is that is read here, the points to locate. huma would collect a fault or three
// for each element of a longer one before it told that there are too many.
const mostElements = mostPoints

// checkMembers walks through data and returns an error for the first member that stands twice in its object, and for text
// that encoding/json would change in silence.
func checkMembers(data []byte) error {
	w := walker{data: data, d: json.NewDecoder(bytes.NewReader(data))}
	w.d.UseNumber()
	if err := w.value(0); err != nil {
		var at *misplaced
		if errors.As(err, &at) {
			return geo.Errorf(geo.Invalid, clean(strings.TrimPrefix(at.path, ".")), "%s", at.msg)
		}
		return err
	}
	if _, err := w.d.Token(); !errors.Is(err, io.EOF) {
		return geo.Errorf(geo.Invalid, "", "the body goes on after the end of its JSON")
	}
	return nil
}

type walker struct {
	data []byte
	d    *json.Decoder
}

// misplaced is what is wrong at a path. The path grows from its end while the walk goes back up: sound bodies pay nothing.
type misplaced struct{ path, msg string }

func (m *misplaced) Error() string { return m.path + ": " + m.msg }

// below puts step in front of the path of err.
func below(step string, err error) error {
	var at *misplaced
	if errors.As(err, &at) {
		at.path = step + at.path
	}
	return err
}

// token reads on. Half of a surrogate pair stands for no character: encoding/json would put another in its place.
func (w *walker) token() (json.Token, error) {
	begin := w.d.InputOffset()
	token, err := w.d.Token()
	if err != nil {
		return nil, notJSON(err)
	}
	if text, ok := token.(string); ok && strings.ContainsRune(text, utf8.RuneError) && hasLoneSurrogate(w.data[begin:w.d.InputOffset()]) {
		return nil, &misplaced{"", "holds half of a surrogate pair (\\uD800 to \\uDFFF), which is no character; take it out"}
	}
	return token, nil
}

func (w *walker) value(depth int) error {
	token, err := w.token()
	if err != nil {
		return err
	}
	if _, opens := token.(json.Delim); opens && depth == maxDepth {
		return geo.Errorf(geo.Invalid, "", "the body nests deeper than %d levels; nothing that is read here does", maxDepth)
	}
	if number, ok := token.(json.Number); ok {
		if _, err := number.Float64(); err != nil {
			return &misplaced{"", "is not a number that can be read"}
		}
	}
	switch token {
	case json.Delim('{'):
		return w.object(depth)
	case json.Delim('['):
		for i := 0; w.d.More(); i++ {
			if i == mostElements {
				return &misplaced{"", "has more than " + strconv.Itoa(mostElements) + " elements; send them in several requests"}
			}
			if err := w.value(depth + 1); err != nil {
				return below("["+strconv.Itoa(i)+"]", err)
			}
		}
		_, err := w.token()
		return err
	}
	return nil
}

func (w *walker) object(depth int) error {
	seen := map[string]bool{}
	for w.d.More() {
		token, err := w.token()
		if err != nil {
			return err
		}
		name, _ := token.(string) // names are strings
		if seen[name] {
			return &misplaced{"." + name, "stands twice; leave one out"}
		}
		seen[name] = true
		if err := w.value(depth + 1); err != nil {
			return below("."+name, err)
		}
	}
	_, err := w.token()
	return err
}

// hasLoneSurrogate reports whether raw, the inside of a JSON string, escapes half of a surrogate pair.
func hasLoneSurrogate(raw []byte) bool {
	for i := 0; i+1 < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		i++ // at what is escaped
		high, ok := escapedUnit(raw[i:])
		if !ok || !utf16.IsSurrogate(high) {
			continue
		}
		if i+6 > len(raw) || raw[i+5] != '\\' {
			return true
		}
		low, ok := escapedUnit(raw[i+6:])
		if !ok || utf16.DecodeRune(high, low) == utf8.RuneError {
			return true
		}
		i += 10 // at the last digit of the second half
	}
	return false
}

// escapedUnit reads the UTF-16 unit of an escape whose backslash stands before raw.
func escapedUnit(raw []byte) (rune, bool) {
	if len(raw) < 5 || raw[0] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(raw[1:5]), 16, 16)
	return rune(unit), err == nil
}

func notJSON(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return geo.Errorf(geo.Invalid, "", "the body is not JSON: it ends too early")
	}
	return geo.Errorf(geo.Invalid, "", "the body is not JSON: %v", err)
}

// clean keeps a name that a caller made up from filling an answer.
func clean(name string) string {
	const most = 80
	if len(name) <= most {
		return name
	}
	end := most
	for !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end] + "…"
}

// checkText refuses text that is too long, is not UTF-8 or holds control characters other than line breaks and tabs.
func checkText(field, text string, most int) error {
	if !utf8.ValidString(text) {
		return geo.Errorf(geo.Invalid, field, "is not UTF-8")
	}
	if n := utf8.RuneCountInString(text); n > most {
		return geo.Errorf(geo.Invalid, field, "has %d characters; at most %d can be kept", n, most)
	}
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			return geo.Errorf(geo.Invalid, field, "holds a control character (U+%04X); take it out", r)
		}
	}
	return nil
}
