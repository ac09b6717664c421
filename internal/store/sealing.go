package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/notice"
	"github.com/wangge-map/wangge/internal/seal"
)

// CheckKeys looks whether everything that is sealed in the database can be opened with the keys that are here. It is an Unavailable
// error that names the first key that is missing.
func (s *Store) CheckKeys(ctx context.Context) error {
	ids, err := collect(ctx, s, "keys_in_use", pgx.RowTo[[]byte])
	if err != nil {
		return err
	}
	for _, raw := range ids {
		if len(raw) != len(seal.KeyID{}) {
			return geo.Errorf(geo.Internal, "", "a sealed value in the database is too short to be one")
		}
		if id := seal.KeyID(raw); s.box == nil || !s.box.Has(id) {
			return geo.Errorf(geo.Unavailable, "--keys-dir", "what the database holds was sealed with key %s, which is not in the keys folder; bring seal.json back from the backup, or name its folder", id)
		}
	}
	return nil
}

// sealPage is how many contacts are sealed in one transaction.
const sealPage = 500

// SealContacts seals contacts that are kept plain, as older versions did, and seals anew what an older key sealed. progress is
// told how many are done, and of how many. Several processes may do it at once.
func (s *Store) SealContacts(ctx context.Context, progress func(done, total int64)) (done int64, err error) {
	if s.box == nil {
		return 0, geo.Errorf(geo.Unavailable, "", "there is no key to seal contacts with")
	}
	newest := s.box.Newest()
	var total int64
	if err := s.pool.QueryRow(ctx, s.sql["count_contacts_to_seal"], newest[:]).Scan(&total); err != nil || total == 0 {
		return 0, translate("count contacts to seal", err)
	}
	for {
		n, err := s.sealSome(ctx, newest)
		if err != nil {
			return done, translate("seal contacts", err)
		}
		if n == 0 {
			break
		}
		done += n
		progress(done, max(done, total))
	}
	// The plain rows are dead now; this gives their space to others, who write over it.
	_, err = s.pool.Exec(ctx, s.sql["vacuum_contacts"])
	return done, translate("vacuum contacts", err)
}

type contactRow struct {
	District    string
	Report      uuid.UUID
	Name, Phone string
	Sealed      []byte
}

func (s *Store) sealSome(ctx context.Context, newest seal.KeyID) (n int64, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, s.sql["contacts_to_seal"], newest[:], sealPage)
		if err != nil {
			return err
		}
		page, err := pgx.CollectRows(rows, pgx.RowToStructByPos[contactRow])
		if err != nil || len(page) == 0 {
			return err
		}
		var districts []string
		var ids []uuid.UUID
		var sealed [][]byte
		for _, r := range page {
			c := casework.Contact{Name: r.Name, Phone: r.Phone}
			if r.Sealed != nil {
				if c, err = openContact(s.box, r.Report, r.Sealed); err != nil {
					return err
				}
			}
			fresh, err := sealContact(s.box, r.Report, c)
			if err != nil {
				return err
			}
			districts, ids, sealed = append(districts, r.District), append(ids, r.Report), append(sealed, fresh)
		}
		tag, err := tx.Exec(ctx, s.sql["seal_contacts"], districts, ids, sealed)
		n = tag.RowsAffected()
		return err
	})
	return n, err
}

// sealedSecrets says of every sealed column but that of contacts which statement replaces a value and what values are bound to.
// Whoever adds one adds it to secrets_to_seal and keys_in_use too.
var sealedSecrets = map[string]struct {
	replace string
	of      func(id int64) []byte
}{
	"account.totp_sealed":   {"seal_totp", identity.TOTPOf},
	"account.totp_pending":  {"seal_totp_pending", identity.TOTPOf},
	"member.contact_sealed": {"seal_member_contact", func(id int64) []byte { return []byte(memberObject(id)) }},
	"hook.secret_sealed":    {"seal_hook_secret", notice.SecretOf},
}

type secretRow struct {
	Column string
	ID     int64
	Sealed []byte
}

// SealSecrets seals anew what an older key sealed beside contacts: second factors, the telephones of members, the secrets of
// hooks. progress is told how many are done, and of how many. Several processes may do it at once.
func (s *Store) SealSecrets(ctx context.Context, progress func(done, total int64)) (done int64, err error) {
	if s.box == nil {
		return 0, geo.Errorf(geo.Unavailable, "", "there is no key to seal secrets with")
	}
	newest := s.box.Newest()
	rows, err := collect(ctx, s, "secrets_to_seal", pgx.RowToStructByPos[secretRow], newest[:])
	if err != nil {
		return 0, err
	}
	for page := range slices.Chunk(rows, sealPage) {
		b := &pgx.Batch{}
		for _, r := range page {
			column := sealedSecrets[r.Column]
			plain, err := s.box.Open(r.Sealed, column.of(r.ID))
			if err != nil {
				return done, fmt.Errorf("store: %s of %d: %w", r.Column, r.ID, err)
			}
			b.Queue(s.sql[column.replace], r.ID, r.Sealed, s.box.Seal(plain, column.of(r.ID)))
		}
		if err := s.pool.SendBatch(ctx, b).Close(); err != nil {
			return done, translate("seal secrets", err)
		}
		done += int64(len(page))
		progress(done, int64(len(rows)))
	}
	return done, nil
}
