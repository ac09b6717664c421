package ogc

import (
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
)

// parseDatetime reads an instant or an interval (RFC 3339; .. or nothing for an open end) as the half-open span from and
// until, in which a time that is told in whole seconds must lie. A zero time is an open end.
func parseDatetime(text string) (from, until time.Time, err error) {
	begin, end, interval := strings.Cut(text, "/")
	if !interval {
		end = begin
	}
	if from, err = instant(begin, interval); err != nil {
		return from, until, err
	}
	if until, err = instant(end, interval); err != nil {
		return from, until, err
	}
	switch {
	case interval && from.IsZero() && until.IsZero() && begin == "" && end == "":
		return from, until, badDatetime()
	case !from.IsZero() && !until.IsZero() && until.Before(from):
		return from, until, geo.Errorf(geo.Invalid, "datetime", "the interval ends before it begins")
	}
	if whole := from.Truncate(time.Second); !from.IsZero() && whole.Before(from) {
		from = whole.Add(time.Second)
	}
	if !until.IsZero() {
		until = until.Truncate(time.Second).Add(time.Second) // intervals are closed
	}
	return from, until, nil
}

func instant(text string, mayBeOpen bool) (time.Time, error) {
	if mayBeOpen && (text == "" || text == "..") {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, strings.ToUpper(text))
	if err != nil {
		return time.Time{}, badDatetime()
	}
	return t, nil
}

func badDatetime() error {
	return geo.Errorf(geo.Invalid, "datetime", "is neither a time like 2026-07-01T00:00:00Z nor an interval like 2026-07-01T00:00:00Z/.. (in a URL, + is written %%2B)")
}
