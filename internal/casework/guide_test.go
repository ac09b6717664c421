package casework_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/wangge-map/wangge/internal/casework"
)

var update = flag.Bool("update", false, "write the table of the guide anew")

const guide = "../../docs/guides/cases.md"

// markdown returns the table of transitions as the guide shows it.
func markdown() string {
	var b strings.Builder
	b.WriteString("\n| action | | from | to | who | conditions | needs |\n|---|---|---|---|---|---|---|\n")
	for _, row := range casework.Transitions() {
		to := "stays"
		if row.To != "" {
			to = string(row.To)
		}
		from := joined(row.From)
		if len(row.From) == len(casework.States()) {
			from = "any"
		}
		who := []string{}
		for _, kind := range row.Kinds {
			if kind != casework.ByAccount {
				who = append(who, "the "+string(kind))
			}
		}
		for _, capacity := range row.By {
			who = append(who, "`"+string(capacity)+"`")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n",
			row.Action, row.Action.Title().ZH, from, to, strings.Join(who, ", "), joined(row.If), joined(row.Needs))
	}
	return b.String() + "\n"
}

func joined[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	return strings.Join(words, ", ")
}

func TestTheGuideShowsTheTable(t *testing.T) {
	raw, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- table -->\n", "<!-- end of table -->"
	before, rest, found := strings.Cut(string(raw), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s has no place for the table", guide)
	}
	want := before + begin + markdown() + end + after
	if *update {
		if err := os.WriteFile(guide, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(raw) != want {
		t.Errorf("%s shows another table; run: go test ./internal/casework -run Guide -update", guide)
	}
}

func TestTheGuideNamesEveryStateAndUnit(t *testing.T) {
	raw, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range casework.States() {
		if !strings.Contains(string(raw), "| `"+string(s)+"` | "+s.Title().ZH+" |") {
			t.Errorf("%s is not in the guide", s)
		}
	}
	for _, u := range casework.Units() {
		if !strings.Contains(string(raw), "| `"+string(u)+"` |") {
			t.Errorf("%s is not in the guide", u)
		}
	}
}
