package wire

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
)

// MaxFeatureBytes is how much text one feature may take. The most detailed border of a country is a tenth of it.
const MaxFeatureBytes = 64 << 20

// Feature is one feature as it was sent.
type Feature struct {
	Index      int            // position in the file, from 1
	Properties map[string]any // numbers are json.Number: an id of 18 digits stays exact
	Geometry   orb.Geometry   // nil when it is null; third coordinates are dropped
	Err        error          // what is wrong with this feature alone, as a geo.Error with the path; the rest of the file is read on
}

// DecodeFeatures reads GeoJSON from r and calls fn for each feature, holding one at a time: a FeatureCollection, a
// Feature, a geometry, or any number of them after one another (newline-delimited, or RFC 8142 text sequences).
// It returns fn's error, or an Invalid error that names the byte where the text can't be read on.
func DecodeFeatures(r io.Reader, fn func(Feature) error) error {
	return decodeWithin(MaxFeatureBytes, r, fn)
}

func decodeWithin(featureBytes int, r io.Reader, fn func(Feature) error) error {
	text, mark := plainText(r)
	in := &budgetReader{r: text, most: featureBytes}
	d := &decoder{json: json.NewDecoder(in), budget: in, fn: fn, mark: mark}
	for {
		in.refill()
		err := d.document()
		if errors.Is(err, io.EOF) && d.atEnd {
			return nil
		}
		if err != nil {
			return d.locate(err)
		}
	}
}

type decoder struct {
	json   *json.Decoder
	budget *budgetReader
	fn     func(Feature) error
	count  int
	mark   int64 // bytes before the text
	atEnd  bool
}

// fnError keeps an error of the caller's function apart from those of reading.
type fnError struct{ error }

func (d *decoder) locate(err error) error {
	var own fnError
	if errors.As(err, &own) {
		return own.error
	}
	if geo.KindOf(err) == geo.Invalid {
		return err
	}
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return geo.Errorf(geo.Invalid, "", "the file ends in the middle of what begins at byte %d, after feature %d", d.at()+1, d.count)
	case errors.As(err, &syntax):
		return geo.Errorf(geo.Invalid, "", "not JSON at byte %d, after feature %d: %v", d.offset(), d.count, syntax)
	}
	return geo.Errorf(geo.Invalid, "", "can't be read at byte %d, after feature %d: %w", d.at()+1, d.count, err)
}

// at is how many bytes of the file were read whole.
func (d *decoder) at() int64 { return d.mark + d.json.InputOffset() }

// offset returns the number, from 1, of the byte where the text stops being JSON. A SyntaxError's own offset does not
// count what was read as tokens, so the value that can't be read is read once more.
func (d *decoder) offset() int64 {
	var value json.RawMessage
	var syntax *json.SyntaxError
	if err := json.NewDecoder(d.json.Buffered()).Decode(&value); errors.As(err, &syntax) {
		return d.at() + syntax.Offset
	}
	return d.at() + 1 // sound, but not in its place
}

// document reads one top-level object. Features of a collection are passed on as they come.
func (d *decoder) document() error {
	token, err := d.json.Token()
	if err != nil {
		d.atEnd = errors.Is(err, io.EOF)
		return err
	}
	if token != json.Delim('{') {
		return geo.Errorf(geo.Invalid, "", "the file is not GeoJSON: it begins with %s instead of an object", spoken(token))
	}
	members := map[string]json.RawMessage{}
	streamed := false
	for d.json.More() {
		name, err := d.name()
		if err != nil {
			return err
		}
		if name == "features" && !streamed {
			streamed = true
			if err := d.features(); err != nil {
				return err
			}
			continue
		}
		if _, twice := members[name]; twice || name == "features" {
			return standsTwice("", name)
		}
		var value json.RawMessage
		if err := d.json.Decode(&value); err != nil {
			return err
		}
		if !utf8.Valid(value) {
			return notUTF8(short(name))
		}
		members[name] = value
	}
	if _, err := d.json.Token(); err != nil { // }
		return err
	}
	return d.whole(members, streamed)
}

func (d *decoder) name() (string, error) {
	token, err := d.json.Token()
	name, _ := token.(string) // between { and } the decoder gives nothing but strings here
	return name, err
}

// features reads the array of a collection.
func (d *decoder) features() error {
	token, err := d.json.Token()
	if err != nil {
		return err
	}
	if token != json.Delim('[') {
		return geo.Errorf(geo.Invalid, "features", "is not an array")
	}
	for d.json.More() {
		d.budget.refill()
		var raw json.RawMessage
		if err := d.json.Decode(&raw); err != nil {
			return err
		}
		if err := d.emit(raw); err != nil {
			return err
		}
	}
	_, err = d.json.Token() // ]
	return err
}

// whole judges a top-level object once all its members are known.
func (d *decoder) whole(members map[string]json.RawMessage, streamed bool) error {
	if err := checkCRS(members["crs"]); err != nil {
		return err
	}
	var kind string
	if err := json.Unmarshal(members["type"], &kind); err != nil {
		return geo.Errorf(geo.Invalid, "type", "is missing or not a string, so this is not GeoJSON")
	}
	if streamed != (kind == "FeatureCollection") {
		return geo.Errorf(geo.Invalid, "type", "a FeatureCollection, and only that, has features; this is a %s", short(kind))
	}
	if streamed {
		return nil
	}
	d.count++
	f := Feature{Index: d.count}
	if kind == "Feature" {
		f.read(members)
	} else {
		f.Geometry, f.Err = decodeGeometry(members)
	}
	return d.hand(f)
}

