package api_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

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
