package api_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/internal/identity"
)

func TestAreasToChooseFromAreThoseThatOneMayFill(t *testing.T) {
	s := newService(t, func(c *api.Config) {
		c.Areas = c.Reports.(api.Areas)
		c.People = keys{
			"official": holder("", true, identity.FiguresRead), "of-A": holder("A", true, identity.FiguresRead), "nothing": holder("A", true),
		}
	})
	list := func(token, query string) (codes []string) {
		t.Helper()
		var body struct {
			Areas []api.AreaRow
			Total int
		}
		s.as(token, "GET", "/api/v1/areas"+query, "").into(http.StatusOK, &body)
		for _, a := range body.Areas {
			if a.Name == "" {
				t.Errorf("%s: %+v has no name", query, a)
			}
			codes = append(codes, a.Code)
		}
		return codes
	}
	for name, c := range map[string]struct {
		token, query string
		want         []string
	}{
		"the whole site":                    {"official", "", []string{"A", "B"}},
		"one's own area":                    {"of-A", "", []string{"A"}},
		"what lies elsewhere is not found":  {"of-A", "?q=B", nil},
		"where a permission holds":          {"of-A", "?permission=figures.read", []string{"A"}},
		"at most as many as asked for":      {"official", "?limit=1", []string{"A"}},
		"nothing for whoever holds nothing": {"nothing", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := list(c.token, c.query); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	s.get("/api/v1/areas").problem(http.StatusUnauthorized)
	s.as("of-A", "GET", "/api/v1/areas?permission=rule.manage", "").problem(http.StatusForbidden)
}
