package api_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/store"
)

const open311At = "/open311/v2/"

// keys are the tokens of the tests, by text.
type keys map[string]identity.Principal

func (k keys) Authenticate(_ context.Context, token string) (identity.Principal, error) {
	if p, ok := k[token]; ok {
		return p, nil
	}
	return identity.Principal{}, geo.Errorf(geo.Forbidden, "", "not known")
}

func holder(area string, token bool, permissions ...identity.Permission) identity.Principal {
	p := identity.Principal{AccountID: 7, Login: "hotline", Grants: []identity.Grant{{Role: "integrator", Permissions: permissions, Area: area}}}
	if token {
		p.Token = uuid.New()
	} else {
		p.Session = uuid.New()
	}
	return p
}

// newOpen311 is a service with keys for every case.
func newOpen311(t *testing.T, change ...func(*api.Config)) *service {
	t.Helper()
	return newService(t, append([]func(*api.Config){func(c *api.Config) {
		c.Open311.Cases = c.Reports.(*store.Store)
		c.People = keys{
			"good": holder("", true, identity.ReportWrite), "of-A": holder("A", true, identity.ReportWrite),
			"reader": holder("", true, identity.CaseRead), "browser": holder("", false, identity.ReportWrite),
		}
	}}, change...)...)
}

// post311 posts a form.
func (s *service) post311(format, form string, headers ...string) answer {
	s.t.Helper()
	return s.ask(http.MethodPost, open311At+"requests."+format, form, append([]string{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}, headers...)...)
}

// form311 is a sound report in A, with more fields.
func form311(more ...string) string {
	f := url.Values{"api_key": {"good"}, "service_code": {pothole}, "lat": {"29.5712345"}, "long": {"106.5512345"}, "description": {"很深的坑 <b>&"}}
	for i := 0; i+1 < len(more); i += 2 {
		f[more[i]] = append([]string{}, more[i+1])
		if more[i+1] == "" {
			delete(f, more[i])
		}
	}
	return f.Encode()
}

// element is any XML, to be turned into what JSON should be.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

// lists are the elements that hold what repeats.
var lists = []string{"services", "service_requests", "errors", "attributes", "values", "endpoints", "formats", "notes", "service_request_updates"}

// kinds are the elements that are not texts in JSON.
var (
	booleans = []string{"metadata", "variable", "required"}
	figures  = []string{"lat", "long", "order"}
)

// spark turns XML into the JSON that its convention makes of it, on its own reading of the convention.
func spark(e element) any {
	name := e.XMLName.Local
	switch {
	case slices.Contains(lists, name):
		out := []any{}
		for _, child := range e.Children {
			out = append(out, spark(child))
		}
		return out
	case len(e.Children) > 0:
		out := map[string]any{}
		for _, child := range e.Children {
			out[child.XMLName.Local] = spark(child)
		}
		return out
	case e.Text == "":
		return nil
	case slices.Contains(booleans, name):
		return e.Text == "true"
	case slices.Contains(figures, name), name == "code" && regexp.MustCompile(`^\d+$`).MatchString(e.Text):
		var v float64
		_ = json.Unmarshal([]byte(e.Text), &v)
		return v
	}
	return e.Text
}

// both asks for a resource in both formats, checks that they say the same, and returns it as JSON decodes it.
func (s *service) both(status int, resource, query string) any {
	s.t.Helper()
	asXML, asJSON := s.get(open311At+resource+".xml"+query), s.get(open311At+resource+".json"+query)
	return sameInBoth(s.t, status, asXML, asJSON)
}

func sameInBoth(t *testing.T, status int, asXML, asJSON answer) any {
	t.Helper()
	var root element
	var decoded any
	if asXML.status != status || asJSON.status != status {
		t.Fatalf("answered %d and %d, want %d: %s %s", asXML.status, asJSON.status, status, asXML.body, asJSON.body)
	}
	if err := xml.Unmarshal(asXML.body, &root); err != nil {
		t.Fatalf("%v: %s", err, asXML.body)
	}
	if err := json.Unmarshal(asJSON.body, &decoded); err != nil {
		t.Fatalf("%v: %s", err, asJSON.body)
	}
	if got := asXML.header.Get("Content-Type"); got != "text/xml; charset=utf-8" || !bytes.HasPrefix(asXML.body, []byte(`<?xml version="1.0" encoding="utf-8"?>`)) {
		t.Errorf("XML comes as %q, beginning %.60q", got, asXML.body)
	}
	if got := asJSON.header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("JSON comes as %q", got)
	}
	if len(root.Attrs) > 0 || root.XMLName.Space != "" {
		t.Errorf("the root has a namespace or attributes: %+v", root)
	}
	if sparked := spark(root); !reflect.DeepEqual(sparked, decoded) {
		t.Errorf("XML and JSON differ:\n%v\n%v", sparked, decoded)
	}
	return decoded
}

