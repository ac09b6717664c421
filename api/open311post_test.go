package api_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

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

func TestAPageOfAnotherSiteMayPostWithAKey(t *testing.T) {
	s := newOpen311(t)
	s.post311ed("json", form311(), "Origin", "https://other.example", "Sec-Fetch-Site", "cross-site")
	if a := s.post311("json", form311("api_key", ""), "Cookie", "wangge=good", "Authorization", "Bearer good"); a.status != 403 {
		t.Errorf("a cookie stands for a key: %d", a.status)
	}
}
