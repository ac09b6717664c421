package importer

import (
	"strconv"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
)

// timeReader reads times. Those whose text names no zone are in zone.
type timeReader struct {
	zone         *time.Location
	zoned, local []string // layouts with and without a zone; seconds may have a fraction in each
}

func newTimeReader(zone *time.Location) timeReader {
	t := timeReader{zone: zone}
	for _, clock := range []string{"T15:04:05", " 15:04:05", "T15:04", " 15:04"} {
		t.local = append(t.local, "2006-1-2"+clock)
		for _, offset := range []string{"Z07:00", "Z0700", "Z07"} {
			t.zoned = append(t.zoned, "2006-1-2"+clock+offset)
		}
	}
	t.local = append(t.local, "2006-1-2")
	return t
}

// parse reads RFC 3339 ("2016-07-18T10:43:05.000Z"), "2016-07-18 10:43:05", with / for - and without the seconds or
// the whole clock (midnight); "20160718" and "20160718104305"; and the seconds (9 or 10 digits) or milliseconds (12 or 13
// digits) since 1970. It returns the instant in UTC, or an Invalid error.
func (t timeReader) parse(text string) (time.Time, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 {
		switch len(text) {
		case 8:
			return t.in("20060102", text, text)
		case 9, 10:
			return time.Unix(n, 0).UTC(), nil
		case 12, 13:
			return time.UnixMilli(n).UTC(), nil
		case 14:
			return t.in("20060102150405", text, text)
		}
	}
	dashed := text
	if len(text) > 4 && text[4] == '/' {
		dashed = strings.ReplaceAll(text, "/", "-")
	}
	for _, layout := range t.zoned {
		if at, err := time.Parse(layout, dashed); err == nil {
			return at.UTC(), nil
		}
	}
	for _, layout := range t.local {
		if at, err := t.in(layout, dashed, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, badTime(text)
}

func (t timeReader) in(layout, text, given string) (time.Time, error) {
	at, err := time.ParseInLocation(layout, text, t.zone)
	if err != nil {
		return time.Time{}, badTime(given)
	}
	return at.UTC(), nil
}

func badTime(text string) error {
	return geo.Errorf(geo.Invalid, "", "%q is not a date; write 2016-07-18 10:43:05 or 2016-07-18T10:43:05Z", clip(text))
}
