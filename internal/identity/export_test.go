package identity

import "time"

// Parts that tests of the package's outside look at.
var (
	HashPassword  = hashPassword
	Matches       = matches
	CheckPassword = checkPassword
)

// LockFor is lockFor.
func LockFor(failed int) time.Duration { return lockFor(failed) }

func Network(address string) string { return network(address) }
