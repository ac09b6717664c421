package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// FindMembers returns the members within scope that f asks for, by cell and role.
func (s *Store) FindMembers(ctx context.Context, scope identity.Scope, f casework.MemberFilter) ([]casework.Enrolled, error) {
	return collect(ctx, s, "find_members", scanEnrolled, f.Net, []string(scope), f.Cell, string(f.State), f.At, f.Limit)
}

// OnDuty returns the active members who serve cell at this moment by the roster and the site's clock, the grid leader first; none
// when nobody does. An empty net is the default one.
func (s *Store) OnDuty(ctx context.Context, net, cell string, at time.Time) ([]casework.Enrolled, error) {
	return collect(ctx, s, "on_duty", scanEnrolled, net, cell, at)
}

func scanEnrolled(row pgx.CollectableRow) (m casework.Enrolled, err error) {
	err = row.Scan(&m.ID, &m.Net, &m.Cell, &m.Name, &m.Role, &m.State, &m.JoinedAt, &m.Language, &m.Contact, &m.OnDuty)
	return m, err
}

// joinsPerHour is how many may join by one code within an hour. The code hangs in public: a page that joins by itself would fill
// the list of those who wait.
const joinsPerHour = 30

// Join keeps j, who came by a grid code, as one who waits. It returns a *casework.JoinsFull when too many have come by that code.
func (s *Store) Join(ctx context.Context, j casework.Joining) error {
	j.State = casework.Pending
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var lately int
		var first time.Time
		if err := tx.QueryRow(ctx, s.sql["joined_lately"], j.CodeID, j.At.Add(-time.Hour)).Scan(&lately, &first); err != nil {
			return err
		}
		if lately >= joinsPerHour {
			return &casework.JoinsFull{Until: first.Add(time.Hour), Taken: lately}
		}
		id, err := s.addMember(ctx, tx, nil, j)
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, audit.Entry{
			At: j.At, Who: "grid code " + j.CodeID, Action: "member.join", Object: memberObject(id), Detail: map[string]any{"cell": j.Cell, "consent": j.ConsentVersion},
		})
	})
	return translate("join", err)
}

// AddMember keeps a member that by enters, and returns their number.
func (s *Store) AddMember(ctx context.Context, by identity.Principal, j casework.Joining) (id int64, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if id, err = s.addMember(ctx, tx, idOrNull(by.AccountID), j); err != nil {
			return err
		}
		if err := s.tellMembers(ctx, tx, j.Net); err != nil {
			return err
		}
		return s.audit(ctx, tx, byPrincipal(by, j.At, "member.add", memberObject(id), map[string]any{"cell": j.Cell, "role": j.Role, "state": j.State}))
	})
	return id, translate("add member", err)
}

func (s *Store) addMember(ctx context.Context, tx pgx.Tx, by *int64, j casework.Joining) (id int64, err error) {
	err = tx.QueryRow(ctx, s.sql["add_member"], j.Net, j.Cell, j.Name, string(j.Role), string(j.State), j.At, j.CodeID, j.ConsentVersion, j.Language, by).Scan(&id)
	if err != nil {
		return 0, err
	}
	if j.Phone != "" {
		sealed, err := s.sealPhone(id, j.Phone)
		if err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, s.sql["seal_member"], id, sealed); err != nil {
			return 0, err
		}
	}
	return id, s.insertRoster(ctx, tx, map[int64][]casework.Shift{id: j.Shifts})
}

// tellMembers lets every process count the members of net anew.
func (s *Store) tellMembers(ctx context.Context, tx pgx.Tx, net string) error {
	if err := tx.QueryRow(ctx, s.sql["net_code"], net).Scan(&net); err != nil {
		return err
	}
	return s.tell(ctx, tx, "members", net)
}

func memberObject(id int64) string { return fmt.Sprintf("member/%d", id) }

func byPrincipal(by identity.Principal, at time.Time, action, object string, detail map[string]any) audit.Entry {
	return audit.Entry{At: at, Account: by.AccountID, Who: by.Login, Action: action, Object: object, Detail: detail}
}

// ChangeMember makes change of member id, who must be within scope before and after; it is a NotFound error otherwise, and a
// Conflict one when the state can't follow the one before.
func (s *Store) ChangeMember(ctx context.Context, by identity.Principal, scope identity.Scope, id int64, change casework.MemberChange, at time.Time) (m casework.Enrolled, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var old casework.Enrolled
		if err := tx.QueryRow(ctx, s.sql["lock_member"], id, []string(scope)).Scan(&old.Net, &old.Cell, &old.Name, &old.Role, &old.State); err != nil {
			return err
		}
		next, detail, err := changed(old, change)
		if err != nil {
			return err
		}
		if !scope.Covers(next.Cell) {
			return geo.Errorf(geo.NotFound, "cell", "there is no such cell among yours")
		}
		if _, err := tx.Exec(ctx, s.sql["change_member"], id, string(next.State), string(next.Role), next.Cell, next.Name, idOrNull(by.AccountID)); err != nil {
			return err
		}
		if err := s.tellMembers(ctx, tx, old.Net); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, s.sql["find_member"], id, []string(scope), at)
		if err != nil {
			return err
		}
		if m, err = pgx.CollectExactlyOneRow(rows, scanEnrolled); err != nil {
			return err
		}
		return s.audit(ctx, tx, byPrincipal(by, at, "member.change", memberObject(id), detail))
	})
	return m, translate("change member", err)
}

