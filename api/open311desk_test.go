package api_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo"
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
