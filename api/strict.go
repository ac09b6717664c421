package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"unicode"
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

// checkMembers walks through data and returns an error for the first member that stands twice in its object.
func checkMembers(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := walk(d, ""); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return geo.Errorf(geo.Invalid, "", "the body goes on after the end of its JSON")
	}
	return nil
}

func walk(d *json.Decoder, path string) error {
	token, err := d.Token()
	if err != nil {
		return notJSON(err)
	}
	switch token {
	case json.Delim('{'):
		return walkObject(d, path)
	case json.Delim('['):
		for i := 0; d.More(); i++ {
			if err := walk(d, path+"["+strconv.Itoa(i)+"]"); err != nil {
				return err
			}
		}
		_, err := d.Token()
		return notJSON(err)
	}
	return nil
}

func walkObject(d *json.Decoder, path string) error {
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return notJSON(err)
		}
		name, _ := token.(string) // names are strings
		inner := name
		if path != "" {
			inner = path + "." + name
		}
		if seen[name] {
			return geo.Errorf(geo.Invalid, clean(inner), "stands twice; leave one out")
		}
		seen[name] = true
		if err := walk(d, inner); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return notJSON(err)
}

func notJSON(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return geo.Errorf(geo.Invalid, "", "the body is not JSON: it ends too early")
	}
	return geo.Errorf(geo.Invalid, "", "the body is not JSON: %v", err)
}

// clean keeps a name that a caller made up from filling an answer.
func clean(name string) string {
	if len(name) > 80 {
		return name[:80]
	}
	return name
}

// checkText refuses text that is too long or holds control characters other than line breaks and tabs.
func checkText(field, text string, most int) error {
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
