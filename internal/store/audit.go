package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/audit"
)

// Audit adds e to the audit trail in a transaction of its own. When it returns without an error, the entry is on disk: whatever
// it tells of may be shown only then.
func (s *Store) Audit(ctx context.Context, e audit.Entry) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return s.audit(ctx, tx, e) })
	return translate("audit", err)
}

// audit adds e within tx, so that what was done and the entry that tells of it are kept together or not at all. Others who
// audit wait until tx ends: call it last.
func (s *Store) audit(ctx context.Context, tx pgx.Tx, e audit.Entry) error {
	if _, err := tx.Exec(ctx, s.sql["lock_audit"]); err != nil {
		return err
	}
	head := audit.Start()
	err := tx.QueryRow(ctx, s.sql["audit_head"]).Scan(&head.Seq, &head.Hash)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	r, err := audit.Next(head, e)
	if err != nil {
		return err
	}
	detail, err := json.Marshal(r.Detail)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, s.sql["save_audit"], r.Seq, r.At, idOrNull(r.Account), r.Who, r.Action, r.Object, string(detail), r.Prev, r.Hash)
	return err
}

// AuditEntries returns entries, newest first.
func (s *Store) AuditEntries(ctx context.Context, f audit.Filter) ([]audit.Record, error) {
	return collect(ctx, s, "audit_entries", scanAudit, f.Before, f.Action, f.Limit, strings.ToLower(f.Who), strings.ToLower(f.Object), timeOrNull(f.Since), timeOrNull(f.Until))
}

// AuditNames returns what the accounts that records tell of are called now, under the names of objects: account/7.
func (s *Store) AuditNames(ctx context.Context, records []audit.Record) (map[string]string, error) {
	accounts := []int64{}
	for _, r := range records {
		accounts = append(accounts, r.Account)
		if id, ok := strings.CutPrefix(r.Object, "account/"); ok {
			if n, err := strconv.ParseInt(id, 10, 64); err == nil {
				accounts = append(accounts, n)
			}
		}
	}
	rows, err := s.pool.Query(ctx, s.sql["audit_names"], accounts)
	if err != nil {
		return nil, translate("audit names", err)
	}
	names := map[string]string{}
	var object, name string
	_, err = pgx.ForEachRow(rows, []any{&object, &name}, func() error {
		names[object] = name
		return nil
	})
	return names, translate("audit names", err)
}

// AuditHead returns the newest entry's number and hash.
func (s *Store) AuditHead(ctx context.Context) (audit.Head, error) {
	head := audit.Start()
	err := s.pool.QueryRow(ctx, s.sql["audit_head"]).Scan(&head.Seq, &head.Hash)
	if errors.Is(err, pgx.ErrNoRows) {
		return head, nil
	}
	return head, translate("audit head", err)
}

// auditPage is how many entries are read at once: some hundred kilobytes.
const auditPage = 1000

// AuditTrail yields every entry from the first on, for audit.Verify. Its memory does not grow with the trail.
func (s *Store) AuditTrail(ctx context.Context) iter.Seq2[audit.Record, error] {
	return func(yield func(audit.Record, error) bool) {
		last := int64(-1 << 63) // a forged number may be anything
		for {
			page, err := collect(ctx, s, "audit_after", scanAudit, last, auditPage)
			if err != nil {
				yield(audit.Record{}, err)
				return
			}
			for _, r := range page {
				if !yield(r, nil) {
					return
				}
				last = r.Seq
			}
			if len(page) < auditPage {
				return
			}
		}
	}
}

// VerifyAudit reads the whole trail and says whether it is intact.
func (s *Store) VerifyAudit(ctx context.Context, noted ...audit.Head) (audit.Verdict, error) {
	return audit.Verify(s.AuditTrail(ctx), noted...)
}

func scanAudit(row pgx.CollectableRow) (r audit.Record, err error) {
	var detail string
	if err := row.Scan(&r.Seq, &r.At, &r.Account, &r.Who, &r.Action, &r.Object, &detail, &r.Prev, &r.Hash); err != nil {
		return r, err
	}
	r.At = r.At.UTC()
	d := json.NewDecoder(bytes.NewReader([]byte(detail)))
	d.UseNumber()
	return r, d.Decode(&r.Detail)
}
