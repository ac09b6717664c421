package importer

import (
	"cmp"
	"slices"
	"strings"
)

// ValueCount is a value of a field and how often it came.
type ValueCount struct {
	Value string `json:"value"` // empty: none
	Count int64  `json:"count"`
}

// maxTally bounds how many different values are told apart: a field that holds free text has no end of them.
const maxTally = 1000

// otherValues stands for all values beyond maxTally.
const otherValues = "…"

// tally counts values.
type tally map[string]int64

func (t tally) add(value string) {
	value = clip(value)
	if _, known := t[value]; !known && len(t) >= maxTally {
		value = otherValues
	}
	t[value]++
}

// counts returns the values, the most frequent first.
func (t tally) counts() []ValueCount {
	out := make([]ValueCount, 0, len(t))
	for value, n := range t {
		out = append(out, ValueCount{value, n})
	}
	slices.SortFunc(out, func(a, b ValueCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	return out
}

// clip keeps what a file says from flooding a message or a list.
func clip(text string) string {
	const most = 60 // characters: long enough to know a value again
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
