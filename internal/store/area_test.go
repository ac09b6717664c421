package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

func TestAreasAreThoseOfTheScopeWithTheirNames(t *testing.T) {
	s := open(t)
	from := time.Now().Add(-time.Hour)
	town := draft(from, square("500120005001001", 0, 0, unit), square("500120005001002", unit, 0, unit), square("500120005002001", 2*unit, 0, unit))
	town.Net.Scheme = geo.GB15
	for i, name := range []string{"铜锣社区第1网格", "铜锣社区第2网格", "Harbour Street"} {
		town.Cells[i].Name = name
	}
	if _, err := s.SaveEdition(t.Context(), town, acceptAll); err != nil {
		t.Fatal(err)
	}
	for _, names := range []map[string]string{{"500120005": "某街道", "500120005001": "旧名"}, {"500120005001": "铜锣社区"}, {"510000": "elsewhere"}} {
		if err := s.SaveAreaNames(t.Context(), names); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		scope identity.Scope
		q     string
		want  []string
	}{
		"everywhere, large ones first": {
			scope: identity.Scope{""},
			want:  []string{"500120", "510000", "500120005", "500120005001", "500120005002", "500120005001001", "500120005001002", "500120005002001"},
		},
		"a community and its cells":            {scope: identity.Scope{"500120005001"}, want: []string{"500120005001", "500120005001001", "500120005001002"}},
		"one cell, and nothing above it":       {scope: identity.Scope{"500120005002001"}, want: []string{"500120005002001"}},
		"two scopes, nothing twice":            {scope: identity.Scope{"500120005001", "500120005001002"}, want: []string{"500120005001", "500120005001001", "500120005001002"}},
		"nowhere":                              {},
		"a name, in part":                      {scope: identity.Scope{""}, q: "铜锣", want: []string{"500120005001", "500120005001001", "500120005001002"}},
		"a name, in any case":                  {scope: identity.Scope{""}, q: "harbour", want: []string{"500120005002001"}},
		"a code, from its beginning":           {scope: identity.Scope{""}, q: "500120005002", want: []string{"500120005002", "500120005002001"}},
		"a sign of patterns stands for itself": {scope: identity.Scope{""}, q: "%"},
		"a name that lies outside":             {scope: identity.Scope{"500120005002"}, q: "铜锣"},
	} {
		t.Run(name, func(t *testing.T) {
			found, total, err := s.Areas(t.Context(), c.scope, c.q, 100)
			if err != nil {
				t.Fatal(err)
			}
			var codes []string
			for _, a := range found {
				codes = append(codes, a.Code)
			}
			if !slices.Equal(codes, c.want) || total != len(c.want) {
				t.Errorf("found %v of %d, want %v", codes, total, c.want)
			}
		})
	}
	found, total, err := s.Areas(t.Context(), identity.Scope{"5001"}, "", 3)
	want := []casework.Area{{Code: "500120", Kind: casework.District}, {Code: "500120005", Name: "某街道", Kind: casework.Street}, {Code: "500120005001", Name: "铜锣社区", Kind: casework.Community}}
	if err != nil || total != 7 || !slices.Equal(found, want) {
		t.Errorf("of %d: %+v, %v", total, found, err)
	}
}
