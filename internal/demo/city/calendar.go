package city

import (
	"math"
	"math/rand/v2"
	"time"
)

// days is how far back cases go: three years.
const days = 3 * 365

// chongqing is the time zone of the city. China keeps one time without summer time, so no zone file is needed.
func chongqing() *time.Location { return time.FixedZone("UTC+8", 8*60*60) }

// day is a day of the calendar.
type day struct {
	begins time.Time
	cases  int
	storms int // of cases
}

// stormDays is how many days are storms, each with so many times the cases of a common one.
const (
	stormDays  = 7
	stormTimes = 9
)

// calendar spreads n cases over the days before the day of now, oldest first: fewer at weekends and in the cold, more
// from year to year, and many on a few days of storm in summer.
func calendar(n int, now time.Time, rng *rand.Rand) []day {
	now = now.In(chongqing())
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, chongqing())
	out := make([]day, days)
	weights, storms := make([]float64, days), make([]float64, days)
	for i := range out {
		out[i].begins = today.AddDate(0, 0, i-days)
		weights[i] = usual(out[i].begins) * (0.8 + 0.4*float64(i)/days) * (0.9 + 0.2*rng.Float64())
	}
	for left := stormDays; left > 0; {
		i := rng.IntN(days)
		if m := out[i].begins.Month(); m >= time.May && m <= time.September && storms[i] == 0 {
			storms[i] = stormTimes * weights[i] * (0.5 + rng.Float64())
			left--
		}
	}
	// Largest remainders would do too; running sums give exactly n as well.
	var all, upTo float64
	for i := range out {
		all += weights[i] + storms[i]
	}
	given := 0
	for i := range out {
		upTo += weights[i] + storms[i]
		out[i].cases = int(math.Round(upTo/all*float64(n))) - given
		given += out[i].cases
		out[i].storms = int(float64(out[i].cases) * storms[i] / (weights[i] + storms[i]))
	}
	return out
}

// usual says how much is reported on a day.
func usual(t time.Time) float64 {
	w := 1 + 0.25*math.Cos(2*math.Pi*float64(t.YearDay()-200)/365) // most in July
	switch t.Weekday() {
	case time.Saturday:
		w *= 0.72
	case time.Sunday:
		w *= 0.6
	case time.Monday:
		w *= 1.15
	}
	return w
}

// hours returns the sums of how much is reported in each hour of a day.
func hours() []float64 {
	return sums([]float64{
		.03, .02, .01, .01, .02, .05, .15, .5, .95, 1, .9, .65, .45, .5, .7, .85, .95, .85, .65, .55, .5, .35, .18, .07,
	})
}
