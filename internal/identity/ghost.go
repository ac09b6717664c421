package identity

import (
	"sync"
	"time"

	"github.com/maypok86/otter/v2"
)

// ghosts counts wrong attempts for logins that there are not, so that they are locked like those that there are: otherwise a lock would
// tell which is which. The least recently tried are forgotten.
type ghosts struct {
	mu    sync.Mutex
	cache *otter.Cache[string, ghost]
}

type ghost struct {
	failed int
	until  time.Time
}

const rememberedGhosts = 10_000

func newGhosts() (*ghosts, error) {
	cache, err := otter.New(&otter.Options[string, ghost]{MaximumSize: rememberedGhosts, ExpiryCalculator: otter.ExpiryAccessing[string, ghost](24 * time.Hour)})
	return &ghosts{cache: cache}, err
}

// attempt counts one. While the login is locked, it counts nothing and says until when.
func (g *ghosts) attempt(login string, now time.Time) (until time.Time, locked bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	seen, _ := g.cache.GetIfPresent(login)
	if seen.until.After(now) {
		return seen.until, true
	}
	seen.failed++
	seen.until = now.Add(lockFor(seen.failed))
	g.cache.Set(login, seen)
	return time.Time{}, false
}
