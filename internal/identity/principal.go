package identity

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/internal/casework"
)

// Grant is a role held for an area.
type Grant struct {
	Role        string
	Permissions []Permission
	Area        string // prefix of cell and area codes; empty: everywhere
}

// Principal is who sends a request. The zero one is nobody: the public.
type Principal struct {
	AccountID  int64
	Login      string
	Name       string
	Department string // code; empty: none
	MemberID   int64  // 0: no member
	Grants     []Grant
	Session    uuid.UUID    // of a browser; zero for a token
	Token      uuid.UUID    // of a program; zero for a session
	Limited    []Permission // what a token is limited to; nil for a session
	MustChange bool         // may only set a new password
}

// Known reports whether somebody has signed in.
func (p Principal) Known() bool { return p.AccountID != 0 }

// May reports whether p holds permission anywhere.
func (p Principal) May(permission Permission) bool { return p.Scope(permission) != nil }

// Scope is where a permission holds: prefixes of area codes. An empty prefix is everywhere; a nil scope is nowhere.
type Scope []string

// Scope returns where p holds permission, without prefixes that others cover; nil when nowhere.
func (p Principal) Scope(permission Permission) Scope {
	if p.MustChange || p.Limited != nil && !slices.Contains(p.Limited, permission) {
		return nil
	}
	var areas []string
	for _, g := range p.Grants {
		if slices.Contains(g.Permissions, permission) {
			areas = append(areas, g.Area)
		}
	}
	slices.SortFunc(areas, func(a, b string) int { return len(a) - len(b) })
	var out Scope
	for _, area := range areas {
		if !out.Covers(area) {
			out = append(out, area)
		}
	}
	return out
}

// Covers reports whether area is within s. It is the rule that every query's predicate repeats:
// starts_with(area, prefix) for any prefix of the scope.
func (s Scope) Covers(area string) bool {
	return slices.ContainsFunc(s, func(prefix string) bool { return strings.HasPrefix(area, prefix) })
}

// Actor returns p as the rules of cases see it, for a case whose area is area.
func (p Principal) Actor(area string) casework.Actor {
	a := casework.Actor{Kind: casework.ByAccount, AccountID: p.AccountID, Department: p.Department}
	for _, permission := range []Permission{CaseVerify, CaseDispatch, CaseHandle, CaseApprove, CaseArbitrate} {
		if p.Scope(permission).Covers(area) {
			a.Capacities = append(a.Capacities, casework.Capacity(permission))
		}
	}
	return a
}
