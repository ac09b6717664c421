package certificate_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/certificate"
)

func rectangle(code string, west, south, east, north int32) geo.Cell {
	return geo.Cell{Code: code, Name: "格 <" + code + ">", Label: geo.Point{Lon: (west + east) / 2, Lat: (south + north) / 2}, Shape: geo.MultiPolygon{{{
		{Lon: west, Lat: south}, {Lon: east, Lat: south}, {Lon: east, Lat: north}, {Lon: west, Lat: north},
	}}}}
}

// edition has two neighbours of about 97 × 111 m, a west of b.
func edition(t testing.TB) *locate.Edition {
	t.Helper()
	index, err := locate.New([]geo.Cell{rectangle("a", 1_061_000_000, 294_000_000, 1_061_010_000, 294_010_000), rectangle("b", 1_061_010_000, 294_000_000, 1_061_020_000, 294_010_000)})
	if err != nil {
		t.Fatal(err)
	}
	return &locate.Edition{Edition: geo.Edition{ID: 7, Net: "grid", Number: 3, Title: "第三版"}, Net: geo.Net{Code: "grid"}, Index: index}
}

var (
	when = time.Date(2026, 11, 25, 1, 30, 0, 999, time.UTC)
	site = certificate.Pair{ZH: "丁家街道网格", EN: "Dingjia & friends"}
)

func seed(fill byte) []byte { return bytes.Repeat([]byte{fill}, 32) }

