package gridcode_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/gridcode"
)

func signer(t testing.TB, fill byte) *gridcode.Signer {
	t.Helper()
	s, err := gridcode.NewSigner(bytes.Repeat([]byte{fill}, gridcode.KeyBytes))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ExampleSigner_Read() {
	s, _ := gridcode.NewSigner(make([]byte, gridcode.KeyBytes))
	fmt.Println(s.Text("7K3M9QXP"))
	fmt.Println(s.Read("7k3m 9qxp-" + s.Compact("7K3M9QXP")[8:]))
	_, err := s.Read("7K3M-9QXP-0000")
	fmt.Println(err)
	// Output:
	// 7K3M-9QXP-45GX
	// 7K3M9QXP <nil>
	// code: there is no such grid code; check it against what is printed
}

// The checks were worked out apart, with another program, from the first 20 bits of HMAC-SHA256, so that printed codes hold for ever.
func TestTheCheckOfAPrintedCodeNeverChanges(t *testing.T) {
	for id, want := range map[string]string{"00000000": "0000-0000-QJ55", "ZZZZZZZZ": "ZZZZ-ZZZZ-9SWC"} {
		if got := signer(t, 7).Text(id); got != want {
			t.Errorf("%s is printed as %s, want %s", id, got, want)
		}
	}
}

func TestACodeIsReadHoweverItIsWritten(t *testing.T) {
	s := signer(t, 1)
	id := "10A0B1CD"
	text := s.Text(id)
	check := text[10:]
	for name, written := range map[string]string{
		"as printed": text, "in lower case": strings.ToLower(text), "without hyphens": s.Compact(id), "with spaces": strings.ReplaceAll(text, "-", " "),
		"with O for 0": "1OAO-B1CD-" + check, "with I and l for 1": "I0A0-BlCD-" + check, "with o and i": "loao-bicd-" + check,
		"with dashes": strings.ReplaceAll(text, "-", "—"), "in full width": "１０Ａ０－Ｂ１ＣＤ" + check, "with a line break": text + "\n",
	} {
		if got, err := s.Read(written); err != nil || got != id {
			t.Errorf("%s, %q is read as %q, %v", name, written, got, err)
		}
	}
}

func TestWhatIsNoCodeIsRefused(t *testing.T) {
	s := signer(t, 1)
	good := s.Text("7K3M9QXP")
	for name, c := range map[string]struct {
		text string
		kind geo.Kind
	}{
		"nothing": {"", geo.Invalid}, "one character short": {good[:13], geo.Invalid}, "one too many": {good + "0", geo.Invalid},
		"a U": {"7K3M-9QXP-4TUC", geo.Invalid}, "Chinese": {"7K3M-9QXP-网格网格", geo.Invalid}, "a very long one": {strings.Repeat("-", 100), geo.Invalid},
		"of another site": {signer(t, 2).Text("7K3M9QXP"), geo.NotFound}, "the check of another": {"7K3M-9QXQ-" + good[10:], geo.NotFound},
	} {
		if id, err := s.Read(c.text); err == nil || geo.KindOf(err) != c.kind || id != "" {
			t.Errorf("%s is read as %q, %v", name, id, err)
		}
	}
}

func TestEveryCodeIsReadBackAndEveryWrongCharacterIsFound(t *testing.T) {
	s := signer(t, 9)
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	missed := 0
	rapid.Check(t, func(rt *rapid.T) {
		id, err := gridcode.NewID(rand.Reader)
		if err != nil {
			rt.Fatal(err)
		}
		whole := []byte(s.Compact(id))
		if got, err := s.Read(s.Text(id)); err != nil || got != id {
			rt.Fatalf("%s is read as %q, %v", id, got, err)
		}
		at, other := rapid.IntRange(0, len(whole)-1).Draw(rt, "at"), alphabet[rapid.IntRange(0, 31).Draw(rt, "other")]
		if whole[at] == other {
			return
		}
		whole[at] = other
		if _, err := s.Read(string(whole)); err == nil {
			missed++ // once in a million
		}
	})
	if missed > 1 {
		t.Errorf("%d codes with a wrong character passed", missed)
	}
}

func TestAKeyOfAnotherLengthIsRefused(t *testing.T) {
	if _, err := gridcode.NewSigner(make([]byte, 16)); err == nil {
		t.Error("a key of 16 bytes is accepted")
	}
}

func FuzzRead(f *testing.F) {
	s := signer(f, 1)
	f.Add(s.Text("7K3M9QXP"))
	f.Add("7k3m 9qxp ...")
	f.Add("\xff\xfe")
	f.Fuzz(func(t *testing.T, text string) {
		id, err := s.Read(text)
		if (err == nil) != (len(id) == 8) {
			t.Fatalf("%q gives %q, %v", text, id, err)
		}
		if err != nil {
			return
		}
		if again, err := s.Read(s.Text(id)); err != nil || again != id {
			t.Fatalf("%q is read as %s, which is read as %s, %v", text, id, again, err)
		}
	})
}
