package api

import (
	"net/url"

	"github.com/wangge-map/wangge/tiles"
)

// CaseFilter is what every question about cases may be narrowed by.
type CaseFilter struct {
	Category string `query:"category" maxLength:"1000" doc:"codes of categories, with commas between"`
	State    string `query:"state" maxLength:"200" doc:"states, with commas between; open and settled stand for all of their kind"`
	Severity string `query:"severity" maxLength:"100" doc:"routine, priority, urgent, emergency, with commas between"`
	Cell     string `query:"cell" maxLength:"4000" doc:"codes of cells of the net, with commas between"`
	From     string `query:"from" maxLength:"40" doc:"opened at or after: a day in the site's time zone, or an instant (RFC 3339)"`
	To       string `query:"to" maxLength:"40" doc:"opened on or before this day, or before this instant"`
}

func (f *CaseFilter) parse(s *server, layers string) (tiles.Filter, error) {
	return s.cfg.Layers.ParseFilter(tiles.FilterText{Layer: layers, Category: f.Category, State: f.State, Severity: f.Severity, Cell: f.Cell, From: f.From, To: f.To})
}

// query returns the parameters that are set, as they stand in an address.
func (f *CaseFilter) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"category": f.Category, "state": f.State, "severity": f.Severity, "cell": f.Cell, "from": f.From, "to": f.To} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}
