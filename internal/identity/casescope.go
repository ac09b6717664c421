package identity

import "slices"

// CaseScope is which cases somebody may see: every one in Areas, and those in Own that are or were with Department. The zero
// one is none.
type CaseScope struct {
	Areas      Scope
	Own        Scope
	Department string
}

// EveryCase is the scope of the service itself.
func EveryCase() CaseScope { return CaseScope{Areas: Everywhere()} }

// CaseScope returns for which cases p holds permission. A role that handles cases and neither looks at, dispatches nor
// approves them works for the account's department, and holds for that department's cases alone.
func (p Principal) CaseScope(permission Permission) CaseScope {
	all, own := p, p
	all.Grants, own.Grants = nil, nil
	for _, g := range p.Grants {
		if g.ofDepartment() {
			own.Grants = append(own.Grants, g)
		} else {
			all.Grants = append(all.Grants, g)
		}
	}
	s := CaseScope{Areas: all.Scope(permission)}
	if p.Department != "" {
		s.Own, s.Department = own.Scope(permission), p.Department
	}
	return s
}

func (g Grant) ofDepartment() bool {
	if !slices.Contains(g.Permissions, CaseHandle) {
		return false
	}
	return !slices.ContainsFunc(g.Permissions, func(p Permission) bool {
		return p == CaseVerify || p == CaseDispatch || p == CaseApprove || p == CaseArbitrate
	})
}

// Covers reports whether a case of area, that is or was with departments, is within s. Every query's predicate repeats it.
func (s CaseScope) Covers(area string, departments []string) bool {
	return s.Areas.Covers(area) || s.Own.Covers(area) && slices.Contains(departments, s.Department)
}