func issuer(t testing.TB, fill byte) *certificate.Issuer {
	t.Helper()
	var none *certificate.Ring
	ring, err := none.With(seed(fill), when)
	if err != nil {
		t.Fatal(err)
	}
	i, err := certificate.NewIssuer(seed(fill), ring, func() time.Time { return when })
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func subject() certificate.Subject {
	return certificate.Subject{
		At: when.Add(-time.Hour), Place: geo.Point{Lon: 1_061_008_000, Lat: 294_005_000}, AccuracyM: 12.5, SentDatum: "gcj02", Site: site,
		OnDuty: []certificate.Duty{{Role: casework.FullTime, Count: 1}, {Role: casework.Volunteer, Count: 4}},
	}
}

func issue(t testing.TB, s certificate.Subject) (string, certificate.Payload) {
	t.Helper()
	token, p, err := issuer(t, 1).Issue(edition(t), s)
	if err != nil {
		t.Fatal(err)
	}
	return token, p
}

func TestACertificateSaysWhoseAPlaceIs(t *testing.T) {
	token, p := issue(t, subject())
	got, err := issuer(t, 1).Ring().Verify("\n " + token + "\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []certificate.Payload{p, got} {
		if *p.Cell != "a" || *p.CellName != "格 <a>" || p.Net != "grid" || p.Edition != 3 || p.Status != "inside" || *p.BorderM != 19.4 && *p.BorderM != 19.41 {
			t.Errorf("got %+v in %s, %v m", p, *p.Cell, *p.BorderM)
		}
		if p.RunnerUp == nil || p.RunnerUp.Cell != "b" || p.RunnerUp.DistanceM != *p.BorderM {
			t.Errorf("the runner-up is %+v", p.RunnerUp)
		}
		if p.Point.Lon != 106.1008 || p.Point.Lat != 29.4005 || p.Point.Datum != "wgs84" || p.Point.SentDatum != "gcj02" || *p.Point.AccuracyM != 12.5 {
			t.Errorf("the place is %+v", p.Point)
		}
		if !p.At.Equal(when.Add(-time.Hour).Truncate(time.Second)) || !p.IssuedAt.Equal(when.Truncate(time.Second)) || p.Site != site || len(p.OnDuty) != 2 || p.Case != nil || p.Report != nil {
			t.Errorf("got %+v", p)
		}
	}
}

func TestEveryStatusHasItsRule(t *testing.T) {
	for _, c := range []struct {
		status, cell, rule string
		lon, lat           int32
	}{
		{"inside", "a", "inside the cell", 1_061_005_000, 294_005_000},
		{"border", "b", "exactly on the border", 1_061_010_000, 294_005_000},
		{"snapped", "a", "nearest within 50 m", 1_061_005_000, 294_012_000},
		{"outside", "", "none is within 50 m", 1_061_005_000, 294_020_000},
	} {
		s := subject()
		s.Place = geo.Point{Lon: c.lon, Lat: c.lat}
		_, p := issue(t, s)
		cell := ""
		if p.Cell != nil {
			cell = *p.Cell
		}
		if p.Status != c.status || cell != c.cell || !strings.Contains(p.Rule.EN, c.rule) || p.Rule.ZH == "" || (cell == "") != (p.RunnerUp == nil) {
			t.Errorf("%s: got %s in %q, runner-up %+v: %s", c.status, p.Status, cell, p.RunnerUp, p.Rule.EN)
		}
	}
}

func TestAReportsCertificateSaysWhatWasDecidedWhenItCame(t *testing.T) {
	s := subject()
	s.Report, s.Case = "WG-7K3M-9QXP-4T0C", uuid.MustParse("9b2e6f0a-0000-4000-8000-000000000001")
	s.Placement = &casework.Placement{Cell: "b", BorderM: 19.4}
	_, p := issue(t, s)
	if *p.Cell != "b" || p.Status != "chosen" || p.RunnerUp.Cell != "a" || !strings.Contains(p.Rule.EN, "the reporter said") {
		t.Errorf("got %+v", p)
	}
	// SHA-256 of the number, worked out apart.
	if *p.Report != "b61e7da5b714563468b2dcbdc51b778c594cfbf2ed984765289d08de42446609" || *p.Case != s.Case.String() {
		t.Errorf("the report is %v of case %v", *p.Report, *p.Case)
	}
	s.Report = "" // for somebody who does not have the number
	if _, p := issue(t, s); p.Report != nil || *p.Case != s.Case.String() {
		t.Errorf("without the number: report %v of case %v", p.Report, *p.Case)
	}
}

func TestASensitiveMatterTellsNothingOfItsPlaceButTheCell(t *testing.T) {
	s := subject()
	s.Sensitive, s.Report, s.Placement = true, "WG-7K3M-9QXP-4T0C", &casework.Placement{Cell: "a", BorderM: 19.4}
	token, p := issue(t, s)
	if *p.Cell != "a" || p.Point != nil || p.BorderM != nil || p.RunnerUp != nil {
		t.Errorf("got %+v", p)
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"106.1", "29.4", "19.4", "WG-7K3M", "gcj02", "12.5"} {
		if strings.Contains(string(raw), secret) {
			t.Errorf("it tells %s: %s", secret, raw)
		}
	}
	if drawn := certificate.Map(edition(t), &p); strings.Contains(drawn, "<circle") || !strings.Contains(drawn, "<path") {
		t.Errorf("the map of a sensitive matter shows a pin, or no cell: %s", drawn)
	}
}

// Whatever single bit of it is turned, it is not genuine any more.
func TestACertificateWithOneBitChangedIsRefused(t *testing.T) {
	token, _ := issue(t, subject())
	ring := issuer(t, 1).Ring()
	for i := range len(token) {
		for bit := range 8 {
			forged := []byte(token)
			forged[i] ^= 1 << bit
			if _, err := ring.Verify(string(forged)); err == nil {
				t.Fatalf("it passes with bit %d of byte %d turned: %q", bit, i, forged[i])
			}
		}
	}
	for i := range len(token) {
		if _, err := ring.Verify(token[:i]); err == nil {
			t.Fatalf("it passes cut off after %d bytes", i)
		}
		if _, err := ring.Verify(token[:i] + "\n" + token[i:]); err == nil && i > 0 {
			t.Fatalf("it passes with a line break at %d", i)
		}
	}
}

func TestWhatIsNotGenuineIsRefusedWithAReason(t *testing.T) {
	token, p := issue(t, subject())
	other, _, err := issuer(t, 2).Issue(edition(t), subject())
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(token, ".")
	rewritten := func(change func(map[string]any)) string {
		raw, _ := json.Marshal(p)
		var m map[string]any
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		change(m)
		raw, _ = json.Marshal(m)
		return parts[0] + "." + base64.RawURLEncoding.EncodeToString(raw) + "." + parts[2]
	}
	p.Edition++
	raw := new(bytes.Buffer)
	e := json.NewEncoder(raw)
	e.SetEscapeHTML(false)
	if err := e.Encode(p); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ text, why string }{
		"nothing":                    {"", "not a whole"},
		"another format":             {"WGC2." + parts[1] + "." + parts[2], "not a whole"},
		"of another site":            {other, "not one of these"},
		"another edition":            {parts[0] + "." + base64.RawURLEncoding.EncodeToString(bytes.TrimSpace(raw.Bytes())) + "." + parts[2], "signature does not fit"},
		"fields in another order":    {rewritten(func(map[string]any) {}), "not written as"},
		"a field more":               {rewritten(func(m map[string]any) { m["z"] = 1 }), "not written as"},
		"a text in a number's place": {rewritten(func(m map[string]any) { m["edition"] = "3" }), "not what a certificate says"},
		"the signature of another":   {parts[0] + "." + parts[1] + "." + strings.Split(other, ".")[2], "signature does not fit"},
		"very long":                  {strings.Repeat("A", certificate.MaxToken+1), "too long"},
	} {
		_, err := issuer(t, 1).Ring().Verify(c.text)
		var refusal *certificate.Refusal
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Why.EN, c.why) || refusal.Why.ZH == "" {
			t.Errorf("%s: %v, want a refusal with %q", name, err, c.why)
		}
	}
}

