package api

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wangge-map/wangge/geo"
)

func TestABodyIsReadStrictly(t *testing.T) {
	cases := []struct {
		name, body string
		field      string // of the error
		says       string // part of the error; empty: the body is sound
	}{
		{"an object", `{"a":1,"b":[{"a":1},{"a":2}]}`, "", ""},
		{"the same name in two objects", `{"a":{"x":1},"b":{"x":1}}`, "", ""},
		{"white space around", " \n{} \t\n", "", ""},
		{"a bare value", `"text"`, "", ""},
		{"a name that stands twice", `{"lon":1,"lat":2,"lon":3}`, "lon", "stands twice"},
		{"a name that stands twice in different spelling", `{"lon":1,"l\u006fn":3}`, "lon", "stands twice"},
		{"a name that stands twice deep inside", `{"points":[{},{"lon":1,"lon":1}]}`, "points[1].lon", "stands twice"},
		{"an empty name that stands twice", `{"":1,"":1}`, "", "stands twice"},
		{"text after the end", `{} {}`, "", "goes on after the end"},
		{"a bracket after the end", `{}]`, "", "goes on after the end"},
		{"nothing", ``, "", "ends too early"},
		{"an object that is not closed", `{"a":1`, "", "ends too early"},
		{"a text that is not closed", `{"a":"b`, "", "ends too early"},
		{"a word that is not JSON", `{"a":NaN}`, "", "not JSON"},
		{"a comma too many", `{"a":1,}`, "", "not JSON"},
		{"a comma missing", `[1 2]`, "", "not JSON"},
		{"a number with a leading zero", `[01]`, "", "not JSON"},
		{"single quotes", `{'a':1}`, "", "not JSON"},
		{"a byte order mark", "\ufeff{}", "", "not JSON"},
		{"bytes that are not UTF-8", "{\"a\":\"\xff\"}", "", "not UTF-8"},
		{"a surrogate encoded in UTF-8", "{\"a\":\"\xed\xa0\x80\"}", "", "not UTF-8"},
		{"a high surrogate alone", `{"a":{"b":"x\ud83dy"}}`, "a.b", "half of a surrogate pair"},
		{"a high surrogate at the end", `{"a":"\ud83d"}`, "a", "half of a surrogate pair"},
		{"a low surrogate alone", `["","\ude00"]`, "[1]", "half of a surrogate pair"},
		{"surrogates the wrong way round", `{"a":"\ude00\ud83d"}`, "a", "half of a surrogate pair"},
		{"a high surrogate before an escaped letter", `{"a":"\ud83d\u0041"}`, "a", "half of a surrogate pair"},
		{"a high surrogate before a line break", `{"a":"\ud83d\n"}`, "a", "half of a surrogate pair"},
		{"half a pair in a name", `{"a":{"\ud83d":1}}`, "a", "half of a surrogate pair"},
		{"a whole pair", `{"a":"\ud83d\ude00"}`, "", ""},
		{"a replacement character that was meant", `{"a":"\ufffd and �"}`, "", ""},
		{"an escaped backslash before u", `{"a":"� \\ud83d"}`, "", ""},
		{"as deep as may be", strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth), "", ""},
		{"a list as long as may be", `{"a":[` + strings.Repeat("1,", mostElements-1) + `1]}`, "", ""},
		{"a list that is too long", `{"a":[{"b":[` + strings.Repeat("1,", mostElements) + `1]}]}`, "a[0].b", "more than 10000 elements"},
		{"one level too deep", strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1), "", "nests deeper"},
		{"nothing but opening brackets", strings.Repeat("[", locateBytes), "", "nests deeper"},
		{"nothing but opening objects", strings.Repeat(`{"a":`, locateBytes/5), "", "nests deeper"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var into any
			err := strictJSON([]byte(c.body), &into)
			if c.says == "" {
				if err != nil {
					t.Fatalf("a sound body is refused: %v", err)
				}
				return
			}
			var known *geo.Error
			if !errors.As(err, &known) || known.Kind != geo.Invalid || known.Field != c.field || !strings.Contains(known.Msg, c.says) {
				t.Errorf("got %v, want an invalid error of %q that says %q", err, c.field, c.says)
			}
		})
	}
}

func TestANameThatACallerMadeUpDoesNotFillTheAnswer(t *testing.T) {
	long := strings.Repeat("网", 40_000)
	var known *geo.Error
	if err := checkMembers([]byte(`{"` + long + `":1,"` + long + `":1}`)); !errors.As(err, &known) {
		t.Fatalf("got %v, want an error", err)
	}
	if len(known.Field) > 100 || !utf8.ValidString(known.Field) {
		t.Errorf("the field has %d bytes and is UTF-8: %v; want it short and whole", len(known.Field), utf8.ValidString(known.Field))
	}
}

func TestTextIsCheckedBeforeItIsKept(t *testing.T) {
	cases := []struct {
		name, text string
		sound      bool
	}{
		{"plain", "路面有坑 hole", true},
		{"lines and tabs", "a\r\n\tb", true},
		{"as long as may be", strings.Repeat("网", 10), true},
		{"one character too long", strings.Repeat("网", 11), false},
		{"NUL", "a\x00b", false},
		{"a bell", "\a", false},
		{"delete", "\x7f", false},
		{"a control character of the second set", "\u0085", false},
		{"bytes that are not UTF-8", "a\xff", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := checkText("description", c.text, 10)
			if (err == nil) != c.sound {
				t.Errorf("got %v, want sound: %v", err, c.sound)
			}
			var known *geo.Error
			if err != nil && (!errors.As(err, &known) || known.Field != "description") {
				t.Errorf("got %v, want an error of the field", err)
			}
		})
	}
}

// FuzzStrictJSON holds that what is let through is JSON, and reads the same when it is written and read again.
func FuzzStrictJSON(f *testing.F) {
	for _, seed := range []string{`{"a":1}`, `{"a":1,"a":2}`, `[1,[2,{"x":"\ud83d\ude00"}]]`, `{"a":"\ud800"}`, `{} `, `{}x`, "\"\xff\"", `1e999`, `[[[[`, `-0`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var into any
		if err := strictJSON(data, &into); err != nil {
			return
		}
		if !json.Valid(data) {
			t.Fatalf("%q is not JSON and was let through", data)
		}
		again, err := json.Marshal(into)
		if err != nil {
			t.Fatalf("%q was let through and can't be written: %v", data, err)
		}
		var second any
		if err := strictJSON(again, &second); err != nil {
			t.Errorf("%q was let through, but not what it means, %q: %v", data, again, err)
		}
	})
}
