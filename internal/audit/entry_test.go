package audit

import (
	"strings"
	"testing"

	"github.com/wangge-map/wangge/geo"
)

func TestAHeadIsReadAsItWasWritten(t *testing.T) {
	digits := strings.Repeat("0a", 32)
	for text, ok := range map[string]bool{
		"12:" + digits: true, " 12:" + digits + "\n": true, "12:" + strings.ToUpper(digits): true,
		"": false, "12": false, "12:": false, "0:" + digits: false, "-1:" + digits: false,
		"12:" + digits + "0a": false, "12:" + digits[2:]: false, "12:" + digits + " and more": false, "12:" + digits[:62] + "zz": false,
		"12: " + digits: false, "12:" + digits + ":1": false,
	} {
		head, err := ParseHead(text)
		switch {
		case ok && (err != nil || head.Text() != "12:"+digits):
			t.Errorf("%q: %v, %v", text, head.Text(), err)
		case !ok && geo.KindOf(err) != geo.Invalid:
			t.Errorf("%q was read as %s, %v", text, head.Text(), err)
		}
	}
}

func FuzzParseHead(f *testing.F) {
	f.Add("12:" + strings.Repeat("0a", 32))
	f.Add("1:")
	f.Fuzz(func(t *testing.T, text string) {
		head, err := ParseHead(text)
		if err != nil {
			return
		}
		again, err := ParseHead(head.Text())
		if err != nil || again.Text() != head.Text() {
			t.Errorf("%q became %s, and that %v, %v", text, head.Text(), again, err)
		}
		if written, _, _ := strings.Cut(strings.TrimSpace(text), ":"); len(strings.TrimSpace(text)) != len(written)+1+64 {
			t.Errorf("%q holds more than a head", text)
		}
	})
}
