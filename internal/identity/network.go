package identity

import "net/netip"

// inSession stands for the network of somebody who is signed in and is asked for a secret once more: no stranger gets that far.
const inSession = ""

// nowhere is the network of an address that can't be read. It is never empty: that would be a session.
const nowhere = "?"

// network returns the network that an address is of, as far as one person's devices share it: 24 bits of IPv4, 48 of IPv6.
func network(address string) string {
	at, err := netip.ParseAddr(address)
	if err != nil {
		return nowhere
	}
	at = at.Unmap().WithZone("")
	bits := 48
	if at.Is4() {
		bits = 24
	}
	prefix, err := at.Prefix(bits)
	if err != nil {
		return nowhere
	}
	return prefix.String()
}
