package importer

import (
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/wangge-map/wangge/geo"
)

// CategoryMap says which category the values of a field mean. The value "*" stands for all that are not named, and the
// empty one for none.
type CategoryMap map[string]string

const allOther = "*"

func (m CategoryMap) code(value string) string {
	if code, named := m[value]; named {
		return code
	}
	if value == "" {
		return ""
	}
	return m[allOther]
}

// maxCategoryMap bounds the file: a city has hundreds of values, not millions.
const maxCategoryMap = 4 << 20

// ReadCategoryMap reads a map from JSON, an object of texts, or from a CSV of two columns, the value and the code. A first
// row of a CSV whose second column is not a code is taken for the names of the columns. It returns an Invalid error about
// --category-map when the text is neither, or names a value twice.
func ReadCategoryMap(r io.Reader) (CategoryMap, error) {
	text, _, err := decodeText(io.LimitReader(r, maxCategoryMap+1))
	if err != nil {
		return nil, badMap("%v", err)
	}
	all, err := io.ReadAll(text)
	if err != nil {
		return nil, badMap("can't be read: %w", err)
	}
	if len(all) > maxCategoryMap {
		return nil, badMap("is larger than %d MB", maxCategoryMap>>20)
	}
	m := CategoryMap{}
	if looksLikeJSON(all) {
		err = m.readJSON(string(all))
	} else {
		err = m.readCSV(string(all))
	}
	if err == nil && len(m) == 0 {
		err = badMap("names no category")
	}
	return m, err
}

func badMap(format string, args ...any) error {
	return geo.Errorf(geo.Invalid, "--category-map", format, args...)
}

func (m CategoryMap) put(value, code string) error {
	value, _ = fieldText(value)
	if _, twice := m[value]; twice {
		return badMap("names the value %q twice", clip(value))
	}
	m[value] = strings.TrimSpace(code)
	return nil
}

func (m CategoryMap) readJSON(text string) error {
	d := json.NewDecoder(strings.NewReader(strings.TrimPrefix(text, bom)))
	if _, err := d.Token(); err != nil { // {
		return badMap("is not JSON: %w", err)
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return badMap("is not JSON: %w", err)
		}
		value, _ := name.(string) // between { and } the decoder gives nothing but strings here
		var code string
		if err := d.Decode(&code); err != nil {
			return badMap("the category of %q is not a text such as \"06013\"", clip(value))
		}
		if err := m.put(value, code); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil { // }
		return badMap("is not JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return badMap("goes on after its object; put all values into one")
	}
	return nil
}

func (m CategoryMap) readCSV(text string) error {
	text = strings.TrimPrefix(text, bom)
	first, _, _ := strings.Cut(text, "\n")
	comma := parseHeader([]byte(first)).comma
	for row := 1; len(text) > 0; row++ {
		n, _ := recordEnd([]byte(text), comma)
		line, _ := trimLineEnd([]byte(text[:n]))
		text = text[n:]
		var fields []string
		eachField(line, comma, func(_ int, raw []byte) { fields = append(fields, strings.TrimSpace(string(unquote(raw)))) })
		if len(line) == 0 || row == 1 && len(fields) == 2 && !isCode(fields[1]) {
			continue
		}
		if len(fields) != 2 {
			return badMap("row %d does not have two columns, the value and the category", row)
		}
		if err := m.put(fields[0], fields[1]); err != nil {
			return err
		}
	}
	return nil
}

// isCode reports whether text looks like the code of a category.
func isCode(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }
