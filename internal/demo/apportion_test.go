package demo

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestApportion(t *testing.T) {
	for _, tt := range []struct {
		name    string
		total   int
		weights []float64
		want    []int
	}{
		{"even", 6, []float64{1, 1, 1}, []int{2, 2, 2}},
		{"the largest remainders go first", 10, []float64{5.6, 3.3, 1.1}, []int{6, 3, 1}},
		{"ties go to the first", 1, []float64{1, 1}, []int{1, 0}},
		{"no weight, no share", 5, []float64{0, 2}, []int{0, 5}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := apportion(tt.total, tt.weights); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestApportionGivesOutExactlyTheTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Float64Range(0.01, 100), 1, 40).Draw(t, "weights")
		total := rapid.IntRange(0, 1000).Draw(t, "total")
		sum, all := 0, 0.0
		for _, w := range weights {
			all += w
		}
		for i, n := range apportion(total, weights) {
			sum += n
			if exact := float64(total) * weights[i] / all; math.Abs(float64(n)-exact) >= 1 {
				t.Fatalf("share %d is %d, exactly it would be %.3f", i, n, exact)
			}
		}
		if sum != total {
			t.Fatalf("gave out %d of %d", sum, total)
		}
	})
}

func TestDrawFollowsTheWeights(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	count := make([]int, 3)
	for range 10_000 {
		count[draw(rng, 3, func(i int) float64 { return []float64{0, 1, 3}[i] })]++
	}
	if count[0] != 0 || count[2] < 7_200 || count[2] > 7_800 {
		t.Errorf("weights 0, 1 and 3 were drawn %v times", count)
	}
}

func TestLikelyHours(t *testing.T) {
	day := func(d, h int) time.Time { return time.Date(2026, 11, d, h, 0, 0, 0, chongqing()) }
	monday, sunday := 23, 22
	if likely(day(monday, 9)) <= likely(day(monday, 3)) || likely(day(monday, 9)) <= likely(day(sunday, 9)) {
		t.Error("people report on a work day's morning rather than at night or on Sunday")
	}
}

func TestNamesAreNotGivenTwice(t *testing.T) {
	n := newNamer(rand.New(rand.NewPCG(1, 1)))
	seen := map[string]bool{}
	for range 3_000 {
		name := n.name()
		if seen[name] {
			t.Fatalf("%s was given twice", name)
		}
		seen[name] = true
	}
}

func TestMattersHaveWordsForAPlace(t *testing.T) {
	codes := map[string]bool{}
	for _, m := range matters() {
		if codes[m.code] || len(m.code) != 5 || m.hours <= 0 || m.weight+m.rural <= 0 || len(m.words) == 0 {
			t.Errorf("matter %+v is not whole", m)
		}
		codes[m.code] = true
	}
	for _, code := range []string{"06013", "90001", "91001", "91003", "01002", "10002"} {
		if !codes[code] {
			t.Errorf("nobody reports %s", code)
		}
	}
}

func TestSeasons(t *testing.T) {
	winter := season{time.December, time.February}
	for m := time.January; m <= time.December; m++ {
		if want := m == time.December || m <= time.February; winter.holds(m) != want {
			t.Errorf("winter holds %v: %v", m, !want)
		}
		if want := m >= time.May && m <= time.July; (season{time.May, time.July}).holds(m) != want {
			t.Errorf("May to July holds %v: %v", m, !want)
		}
		if !(season{}).holds(m) {
			t.Errorf("the whole year lacks %v", m)
		}
	}
}

func TestIceOnlyInWinter(t *testing.T) {
	ice := 0
	for _, r := range town(t).Reports {
		if r.Report.Category.Code == "10001" {
			ice++
			if m := r.Case.OpenedAt.Month(); m > time.February && m < time.December {
				t.Errorf("ice on the road in %v", m)
			}
		}
	}
	if ice == 0 {
		t.Error("no ice at all")
	}
}