func (d *decoder) emit(raw json.RawMessage) error {
	d.count++
	f := Feature{Index: d.count}
	members, err := objectMembers(raw, "")
	var kind string
	switch {
	case !utf8.Valid(raw):
		f.Err = notUTF8("")
	case err != nil:
		f.Err = err
	case json.Unmarshal(members["type"], &kind) != nil || kind != "Feature":
		f.Err = geo.Errorf(geo.Invalid, "type", "is not Feature")
	default:
		f.read(members)
	}
	return d.hand(f)
}

func (d *decoder) hand(f Feature) error {
	if err := d.fn(f); err != nil {
		return fnError{err}
	}
	return nil
}

func (f *Feature) read(members map[string]json.RawMessage) {
	if f.Err = checkCRS(members["crs"]); f.Err != nil {
		return
	}
	if raw, ok := members["properties"]; ok && !isNull(raw) {
		if f.Properties, f.Err = properties(raw); f.Err != nil {
			return
		}
	}
	raw, ok := members["geometry"]
	if !ok {
		f.Err = geo.Errorf(geo.Invalid, "geometry", "is missing; where there is none it must be null")
		return
	}
	if isNull(raw) {
		return
	}
	inner, err := objectMembers(raw, "geometry")
	if err != nil {
		f.Err = err
		return
	}
	f.Geometry, f.Err = decodeGeometry(inner)
}

func properties(raw []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var out map[string]any
	if err := d.Decode(&out); err != nil || out == nil {
		return nil, geo.Errorf(geo.Invalid, "properties", "is not an object")
	}
	return out, checkTwice(raw, "properties", len(out))
}

// objectMembers parts the object at path.
func objectMembers(raw []byte, path string) (map[string]json.RawMessage, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil || members == nil {
		return nil, geo.Errorf(geo.Invalid, path, "is not an object")
	}
	return members, checkTwice(raw, path, len(members))
}

// checkTwice refuses an object, sound JSON with that many different names, in which a name stands twice: which of the two was
// meant can't be known.
func checkTwice(raw []byte, path string, different int) error {
	if countMembers(raw) == different {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	_, err := d.Token() // {
	seen := map[string]bool{}
	for err == nil && d.More() {
		var token json.Token
		if token, err = d.Token(); err != nil {
			break
		}
		name, _ := token.(string)
		if seen[name] {
			return standsTwice(path, name)
		}
		seen[name] = true
		var skipped json.RawMessage
		err = d.Decode(&skipped)
	}
	return geo.Errorf(geo.Invalid, path, "can't be read: %w", err)
}

// countMembers counts the members of an object by the colons between its own names and values.
func countMembers(raw []byte) int {
	n, depth, quoted := 0, 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		case c == ':' && depth == 1:
			n++
		}
	}
	return n
}

func standsTwice(path, name string) error {
	return geo.Errorf(geo.Invalid, path, "the member %s stands twice", short(name))
}

// notUTF8 is about text that would come in with replacement characters, such as the GBK that some programs write.
func notUTF8(path string) error {
	return geo.Errorf(geo.Invalid, path, "has text that is not UTF-8; save the file in UTF-8")
}

// checkCRS refuses the reference systems that GeoJSON had before 2016, but for those that mean lon, lat in WGS 84.
func checkCRS(raw json.RawMessage) error {
	if raw == nil || isNull(raw) {
		return nil
	}
	var crs struct {
		Properties struct{ Name string }
	}
	if err := json.Unmarshal(raw, &crs); err != nil {
		return geo.Errorf(geo.Invalid, "crs", "is not a named reference system")
	}
	name := crs.Properties.Name
	known := []string{"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326", "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
	if !slices.Contains(known, name) && !declaresProjected(name) {
		return geo.Errorf(geo.Invalid, "crs", "%s is not known; GeoJSON is lon, lat in WGS 84", short(name))
	}
	return nil
}

// declaresProjected lets through reference systems that --datum can name too; the importer compares the two.
func declaresProjected(name string) bool { return strings.Contains(name, "EPSG") }

func isNull(raw []byte) bool { return string(bytes.TrimSpace(raw)) == "null" }

func spoken(token json.Token) string {
	if token == nil {
		return "null"
	}
	return short(fmt.Sprint(token))
}

// short keeps what a file says from flooding a message.
func short(s string) string {
	if len(s) > 40 {
		return fmt.Sprintf("%.40q…", s)
	}
	return fmt.Sprintf("%q", s)
}

// budgetReader gives out only so many bytes between two refills, so that a file without an end to its first feature does
// not fill the memory.
type budgetReader struct {
	r          io.Reader
	most, left int
}

func (b *budgetReader) refill() { b.left = b.most }

func (b *budgetReader) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, geo.Errorf(geo.Invalid, "", "a feature is larger than %d MB", b.most>>20)
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// plainText takes a byte order mark off, says how long it was, and turns record separators (RFC 8142) into new lines.
func plainText(r io.Reader) (text io.Reader, mark int64) {
	in := bufio.NewReaderSize(r, 1<<16)
	if head, err := in.Peek(3); err == nil && bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3) // they have been read already
		mark = 3
	}
	return recordReader{in}, mark
}

type recordReader struct{ r io.Reader }

func (s recordReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	for i, c := range p[:n] {
		if c == 0x1e {
			p[i] = '\n' // as wrong as the separator inside a string
		}
	}
	return n, err
}
