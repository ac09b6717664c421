package api_test

import (
	"bytes"
	"context"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/certificate"
	"github.com/wangge-map/wangge/internal/gridcode"
	"github.com/wangge-map/wangge/internal/identity"
)

// wardens signs in whoever names themselves: the token is a permission, and after a colon the area that it holds for.
type wardens struct{}

func (wardens) Authenticate(_ context.Context, token string) (identity.Principal, error) {
	permissions, area, known := strings.Cut(token, ":")
	if !known {
		return identity.Principal{}, geo.Errorf(geo.Forbidden, "", "no such token")
	}
	g := identity.Grant{Role: "test", Area: area}
	for _, p := range strings.Split(permissions, "+") {
		g.Permissions = append(g.Permissions, identity.Permission(p))
	}
	return identity.Principal{AccountID: 1, Login: "grace", Grants: []identity.Grant{g}}, nil
}

func bearer(permission, area string) (name, value string) {
	return "Authorization", "Bearer " + permission + ":" + area
}

// withServing starts the service with grid codes and certificates, and staff who sign in. Account 1 is there.
func withServing(t *testing.T) (*service, *gridcode.Signer) {
	t.Helper()
	signer, err := gridcode.NewSigner(bytes.Repeat([]byte{1}, gridcode.KeyBytes))
	if err != nil {
		t.Fatal(err)
	}
	s := newService(t, func(c *api.Config) {
		c.People = wardens{}
		db := c.Reports.(interface {
			api.Members
			api.Rosters
			api.Joins
			api.Codes
		})
		c.Serving = api.Serving{Members: db, Rosters: db, Joins: db, Codes: db, Signer: signer, Certificates: issuer(t)}
	})
	conn := s.connect()
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "insert into account (login, name) values ('grace', 'Grace')"); err != nil {
		t.Fatal(err)
	}
	return s, signer
}