func TestOldKeysStillVerify(t *testing.T) {
	token, _ := issue(t, subject())
	ring, err := issuer(t, 1).Ring().With(seed(2), when.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := ring.With(seed(1), when); err != nil || again != ring {
		t.Errorf("a key that is there is added again: %v", err)
	}
	file, err := json.Marshal(ring)
	if err != nil {
		t.Fatal(err)
	}
	read, err := certificate.ReadRing(bytes.NewReader(file))
	if err != nil || len(read.Keys) != 2 || read.Keys[0].ID == read.Keys[1].ID {
		t.Fatalf("%s is read as %+v, %v", file, read, err)
	}
	if _, err := read.Verify(token); err != nil {
		t.Errorf("the old key does not verify: %v", err)
	}
	if _, err := certificate.NewIssuer(seed(3), ring, time.Now); err == nil {
		t.Error("an issuer signs with a key that nobody can check")
	}
}

func TestAFileOfKeysThatIsNoneIsRefused(t *testing.T) {
	for _, text := range []string{"", "[]", `{"keys":[{"id":"x","public_key":"AAAA"}]}`, `{"keys":[{"id":"0000000000000000","public_key":"` + strings.Repeat("A", 43) + `"}]}`} {
		if _, err := certificate.ReadRing(strings.NewReader(text)); geo.KindOf(err) != geo.Invalid {
			t.Errorf("%q gives %v", text, err)
		}
	}
}

// vector returns the keys and the certificate that the guide prints.
func vector(t testing.TB) (*certificate.Ring, string) {
	t.Helper()
	guide, err := os.ReadFile("../../docs/guides/certificates.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(guide), "```json vector-keys\n")
	keys, rest, _ := strings.Cut(rest, "```")
	_, rest, found2 := strings.Cut(rest, "``` vector-token\n")
	token, _, _ := strings.Cut(rest, "```")
	if !found || !found2 {
		t.Fatal("the guide has no test vector")
	}
	ring, err := certificate.ReadRing(strings.NewReader(keys))
	if err != nil {
		t.Fatal(err)
	}
	return ring, strings.TrimSpace(token)
}

func TestTheGuidesTestVectorIsGenuine(t *testing.T) {
	ring, token := vector(t)
	p, err := ring.Verify(token)
	if err != nil || *p.Cell != "a" {
		t.Errorf("got %+v, %v", p, err)
	}
}

func TestDutiesAreCountsWithoutTheFew(t *testing.T) {
	member := func(role casework.Role) casework.Enrolled {
		return casework.Enrolled{Member: casework.Member{Name: "某人", Role: role}}
	}
	two := []casework.Enrolled{member(casework.Volunteer), member(casework.Volunteer), member(casework.FullTime)}
	if got := certificate.Duties(two); len(got) != 1 || got[0] != (certificate.Duty{Role: casework.FullTime, Count: 1}) {
		t.Errorf("two volunteers and a member are %v", got)
	}
	three := append(two, member(casework.Volunteer), member(casework.Leader))
	if got := certificate.Duties(three); len(got) != 3 || got[0].Role != casework.Leader || got[2] != (certificate.Duty{Role: casework.Volunteer, Count: 3}) {
		t.Errorf("got %v", got)
	}
	if got := certificate.Duties(nil); got == nil || len(got) != 0 {
		t.Errorf("nobody is %v", got)
	}
}

func TestACertificateIsSaidInBothLanguages(t *testing.T) {
	_, p := issue(t, subject())
	zh, en := p.Lines(time.FixedZone("", 8*3600))
	all := strings.Join(zh, "\n") + "\n" + strings.Join(en, "\n")
	for _, want := range []string{"格 <a>", "第 3 版", "2026-11-25 08:30:00 +08:00", "106.1008000", "东北侧", "专职网格员 1 人、网格 N 力量 4 人", "1 full-time grid member, 4 volunteers", "19.4", p.ID} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not said in\n%s", want, all)
		}
	}
	if len(zh) != len(en) {
		t.Errorf("%d lines in Chinese, %d in English", len(zh), len(en))
	}
	p.OnDuty = nil
	if zh, _ := p.Lines(time.UTC); !strings.Contains(strings.Join(zh, "\n"), "值班：不详") {
		t.Error("a roster that is not known is told as an empty one")
	}
}

