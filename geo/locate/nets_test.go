package locate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
)

func TestNetsAnswerWithTheEditionOfTheTime(t *testing.T) {
	march := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	june := march.AddDate(0, 3, 0)
	grid, ward := geo.Net{ID: 1, Code: "grid"}, geo.Net{ID: 2, Code: "ward"}
	edition := func(net geo.Net, number int, from, until time.Time) *locate.Edition {
		return &locate.Edition{Edition: geo.Edition{Net: net.Code, Number: number, InForceFrom: from, InForceUntil: until}, Net: net, Index: index(t, nil)}
	}
	var nets locate.Nets
	if _, err := nets.At("", june); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("without any net: %v", err)
	}
	nets.Replace([]*locate.Edition{edition(ward, 1, june, time.Time{}), edition(grid, 2, june, time.Time{}), edition(grid, 1, march, june)})
	for _, c := range []struct {
		net    string
		at     time.Time
		number int
	}{{"", march, 1}, {"grid", june.Add(-1), 1}, {"grid", june, 2}, {"ward", june, 1}} {
		if ed, err := nets.At(c.net, c.at); err != nil || ed.Number != c.number {
			t.Errorf("%q at %v: %v, %v; want edition %d", c.net, c.at, ed, err, c.number)
		}
	}
	if _, err := nets.At("ward", march); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("a net before its first edition: %v", err)
	}
	if _, err := nets.At("tract", june); geo.KindOf(err) != geo.NotFound || !strings.Contains(err.Error(), "grid, ward") {
		t.Errorf("an unknown net: %v, want the known ones listed", err)
	}
	if list := nets.List(june); len(list) != 2 || list[0].Net.Code != "grid" || list[0].Number != 2 {
		t.Errorf("in force in June: %v", list)
	}
}
