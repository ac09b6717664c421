package city

import (
	"encoding/binary"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// Source names the city where reports are kept.
const Source = "demo-city"

// Cases makes n reports and their cases one after the other, in the order they were opened, over the three years before the day of
// now. A case's identity at its source is its number, whatever the day. Only the category's code is filled in, and the
// placement is left to whoever locates it. It may be called again, and gives the same.
func (c *City) Cases(n int, now time.Time) iter.Seq[casework.Imported] {
	return func(yield func(casework.Imported) bool) {
		t := newTeller(c, n, now)
		for _, d := range calendar(n, now, t.rng) {
			for _, in := range t.happenings(d) {
				if !yield(in) {
					return
				}
			}
		}
	}
}

// teller makes up what happens.
type teller struct {
	rng      *rand.Rand
	tracking *rand.ChaCha8
	places   *places
	months   [13]table // what happens in each month
	own      [sites]table
	storm    table
	hours    []float64
	until    time.Time // nothing happens later
	told     int
}

func newTeller(c *City, n int, now time.Time) *teller {
	t := &teller{
		rng:    rand.New(rand.NewPCG(c.seed, forCases)),
		places: newPlaces(c.ground, c.Cells, n, rand.New(rand.NewPCG(c.seed, forPlaces))),
		hours:  hours(), until: now.Truncate(time.Second),
	}
	var key [32]byte
	copy(key[:], fmt.Sprintf("city tracking %d", c.seed))
	t.tracking = rand.NewChaCha8(key)
	all := matters()
	for m := time.January; m <= time.December; m++ {
		t.months[m] = newTable(all, func(x matter) float64 { return x.weight * x.season.strength(m) })
	}
	for s := range sites {
		t.own[s] = newTable(all, func(x matter) float64 {
			if x.site != s || x.season == winter {
				return 0
			}
			return x.weight
		})
	}
	share := stormShare()
	t.storm = newTable(all, func(x matter) float64 { return share[x.code] })
	return t
}

// happenings returns the cases of a day in the order they were opened.
func (t *teller) happenings(d day) []casework.Imported {
	type moment struct {
		at    time.Time
		storm bool
	}
	var moments []moment
	begins := d.begins.Add(time.Duration(6+t.rng.IntN(12)) * time.Hour) // of the storm
	for k := range d.cases {
		if k < d.storms {
			after := min(t.rng.ExpFloat64()*1.5, 6) // hours: by midnight it is over
			moments = append(moments, moment{begins.Add(time.Duration(after * float64(time.Hour))), true})
			continue
		}
		hour := time.Duration(pick(t.hours, t.rng))
		moments = append(moments, moment{d.begins.Add(hour*time.Hour + time.Duration(t.rng.IntN(3600))*time.Second), false})
	}
	slices.SortStableFunc(moments, func(a, b moment) int { return a.at.Compare(b.at) })
	centre := t.places.draw(atBuilding, t.rng).at
	out := make([]casework.Imported, len(moments))
	for i, m := range moments {
		at := m.at.Truncate(time.Second)
		if at.After(t.until) {
			at = t.until
		}
		if m.storm {
			x := t.storm.matters[pick(t.storm.upTo, t.rng)]
			const wetM = 6_000 // how far a storm reaches
			out[i] = t.imported(x, t.places.near(centre, wetM, x.site, t.rng), at)
			continue
		}
		x := t.months[at.Month()].draw(t.rng.Float64())
		where := t.places.draw(x.site, t.rng)
		if t.rng.Float64() < 0.35 { // it is the same again
			x = t.own[x.site].draw(where.own)
		}
		out[i] = t.imported(x, where, at)
	}
	return out
}

// draw returns the matter at part of the whole.
func (t table) draw(part float64) matter {
	i, _ := slices.BinarySearch(t.upTo, part*t.upTo[len(t.upTo)-1])
	return t.matters[min(i, len(t.matters)-1)]
}

func (t *teller) imported(x matter, where place, opened time.Time) casework.Imported {
	t.told++
	pin := casework.Pin{At: t.pinNear(where.at), Datum: "wgs84"}
	pin.SourceX, pin.SourceY = pin.At.Degrees()
	if t.rng.Float64() < 0.6 {
		pin.AccuracyM = float64(4 + t.rng.IntN(22))
	}
	tracking, _ := casework.NewTracking(t.tracking) // which never runs dry
	category := casework.Category{Code: x.code}
	c := casework.Case{ID: t.id(opened), Category: category, Severity: t.severity(x), At: pin.At, OpenedAt: opened}
	t.settle(&c, x)
	return casework.Imported{
		Report: casework.Report{
			ID: t.id(opened), Tracking: tracking, CaseID: c.ID, Category: category, Pin: pin, Description: x.words,
			Source: Source, SourceID: fmt.Sprintf("%08d", t.told), ReportedAt: opened, ReceivedAt: opened,
		},
		Case: c,
	}
}

// pinNear returns where a person sets the pin: on the very place, or a few metres off.
func (t *teller) pinNear(at geo.Point) geo.Point {
	if t.rng.Float64() < 0.5 {
		return at
	}
	const offM = 6
	return vecOf(at).add(vec{t.rng.NormFloat64(), t.rng.NormFloat64()}.mul(offM)).point()
}

func (t *teller) severity(x matter) casework.Severity {
	switch r := t.rng.Float64(); {
	case r < 0.08:
		return min(x.severity+1, casework.Emergency)
	case r < 0.14:
		return max(x.severity-1, casework.Routine)
	}
	return x.severity
}

// settle says how far c, a case of x, has come by now. Most are settled in time, one in twenty-five takes weeks, and one in a
// thousand is never settled: those are what is overdue.
func (t *teller) settle(c *casework.Case, x matter) {
	age := t.until.Sub(c.OpenedAt)
	hours := (0.2 + 0.5*t.rng.ExpFloat64()) * x.hours
	if t.rng.Float64() < 0.04 {
		hours += 20 * 24 * t.rng.ExpFloat64()
	}
	took := time.Duration(hours * float64(time.Hour)).Truncate(time.Second)
	if t.rng.Float64() < 0.001 || took > age {
		c.State = openState(t.rng.Float64())
		c.UpdatedAt = c.OpenedAt
		if c.State != casework.Reported {
			c.UpdatedAt = c.OpenedAt.Add(min(age, time.Duration(t.rng.Float64()*float64(5*24*time.Hour)).Truncate(time.Second)))
		}
		return
	}
	c.State = casework.Closed
	switch r := t.rng.Float64(); {
	case r < 0.04:
		c.State = casework.Rejected
	case r < 0.07:
		c.State = casework.Duplicate
	}
	c.ClosedAt = c.OpenedAt.Add(took)
	c.UpdatedAt = c.ClosedAt
}

func openState(part float64) casework.State {
	switch {
	case part < 0.15:
		return casework.Reported
	case part < 0.3:
		return casework.Filed
	case part < 0.55:
		return casework.Dispatched
	case part < 0.85:
		return casework.InProgress
	}
	return casework.Resolved
}

// id returns a UUID of version 7 (RFC 9562): its order is that of the cases, which a database's index likes.
func (t *teller) id(at time.Time) uuid.UUID {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|t.rng.Uint64()&0xfff|0x7000)
	binary.BigEndian.PutUint64(id[8:], t.rng.Uint64()&(1<<62-1)|1<<63)
	return id
}
