package office_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/office"
)

func TestAPlaceInAListComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.Map(rapid.Int64Range(0, 4_000_000_000_000_000), func(micros int64) time.Time { return time.UnixMicro(micros).UTC() })
		p := office.Place{At: at.Draw(t, "at"), ID: uuid.NewSHA1(uuid.Nil, []byte(rapid.String().Draw(t, "id")))}
		if rapid.Bool().Draw(t, "with a clock") {
			p.Due = at.Draw(t, "due")
		}
		if got, err := office.ParsePlace(p.String()); err != nil || got != p {
			t.Fatalf("%+v comes back as %+v: %v", p, got, err)
		}
	})
}

func TestWhatIsNoPlaceInAListIsRefused(t *testing.T) {
	id := uuid.New().String()
	for name, text := range map[string]string{
		"not base64": "!", "nothing in it": base64.RawURLEncoding.EncodeToString(nil) + "A", "two parts": "1.2", "no id": "1.2.x", "a time before 1970": "1.-2." + id,
		"a due date beyond all": "999999999999999999.2." + id, "a fourth part": "1.2." + id + ".4", "another spelling of a number": "01.2." + id, "another of the id": "1.2." + strings.ToUpper(id),
	} {
		if strings.Contains(text, ".") {
			text = base64.RawURLEncoding.EncodeToString([]byte(text))
		}
		if p, err := office.ParsePlace(text); geo.KindOf(err) != geo.Invalid || err == nil {
			t.Errorf("%s: read as %+v, %v", name, p, err)
		}
	}
}

func FuzzParsePlace(f *testing.F) {
	f.Add("")
	f.Add(office.Place{At: time.UnixMicro(5), ID: uuid.Nil}.String())
	f.Add(office.Place{Due: time.UnixMicro(7), At: time.UnixMicro(5), ID: uuid.Max}.String())
	f.Add("LS4tMS4w")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := office.ParsePlace(text)
		if err != nil {
			if geo.KindOf(err) != geo.Invalid || p != (office.Place{}) {
				t.Errorf("%q is refused with %v, and read as %+v", text, err, p)
			}
			return
		}
		if p.String() != text {
			t.Errorf("%q is read as %+v, which is written %q", text, p, p.String())
		}
	})
}

func TestOnlyQueuesAndStatesThatThereAreCanBeWanted(t *testing.T) {
	for _, c := range []struct {
		name   string
		wanted office.Wanted
		field  string
	}{
		{"a queue", office.Wanted{Queue: office.QueueMine}, ""},
		{"a queue and a state", office.Wanted{Queue: office.QueueAll, State: casework.Filed}, ""},
		{"no queue", office.Wanted{}, "queue"},
		{"a queue that is none", office.Wanted{Queue: "hers"}, "queue"},
		{"a state that is none", office.Wanted{Queue: office.QueueAll, State: "lost"}, "state"},
	} {
		err := c.wanted.Check()
		if (err == nil) != (c.field == "") || err != nil && !strings.HasPrefix(err.Error(), c.field+": ") {
			t.Errorf("%s: %v, want a fault of %q", c.name, err, c.field)
		}
	}
	for _, q := range append(office.Queues(), office.QueueSettled) {
		if err := (office.Wanted{Queue: q}).Check(); err != nil {
			t.Errorf("%s: %v", q, err)
		}
	}
}

func TestTheClockThatRunsNextRunsOutFirst(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 5, 11, hour, 0, 0, 0, time.UTC) }
	both := casework.Dossier{Case: casework.Case{State: casework.InProgress}, MakeSafeDue: at(10), ResolveDue: at(18)}
	with := func(change func(*casework.Dossier)) casework.Dossier { d := both; change(&d); return d }
	for _, c := range []struct {
		name string
		d    casework.Dossier
		due  time.Time
	}{
		{"both clocks", both, at(10)},
		{"made safe", with(func(d *casework.Dossier) { d.MadeSafeAt = at(9) }), at(18)},
		{"no danger", with(func(d *casework.Dossier) { d.MakeSafeDue = time.Time{} }), at(18)},
		{"danger alone", with(func(d *casework.Dossier) { d.ResolveDue = time.Time{} }), at(10)},
		{"resolving first", with(func(d *casework.Dossier) { d.MakeSafeDue = at(20) }), at(18)},
		{"deferred", with(func(d *casework.Dossier) { d.State, d.PausedAt = casework.Deferred, at(8) }), time.Time{}},
		{"said to be done", with(func(d *casework.Dossier) { d.State = casework.Resolved }), time.Time{}},
		{"contested", with(func(d *casework.Dossier) { d.State = casework.Contested }), time.Time{}},
		{"parked", with(func(d *casework.Dossier) { d.State = casework.Parked }), at(10)},
		{"closed", with(func(d *casework.Dossier) { d.State = casework.Closed }), time.Time{}},
		{"no clock yet", casework.Dossier{Case: casework.Case{State: casework.Filed}}, time.Time{}},
	} {
		if due := c.d.Deadline().At; !due.Equal(c.due) {
			t.Errorf("%s: due at %s, want %s", c.name, due, c.due)
		}
		for _, now := range []time.Time{at(9), at(10), at(11), at(19)} {
			if late, want := c.d.Deadline().Late(now), !c.due.IsZero() && now.After(c.due); late != want {
				t.Errorf("%s: at %s late is %v", c.name, now, late)
			}
		}
	}
}

// The column that lists are ordered by is the rule in Go.
func TestTheDatabaseTellsTheSameDueDate(t *testing.T) {
	w := newWorld(t)
	id := w.opened(1)[0]
	at := w.now.Add(time.Hour)
	for _, state := range casework.States() {
		for bits := range 16 {
			set := func(bit int, v time.Time) *time.Time {
				if bits>>bit&1 == 0 {
					return nil
				}
				return &v
			}
			safe, due, made, paused := set(0, at), set(1, at.Add(time.Duration(bits-8)*time.Minute)), set(2, at), set(3, at)
			w.sql("update case_file set state = $2, make_safe_due = $3, resolve_due = $4, made_safe_at = $5, paused_at = $6 where id = $1", id, string(state), safe, due, made, paused)
			got := w.text("select coalesce(extract(epoch from due_at)::bigint::text, '') from case_file where id = $1", id)
			want := ""
			if d := w.find(id).Dossier.Deadline().At; !d.IsZero() {
				want = w.text("select extract(epoch from $1::timestamptz)::bigint::text", d)
			}
			if got != want {
				t.Errorf("%s, %04b: the database says %q, the rule %q", state, bits, got, want)
			}
		}
	}
}

func TestAMomentIsATimeOfTheWeekByItsOwnClock(t *testing.T) {
	shanghai := time.FixedZone("UTC+8", 8*60*60)
	for at, want := range map[time.Time]office.Moment{
		time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC):              {Weekday: 1, Minute: 90},
		time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC).In(shanghai): {Weekday: 1, Minute: 570},
		time.Date(2026, 11, 29, 23, 59, 0, 0, shanghai):             {Weekday: 7, Minute: 1439},
		time.Date(2026, 11, 29, 16, 0, 0, 0, time.UTC).In(shanghai): {Weekday: 1, Minute: 0},
	} {
		if got := office.MomentOf(at); got != want {
			t.Errorf("%s is %+v, want %+v", at, got, want)
		}
	}
}
