package casework

import (
	"cmp"
	"slices"
	"time"
)

// smallBelow is how few cases make a rate say little: below it one case moves the rate by more than ten points.
const smallBelow = 10

// Measured is what indicators need to know of a case.
type Measured struct {
	OpenedAt     time.Time
	FiledAt      time.Time // zero: never filed
	DispatchedAt time.Time // zero: its clocks never began
	ResolveDue   time.Time // zero: no limit
	ResolvedAt   time.Time // zero: not said to be done
	ClosedAt     time.Time // zero: open
	Paused       bool      // deferred now
	Duplicate    bool      // of another case, which alone counts
	Hops         int
	Reworks      int
	Extensions   int
	Contested    bool   // ever
	Idle         []Idle // when nobody was at work on it; in order
}

// Idle is a half-open span of time in which nobody is at work on a case. Until is zero while it lasts.
type Idle struct{ From, Until time.Time }

// Period is a half-open span of time that indicators are about. An event at From is within it, one at Until is not.
type Period struct{ From, Until time.Time }

// Holds reports whether t is within p. The zero time never is.
func (p Period) Holds(t time.Time) bool {
	return !t.IsZero() && !t.Before(p.From) && t.Before(p.Until)
}

// Indicators are the figures of a set of cases in a period. Counts are of cases. Rates are parts of one; nil where there is
// nothing to divide by.
type Indicators struct {
	Received       int `json:"received"`         // 受理数: opened in the period, duplicates left out
	Filed          int `json:"filed"`            // 立案数: of those, filed before its end
	Due            int `json:"due"`              // 应结案数: filed, and fell due in the period; without a limit, due when closed
	Settled        int `json:"settled"`          // 结案数: of those due, closed before its end
	SettledInTime  int `json:"settled_in_time"`  // 按期结案数: of those, closed no later than they were due
	Resolved       int `json:"resolved"`         // 处置数: of those due, said to be done before its end
	ResolvedInTime int `json:"resolved_in_time"` // 按期处置数: of those due, said to be done no later than they were due
	Overdue        int `json:"overdue"`          // 超期件数: of those due, not closed when they fell due
	Reworked       int `json:"reworked"`         // 返工件数: of those settled, sent back at least once
	Extended       int `json:"extended"`         // 延期件数: of those due, deferred at least once
	Contested      int `json:"contested"`        // 异议件数: of those settled, contested
	Hops           int `json:"hops"`             // 退回次数 of those received

	FiledRate          *float64 `json:"filed_rate"`            // 立案率 = Filed / Received
	SettledRate        *float64 `json:"settled_rate"`          // 结案率 = Settled / Due
	SettledInTimeRate  *float64 `json:"settled_in_time_rate"`  // 按期结案率 = SettledInTime / Due
	ResolvedInTimeRate *float64 `json:"resolved_in_time_rate"` // 按期处置率 = ResolvedInTime / Due
	ReworkRate         *float64 `json:"rework_rate"`           // 返工率 = Reworked / Settled
	ExtensionRate      *float64 `json:"extension_rate"`        // 延期率 = Extended / Due
	ContestRate        *float64 `json:"contest_rate"`          // 异议率 = Contested / Settled
	HopsMean           *float64 `json:"hops_mean"`             // 平均退回次数 = Hops / Received
	LimboHoursMean     *float64 `json:"limbo_hours_mean"`      // 平均悬置时长: hours in the period with nobody at work, by case that had any part in it
	SettleHoursMedian  *float64 `json:"settle_hours_median"`   // 办结时长中位数: hours from opening to closing of those settled

	Small bool `json:"small"` // fewer than ten cases were due: the rates say little
}

// Measure returns the indicators of cases in p. A case counts as received in the period that it was opened in, and in the
// rates of settling in the one that it fell due in: over a row of periods each case counts once in each. Formulas stand
// beside the fields of Indicators; they give the figures that cities publish (docs/guides/cases.md).
func Measure(cases []Measured, p Period) Indicators {
	var out Indicators
	var hours []float64
	var limbo time.Duration
	var alive int
	for _, m := range cases {
		if m.Duplicate {
			continue
		}
		out.received(m, p)
		if out.due(m, p) {
			hours = append(hours, m.ClosedAt.Sub(m.OpenedAt).Hours())
		}
		if m.OpenedAt.Before(p.Until) && (m.ClosedAt.IsZero() || m.ClosedAt.After(p.From)) {
			alive++
			limbo += m.idle(p)
		}
	}
	out.rates()
	out.LimboHoursMean = ratio(limbo.Hours(), alive)
	out.SettleHoursMedian = median(hours)
	out.Small = out.Due < smallBelow
	return out
}

