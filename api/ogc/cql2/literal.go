package cql2

import (
	"math"
	"strconv"
	"time"

	"github.com/paulmach/orb"
)

// number reads a number. A whole one becomes an int64 however it is written, so that 100 and 1e2 are the same literal.
func number(s string) (any, error) {
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		return i, nil
	}
	f, err := float(s)
	if err != nil {
		return nil, err
	}
	const exact = 1 << 53
	if f == math.Trunc(f) && math.Abs(f) <= exact {
		return int64(f), nil
	}
	return f, nil
}

func float(s string) (float64, error) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, invalid("%.40q is not a number, or too large", s)
	}
	return f, nil
}

func parseDate(s string) (instant, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return instant{}, invalid("%.40q is not a date; write it like 2026-01-31", s)
	}
	return instant{t, true}, nil
}

func parseTimestamp(s string) (instant, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err == nil {
		t = t.UTC()
	}
	// An offset may carry the year out of what RFC 3339 can write.
	if err != nil || t.Year() < 0 || t.Year() > 9999 {
		return instant{}, invalid("%.40q is not a timestamp; write it like 2026-01-31T08:00:00Z", s)
	}
	return instant{t, false}, nil
}

// parseInstant reads either.
func parseInstant(s string) (instant, error) {
	if len(s) == len(time.DateOnly) {
		return parseDate(s)
	}
	return parseTimestamp(s)
}

// parseEnd reads an end of an interval.
func parseEnd(s string) (node, error) {
	if s == ".." {
		return literal(unbounded{}), nil
	}
	i, err := parseInstant(s)
	return literal(i), err
}

func (i instant) String() string {
	if i.date {
		return i.at.Format(time.DateOnly)
	}
	return i.at.Format(time.RFC3339Nano)
}

// position is a vertex of 2 or 3 numbers; a height is dropped, since nothing here has one.
func position(numbers []float64) (orb.Point, error) {
	if len(numbers) != 2 && len(numbers) != 3 {
		return orb.Point{}, invalid("a position of a geometry has %d numbers, not 2 or 3", len(numbers))
	}
	return orb.Point{numbers[0], numbers[1]}, nil
}

// box is a bounding box of 4 or 6 numbers. West may lie beyond east: then it crosses the antimeridian.
func box(numbers []float64) (orb.Bound, error) {
	half := len(numbers) / 2
	if len(numbers) != 4 && len(numbers) != 6 {
		return orb.Bound{}, invalid("a bounding box has %d numbers, not 4 or 6", len(numbers))
	}
	return orb.Bound{Min: orb.Point{numbers[0], numbers[1]}, Max: orb.Point{numbers[half], numbers[half+1]}}, nil
}

func lineString(points []orb.Point) (orb.LineString, error) {
	if len(points) < 2 {
		return nil, invalid("a line needs at least 2 positions")
	}
	return points, nil
}

func ring(points []orb.Point) (orb.Ring, error) {
	if len(points) < 4 || points[0] != points[len(points)-1] {
		return nil, invalid("a ring of a polygon needs at least 4 positions, the last the same as the first")
	}
	return points, nil
}