// changed returns old after change, and what is noted of it. Of a new name it is noted only that it is new.
func changed(old casework.Enrolled, change casework.MemberChange) (next casework.Enrolled, detail map[string]any, err error) {
	next, detail = old, map[string]any{"cell": old.Cell}
	if change.State != nil {
		if err := casework.CheckMemberStep(old.State, *change.State); err != nil {
			return next, nil, err
		}
		next.State, detail["state"] = *change.State, []string{string(old.State), string(*change.State)}
	}
	if change.Role != nil {
		next.Role, detail["role"] = *change.Role, []string{string(old.Role), string(*change.Role)}
	}
	if change.Cell != nil {
		next.Cell, detail["to_cell"] = *change.Cell, *change.Cell
	}
	if change.Name != nil {
		next.Name, detail["name"] = *change.Name, "changed"
	}
	return next, detail, nil
}

// MemberContact reveals how to reach member id, who must be within scope, after noting on disk who looked and why. The phone is
// empty when none is kept.
func (s *Store) MemberContact(ctx context.Context, by identity.Principal, scope identity.Scope, id int64, why string, at time.Time) (casework.Contact, error) {
	var c casework.Contact
	var sealed []byte
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, s.sql["member_contact"], id, []string(scope)).Scan(&c.Name, &sealed); err != nil {
			return err
		}
		return s.audit(ctx, tx, byPrincipal(by, at, "member.contact", memberObject(id), map[string]any{"why": why}))
	})
	if err == nil && sealed != nil {
		c.Phone, err = s.openPhone(id, sealed)
	}
	if err != nil {
		return casework.Contact{}, translate("member contact", err)
	}
	return c, nil
}

// sealPhone seals the phone of member id: it opens for no other.
func (s *Store) sealPhone(id int64, phone string) ([]byte, error) {
	if s.box == nil {
		return nil, geo.Errorf(geo.Unavailable, "", "there is no key to seal a contact with")
	}
	return s.box.Seal([]byte(phone), []byte(memberObject(id))), nil
}

func (s *Store) openPhone(id int64, sealed []byte) (string, error) {
	if s.box == nil {
		return "", geo.Errorf(geo.Unavailable, "", "there is no key to open a contact with")
	}
	plain, err := s.box.Open(sealed, []byte(memberObject(id)))
	return string(plain), err
}

// Roster returns the hours of member id, who must be within scope.
func (s *Store) Roster(ctx context.Context, scope identity.Scope, id int64) ([]casework.Shift, error) {
	var seen bool
	if err := s.pool.QueryRow(ctx, s.sql["member_seen"], id, []string(scope)).Scan(&seen); err != nil {
		return nil, translate("roster", err)
	}
	if !seen {
		return nil, geo.Errorf(geo.NotFound, "id", "there is no such member")
	}
	return collect(ctx, s, "roster", pgx.RowToStructByPos[casework.Shift], id)
}

// SaveRoster makes spans, which casework.CheckRoster gave, the hours of member id, who must be within scope.
func (s *Store) SaveRoster(ctx context.Context, by identity.Principal, scope identity.Scope, id int64, spans []casework.Shift, at time.Time) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var old casework.Enrolled
		if err := tx.QueryRow(ctx, s.sql["lock_member"], id, []string(scope)).Scan(&old.Net, &old.Cell, &old.Name, &old.Role, &old.State); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, s.sql["clear_roster"], id); err != nil {
			return err
		}
		if err := s.insertRoster(ctx, tx, map[int64][]casework.Shift{id: spans}); err != nil {
			return err
		}
		return s.audit(ctx, tx, byPrincipal(by, at, "member.roster", memberObject(id), map[string]any{"cell": old.Cell, "spans": len(spans)}))
	})
	return translate("save roster", err)
}

func (s *Store) insertRoster(ctx context.Context, tx pgx.Tx, rosters map[int64][]casework.Shift) error {
	var ids []int64
	var weekdays, from, to []int16
	for id, spans := range rosters {
		for _, span := range spans {
			ids, weekdays, from, to = append(ids, id), append(weekdays, int16(span.Weekday)), append(from, int16(span.From)), append(to, int16(span.To))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, s.sql["save_roster"], ids, weekdays, from, to)
	return err
}

// Consent returns the words of purpose that are asked for at this moment.
func (s *Store) Consent(ctx context.Context, purpose string, at time.Time) (c casework.Consent, err error) {
	err = s.pool.QueryRow(ctx, s.sql["consent"], purpose, at).Scan(&c.Version, &c.ZH, &c.EN)
	return c, translate("consent", err)
}
