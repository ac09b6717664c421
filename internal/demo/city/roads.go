package city

import (
	"strconv"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/internal/casework"
)

// roads returns the borders of counties, streets and communities as the roads of the base map, the widest last, so that they are
// drawn on top.
func roads(p *parting, m *mesh, b bending) []casework.BaseFeature {
	var out []casework.BaseFeature
	for _, r := range []struct {
		level level
		rank  int
	}{{communities, 3}, {streets, 2}, {counties, 1}} {
		for i := range p.walls {
			if w := m.walls[i]; p.walls[i].level == r.level {
				out = append(out, casework.BaseFeature{Class: "road", Rank: r.rank, Name: strconv.Itoa(i) + "号路", Shape: m.lineString(w, b)})
			}
		}
	}
	return out
}

func (m *mesh) lineString(r run, b bending) orb.LineString {
	end := b.move(m.pieces[r.end-1].to).point()
	var out orb.LineString
	for _, p := range append(m.line(nil, r, end), end) {
		out = append(out, p.Orb())
	}
	return out
}
