package geo

import (
	"regexp"
	"time"
	"unicode/utf8"
)

// Scheme is the rule that the cell codes of a net follow.
type Scheme string

// The code schemes.
const (
	Free Scheme = "free" // any text of 1 to 64 characters, unique in its edition
	GB15 Scheme = "gb15" // 15 digits: county 6, street or town 3, community or village 3, sequence 3 (001 to 999)
)

// Net is one tessellation with a purpose: a unit grid, a management grid, a department's own grid.
type Net struct {
	ID     int64
	Code   string // what callers name it by, unique
	Title  string
	Scheme Scheme
}

// Edition is a net as it is in force from an instant on. It is never edited: a change makes the next edition.
type Edition struct {
	ID           int64
	Net          string // the net's code
	Number       int    // 1, 2, 3 … within the net
	Title        string
	InForceFrom  time.Time
	InForceUntil time.Time // zero while no later edition is known
}

// InForceAt reports whether e is in force at t. The span is half-open: the instant it ends belongs to the next edition.
func (e Edition) InForceAt(t time.Time) bool {
	return !t.Before(e.InForceFrom) && (e.InForceUntil.IsZero() || t.Before(e.InForceUntil))
}

// Cell is one polygon of one edition.
type Cell struct {
	ID       int64
	Code     string
	Name     string
	Parent   string // the code of the area or cell above it; may be empty
	District string // the code that the write path is partitioned by: DistrictOf(Code) at import
	Shape    MultiPolygon

	Residents int // who live in it; 0 when not known

	// Measured by PostGIS when the edition is kept, zero before.
	AreaM2 float64 // on the ellipsoid
	Label  Point   // a place inside with room for a name
}

var gb15Code = regexp.MustCompile(`^[0-9]{15}$`)

// CheckCode returns an Invalid error when code does not follow the scheme.
func (s Scheme) CheckCode(code string) error {
	switch s {
	case GB15:
		if !gb15Code.MatchString(code) {
			return Errorf(Invalid, "code", "%q is not a 15-digit grid code (6 county + 3 street + 3 community + 3 sequence)", code)
		}
		if code[12:] == "000" {
			return Errorf(Invalid, "code", "%q ends in sequence 000; cells are numbered from 001 to 999", code)
		}
	case Free:
		if n := utf8.RuneCountInString(code); n < 1 || n > 64 || !utf8.ValidString(code) {
			return Errorf(Invalid, "code", "a cell code has 1 to 64 characters, this one has %d", n)
		}
	default:
		return Errorf(Invalid, "scheme", "unknown code scheme %q; use free or gb15", s)
	}
	return nil
}

// NoDistrict is the district of what no district code is known for: cells of a free scheme, pins far from every cell.
const NoDistrict = "000000"

// DistrictOf returns the six-digit county code that begins a gb15 code, and NoDistrict under any other scheme.
func (s Scheme) DistrictOf(code string) string {
	if s == GB15 && len(code) == 15 {
		return code[:6]
	}
	return NoDistrict
}
