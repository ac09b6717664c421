package demo

import (
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// Source names the demo where reports are kept.
const Source = "demo"

// settledCases is what the newspaper counted for the year; openCases is ours.
const (
	settledCases = 451
	openCases    = 42
)

// event is a report before it has a number.
type event struct {
	matter          matter
	at              vec
	words           string
	state           casework.State
	opened, touched time.Time
	accuracyM       float64
}

// happenings returns the reports of the year up to the day of now, in the order they were opened. Places and matters are
// the same in every year; times and identities are the year's own.
func happenings(g *ground, cells []geo.Cell, now time.Time) ([]casework.Imported, error) {
	rng := rand.New(rand.NewPCG(seed, 4))
	all := matters()
	s := newScene(g, cells, rng)
	c := newCalendar(now, rng)
	events := s.stories(all)
	anyTime := slices.DeleteFunc(slices.Clone(all), func(m matter) bool { return m.season != season{} })
	for len(events) < settledCases+openCases {
		from := all
		if len(events) >= settledCases {
			from = anyTime // no ice on the road in July
		}
		m, at := s.happen(from)
		events = append(events, event{matter: m, at: at, words: s.describe(m, at)})
	}
	for i := range events {
		e := &events[i]
		if i < settledCases {
			e.state = casework.Closed
			e.opened, e.touched = c.settled(e.matter.hours, e.matter.season)
		} else {
			e.state = openState(i - settledCases)
			e.opened, e.touched = c.open(12)
			if e.state == casework.Reported {
				e.touched = e.opened
			}
		}
		if rng.Float64() < 0.6 {
			e.accuracyM = float64(4 + rng.IntN(22))
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.opened.Unix(), b.opened.Unix()) })
	return number(events, c.from.Year())
}

// openState spreads the open cases over the states.
func openState(i int) casework.State {
	states := []casework.State{
		casework.InProgress, casework.Dispatched, casework.InProgress, casework.Reported, casework.Dispatched, casework.Filed, casework.Resolved,
		casework.Returned, casework.Deferred, casework.Parked,
	}
	return states[i%len(states)]
}

// stories returns the three cases that the newspaper tells of, all settled.
func (s *scene) stories(all []matter) []event {
	find := func(code string) matter {
		return all[slices.IndexFunc(all, func(m matter) bool { return m.code == code })]
	}
	onStreet := func(name string, near vec) vec {
		best := near
		nearest := -1.0
		for _, r := range s.ground.roads {
			if v := nearestVertex(near, r.line); r.name == name && (nearest < 0 || v.distance(near) < nearest) {
				best, nearest = v, v.distance(near)
			}
		}
		return best
	}
	return []event{
		{matter: find("06013"), at: s.roadside(busStation(), 1.5), words: "丁家新车站外路面坑洼不平，过往车辆颠簸，请派人修补。"},
		{matter: find("91003"), at: s.houseNear(onStreet("状元街", vec{290, 100})).at, words: "状元街8号院内因停车收费发生争执，请网格员一起来调解。"},
		{matter: find("90001"), at: s.houseNear(onStreet("北门路", vec{190, 420})).at, words: "北门路一家火锅店高处窗台外饰面松动脱落，下面有行人，请先拉警戒线。"},
	}
}

// number gives the events their identities: the same in every run in a year.
func number(events []event, year int) ([]casework.Imported, error) {
	space := uuid.NewSHA1(uuid.NameSpaceURL, []byte("urn:wangge:demo:dingjia"))
	var key [32]byte
	copy(key[:], fmt.Sprintf("dingjia tracking %d", year))
	random := rand.NewChaCha8(key)
	out := make([]casework.Imported, len(events))
	for i, e := range events {
		sourceID := fmt.Sprintf("%d-%04d", year, i+1)
		made, err := e.imported(sourceID, space, random)
		if err != nil {
			return nil, fmt.Errorf("number report %s: %w", sourceID, err)
		}
		out[i] = made
	}
	return out, nil
}

// imported returns the event as a report and its case. Only the category's code is filled in, and the placement is left
// to whoever locates it.
func (e event) imported(sourceID string, space uuid.UUID, random io.Reader) (casework.Imported, error) {
	tracking, err := casework.NewTracking(random)
	if err != nil {
		return casework.Imported{}, err
	}
	at := e.at.point()
	lon, lat := at.Degrees()
	category := casework.Category{Code: e.matter.code}
	caseID := uuid.NewSHA1(space, []byte("case/"+sourceID))
	c := casework.Case{
		ID: caseID, Category: category, State: e.state, Severity: e.matter.severity, At: at, OpenedAt: e.opened, UpdatedAt: e.touched,
	}
	if e.state.Settled() {
		c.ClosedAt = e.touched
	}
	return casework.Imported{
		Report: casework.Report{
			ID: uuid.NewSHA1(space, []byte("report/"+sourceID)), Tracking: tracking, CaseID: caseID, Category: category,
			Pin:         casework.Pin{At: at, Datum: "wgs84", SourceX: lon, SourceY: lat, AccuracyM: e.accuracyM},
			Description: e.words, Source: Source, SourceID: sourceID, ReportedAt: e.opened, ReceivedAt: e.opened,
		},
		Case: c,
	}, nil
}
