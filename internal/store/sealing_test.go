package store_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/notice"
	"github.com/wangge-map/wangge/internal/seal"
)

// sealedColumns says of every column with sealed values what those of id 7 are bound to; that of contacts, which are bound to
// their reports, apart.
var sealedColumns = map[string][]byte{
	"account.totp_sealed":   identity.TOTPOf(7),
	"account.totp_pending":  identity.TOTPOf(7),
	"member.contact_sealed": []byte("member/7"),
	"hook.secret_sealed":    notice.SecretOf(7),
	"report_contact.sealed": nil,
}

// Hashes hide nothing that has to be told again, so no key opens them.
var hashColumns = []string{
	"report.digest", "session.token_hash", "api_token.token_hash", "audit.prev", "audit.hash", "photo.digest", "case_action.digest", "letter.address",
}

// A column of bytes that is new must be named here as sealed, and is then held to be sealed anew, or as something else.
func TestEveryColumnOfBytesIsKnownAsSealedOrNot(t *testing.T) {
	v := newVault(t)
	rows, err := v.conn.Query(t.Context(), `select table_name || '.' || column_name from information_schema.columns
		where table_schema = 'public' and data_type = 'bytea' and table_name not like 'river%' order by 1`)
	if err != nil {
		t.Fatal(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(found) < len(sealedColumns)+len(hashColumns) {
		t.Fatalf("found %v: %v", found, err)
	}
	for _, column := range found {
		_, sealed := sealedColumns[column]
		if sealed == slices.Contains(hashColumns, column) {
			t.Errorf("is %s sealed? If so, keys_in_use and secrets_to_seal must know it", column)
		}
	}
}

func TestAfterRotationEverythingIsSealedAnewAndTheOldKeyIsNotNeeded(t *testing.T) {
	v := newVault(t)
	ed := saveGrid(t, v.Store)
	one := entry(t, ed, 0, "one")
	save(t, v.Store, one)
	old, err := seal.OpenBox(v.keys, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	v.exec("insert into account (id, login, name) overriding system value values (7, 'ann', 'Ann'), (8, 'bob', 'Bob')")
	v.exec("insert into member (id, net_id, cell_code, name, role) overriding system value select 7, id, 'A', '李四', 'volunteer' from net limit 1")
	v.exec("insert into hook (id, kind, title, url) overriding system value values (7, 'webhook', 't', 'https://example.org')")
	for column, of := range sealedColumns {
		if of != nil {
			table, name, _ := strings.Cut(column, ".")
			v.exec("update "+table+" set "+name+" = $1 where id = 7", old.Seal([]byte(column), of))
		}
	}
	if _, err := seal.Rotate(v.keys, time.Now()); err != nil {
		t.Fatal(err)
	}
	later := v.open(v.keys)
	told := int64(0)
	done, err := later.SealSecrets(t.Context(), func(done, total int64) {
		if told = done; total != 4 {
			t.Errorf("told of %d", total)
		}
	})
	if done != 4 || told != 4 || err != nil {
		t.Errorf("sealed %d, told of %d: %v", done, told, err)
	}
	if done, err := later.SealContacts(t.Context(), func(int64, int64) {}); done != 1 || err != nil {
		t.Errorf("sealed %d contacts: %v", done, err)
	}
	if done, err := later.SealSecrets(t.Context(), func(int64, int64) { t.Error("told of nothing") }); done != 0 || err != nil {
		t.Errorf("the second time %d were sealed: %v", done, err)
	}
	newest := v.newestAlone()
	for column, of := range sealedColumns {
		if of == nil {
			continue
		}
		table, name, _ := strings.Cut(column, ".")
		var sealed []byte
		if err := v.conn.QueryRow(t.Context(), "select "+name+" from "+table+" where id = 7").Scan(&sealed); err != nil {
			t.Fatal(err)
		}
		if plain, err := newest.Open(sealed, of); err != nil || string(plain) != column {
			t.Errorf("%s opens with the new key as %q: %v", column, plain, err)
		}
	}
	alone := v.open(v.keys)
	if err := alone.CheckKeys(t.Context()); err != nil {
		t.Errorf("the old key is still needed: %v", err)
	}
	if got, err := alone.Contact(t.Context(), one.Report.ID); err != nil || got != theContact {
		t.Errorf("the contact is %v, %v", got, err)
	}
}

// newestAlone takes every key but the newest away.
func (v *vault) newestAlone() *seal.Box {
	v.t.Helper()
	path := filepath.Join(v.keys, "seal.json")
	raw, err := os.ReadFile(path)
	if err != nil {
		v.t.Fatal(err)
	}
	text := string(raw)
	first, last := strings.Index(text, "{\n      \"id\""), strings.LastIndex(text, "{\n      \"id\"")
	if first < 0 || first == last {
		v.t.Fatalf("there are not two keys in %s", text)
	}
	if err := os.WriteFile(path, []byte(text[:first]+text[last:]), 0o600); err != nil {
		v.t.Fatal(err)
	}
	box, err := seal.OpenBox(v.keys, time.Now())
	if err != nil {
		v.t.Fatal(err)
	}
	return box
}

func TestASecretThatDoesNotOpenIsNamed(t *testing.T) {
	v := newVault(t)
	v.exec("insert into hook (id, kind, title, url, secret_sealed) overriding system value values (7, 'webhook', 't', 'https://example.org', $1)", []byte("\x01abcd and what nobody sealed"))
	_, err := v.SealSecrets(t.Context(), func(int64, int64) {})
	if err == nil || !strings.Contains(err.Error(), "hook.secret_sealed of 7") {
		t.Errorf("it says %v", err)
	}
}