func TestTheMapIsSoundXMLWithCellNeighbourAndPin(t *testing.T) {
	_, p := issue(t, subject())
	drawn := certificate.Map(edition(t), &p)
	d := xml.NewDecoder(strings.NewReader(drawn))
	count := map[string]int{}
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, drawn)
		}
		if e, ok := token.(xml.StartElement); ok {
			count[e.Name.Local]++
		}
	}
	if count["circle"] != 2 || count["path"] != 4 || !strings.Contains(drawn, "20 m") || strings.Contains(drawn, "NaN") {
		t.Errorf("got %v in %s", count, drawn)
	}
	p.Cell, p.Point = nil, nil
	if certificate.Map(edition(t), &p) != "" {
		t.Error("a certificate of nowhere has a map")
	}
}

// Whatever verifies was signed: only the seeds do.
func FuzzVerify(f *testing.F) {
	ring, token := vector(f) // the same in every process of the fuzzing
	parts := strings.Split(token, ".")
	f.Add(token)
	f.Add(parts[0] + "." + parts[1] + "." + strings.Repeat("A", 86))
	f.Add("WGC1..")
	f.Add("WGC1.e30." + parts[2])
	f.Fuzz(func(t *testing.T, text string) {
		_, err := ring.Verify(text)
		var refusal *certificate.Refusal
		if err != nil && !errors.As(err, &refusal) {
			t.Fatalf("%q gives %v, which is no refusal", text, err)
		}
		if genuine := strings.TrimSpace(text) == token; genuine != (err == nil) {
			t.Fatalf("%q gives %v", text, err)
		}
	})
}
