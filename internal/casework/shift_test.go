package casework_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

func TestARosterIsKeptByTheDay(t *testing.T) {
	type spans = []casework.Shift
	for name, c := range map[string]struct{ in, want spans }{
		"nothing":                             {nil, spans{}},
		"office hours":                        {spans{{1, 540, 1080}}, spans{{1, 540, 1080}}},
		"past midnight is two":                {spans{{3, 1320, 360}}, spans{{3, 1320, 1440}, {4, 0, 360}}},
		"Sunday night goes on on Monday":      {spans{{7, 1320, 360}}, spans{{1, 0, 360}, {7, 1320, 1440}}},
		"until midnight is one":               {spans{{2, 600, 0}}, spans{{2, 600, 1440}}},
		"the whole day from noon":             {spans{{5, 720, 720}}, spans{{5, 720, 1440}, {6, 0, 720}}},
		"spans that overlap or touch are one": {spans{{1, 600, 700}, {1, 540, 600}, {1, 650, 800}}, spans{{1, 540, 800}}},
		"days stay apart":                     {spans{{2, 0, 1440}, {1, 0, 1440}}, spans{{1, 0, 1440}, {2, 0, 1440}}},
	} {
		if got, err := casework.CheckRoster(c.in); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, %v; want %v", name, got, err, c.want)
		}
	}
}

func TestASpanThatIsNoneIsNamed(t *testing.T) {
	for field, span := range map[string]casework.Shift{
		"spans[1].weekday": {0, 0, 1}, "spans[1].from": {1, 1440, 1}, "spans[1].to": {1, 0, 1441},
	} {
		_, err := casework.CheckRoster([]casework.Shift{{1, 0, 1}, span})
		var known *geo.Error
		if !errors.As(err, &known) || known.Kind != geo.Invalid || known.Field != field {
			t.Errorf("%v gives %v, want an invalid error of %s", span, err, field)
		}
	}
	if _, err := casework.CheckRoster(make([]casework.Shift, casework.MostShifts+1)); geo.KindOf(err) != geo.Invalid {
		t.Errorf("too many spans give %v", err)
	}
}

// Every minute of the week is served after CheckRoster exactly when it was before.
func TestARosterLosesAndAddsNoMinute(t *testing.T) {
	span := rapid.Custom(func(t *rapid.T) casework.Shift {
		return casework.Shift{Weekday: rapid.IntRange(1, 7).Draw(t, "weekday"), From: rapid.IntRange(0, 1439).Draw(t, "from"), To: rapid.IntRange(0, 1440).Draw(t, "to")}
	})
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(span, 0, 6).Draw(t, "spans")
		var want, got [7 * 1440]bool
		for _, s := range in {
			length := s.To - s.From
			if length <= 0 {
				length += 1440
			}
			for m := range length {
				want[((s.Weekday-1)*1440+s.From+m)%len(want)] = true
			}
		}
		kept, err := casework.CheckRoster(slices.Clone(in))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range kept {
			for m := s.From; m < s.To; m++ {
				if at := (s.Weekday-1)*1440 + m; got[at] {
					t.Fatalf("minute %d stands twice in %v", at, kept)
				} else {
					got[at] = true
				}
			}
		}
		if got != want {
			t.Fatalf("%v became %v", in, kept)
		}
	})
}

func TestAMemberComesStepByStep(t *testing.T) {
	for _, c := range []struct {
		from, to casework.MemberState
		kind     geo.Kind
	}{
		{casework.Pending, casework.Trained, ""}, {casework.Trained, casework.Active, ""}, {casework.Active, casework.Left, ""}, {casework.Left, casework.Trained, ""},
		{casework.Active, casework.Active, ""}, {casework.Pending, casework.Active, geo.Conflict}, {casework.Left, casework.Active, geo.Conflict},
		{casework.Active, casework.Pending, geo.Conflict}, {casework.Pending, "chief", geo.Invalid},
	} {
		err := casework.CheckMemberStep(c.from, c.to)
		if (c.kind == "") != (err == nil) || err != nil && geo.KindOf(err) != c.kind {
			t.Errorf("%s to %s gives %v", c.from, c.to, err)
		}
	}
}
