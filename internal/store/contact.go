package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/seal"
)

// sealContact seals c for the report with this id: it opens for no other.
func sealContact(box *seal.Box, report uuid.UUID, c casework.Contact) ([]byte, error) {
	if box == nil {
		return nil, geo.Errorf(geo.Unavailable, "", "there is no key to seal a contact with")
	}
	plain, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return box.Seal(plain, report[:]), nil
}

func openContact(box *seal.Box, report uuid.UUID, sealed []byte) (c casework.Contact, err error) {
	if box == nil {
		return c, geo.Errorf(geo.Unavailable, "", "there is no key to open a contact with")
	}
	plain, err := box.Open(sealed, report[:])
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(plain, &c)
}

// Contact reveals how to reach who sent the report with this id. It is a NotFound error when nobody left a contact, or it was
// forgotten. Whoever shows it to a person audits that first.
func (s *Store) Contact(ctx context.Context, report uuid.UUID) (casework.Contact, error) {
	found, err := s.contacts(ctx, "contact_of_report", report)
	if err != nil {
		return casework.Contact{}, err
	}
	c, ok := found[report]
	if !ok {
		return c, geo.Errorf(geo.NotFound, "", "this report has no contact")
	}
	return c, nil
}

// CaseContacts reveals how to reach those who sent reports of the case, by report. Whoever shows them audits that first.
func (s *Store) CaseContacts(ctx context.Context, caseID uuid.UUID) (map[uuid.UUID]casework.Contact, error) {
	return s.contacts(ctx, "contacts_of_case", caseID)
}

func (s *Store) contacts(ctx context.Context, query string, id uuid.UUID) (map[uuid.UUID]casework.Contact, error) {
	type row struct {
		Report uuid.UUID
		Sealed []byte
	}
	rows, err := collect(ctx, s, query, pgx.RowToStructByPos[row], id)
	if err != nil {
		return nil, err
	}
	out := map[uuid.UUID]casework.Contact{}
	for _, r := range rows {
		if out[r.Report], err = openContact(s.box, r.Report, r.Sealed); err != nil {
			return nil, translate("open contact", err)
		}
	}
	return out, nil
}

// ForgetContact loses the person who sent the report with this tracking number, and keeps the case: the contact goes, and with
// words what they wrote too. It is no error when there is nothing left to forget. It is a NotFound error when there is no such
// report.
func (s *Store) ForgetContact(ctx context.Context, tracking string, words bool, e audit.Entry) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, s.sql["report_to_forget"], tracking)
		if err != nil {
			return err
		}
		id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[uuid.UUID])
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, s.sql["forget_contact"], id); err != nil {
			return err
		}
		if words {
			for _, name := range []string{"forget_words", "forget_answers"} {
				if _, err := tx.Exec(ctx, s.sql[name], id); err != nil {
					return err
				}
			}
		}
		e.Object = "report/" + id.String()
		return s.audit(ctx, tx, e)
	})
	return translate("forget contact", err)
}

// ForgetContactsOf forgets the contacts of reports whose case was settled before a moment. It returns how many there were; when
// there were any, e is audited with their number.
func (s *Store) ForgetContactsOf(ctx context.Context, settledBefore time.Time, e audit.Entry) (forgotten int64, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, s.sql["forget_old_contacts"], settledBefore, settledStates())
		if forgotten = tag.RowsAffected(); err != nil || forgotten == 0 {
			return err
		}
		e.Detail = map[string]any{"contacts": forgotten, "settled_before": settledBefore.UTC().Format(time.RFC3339)}
		return s.audit(ctx, tx, e)
	})
	return forgotten, translate("forget old contacts", err)
}

func settledStates() (out []string) {
	for _, state := range casework.States() {
		if state.Settled() {
			out = append(out, string(state))
		}
	}
	return out
}
