package open311

import (
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

const (
	mostRequests = 1000                 // of one answer, as the standard has it
	mostSpan     = 90 * 24 * time.Hour  // between start_date and end_date
	mostBulkSpan = 366 * 24 * time.Hour // of a file
	mostSkipped  = 100_000              // requests before a page: who wants more asks by shorter spans
	nearM        = 500                  // radius where lat and long come without one
	mostRadiusM  = 20_000
)

// wanted is what a list of requests is asked for by.
type wanted struct {
	ids []uuid.UUID // overrides everything else; nil: none were named
	q   casework.OutlineQuery
}

// readWanted reads the parameters of a list. Those that it does not know are passed over, as clients send their own.
func (c *call) readWanted(span time.Duration) (wanted, error) {
	if list := c.query.Get("service_request_id"); list != "" {
		ids, err := c.readIDs(list)
		return wanted{ids: ids}, err
	}
	w := wanted{}
	for _, read := range []func(*casework.OutlineQuery) error{
		func(q *casework.OutlineQuery) error { return c.readDates(q, span) }, c.readStatus, c.readPlace, c.readPage,
	} {
		if err := read(&w.q); err != nil {
			return w, err
		}
	}
	w.q.Categories = list(c.query.Get("service_code"))
	return w, nil
}

// readIDs reads ids parted by commas. What can't be one names nothing.
func (c *call) readIDs(text string) ([]uuid.UUID, error) {
	ids := []uuid.UUID{}
	for _, part := range list(text) {
		if id, err := uuid.Parse(part); err == nil {
			ids = append(ids, id)
		}
	}
	if len(ids) > mostRequests {
		return nil, geo.Errorf(geo.Invalid, "service_request_id", "%s", c.say("一次最多查询 1000 个", "at most 1,000 can be asked for at once"))
	}
	return ids, nil
}

// list parts text at its commas; nil for an empty one.
func list(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// readDates reads start_date and end_date, on when requests were made, and updated_after and updated_before. Without any the
// last days of span are meant; with updated_after alone, whatever changed since, however old.
func (c *call) readDates(q *casework.OutlineQuery, span time.Duration) error {
	for _, bound := range []struct {
		name string
		into *time.Time
		end  bool
	}{
		{"start_date", &q.OpenedFrom, false}, {"end_date", &q.OpenedUntil, true}, {"updated_after", &q.ChangedFrom, false}, {"updated_before", &q.ChangedUntil, true},
	} {
		at, err := c.readTime(bound.name, bound.end)
		if err != nil {
			return err
		}
		*bound.into = at
	}
	if q.OpenedFrom.IsZero() && q.OpenedUntil.IsZero() && !q.ChangedFrom.IsZero() {
		return nil
	}
	switch {
	case q.OpenedFrom.IsZero() && q.OpenedUntil.IsZero():
		q.OpenedFrom = c.cfg.Now().Add(-min(span, mostSpan))
	case q.OpenedFrom.IsZero():
		q.OpenedFrom = q.OpenedUntil.Add(-min(span, mostSpan))
	case q.OpenedUntil.IsZero():
		q.OpenedUntil = q.OpenedFrom.Add(min(span, mostSpan))
	case q.OpenedUntil.Sub(q.OpenedFrom) > span+24*time.Hour: // the last day counts
		days := strconv.Itoa(int(span.Hours() / 24))
		return geo.Errorf(geo.Invalid, "end_date", "%s", c.say("与 start_date 相差不能超过 "+days+" 天", "is more than "+days+" days after start_date; ask for shorter spans"))
	}
	return nil
}

// readTime reads a date or time of the W3C's subset of ISO 8601. A date alone is the site's day: its beginning, or its end. A time
// at the end of a span counts to the end of its second, as times are told to the second.
func (c *call) readTime(name string, end bool) (time.Time, error) {
	raw := strings.TrimSpace(c.query.Get(name))
	if raw == "" {
		return time.Time{}, nil
	}
	raw = strings.ReplaceAll(raw, " ", "+") // a + that was not encoded
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if at, err := time.Parse(layout, raw); err == nil && soundYear(at) {
			if end {
				at = at.Truncate(time.Second).Add(time.Second)
			}
			return at, nil
		}
	}
	if day, err := time.ParseInLocation(time.DateOnly, raw, c.cfg.Zone()); err == nil && soundYear(day) {
		if end {
			day = day.AddDate(0, 0, 1)
		}
		return day, nil
	}
	return time.Time{}, geo.Errorf(geo.Invalid, name, "%s", c.say("必须是带时区的时间，例如 2026-05-01T00:00:00+08:00", "must be a time with its zone, such as 2026-05-01T00:00:00Z"))
}

// soundYear keeps to years that every part of the service can hold.
func soundYear(t time.Time) bool { return t.Year() > 0 && t.Year() < 9999 }

// readStatus turns open and closed into the states that they stand for.
func (c *call) readStatus(q *casework.OutlineQuery) error {
	wanted := list(c.query.Get("status"))
	if len(wanted) == 0 {
		return nil
	}
	q.States = []casework.State{}
	for _, status := range wanted {
		if status != statusOpen && status != statusClosed {
			return geo.Errorf(geo.Invalid, "status", "%s", c.say("只能是 open 或 closed，用逗号分隔", "must be open or closed, or both with a comma between"))
		}
		for _, state := range casework.States() {
			if statusOfState(state) == status {
				q.States = append(q.States, state)
			}
		}
	}
	return nil
}

// readPlace reads bbox, or lat and long with radius.
func (c *call) readPlace(q *casework.OutlineQuery) error {
	if raw := c.query.Get("bbox"); raw != "" {
		box, err := numbers("bbox", raw, 4)
		if err != nil {
			return err
		}
		q.Box = (*[4]float64)(box)
		for i := 0; i < 4; i += 2 {
			if _, err := geo.PointAt(box[i], box[i+1]); err != nil || box[i%2] > box[i%2+2] {
				return geo.Errorf(geo.Invalid, "bbox", "%s", c.say("必须是 西,南,东,北（WGS 84 度）", "must be west,south,east,north in WGS 84 degrees"))
			}
		}
	}
	if c.query.Get("lat") == "" && c.query.Get("long") == "" {
		return nil
	}
	at, err := c.readPoint(c.query.Get)
	if err != nil {
		return err
	}
	radius := float64(nearM)
	if raw := c.query.Get("radius"); raw != "" {
		one, err := numbers("radius", raw, 1)
		if err != nil {
			return err
		}
		if radius = one[0]; !(radius > 0 && radius <= mostRadiusM) {
			return geo.Errorf(geo.Invalid, "radius", "%s", c.say("必须大于 0 且不超过 20000 米", "must be more than 0 and at most 20,000 metres"))
		}
	}
	q.Near = &casework.Circle{Lon: at[0], Lat: at[1], RadiusM: radius}
	return nil
}

// readPoint reads lat and long, which must both be there, and returns longitude and latitude.
func (c *call) readPoint(get func(string) string) (at [2]float64, err error) {
	for i, name := range []string{"long", "lat"} {
		raw := get(name)
		if raw == "" {
			return at, geo.Errorf(geo.Invalid, name, "%s", c.say("缺少；lat 和 long 必须一起给出", "is missing; lat and long must be sent together"))
		}
		one, err := numbers(name, raw, 1)
		if err != nil {
			return at, err
		}
		at[i] = one[0]
	}
	if _, err := geo.PointAt(at[0], at[1]); err != nil {
		return at, geo.Errorf(geo.Invalid, "lat, long", "%s", c.say("不是 WGS 84 的经纬度；请检查是否写反", "are not degrees of WGS 84; are they swapped?"))
	}
	return at, nil
}

// numbers reads n finite numbers parted by commas.
func numbers(field, raw string, n int) ([]float64, error) {
	parts := strings.Split(raw, ",")
	out := make([]float64, 0, n)
	for _, part := range parts {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || v != v || v > 1e9 || v < -1e9 {
			return nil, geo.Errorf(geo.Invalid, field, "must be a number, with a point before decimals")
		}
		out = append(out, v)
	}
	if len(out) != n {
		return nil, geo.Errorf(geo.Invalid, field, "must be %d numbers with commas between", n)
	}
	return out, nil
}

// readPage reads page, counted from 1 (0 is the first too), and page_size.
func (c *call) readPage(q *casework.OutlineQuery) error {
	page, size := 1, mostRequests
	for _, p := range []struct {
		name  string
		into  *int
		least int
	}{{"page", &page, 0}, {"page_size", &size, 1}} {
		raw := c.query.Get(p.name)
		if raw == "" {
			continue
		}
		n, err := strconv.Atoi(raw)
		if err != nil || n < p.least {
			return geo.Errorf(geo.Invalid, p.name, "%s", c.say("必须是正整数", "must be a whole number from 1"))
		}
		*p.into = n
	}
	size = min(size, mostRequests)
	q.Limit = size
	if page > mostSkipped/size+1 {
		return geo.Errorf(geo.Invalid, "page", "%s", c.say("太大；请缩短日期范围", "is too far; ask for shorter spans of dates"))
	}
	q.Offset = max(page-1, 0) * size
	return nil
}
