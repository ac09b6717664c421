package casework

import (
	"io"
	"strings"
)

// trackingAlphabet is Crockford's base 32: no I, L, O or U, so that a number survives being read out or written down.
const trackingAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewTracking returns a tracking number such as "WG-7K3M-9QXP-4T0C": 60 random bits from random, too many to guess.
func NewTracking(random io.Reader) (string, error) {
	var raw [12]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", err
	}
	out := make([]byte, 0, len("WG-XXXX-XXXX-XXXX"))
	out = append(out, "WG"...)
	for i, b := range raw {
		if i%4 == 0 {
			out = append(out, '-')
		}
		out = append(out, trackingAlphabet[b&31])
	}
	return string(out), nil
}

const (
	groupLetters   = 4
	trackingLength = len("WG-XXXX-XXXX-XXXX")
)

// Masked returns what those at work are told of a tracking number: its last group, such as "…4T0C". That is enough to name a
// case in talk; the other 40 bits, which nobody guesses, stay with the reporter, in whose name the number speaks. Of anything
// else nothing is told but that it is there.
func Masked(tracking string) string {
	if tracking == "" {
		return ""
	}
	group := tracking[max(0, len(tracking)-groupLetters):]
	if len(tracking) != trackingLength || !isGroup(group) {
		return "…"
	}
	return "…" + group
}

// LastGroup reads the last group of a tracking number as somebody typed it or copied it from a masked one: "4t0c", "…4T0C". It is
// empty for anything else.
func LastGroup(typed string) string {
	group := strings.ToUpper(strings.TrimLeft(strings.TrimSpace(typed), "….-"))
	group = strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(group) // as Crockford reads them
	if !isGroup(group) {
		return ""
	}
	return group
}

func isGroup(text string) bool {
	return len(text) == groupLetters && strings.Trim(text, trackingAlphabet) == ""
}
