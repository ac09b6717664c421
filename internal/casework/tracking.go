package casework

import "io"

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