// rule is what a member of a document must be: a kind of JSON, whether it must be there, and whether it may be null.
type rule struct {
	kind           string // string, boolean, number, integer, date-time, uri, array
	required, null bool
	among          []string
}

// The rules of the community's JSON schemas for GeoReport v2, said anew.
var (
	serviceRules = map[string]rule{
		"service_code": {kind: "string", required: true}, "service_name": {kind: "string", required: true}, "description": {kind: "string", null: true},
		"metadata": {kind: "boolean", required: true}, "type": {kind: "string", required: true, among: []string{"realtime", "batch", "blackbox"}},
		"keywords": {kind: "string", null: true}, "group": {kind: "string", null: true},
	}
	attributeRules = map[string]rule{
		"variable": {kind: "boolean", required: true}, "code": {kind: "string", required: true}, "required": {kind: "boolean", required: true},
		"datatype":             {kind: "string", required: true, among: []string{"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}},
		"datatype_description": {kind: "string", null: true}, "order": {kind: "integer", null: true}, "description": {kind: "string", null: true}, "values": {kind: "array"},
	}
	valueRules   = map[string]rule{"key": {kind: "string", required: true}, "name": {kind: "string", required: true}}
	requestRules = map[string]rule{
		"service_request_id": {kind: "string", required: true}, "status": {kind: "string", required: true, among: []string{"open", "closed"}},
		"status_notes": {kind: "string", null: true}, "service_name": {kind: "string", null: true}, "service_code": {kind: "string", required: true},
		"description": {kind: "string", null: true}, "agency_responsible": {kind: "string", null: true}, "service_notice": {kind: "string", null: true},
		"requested_datetime": {kind: "date-time", required: true}, "updated_datetime": {kind: "date-time", null: true}, "expected_datetime": {kind: "date-time", null: true},
		"address": {kind: "string", null: true}, "address_id": {kind: "string", null: true}, "zipcode": {kind: "string", null: true},
		"lat": {kind: "number", null: true}, "long": {kind: "number", null: true}, "media_url": {kind: "uri", null: true},
	}
)

func obey(t *testing.T, document any, rules map[string]rule) map[string]any {
	t.Helper()
	object, ok := document.(map[string]any)
	if !ok {
		t.Fatalf("not an object: %v", document)
	}
	for name, r := range rules {
		value, there := object[name]
		switch {
		case !there && r.required:
			t.Errorf("%s is missing: %v", name, object)
		case there && value == nil && !r.null:
			t.Errorf("%s is null", name)
		case there && value != nil && !isOf(value, r):
			t.Errorf("%s is %v (%T), not %s", name, value, value, r.kind)
		}
	}
	for name := range object {
		if _, known := rules[name]; !known {
			t.Errorf("%s is not in the schema", name)
		}
	}
	return object
}

func isOf(value any, r rule) bool {
	word, isText := value.(string)
	number, isNumber := value.(float64)
	_, isList := value.([]any)
	_, isBool := value.(bool)
	switch r.kind {
	case "string":
		return isText && (r.among == nil || slices.Contains(r.among, word))
	case "date-time":
		_, err := time.Parse(time.RFC3339, word)
		return err == nil
	case "uri":
		u, err := url.Parse(word)
		return err == nil && u.IsAbs()
	case "boolean":
		return isBool
	case "integer":
		return isNumber && number == float64(int(number))
	case "array":
		return isList
	}
	return isNumber
}

// A client that knows nothing but the text of the standard finds its way from the discovery to the end of its matter.
func TestAClientOfOpen311FollowsTheStandard(t *testing.T) {
	s := newOpen311(t)
	found := s.both(200, "discovery", "").(map[string]any)
	if changed, err := time.Parse(time.RFC3339, found["changeset"].(string)); err != nil || changed.After(time.Now().Add(24*time.Hour)) {
		t.Errorf("changeset %v", found["changeset"])
	}
	endpoint := found["endpoints"].([]any)[0].(map[string]any)
	if endpoint["specification"] != "http://wiki.open311.org/GeoReport_v2" || endpoint["url"] != s.url+"/open311/v2" || fmt.Sprint(endpoint["formats"]) != "[text/xml application/json]" {
		t.Fatalf("endpoint %v", endpoint)
	}
	var code string
	for _, one := range s.both(200, "services", "?jurisdiction_id=").([]any) {
		if service := obey(t, one, serviceRules); service["metadata"] == true && code == "" {
			code = service["service_code"].(string)
		}
	}
	definition := s.both(200, "services/"+code, "").(map[string]any)
	form := []string{"service_code", code}
	for i, one := range definition["attributes"].([]any) {
		attribute := obey(t, one, attributeRules)
		if attribute["order"] != float64(i+1) {
			t.Errorf("order %v of the attribute at %d", attribute["order"], i)
		}
		for _, value := range attribute["values"].([]any) {
			obey(t, value, valueRules)
		}
		if attribute["datatype"] == "singlevaluelist" {
			form = append(form, "attribute["+attribute["code"].(string)+"]", attribute["values"].([]any)[0].(map[string]any)["key"].(string))
		}
	}
	for _, format := range []string{"xml", "json"} {
		id := s.post311ed(format, form311(form...))
		s.eventually("the request is polled", func() bool { return s.get(open311At+"requests/"+id+"."+format).status == 200 })
		polled := s.both(200, "requests/"+id, "").([]any)
		r := obey(t, polled[0], requestRules)
		if len(polled) != 1 || r["service_request_id"] != id || r["status"] != "open" || r["service_code"] != code || r["description"] != nil {
			t.Errorf("polled %v", r)
		}
		if r["lat"] != 29.5712 || r["long"] != 106.5512 || !strings.HasSuffix(r["requested_datetime"].(string), "+08:00") {
			t.Errorf("the place or time is told as %v %v %v", r["lat"], r["long"], r["requested_datetime"])
		}
		if token := s.both(200, "tokens/"+id, "").([]any)[0].(map[string]any); token["service_request_id"] != id || token["token"] != id {
			t.Errorf("token %v", token)
		}
	}
	all := s.both(200, "requests", "").([]any)
	if len(all) != 2 {
		t.Errorf("%d are listed, want 2", len(all))
	}
	if described := s.count("select count(*) from report where description = '很深的坑 <b>&' and source = 'open311'"); described != 2 {
		t.Errorf("%d are kept in their words", described)
	}
	if answered := s.count("select count(*) from report_answer"); answered != 2 {
		t.Errorf("%d answers are kept", answered)
	}
}

// post311ed posts what must be kept and returns its id.
func (s *service) post311ed(format, form string, headers ...string) string {
	s.t.Helper()
	a := s.post311(format, form, headers...)
	if a.status != 200 {
		s.t.Fatalf("answered %d: %s", a.status, a.body)
	}
	var answered any
	if format == "xml" {
		var root element
		if err := xml.Unmarshal(a.body, &root); err != nil {
			s.t.Fatal(err)
		}
		answered = spark(root)
	} else if err := json.Unmarshal(a.body, &answered); err != nil {
		s.t.Fatal(err)
	}
	first := answered.([]any)[0].(map[string]any)
	if _, token := first["token"]; token || first["account_id"] != nil || !strings.Contains(first["service_notice"].(string), "WG-") {
		s.t.Errorf("posted: %v", first)
	}
	return first["service_request_id"].(string)
}

// The id that everyone may know gives nobody the rights of who reported.
func TestTheIDOfARequestIsNotItsTrackingNumber(t *testing.T) {
	s := newOpen311(t)
	id := s.post311ed("json", form311())
	s.get("/api/v1/reports/" + id).problem(http.StatusNotFound)
	if n := s.count("select count(*) from report where id::text = $1 or tracking = $1", id); n != 0 {
		t.Error("it names the report")
	}
}

func TestWhatIsWrongWithAnOpen311RequestIsToldExactly(t *testing.T) {
	s := newOpen311(t)
	for name, c := range map[string]struct {
		resource, query string
		status          int
		says            string
	}{
		"an unknown service":           {"services/99999", "", 404, "service_code"},
		"a sensitive service":          {"services/" + quarrel, "", 404, "service_code"},
		"an unknown request":           {"requests/" + uuid.NewString(), "", 404, "service_request_id"},
		"a request that is no id":      {"requests/DJ-2026-000451", "", 404, "service_request_id"},
		"an unknown token":             {"tokens/12345", "", 404, "token"},
		"a resource that is not there": {"citizens", "", 404, "discovery"},
		"a date without a zone":        {"requests", "?start_date=2026-05-01T00:00:00", 400, "start_date"},
		"a date that is none":          {"requests", "?end_date=tomorrow", 400, "end_date"},
		"a span of more than 90 days":  {"requests", "?start_date=2026-01-01T00:00:00Z&end_date=2026-05-01T00:00:00Z", 400, "90"},
		"a status that is none":        {"requests", "?status=open,done", 400, "status"},
		"a box of three numbers":       {"requests", "?bbox=1,2,3", 400, "bbox"},
		"a box turned over":            {"requests", "?bbox=107,29,106,30", 400, "bbox"},
		"half a place":                 {"requests", "?lat=29.5", 400, "long"},
		"a radius of nothing":          {"requests", "?lat=29.5&long=106.5&radius=0", 400, "radius"},
		"a page before the first":      {"requests", "?page=-1", 400, "page"},
		"a page of nothing":            {"requests", "?page_size=0", 400, "page_size"},
		"a page far beyond":            {"requests", "?page=1000000", 400, "page"},
		"a query that is not sound":    {"requests", "?status=%zz", 400, "query"},
		"updates of more than 90 days": {"servicerequestupdates", "?start_date=2026-01-01T00:00:00Z&end_date=2026-07-01T00:00:00Z", 400, "90"},
	} {
		ask := func(format string) answer {
			return s.get(open311At+c.resource+"."+format+c.query, "Accept-Language", "en")
		}
		told := sameInBoth(t, c.status, ask("xml"), ask("json")).([]any)
		first := told[0].(map[string]any)
		if first["code"] != float64(c.status) || !strings.Contains(first["description"].(string), c.says) {
			t.Errorf("%s: %v", name, first)
		}
	}
	if a := s.get(open311At + "services.yaml"); a.status != 404 || !bytes.Contains(a.body, []byte("<errors><error><code>404</code>")) {
		t.Errorf("an unknown format: %d %s", a.status, a.body)
	}
	if a := s.ask(http.MethodPost, open311At+"servicerequestupdates.json", ""); a.status != 405 || a.header.Get("Allow") != "GET, HEAD" {
		t.Errorf("posting updates: %d, allowed %q", a.status, a.header.Get("Allow"))
	}
}

func TestWhatIsWrongWithAPostedReportIsToldExactly(t *testing.T) {
	s := newOpen311(t)
	for name, c := range map[string]struct {
		form   string
		status int
		says   string
	}{
		"no key":                          {form311("api_key", ""), 403, "api_key"},
		"a wrong key":                     {form311("api_key", "bad"), 403, "api_key"},
		"the token of a browser":          {form311("api_key", "browser"), 403, "api_key"},
		"a key that may only read":        {form311("api_key", "reader"), 403, "report.write"},
		"a key of another place":          {form311("api_key", "of-A", "long", "106.5651234"), 403, "api_key"},
		"no service":                      {form311("service_code", ""), 400, "service_code"},
		"an unknown service":              {form311("service_code", "12"), 404, "service_code"},
		"a sensitive service":             {form311("service_code", quarrel), 404, "service_code"},
		"no place":                        {form311("lat", "", "long", ""), 400, "long"},
		"an address alone":                {form311("lat", "", "long", "", "address_string", "状元街8号"), 400, "address_string"},
		"half a place":                    {form311("long", ""), 400, "long"},
		"a place beyond the world":        {form311("lat", "129"), 400, "lat"},
		"a place that is no number":       {form311("lat", "NaN"), 400, "lat"},
		"too many words":                  {form311("description", strings.Repeat("坑", 4001)), 400, "4000"},
		"bytes that are not UTF-8":        {form311("description", "\xff"), 400, "description"},
		"a telephone that is none":        {form311("phone", "call me"), 400, "phone"},
		"an e-mail that is none":          {form311("email", "张三 <z@example.cn>"), 400, "email"},
		"an answer to no question":        {form311("attribute[COLOUR]", "red"), 400, "attribute[COLOUR]"},
		"an answer that is not offered":   {form311("attribute[DEPTH]", "bottomless"), 400, "attribute[DEPTH]"},
		"a number that is none":           {form311("attribute[LENGTH_M]", "long"), 400, "attribute[LENGTH_M]"},
		"two answers where one is wanted": {form311("attribute[DEPTH]", "deep") + "&attribute[DEPTH][]=shallow", 400, "one value"},
		"a picture of a file":             {form311("media_url", "file:///etc/passwd"), 400, "media_url"},
		"another jurisdiction's form":     {"a=%zz", 400, "form"},
	} {
		post := func(format string) answer { return s.post311(format, c.form, "Accept-Language", "en") }
		first := sameInBoth(t, c.status, post("xml"), post("json")).([]any)[0].(map[string]any)
		if first["code"] != float64(c.status) || !strings.Contains(first["description"].(string), c.says) {
			t.Errorf("%s: %v", name, first)
		}
	}
	if a := s.ask(http.MethodPost, open311At+"requests.json", `{}`, "Content-Type", "application/json"); a.status != 400 {
		t.Errorf("a body of JSON: %d", a.status)
	}
	if kept := s.count("select count(*) from report"); kept != 0 {
		t.Errorf("%d reports are kept", kept)
	}
	s.post311ed("json", form311("api_key", "of-A", "description", strings.Repeat("坑", 4000)))
	// Everything that is wrong with the answers is told at once.
	var told []map[string]any
	s.post311("json", form311("attribute[DEPTH]", "x", "attribute[LENGTH_M]", "y")).into(400, &told)
	if len(told) != 2 {
		t.Errorf("told %v", told)
	}
}

func TestARequiredAnswerMustBeGiven(t *testing.T) {
	s := newOpen311(t)
	conn := s.connect()
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "update category_attribute set required = true where code = 'DEPTH'"); err != nil {
		t.Fatal(err)
	}
	if a := s.post311("json", form311()); a.status != 400 || !bytes.Contains(a.body, []byte("attribute[DEPTH]")) {
		t.Errorf("%d %s", a.status, a.body)
	}
	s.post311ed("json", form311("attribute[DEPTH]", "deep"))
}

func TestAReportPostedTwiceUnderOneKeyIsKeptOnce(t *testing.T) {
	s := newOpen311(t)
	first := s.post311ed("json", form311(), key, "hotline-0001")
	if again := s.post311ed("xml", form311(), key, "hotline-0001"); again != first {
		t.Errorf("%s, then %s", first, again)
	}
	if a := s.post311("json", form311("description", "else"), key, "hotline-0001"); a.status != 400 || !bytes.Contains(a.body, []byte(key)) {
		t.Errorf("another content: %d %s", a.status, a.body)
	}
	if n := s.count("select count(*) from report"); n != 1 {
		t.Errorf("%d are kept", n)
	}
}

// What must not be told is looked for in everything that is told.
func TestOpen311TellsNothingPrivate(t *testing.T) {
	s := newOpen311(t)
	const secret = "只有工作人员可以看"
	s.post311ed("json", form311("description", secret, "first_name", "三丰", "last_name", "张", "phone", "13800001234", "email", "zhang@example.cn",
		"attribute[SIDE][]", "left", "media_url", "https://example.cn/"+url.PathEscape(secret), "device_id", "device-55", "account_id", "account-66"))
	hidden := s.report("quarrel-001", inA, quarrel, `,"description":"`+secret+`"`)
	var tracking string
	s.query("select tracking from report where source = 'open311'", []any{&tracking})
	now := url.QueryEscape(time.Now().Add(-time.Hour).Format(time.RFC3339))
	for _, address := range []string{
		"requests.xml?extensions=true", "requests.json?extensions=true", "requests.json?updated_after=" + now, "requests.csv", "servicerequestupdates.json", "servicerequestupdates.xml",
		"requests.json?service_code=" + quarrel, "requests.json?service_request_id=" + hidden.CaseID, "services.json", "discovery.json",
		"requests.json?bbox=106,29,107,30", "requests.json?lat=29.5712&long=106.5512&radius=20",
	} {
		a := s.get(open311At + address)
		if a.status != 200 {
			t.Errorf("%s: %d %s", address, a.status, a.body)
		}
		for _, private := range []string{secret, url.PathEscape(secret), hidden.CaseID, hidden.Tracking, tracking, "三丰", "13800001234", "zhang@example.cn", "device-55", "account-66", "106.55123", "29.57123"} {
			if bytes.Contains(a.body, []byte(private)) {
				t.Errorf("%s tells %q: %s", address, private, a.body)
			}
		}
	}
	if a := s.get(open311At + "requests/" + hidden.CaseID + ".json"); a.status != 404 {
		t.Errorf("the hidden one is found: %s", a.body)
	}
	if n := s.count("select count(*) from report_answer where code = 'MEDIA_URL'"); n != 1 {
		t.Error("the address of the picture is not kept")
	}
	if extended := s.both(200, "requests", "?extensions=true").([]any)[0].(map[string]any); fmt.Sprint(extended["attributes"]) != "[map[code:SIDE label:在道路的哪一侧？ values:[map[key:left name:左侧]]]]" ||
		extended["extended_attributes"].(map[string]any)["cell"] != "A" || len(extended["notes"].([]any)) != 1 {
		t.Errorf("extended: %v", extended)
	}
	if strings.Contains(s.log.String(), secret) || strings.Contains(s.log.String(), "13800001234") {
		t.Error("the log tells it")
	}
}

func TestRequestsAreListedAsAskedFor(t *testing.T) {
	s := newOpen311(t)
	a, b := s.post311ed("json", form311()), s.post311ed("json", form311("service_code", cladding, "long", "106.5651234"))
	conn := s.connect()
	defer conn.Close(context.Background())
	for _, sql := range []string{
		"update case_file set opened_at = '2026-03-01T00:00:00Z', updated_at = '2026-03-02T00:00:00Z', state = 'closed', closed_at = '2026-03-02T00:00:00Z' where id = '" + a + "'",
		"insert into case_event (district, case_id, at, kind, from_state, to_state) select district, id, '2026-03-02T00:00:00Z', 'close', 'resolved', 'closed' from case_file where id = '" + a + "'",
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	old := "start_date=2026-03-01T00:00:00Z&end_date=2026-03-31"
	for query, want := range map[string]string{
		"":                                     b,
		old:                                    a,
		"start_date=2026-03-01T08:00:00+08:00": a, // a + that was not encoded; to 90 days later
		"start_date=2026-03-01T00:00:01Z&end_date=2026-03-31": "",
		old + "&status=open":                                                     "",
		old + "&status=closed":                                                   a,
		old + "&status=open,closed":                                              a,
		old + "&service_code=" + cladding:                                        "",
		old + "&service_code=" + cladding + "," + pothole:                        a,
		"status=&service_code=&bbox=&lat=&long=":                                 b,
		"updated_after=2026-03-01T00:00:00Z":                                     b + a,
		"updated_after=2026-03-01T00:00:00Z&updated_before=2026-04-01T00:00:00Z": a,
		"bbox=106.56,29.57,106.57,29.58":                                         b,
		"bbox=106.55,29.57,106.56,29.58":                                         "",
		"lat=29.5712&long=106.5651&radius=50":                                    b,
		"lat=29.5712&long=106.5600":                                              b, // 494 m
		"lat=29.5712&long=106.5500":                                              "",
		"service_request_id=" + a + "," + b + ",none&status=open&service_code=x": b + a,
		"service_request_id=none":                                                "",
		"updated_after=2026-03-01T00:00:00Z&page_size=1":                         b,
		"updated_after=2026-03-01T00:00:00Z&page_size=1&page=0":                  b,
		"updated_after=2026-03-01T00:00:00Z&page_size=1&page=2":                  a,
		"updated_after=2026-03-01T00:00:00Z&page_size=1&page=3":                  "",
	} {
		var list []map[string]any
		s.get(open311At+"requests.json?"+query).into(200, &list)
		got := ""
		for _, r := range list {
			got += r["service_request_id"].(string)
		}
		if got != want {
			t.Errorf("?%s: got %q, want %q", query, got, want)
		}
	}
	closed := s.both(200, "requests/"+a, "").([]any)[0].(map[string]any)
	if closed["status"] != "closed" || closed["updated_datetime"] != "2026-03-02T08:00:00+08:00" || closed["status_notes"] != "核查结案" {
		t.Errorf("closed: %v", closed)
	}
	told := s.both(200, "servicerequestupdates", "?start_date=2026-03-01T00:00:00Z&end_date=2026-03-31T00:00:00Z").([]any)
	if len(told) != 1 || told[0].(map[string]any)["status"] != "FIXED" || told[0].(map[string]any)["update_id"] != a+".2" || told[0].(map[string]any)["external_status_code"] != "closed" {
		t.Errorf("updates: %v", told)
	}
	file := s.get(open311At + "requests.csv?start_date=2026-01-01&end_date=2026-12-31")
	rows, err := csv.NewReader(bytes.NewReader(file.body)).ReadAll()
	if err != nil || len(rows) != 3 || rows[0][0] != "service_request_id" || rows[1][0] != b || rows[2][0] != a || rows[2][3] != "2026-03-02T08:00:00+08:00" || rows[2][12] != "29.5712" {
		t.Errorf("file: %v %v", rows, err)
	}
}

// album keeps pictures, or refuses them.
type album struct {
	kept    map[uuid.UUID]string
	refusal error
}

func (a *album) Keep(_ context.Context, r casework.Report, id uuid.UUID, picture io.Reader) error {
	if a.refusal != nil {
		return a.refusal
	}
	raw, err := io.ReadAll(picture)
	a.kept[id] = r.Tracking + string(raw)
	return err
}

func TestAPictureMayComeAlong(t *testing.T) {
	photos := &album{kept: map[uuid.UUID]string{}}
	s := newOpen311(t, func(c *api.Config) { c.Open311.Photos = photos })
	post := func(id string) answer {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for name, value := range map[string]string{"api_key": "good", "service_code": pothole, "lat": "29.5712345", "long": "106.5512345", "attribute[DEPTH]": "deep"} {
			if err := w.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
		part, err := w.CreateFormFile("media", "pit.jpg")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(" picture"))
		_ = w.Close()
		return s.ask(http.MethodPost, open311At+"requests.json", body.String(), "Content-Type", w.FormDataContentType(), key, id, "Accept-Language", "en")
	}
	for range 2 { // a resend keeps it once
		if a := post("picture-0001"); a.status != 200 || strings.Contains(string(a.body), "not kept") {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	if len(photos.kept) != 1 {
		t.Errorf("kept %v", photos.kept)
	}
	photos.refusal = geo.Errorf(geo.Invalid, "", "it is not a picture")
	if a := post("picture-0002"); a.status != 200 || !strings.Contains(string(a.body), "The picture was not kept: it is not a picture") {
		t.Errorf("%d %s", a.status, a.body)
	}
	photos.refusal = errors.New("disk")
	if a := post("picture-0003"); a.status != 500 || strings.Contains(string(a.body), "disk") {
		t.Errorf("%d %s", a.status, a.body)
	}
	photos.refusal = geo.Errorf(geo.Unavailable, "", "busy")
	if a := post("picture-0003"); a.status != 503 || a.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestOpen311SpeaksTheLanguageAskedFor(t *testing.T) {
	s := newOpen311(t)
	for language, want := range map[string]string{"": "道路破损", "zh-CN": "道路破损", "en": "Damaged road surface"} {
		var list []map[string]any
		var headers []string
		if language != "" {
			headers = []string{"Accept-Language", language}
		}
		s.get(open311At+"services.json", headers...).into(200, &list)
		if list[0]["service_name"] != want {
			t.Errorf("in %q: %v", language, list[0]["service_name"])
		}
	}
}

func TestAPageOfAnotherSiteMayPostWithAKey(t *testing.T) {
	s := newOpen311(t)
	s.post311ed("json", form311(), "Origin", "https://other.example", "Sec-Fetch-Site", "cross-site")
	if a := s.post311("json", form311("api_key", ""), "Cookie", "wangge=good", "Authorization", "Bearer good"); a.status != 403 {
		t.Errorf("a cookie stands for a key: %d", a.status)
	}
}
