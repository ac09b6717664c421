package certificate

import (
	"cmp"
	"fmt"
	"html"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
)

// Size of the map in pixels.
const (
	mapWidth  = 480
	mapHeight = 360
)

const (
	leastMapM = 120 // that the map shows at least, across
	mostDrawn = 60  // cells: more would be a smudge
)

// Map draws the cell that p names, its neighbours and the place as SVG, north up. It is empty when p names no cell and no
// place. ed must be the edition that p names.
func Map(ed *locate.Edition, p *Payload) string {
	view := geo.EmptyBound()
	owner := int32(-1)
	if p.Cell != nil {
		if i, ok := ed.Index.ByCode(*p.Cell); ok {
			owner = i
			view = view.Union(ed.Index.Cell(i).Shape.Bound())
		}
	}
	var at *geo.Point
	if p.Point != nil {
		if place, err := geo.PointAt(p.Point.Lon, p.Point.Lat); err == nil {
			at = &place
			view = view.Extend(place)
		}
	}
	if view.IsEmpty() {
		return ""
	}
	s := newSheet(view)
	s.line(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="sans-serif" font-size="11">`, mapWidth, mapHeight, mapWidth, mapHeight)
	s.line(`<rect width="%d" height="%d" fill="#f4f3ef"/>`, mapWidth, mapHeight)
	s.cells(ed, owner)
	if at != nil {
		s.pin(*at, p.Point.AccuracyM)
	}
	s.scaleBar()
	s.line(`</svg>`)
	return s.b.String()
}

// sheet is the paper: places are drawn on the tangent plane of its middle.
type sheet struct {
	b          strings.Builder
	middle     geo.Point
	view       geo.Bound // what is on it
	pxLon, pxM float64   // pixels in a lattice unit east, and in a metre
	pxLat      float64
}

func newSheet(b geo.Bound) *sheet {
	s := &sheet{middle: geo.Point{Lon: int32((int64(b.Min.Lon) + int64(b.Max.Lon)) / 2), Lat: int32((int64(b.Min.Lat) + int64(b.Max.Lat)) / 2)}}
	const mLat = 111_320 / geo.Scale // metres in a lattice unit, near enough for a picture
	mLon := mLat * max(0.01, math.Cos(float64(s.middle.Lat)/geo.Scale*math.Pi/180))
	wide := max(leastMapM, 1.25*float64(int64(b.Max.Lon)-int64(b.Min.Lon))*mLon)
	high := max(leastMapM*mapHeight/mapWidth, 1.25*float64(int64(b.Max.Lat)-int64(b.Min.Lat))*mLat)
	s.pxM = min(mapWidth/wide, mapHeight/high)
	s.pxLon, s.pxLat = s.pxM*mLon, s.pxM*mLat
	half := func(px, unit float64) int32 { return int32(min(px/2/unit, 5e8)) }
	dx, dy := half(mapWidth, s.pxLon), half(mapHeight, s.pxLat)
	s.view = geo.Bound{Min: geo.Point{Lon: s.middle.Lon - dx, Lat: s.middle.Lat - dy}, Max: geo.Point{Lon: s.middle.Lon + dx, Lat: s.middle.Lat + dy}}
	return s
}

func (s *sheet) line(format string, args ...any) { fmt.Fprintf(&s.b, format+"\n", args...) }

func (s *sheet) xy(p geo.Point) (x, y float64) {
	return mapWidth/2 + float64(int64(p.Lon)-int64(s.middle.Lon))*s.pxLon, mapHeight/2 - float64(int64(p.Lat)-int64(s.middle.Lat))*s.pxLat
}

func number(v float64) string {
	return strconv.FormatFloat(math.Round(min(max(v, -1e5), 1e5)*10)/10, 'f', -1, 64) // far outside the paper, how far does not matter
}

// cells draws the neighbours first, then the owner over them.
func (s *sheet) cells(ed *locate.Edition, owner int32) {
	var near []int32
	ed.Index.EachIn(s.view, func(i int32) {
		if i != owner {
			near = append(near, i)
		}
	})
	slices.SortFunc(near, func(a, b int32) int {
		return cmp.Or(cmp.Compare(ed.Index.Cell(b).AreaM2, ed.Index.Cell(a).AreaM2), cmp.Compare(a, b))
	})
	for _, i := range near[:min(len(near), mostDrawn)] {
		s.line(`<path d="%s" fill="#fff" stroke="#9aa0a6" stroke-width="1"/>`, s.path(ed.Index.Cell(i).Shape))
	}
	for _, i := range near[:min(len(near), mostDrawn)] {
		s.name(ed.Index.Cell(i), "#5f6368")
	}
	if owner >= 0 {
		c := ed.Index.Cell(owner)
		s.line(`<path d="%s" fill="#1a6fb0" fill-opacity=".18" fill-rule="evenodd" stroke="#1a6fb0" stroke-width="2.5"/>`, s.path(c.Shape))
		s.name(c, "#0b4a7a")
	}
}

// path is the data of a shape. Vertices that fall on the pixel of the one before are left out.
func (s *sheet) path(shape geo.MultiPolygon) string {
	var b strings.Builder
	for _, poly := range shape {
		for _, ring := range poly {
			lastX, lastY := math.Inf(1), math.Inf(1)
			for i, p := range ring {
				x, y := s.xy(p)
				if i > 0 && math.Hypot(x-lastX, y-lastY) < 0.7 {
					continue
				}
				lastX, lastY = x, y
				command := "L"
				if i == 0 {
					command = "M"
				}
				b.WriteString(command + number(x) + " " + number(y))
			}
			b.WriteString("z")
		}
	}
	return b.String()
}

// name writes the last digits of a cell's code on it, where they fit on the paper: names are long, and stand in the words.
func (s *sheet) name(c *geo.Cell, colour string) {
	x, y := s.xy(c.Label)
	if c.Label == (geo.Point{}) || x < 20 || x > mapWidth-20 || y < 12 || y > mapHeight-12 {
		return
	}
	code := []rune(c.Code)
	s.line(`<text x="%s" y="%s" text-anchor="middle" fill="%s">%s</text>`, number(x), number(y), colour, html.EscapeString(string(code[max(0, len(code)-6):])))
}

func (s *sheet) pin(p geo.Point, accuracyM *float64) {
	x, y := s.xy(p)
	if accuracyM != nil {
		s.line(`<circle cx="%s" cy="%s" r="%s" fill="#c5221f" fill-opacity=".12" stroke="#c5221f" stroke-dasharray="3 2"/>`, number(x), number(y), number(*accuracyM*s.pxM))
	}
	s.line(`<circle cx="%s" cy="%s" r="5" fill="#c5221f" stroke="#fff" stroke-width="2"/>`, number(x), number(y))
}

// scaleBar draws the longest bar of 1, 2 or 5 times a power of ten metres that a quarter of the width holds.
func (s *sheet) scaleBar() {
	most := mapWidth / 4 / s.pxM
	m := math.Pow(10, math.Floor(math.Log10(most)))
	for _, times := range []float64{5, 2} {
		if m*times <= most {
			m *= times
			break
		}
	}
	label := fmt.Sprintf("%g m", m)
	if m >= 1000 {
		label = fmt.Sprintf("%g km", m/1000)
	}
	s.line(`<path d="M12 %dv6h%sv-6" fill="none" stroke="#202124" stroke-width="1.5"/><text x="16" y="%d" fill="#202124">%s</text>`, mapHeight-18, number(m*s.pxM), mapHeight-20, label)
	s.line(`<path d="M%d 28l5-16 5 16-5-4z" fill="#202124"/>`, mapWidth-24)
}
