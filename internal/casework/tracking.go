package casework

import "io"

// trackingAlphabet is Crockford's base 32: no I, L, O or U, so that a number survives being read out or written down.
const trackingAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewTracking returns a tracking number such as "WG-7K3M9-QXP4T": 50 random bits from random, too many to guess.
func NewTracking(random io.Reader) (string, error) {
	var raw [10]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", err
	}
	out := make([]byte, 0, 14)
	out = append(out, "WG-"...)
	for i, b := range raw {
		if i == 5 {
			out = append(out, '-')
		}
		out = append(out, trackingAlphabet[b&31])
	}
	return string(out), nil
}
