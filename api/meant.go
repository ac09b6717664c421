package api

import (
	"net/http"
	"strconv"

	"github.com/wangge-map/wangge/geo"
)

// Meant says in whose name a request is sent. What was done a while ago, and is sent when there is a network or a session again,
// brings it: others may have signed in on the same device in the meantime, and its page cannot know at the moment of sending.
type Meant struct {
	Account int64 `header:"Wangge-Account" minimum:"1" doc:"id of the account in whose name this is sent: where another is signed in nothing is done (412), as where none is (401)"`
}

// headerMeant is the header of Meant.
const headerMeant = "Wangge-Account"

// misdirected returns the problem of a request that is meant for an account that does not send it; nil where there is none. It is
// judged by the session that the request itself brings, before anything of its body is read.
func misdirected(r *http.Request) error {
	named := r.Header.Get(headerMeant)
	if named == "" {
		return nil
	}
	id, err := strconv.ParseInt(named, 10, 64)
	if err != nil || id < 1 {
		return geo.Errorf(geo.Invalid, headerMeant, "must be the id of an account")
	}
	p, err := who(r.Context())
	switch {
	case err != nil:
		return err
	case !p.Known():
		return newProblem(http.StatusUnauthorized, "", "sign in first", nil)
	case p.AccountID != id:
		return newProblem(http.StatusPreconditionFailed, headerMeant, "another account is signed in; this is meant for somebody else, and nothing was done", nil)
	}
	return nil
}