func issuer(t *testing.T) *certificate.Issuer {
	t.Helper()
	seed := bytes.Repeat([]byte{2}, 32)
	ring, err := (*certificate.Ring)(nil).With(seed, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	i, err := certificate.NewIssuer(seed, ring, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// forge changes one sign of the signature.
func forge(token string) string {
	i, sign := len(token)-10, "A"
	if token[i] == 'A' {
		sign = "B"
	}
	return token[:i] + sign + token[i+1:]
}

func (s *service) addCode(body string) api.GridCode {
	s.t.Helper()
	var c api.GridCode
	name, value := bearer("code.manage", "")
	s.ask(http.MethodPost, "/api/v1/codes", body, name, value).into(http.StatusCreated, &c)
	return c
}

func members(t *testing.T, s *service, query, area string) []api.Member {
	t.Helper()
	var list struct{ Members []api.Member }
	s.get("/api/v1/members?"+query, "Authorization", "Bearer member.read:"+area).into(http.StatusOK, &list)
	return list.Members
}

// The life of a volunteer: scans, joins, waits, is trained and approved, has a roster, is on duty, leaves.
func TestSomebodyJoinsByAGridCodeAndServes(t *testing.T) {
	s, _ := withServing(t)
	code := s.addCode(`{"kind":"building","label":"状元街8号院",` + inA + `,"datum":"wgs84"}`)
	if code.Cell == nil || *code.Cell != "A" || !regexp.MustCompile(`^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$`).MatchString(code.Code) {
		t.Fatalf("the code is %+v", code)
	}
	if to := s.get("/c/" + strings.ReplaceAll(code.Code, "-", "")); to.status != http.StatusFound || to.header.Get("Location") != "/join?code="+code.Code {
		t.Errorf("scanned, it leads to %d %s", to.status, to.header.Get("Location"))
	}
	var words struct {
		Version string
		Text    api.Text
	}
	s.get("/api/v1/consents/join").into(http.StatusOK, &words)
	join := "/api/v1/codes/" + strings.ToLower(code.Code) + "/join"
	body := func(name, phone, version string) string {
		return `{"name":"` + name + `","phone":"` + phone + `","consent_version":"` + version + `","language":"en-GB","hours":"any"}`
	}
	if p := s.ask(http.MethodPost, join, body("李四", "138 0000 0000", "1999-1")).problem(http.StatusConflict); p.Field != "consent_version" {
		t.Errorf("old words: %+v", p)
	}
	for field, b := range map[string]string{"name": body(" ", "138 0000 0000", words.Version), "phone": body("李四", "call me", words.Version)} {
		if p := s.ask(http.MethodPost, join, b).problem(http.StatusBadRequest); p.Field != field {
			t.Errorf("a wrong %s is told as %+v", field, p)
		}
	}
	var joined struct{ State, Cell string }
	s.ask(http.MethodPost, join, body("李四", "138 0000 0000", words.Version)).into(http.StatusCreated, &joined)
	if joined.State != "pending" || joined.Cell != "A" {
		t.Errorf("joined as %+v", joined)
	}
	waiting := members(t, s, "state=pending", "")
	if len(waiting) != 1 || waiting[0].Name != "李四" || waiting[0].Language != "en" || waiting[0].Role != "volunteer" || !waiting[0].HasContact || waiting[0].OnDuty {
		t.Fatalf("waiting: %+v", waiting)
	}
	one := "/api/v1/members/" + strconv.FormatInt(waiting[0].ID, 10)
	name, value := bearer("member.manage", "A")
	volunteers := func() float64 {
		var v api.CellValues
		s.get("/api/v1/layers/coverage/values?figure=volunteers").into(http.StatusOK, &v)
		if v.Values[0] == nil {
			t.Fatalf("A has no figure: %+v", v)
		}
		return *v.Values[0]
	}
	if volunteers() != 3 {
		t.Errorf("who waits is counted: %v", volunteers())
	}
	s.ask(http.MethodPatch, one, `{"state":"active"}`, name, value).problem(http.StatusConflict)
	for _, state := range []string{"trained", "active"} {
		var m api.Member
		if s.ask(http.MethodPatch, one, `{"state":"`+state+`"}`, name, value).into(http.StatusOK, &m); m.State != state {
			t.Errorf("became %+v", m)
		}
	}
	s.eventually("the approved volunteer is counted", func() bool { return volunteers() == 4 })
	var roster struct{ Spans []api.Span }
	s.ask(http.MethodPut, one+"/roster", `{"spans":[{"weekday":7,"from":1320,"to":360}]}`, name, value).into(http.StatusOK, &roster)
	if len(roster.Spans) != 2 || roster.Spans[0] != (api.Span{Weekday: 1, From: 0, To: 360}) {
		t.Errorf("the roster is %+v", roster)
	}
	var list struct{ Members []api.Member }
	readName, readValue := bearer("member.read", "")
	s.get("/api/v1/members/on-duty?cell=A&at=2026-11-22T17:00:00Z", readName, readValue).into(http.StatusOK, &list) // Monday, 1:00 in Shanghai
	if len(list.Members) != 1 || list.Members[0].Name != "李四" {
		t.Errorf("on duty: %+v", list)
	}
	var contact struct{ Name, Phone string }
	s.get(one+"/contact", name, value).problem(http.StatusBadRequest)
	s.get(one+"/contact?why=training", name, value).into(http.StatusOK, &contact)
	if contact.Phone != "138 0000 0000" || s.count("select count(*) from audit where action = 'member.contact' and account = 1") != 1 {
		t.Errorf("got %+v", contact)
	}
	s.ask(http.MethodPatch, one, `{"state":"left"}`, name, value).into(http.StatusOK, &api.Member{})
	s.eventually("who left is not counted", func() bool { return volunteers() == 3 })
	if strings.Contains(s.log.String(), "138 0000") || strings.Contains(s.log.String(), "李四") {
		t.Error("the log tells who joined")
	}
}

// Every operation of staff: nobody signed in, the wrong permission, and another area.
func TestMembersAndCodesAreForThoseWhoseTheyAre(t *testing.T) {
	s, _ := withServing(t)
	code := s.addCode(`{"kind":"cell","cell":"A"}`).Code
	id := strconv.FormatInt(members(t, s, "cell=A", "")[0].ID, 10)
	for _, c := range []struct{ method, path, body, permission string }{
		{http.MethodGet, "/api/v1/members", "", "member.read"},
		{http.MethodGet, "/api/v1/members/on-duty?cell=A", "", "member.read"},
		{http.MethodPost, "/api/v1/members", `{"cell":"A","name":"王","role":"volunteer"}`, "member.manage"},
		{http.MethodPatch, "/api/v1/members/" + id, `{"role":"leader"}`, "member.manage"},
		{http.MethodGet, "/api/v1/members/" + id + "/contact?why=test", "", "member.manage"},
		{http.MethodGet, "/api/v1/members/" + id + "/roster", "", "member.read"},
		{http.MethodPut, "/api/v1/members/" + id + "/roster", `{"spans":[]}`, "member.manage"},
		{http.MethodGet, "/api/v1/codes", "", "code.manage"},
		{http.MethodPost, "/api/v1/codes", `{"kind":"cell","cell":"A"}`, "code.manage"},
		{http.MethodGet, "/codes/sheet?cell=A", "", "code.manage"},
		{http.MethodPost, "/api/v1/codes/" + code + "/withdraw", "", "code.manage"},
	} {
		s.ask(c.method, c.path, c.body).problem(http.StatusUnauthorized)
		s.ask(c.method, c.path, c.body, "Authorization", "Bearer case.read:").problem(http.StatusForbidden)
		abroad := s.ask(c.method, c.path, c.body, "Authorization", "Bearer "+c.permission+":B")
		switch {
		case c.path == "/api/v1/members" && c.method == http.MethodGet, c.path == "/api/v1/codes" && c.method == http.MethodGet:
			if abroad.status != http.StatusOK || strings.Contains(string(abroad.body), `"cell":"A"`) || strings.Contains(string(abroad.body), code) {
				t.Errorf("%s %s from B: %d %s", c.method, c.path, abroad.status, abroad.body)
			}
		case strings.HasPrefix(c.path, "/codes/sheet"):
			abroad.problem(http.StatusBadRequest) // a cell without codes, as far as they can see
		default:
			abroad.problem(http.StatusNotFound)
		}
		if own := s.ask(c.method, c.path, c.body, "Authorization", "Bearer "+c.permission+":A"); own.status >= 300 || own.header.Get("Cache-Control") != "no-store" && c.method == http.MethodGet {
			t.Errorf("%s %s from A: %d %q %s", c.method, c.path, own.status, own.header.Get("Cache-Control"), own.body)
		}
	}
}

func TestAForgedCodeIsRefusedBeforeTheDatabaseIsAsked(t *testing.T) {
	s, signer := withServing(t)
	genuine := signer.Text("7K3M9QXP") // never made
	s.get("/api/v1/codes/" + genuine).problem(http.StatusNotFound)
	s.setConnections("allow_connections false")
	if p := s.get("/api/v1/codes/7K3M-9QXP-0000").problem(http.StatusNotFound); p.Field != "code" {
		t.Errorf("a forged code: %+v", p)
	}
	s.get("/api/v1/codes/7K3M-9QXP").problem(http.StatusBadRequest)
	s.get("/api/v1/codes/" + genuine).problem(http.StatusServiceUnavailable)
}

// The next edition makes one cell of the west and cuts the east in two: a code keeps its place and finds its cell.
func TestACodeSurvivesANewEdition(t *testing.T) {
	s, _ := withServing(t)
	code := s.addCode(`{"kind":"building","label":"东楼",` + inB + `,"datum":"wgs84"}`)
	next := grid(time.Now().Add(-time.Second), cellAt("A", west), cellAt("B9", west+0.01))
	if _, err := s.store.SaveEdition(t.Context(), next, acceptAll); err != nil {
		t.Fatal(err)
	}
	var now api.GridCode
	s.eventually("the code is in the new cell", func() bool {
		s.get("/api/v1/codes/"+code.Code).into(http.StatusOK, &now)
		return now.Cell != nil && *now.Cell == "B9"
	})
	if now.Lon != code.Lon || now.Lat != code.Lat || now.Label != "东楼" || now.Code != code.Code {
		t.Errorf("%+v became %+v", code, now)
	}
}

func TestAWithdrawnCodeSaysSoAndTakesNobody(t *testing.T) {
	s, _ := withServing(t)
	code := s.addCode(`{"kind":"cell","cell":"A"}`)
	name, value := bearer("code.manage", "A")
	s.ask(http.MethodPost, "/api/v1/codes/"+code.Code+"/withdraw", "", name, value).into(http.StatusOK, &code)
	var now api.GridCode
	s.get("/api/v1/codes/"+code.Code).into(http.StatusOK, &now)
	if !code.Withdrawn || !now.Withdrawn {
		t.Errorf("got %+v, then %+v", code, now)
	}
	s.ask(http.MethodPost, "/api/v1/codes/"+code.Code+"/join", `{"name":"李","phone":"13800000000","consent_version":"2026-11-25"}`).problem(http.StatusConflict)
	s.get("/codes/sheet?cell=A", name, value).problem(http.StatusBadRequest)
}

// Whoever scans a code at one place may send from another: the door counts. A code that is withdrawn costs nobody a report.
func TestAReportByAGridCodeIsOfThePlaceOfTheCode(t *testing.T) {
	s, _ := withServing(t)
	code := s.addCode(`{"kind":"building","label":"西楼",` + inA + `,"datum":"wgs84"}`)
	if r := s.report("by-code-1", inB, pothole, `,"code":"`+code.Code+`"`); r.Cell == nil || *r.Cell != "A" {
		t.Errorf("the report is in %v", r.Cell)
	}
	if p := s.post("by-code-2", inB, pothole, `,"code":"7K3M-9QXP-0000"`).problem(http.StatusNotFound); p.Field != "code" {
		t.Errorf("a forged code is told as %+v", p)
	}
	name, value := bearer("code.manage", "A")
	s.ask(http.MethodPost, "/api/v1/codes/"+code.Code+"/withdraw", "", name, value).into(http.StatusOK, &code)
	if r := s.report("by-code-3", inB, pothole, `,"code":"`+code.Code+`"`); r.Cell == nil || *r.Cell != "B" {
		t.Errorf("by a withdrawn code, the report is in %v", r.Cell)
	}
}

// A code says where it hangs: who scanned it need not say more.
func TestAReportByAGridCodeNeedsNoPlaceOfItsOwn(t *testing.T) {
	s, _ := withServing(t)
	code := s.addCode(`{"kind":"building","label":"8号",` + inA + `,"datum":"wgs84"}`)
	send := func(more string) answer {
		return s.ask(http.MethodPost, "/api/v1/reports", `{"category":"`+pothole+`"`+more+`}`, key, uuid.NewString())
	}
	var r api.Receipt
	send(`,"code":"`+code.Code+`"`).into(http.StatusCreated, &r)
	if r.Cell == nil || *r.Cell != "A" || r.Lon != code.Lon || r.Lat != code.Lat {
		t.Errorf("the report is in %v at %v %v, want where the code hangs: %v %v", r.Cell, r.Lon, r.Lat, code.Lon, code.Lat)
	}
	for more, field := range map[string]string{
		"":                             "lon",
		`,"lat":29.5,"datum":"wgs84"`:  "lon",
		`,"lon":106.5,"datum":"wgs84"`: "lat",
		`,"lon":106.5,"lat":29.5`:      "datum",
		`,"code":"` + code.Code + `","lon":106.5`:   "lat",
		`,"code":"` + code.Code + `",` + inA:        "datum",
		`,"code":"` + code.Code + `","datum":"x"`:   "lon",
		`,"code":"0000-0000-0000"`:                  "code",
		`,"code":"nonsense",` + inA + `,"datum":""`: "datum",
	} {
		want := http.StatusBadRequest
		if field == "code" {
			want = http.StatusNotFound
		}
		if p := send(more).problem(want); p.Field != field {
			t.Errorf("%s is refused for %q: %s; want %q", more, p.Field, p.Detail, field)
		}
	}
	name, value := bearer("code.manage", "")
	s.ask(http.MethodPost, "/api/v1/codes/"+code.Code+"/withdraw", "", name, value).into(http.StatusOK, &code)
	if p := send(`,"code":"` + code.Code + `"`).problem(http.StatusConflict); p.Field != "code" {
		t.Errorf("by a withdrawn code and no place it is refused as %+v", p)
	}
}

func TestWhoComesWhenACodeHasTakenManyIsToldWhenToComeAgain(t *testing.T) {
	s, _ := withServing(t)
	code := s.addCode(`{"kind":"building","label":"8号",` + inA + `,"datum":"wgs84"}`)
	var words struct{ Version string }
	s.get("/api/v1/consents/join").into(http.StatusOK, &words)
	send := func() answer {
		return s.ask(http.MethodPost, "/api/v1/codes/"+code.Code+"/join", `{"name":"李四","phone":"138 0000 0000","consent_version":"`+words.Version+`","language":"zh"}`)
	}
	for range 30 {
		var joined struct{ State string }
		send().into(http.StatusCreated, &joined)
	}
	a := send()
	if p := a.problem(http.StatusTooManyRequests); p.Field != "code" {
		t.Errorf("the problem is %+v", p)
	}
	if wait, err := strconv.Atoi(a.header.Get("Retry-After")); err != nil || wait < 3000 || wait > 3600 {
		t.Errorf("it says to wait %q seconds, want about an hour", a.header.Get("Retry-After"))
	}
}

func TestASheetHoldsTheCodesOfACell(t *testing.T) {
	s, _ := withServing(t)
	one, two := s.addCode(`{"kind":"cell","cell":"A"}`), s.addCode(`{"kind":"building","label":"<b>东</b>",`+inB+`,"datum":"wgs84"}`)
	name, value := bearer("code.manage", "")
	for path, want := range map[string][2]bool{
		"/codes/sheet?cell=A": {true, false}, "/codes/sheet?codes=" + two.Code: {false, true}, "/codes/sheet?codes=" + two.Code + "," + one.Code: {true, true}, "/codes/sheet": {true, true}, "/codes/sheet?net=grid": {true, true},
	} {
		page := s.get(path, name, value)
		text := string(page.body)
		if page.status != http.StatusOK || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") || strings.Contains(text, "<b>") ||
			strings.Contains(text, one.Code) != want[0] || strings.Contains(text, two.Code) != want[1] {
			t.Errorf("%s: %d %s", path, page.status, page.header.Get("Content-Type"))
		}
	}
}

func (s *service) certify(path, body string) api.Certificate {
	s.t.Helper()
	var c api.Certificate
	if body == "" {
		s.get(path).into(http.StatusOK, &c)
	} else {
		s.ask(http.MethodPost, path, body).into(http.StatusCreated, &c)
	}
	return c
}

func (s *service) verify(token string) api.Verdict {
	s.t.Helper()
	var v api.Verdict
	s.ask(http.MethodPost, "/api/v1/certificates/verify", `{"token":"`+token+`"}`).into(http.StatusOK, &v)
	return v
}

func TestACertificateIsIssuedAndCheckedAlsoWhileTheDatabaseIsAway(t *testing.T) {
	s, _ := withServing(t)
	c := s.certify("/api/v1/certificates", `{`+inA+`,"datum":"wgs84","accuracy_m":10}`)
	if *c.Payload.Cell != "A" || c.Payload.Edition != 1 || c.Payload.OnDuty == nil || c.Payload.RunnerUp == nil && c.Payload.BorderM == nil || c.KeyID != c.Payload.Key {
		t.Errorf("got %+v", c.Payload)
	}
	s.setConnections("allow_connections false")
	v := s.verify(c.Token)
	if !v.Valid || v.Payload.ID != c.Payload.ID || v.Map == nil || !strings.HasPrefix(*v.Map, "<svg") || v.Words == nil || len(v.Words.ZH) < 5 || v.Why != nil {
		t.Errorf("the verdict is %+v", v)
	}
	forged := s.verify(forge(c.Token))
	if forged.Valid || forged.Payload != nil || forged.Map != nil || forged.Why == nil || forged.Why.ZH == "" {
		t.Errorf("of a forged one %+v", forged)
	}
	var keys struct{ Keys []certificate.PublicKey }
	s.get("/api/v1/certificate-keys").into(http.StatusOK, &keys)
	if len(keys.Keys) != 1 || keys.Keys[0].ID != c.KeyID {
		t.Errorf("the keys are %+v", keys)
	}
	away := s.certify("/api/v1/certificates", `{`+inB+`,"datum":"wgs84"}`)
	if *away.Payload.Cell != "B" || away.Payload.OnDuty != nil {
		t.Errorf("without the database: %+v", away.Payload)
	}
}

func TestACertificateSpeaksOfTheMomentThatIsAsked(t *testing.T) {
	s, _ := withServing(t)
	before := time.Now().Add(-30 * time.Minute).UTC().Format(time.RFC3339)
	if _, err := s.store.SaveEdition(t.Context(), grid(time.Now().Add(-time.Second), cellAt("A2", west), cellAt("B2", west+0.01)), acceptAll); err != nil {
		t.Fatal(err)
	}
	s.eventually("the second edition is in force", func() bool {
		return *s.certify("/api/v1/certificates", `{`+inA+`,"datum":"wgs84"}`).Payload.Cell == "A2"
	})
	then := s.certify("/api/v1/certificates", `{`+inA+`,"datum":"wgs84","at":"`+before+`"}`)
	if *then.Payload.Cell != "A" || then.Payload.Edition != 1 || then.Payload.At.Format(time.RFC3339) != before {
		t.Errorf("then %+v", then.Payload)
	}
	ahead := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	if p := s.ask(http.MethodPost, "/api/v1/certificates", `{`+inA+`,"datum":"wgs84","at":"`+ahead+`"}`).problem(http.StatusBadRequest); p.Field != "at" {
		t.Errorf("of the future: %+v", p)
	}
}

func TestAReportsCertificateIsForWhoeverHasItsNumber(t *testing.T) {
	s, _ := withServing(t)
	hole, row := s.report("cert-0001", inA, pothole, ""), s.report("cert-0002", inB, quarrel, "")
	c := s.certify("/api/v1/reports/"+strings.ToLower(hole.Tracking)+"/certificate", "")
	if *c.Payload.Cell != "A" || *c.Payload.Case != hole.CaseID || c.Payload.Report == nil || c.Payload.Point == nil || c.Payload.Point.Lon != 106.5512345 {
		t.Errorf("got %+v", c.Payload)
	}
	private := s.certify("/api/v1/reports/"+row.Tracking+"/certificate", "")
	if *private.Payload.Cell != "B" || private.Payload.Point != nil || private.Payload.BorderM != nil || private.Payload.RunnerUp != nil {
		t.Errorf("of a quarrel: %+v", private.Payload)
	}
	for _, path := range []string{hole.ID, row.ID, row.CaseID, "WG-0000-0000-0000"} {
		s.get("/api/v1/reports/" + path + "/certificate").problem(http.StatusNotFound)
	}
}

func TestWithoutItsPartsTheServiceSaysThatItCannot(t *testing.T) {
	s := newService(t, func(c *api.Config) { c.People = wardens{} })
	for _, path := range []string{"/api/v1/codes/7K3M-9QXP-0000", "/api/v1/consents/join", "/api/v1/certificate-keys", "/api/v1/reports/WG-0000-0000-0000/certificate"} {
		s.get(path).problem(http.StatusServiceUnavailable)
	}
}
