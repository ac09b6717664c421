package identity_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/identity"
)

func TestADisabledAccountIsOutAtOnce(t *testing.T) {
	h := newHouse(t)
	ann := h.person("ann", identity.RoleGrant{Role: "official"})
	secret, p := h.signIn("ann", password)
	_, token, err := h.CreateToken(t.Context(), p, "figures", []identity.Permission{identity.FiguresRead}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	yes, no := true, false
	if _, err := h.ChangeAccount(t.Context(), command, ann.ID, identity.AccountChange{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	if h.in(secret) || h.in(token) {
		t.Error("it is still in")
	}
	if err := h.fails("ann", password, ""); field(err) != "password" {
		t.Errorf("signing in: %v", err)
	}
	if _, err := h.ChangeAccount(t.Context(), command, ann.ID, identity.AccountChange{Disabled: &no}); err != nil {
		t.Fatal(err)
	}
	if h.in(secret) || !h.in(token) {
		t.Error("enabled again, the old session is in, or the token is not")
	}
	h.signIn("ann", password)
}

func TestRolesAreGivenWithinOnesOwnAreaAndNeverToOneself(t *testing.T) {
	h := newHouse(t)
	boss := h.person("boss", identity.RoleGrant{Role: "security_admin", Area: "5001"})
	inside := h.person("inside", identity.RoleGrant{Role: "volunteer", Area: "500120"})
	outside := h.person("outside", identity.RoleGrant{Role: "volunteer", Area: "5002"})
	_, p := h.signIn("boss", password)
	by := identity.By{Principal: p, Within: p.Scope(identity.GrantManage)}
	give := func(id int64, role, area string) error {
		_, err := h.SetRoles(t.Context(), by, id, []identity.RoleGrant{{Role: role, Area: area}})
		return err
	}
	for name, c := range map[string]struct {
		err  error
		want geo.Kind
	}{
		"to oneself":           {give(boss.ID, "arbiter", "5001"), geo.Forbidden},
		"beyond one's area":    {give(inside.ID, "arbiter", "5002"), geo.Forbidden},
		"everywhere":           {give(inside.ID, "arbiter", ""), geo.Forbidden},
		"to somebody beyond":   {give(outside.ID, "arbiter", "5001"), geo.NotFound},
		"to nobody":            {give(99999, "arbiter", "5001"), geo.NotFound},
		"an unknown role":      {give(inside.ID, "king", "5001"), geo.Invalid},
		"an unsound area":      {give(inside.ID, "arbiter", "50 01"), geo.Invalid},
		"unlocking beyond":     {h.Unlock(t.Context(), by, outside.ID), geo.NotFound},
		"signing out beyond":   {h.EndEverything(t.Context(), by, outside.ID), geo.NotFound},
		"within one's own one": {give(inside.ID, "arbiter", "50012000"), ""},
	} {
		if c.want == "" && c.err != nil || c.want != "" && (c.err == nil || geo.KindOf(c.err) != c.want) {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	found, err := h.FindAccounts(t.Context(), by, "SIDE")
	if err != nil || len(found) != 1 || found[0].Login != "inside" {
		t.Errorf("found %+v, %v", found, err)
	}
}

func TestWhereAdministratorsAreSeparatedNobodyHoldsTwoOfTheirPermissions(t *testing.T) {
	h := newHouse(t)
	both := []identity.RoleGrant{{Role: "system_admin"}, {Role: "audit_admin"}}
	ann := h.person("ann", both...)
	if err := h.store.SaveSettings(t.Context(), map[string]string{"separate_admins": "true"}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.SetRoles(t.Context(), command, ann.ID, both); geo.KindOf(err) != geo.Conflict {
		t.Errorf("two: %v", err)
	}
	if _, err := h.SetRoles(t.Context(), command, ann.ID, []identity.RoleGrant{{Role: "audit_admin"}, {Role: "grid_member"}}); err != nil {
		t.Errorf("one and another: %v", err)
	}
}

func TestAccountsAreMadeSoundly(t *testing.T) {
	h := newHouse(t)
	h.person("ann")
	for name, c := range map[string]struct {
		n     identity.NewAccount
		field string
	}{
		"taken":              {identity.NewAccount{Login: "ANN", Name: "x"}, "login"},
		"short login":        {identity.NewAccount{Login: "a", Name: "x"}, "login"},
		"spaces":             {identity.NewAccount{Login: "a b", Name: "x"}, "login"},
		"no name":            {identity.NewAccount{Login: "bob", Name: " "}, "name"},
		"two lines":          {identity.NewAccount{Login: "bob", Name: "a\nb"}, "name"},
		"weak password":      {identity.NewAccount{Login: "bob", Name: "x", Password: "short"}, "password"},
		"unknown department": {identity.NewAccount{Login: "bob", Name: "x", Department: "nowhere"}, "department"},
	} {
		if _, _, err := h.CreateAccount(t.Context(), command, c.n); field(err) != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := h.CreateAccount(t.Context(), command, identity.NewAccount{Login: "系统.对接", Name: "对接", NoPassword: true}); err != nil {
		t.Error(err)
	}
	if err := h.fails("系统.对接", "", ""); field(err) != "password" {
		t.Errorf("an account without a password: %v", err)
	}
}

func TestWhatAdministratorsDoIsAudited(t *testing.T) {
	h := newHouse(t)
	ann := h.person("ann", identity.RoleGrant{Role: "official", Area: "5001"})
	_, p := h.signIn("ann", password)
	_, _, err := h.CreateToken(t.Context(), p, "t", []identity.Permission{identity.FiguresRead}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Unlock(t.Context(), command, ann.ID); err != nil {
		t.Fatal(err)
	}
	records, err := h.store.AuditEntries(t.Context(), audit.Filter{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range records {
		got = append(got, r.Action)
	}
	want := []string{"account.unlock", "token.create", "session.open", "account.roles", "account.password", "session.open", "account.create"}
	if !slices.Equal(got, want) {
		t.Errorf("audited %v, want %v", got, want)
	}
	if v, err := h.store.VerifyAudit(t.Context()); err != nil || v.Broken != nil {
		t.Errorf("the trail is %+v, %v", v, err)
	}
}

// What the roles begin with. Sites may change them: they are data.
func TestTheRolesBeginWithWhatTheirWorkTakes(t *testing.T) {
	h := newHouse(t)
	roles, err := h.Roles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"grid_member": "[case.read case.verify case.handle case.patrol photo.clear contact.read member.read member.manage code.manage]",
		"volunteer":   "[case.patrol]", "handler": "[case.read case.handle]",
		"dispatcher": "[case.read case.verify case.dispatch photo.clear contact.read member.read figures.read]",
		"arbiter":    "[case.read case.verify case.dispatch case.approve case.arbitrate photo.clear contact.read member.read figures.read]",
		"official":   "[figures.read]", "planner": "[figures.read member.read]", "grid_admin": "[member.read member.manage code.manage rule.manage figures.read]",
		"system_admin": "[account.manage]", "security_admin": "[grant.manage]", "audit_admin": "[audit.read]", "integrator": "[report.write]",
	}
	for _, r := range roles {
		if got := fmt.Sprint(r.Permissions); got != want[r.Code] || r.TitleZH == "" || r.TitleEN == "" {
			t.Errorf("%s may %s, want %s", r.Code, got, want[r.Code])
		}
		for _, p := range r.Permissions {
			if !slices.Contains(identity.Permissions(), p) {
				t.Errorf("%s may %s, which there is not", r.Code, p)
			}
		}
		delete(want, r.Code)
	}
	if len(want) > 0 {
		t.Errorf("roles are missing: %v", want)
	}
}

func TestAnAccountWithoutRolesBelongsWhereItWasMade(t *testing.T) {
	h := newHouse(t)
	north, street, south := by("5001"), by("500120"), by("5002")
	site, _, err := h.CreateAccount(t.Context(), command, identity.NewAccount{Login: "site", Name: "测试"})
	if err != nil {
		t.Fatal(err)
	}
	own, _, err := h.CreateAccount(t.Context(), north, identity.NewAccount{Login: "own", Name: "测试"})
	if err != nil {
		t.Fatal(err)
	}
	yes, name := true, "改名"
	for who, c := range map[string]struct {
		by      identity.By
		account int64
		may     bool
	}{
		"the site over its own": {command, site.ID, true}, "the site over an area's": {command, own.ID, true}, "an area over the site's": {north, site.ID, false},
		"an area over its own": {north, own.ID, true}, "a street over its district's": {street, own.ID, false}, "a neighbour": {south, own.ID, false},
	} {
		_, err := h.ChangeAccount(t.Context(), c.by, c.account, identity.AccountChange{Name: &name, Disabled: &yes})
		if (err == nil) != c.may || err != nil && geo.KindOf(err) != geo.NotFound {
			t.Errorf("%s: %v", who, err)
		}
	}
	if found, err := h.FindAccounts(t.Context(), north, ""); err != nil || len(found) != 1 || found[0].ID != own.ID {
		t.Errorf("the area finds %+v, %v", found, err)
	}
	// Whoever gives roles there has to find whom another of the same area has made.
	if _, err := h.SetRoles(t.Context(), north, own.ID, []identity.RoleGrant{{Role: "volunteer", Area: "500120"}}); err != nil {
		t.Error(err)
	}
	if _, err := h.ChangeAccount(t.Context(), street, own.ID, identity.AccountChange{Name: &name}); err != nil {
		t.Errorf("with roles in the street: %v", err)
	}
}

// by is an administrator of an area.
func by(area string) identity.By {
	return identity.By{Principal: identity.Principal{Login: "boss of " + area}, Within: identity.Scope{area}}
}

func TestNobodyChangesTheirOwnDepartment(t *testing.T) {
	h := newHouse(t)
	boss, other := h.person("boss", identity.RoleGrant{Role: "system_admin"}), h.person("other")
	me := identity.By{Principal: identity.Principal{AccountID: boss.ID, Login: "boss"}, Within: identity.Everywhere()}
	department, none, name := anyDepartment(t, h), "", "改名"
	if _, err := h.ChangeAccount(t.Context(), me, boss.ID, identity.AccountChange{Department: &department}); geo.KindOf(err) != geo.Forbidden || field(err) != "department" {
		t.Errorf("their own: %v", err)
	}
	// The page sends the department along with the name.
	if a, err := h.ChangeAccount(t.Context(), me, boss.ID, identity.AccountChange{Name: &name, Department: &none}); err != nil || a.Name != name {
		t.Errorf("their own name: %+v, %v", a, err)
	}
	if a, err := h.ChangeAccount(t.Context(), me, other.ID, identity.AccountChange{Department: &department}); err != nil || a.Department != department {
		t.Errorf("another's: %+v, %v", a, err)
	}
}

func anyDepartment(t *testing.T, h *house) string {
	t.Helper()
	list, err := h.store.Departments(t.Context())
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	return list[0].Code
}