func (i *Indicators) received(m Measured, p Period) {
	if !p.Holds(m.OpenedAt) {
		return
	}
	i.Received++
	i.Hops += m.Hops
	if !m.FiledAt.IsZero() && m.FiledAt.Before(p.Until) {
		i.Filed++
	}
}

// due counts m where it was due in p, and reports whether it was settled then.
func (i *Indicators) due(m Measured, p Period) (settled bool) {
	due := m.ResolveDue
	if due.IsZero() {
		due = m.ClosedAt
	}
	if m.FiledAt.IsZero() || m.Paused || !p.Holds(due) {
		return false
	}
	i.Due++
	if m.Extensions > 0 {
		i.Extended++
	}
	if !m.ResolvedAt.IsZero() && m.ResolvedAt.Before(p.Until) {
		i.Resolved++
		if !m.ResolvedAt.After(due) {
			i.ResolvedInTime++
		}
	}
	if m.ClosedAt.IsZero() || m.ClosedAt.After(due) {
		i.Overdue++
	}
	if m.ClosedAt.IsZero() || !m.ClosedAt.Before(p.Until) {
		return false
	}
	i.settled(m, due)
	return true
}

func (i *Indicators) settled(m Measured, due time.Time) {
	i.Settled++
	if !m.ClosedAt.After(due) {
		i.SettledInTime++
	}
	if m.Reworks > 0 {
		i.Reworked++
	}
	if m.Contested {
		i.Contested++
	}
}

func (i *Indicators) rates() {
	i.FiledRate = ratio(float64(i.Filed), i.Received)
	i.SettledRate = ratio(float64(i.Settled), i.Due)
	i.SettledInTimeRate = ratio(float64(i.SettledInTime), i.Due)
	i.ResolvedInTimeRate = ratio(float64(i.ResolvedInTime), i.Due)
	i.ReworkRate = ratio(float64(i.Reworked), i.Settled)
	i.ExtensionRate = ratio(float64(i.Extended), i.Due)
	i.ContestRate = ratio(float64(i.Contested), i.Settled)
	i.HopsMean = ratio(float64(i.Hops), i.Received)
}

// idle returns how long within p nobody was at work on m.
func (m Measured) idle(p Period) time.Duration {
	var total time.Duration
	for _, s := range m.Idle {
		until := s.Until
		if until.IsZero() || until.After(p.Until) {
			until = p.Until
		}
		from := s.From
		if from.Before(p.From) {
			from = p.From
		}
		total += max(until.Sub(from), 0)
	}
	return total
}

// MeasuredOf returns what indicators need of d, whose whole story is events, in order.
func MeasuredOf(d Dossier, events []Event) Measured {
	m := Measured{
		OpenedAt: d.OpenedAt, DispatchedAt: d.DispatchedAt, ResolveDue: d.ResolveDue, ResolvedAt: d.ResolvedAt, ClosedAt: d.ClosedAt,
		Paused: d.State == Deferred, Duplicate: d.State == Duplicate, Hops: d.Hops, Reworks: d.Reworks, Extensions: d.Extensions,
	}
	state, since := Reported, d.OpenedAt
	for _, e := range events {
		if e.Action == File && m.FiledAt.IsZero() {
			m.FiledAt = e.At
		}
		m.Contested = m.Contested || e.To == Contested
		if e.To.Phase() == state.Phase() {
			continue
		}
		if state.Phase() == Waiting {
			m.Idle = append(m.Idle, Idle{since, e.At})
		}
		state, since = e.To, e.At
	}
	if state.Phase() == Waiting {
		m.Idle = append(m.Idle, Idle{From: since})
	}
	if m.FiledAt.IsZero() { // filed elsewhere and imported, or reopened: it counts from the day that its clocks began here
		m.FiledAt = d.DispatchedAt
	}
	return m
}

func ratio(part float64, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	r := part / float64(whole)
	return &r
}

func median(values []float64) *float64 {
	if len(values) == 0 {
		return nil
	}
	slices.SortFunc(values, cmp.Compare[float64])
	m := (values[(len(values)-1)/2] + values[len(values)/2]) / 2
	return &m
}
