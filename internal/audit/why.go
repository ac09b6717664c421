package audit

import (
	"strings"
	"unicode/utf8"

	"github.com/wangge-map/wangge/geo"
)

// leastWhy and mostWhy are how many characters say why somebody looks at personal data.
const leastWhy, mostWhy = 2, 200

// Why returns the reason that somebody gives for a look at personal data as the entry about it keeps it, without blanks around it.
// One that says nothing, or too much, is an Invalid error of field "why".
func Why(text string) (string, error) {
	text = strings.TrimSpace(text)
	switch n := utf8.RuneCountInString(text); {
	case n < leastWhy:
		return "", geo.Errorf(geo.Invalid, "why", "is missing: say in a few words why you must look; it is kept with your name")
	case n > mostWhy:
		return "", geo.Errorf(geo.Invalid, "why", "has %d characters; at most %d can be kept", n, mostWhy)
	}
	return text, nil
}
