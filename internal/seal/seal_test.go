package seal_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/seal"
)

func box(t *testing.T, dir string) *seal.Box {
	t.Helper()
	b, err := seal.OpenBox(dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWhatIsSealedOpensAsItWasAndOnlyWhereItBelongs(t *testing.T) {
	b := box(t, t.TempDir())
	rapid.Check(t, func(t *rapid.T) {
		plain, aad := rapid.SliceOf(rapid.Byte()).Draw(t, "plain"), rapid.SliceOf(rapid.Byte()).Draw(t, "aad")
		sealed := b.Seal(plain, aad)
		got, err := b.Open(sealed, aad)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("opened as %v, %v", got, err)
		}
		if _, err := b.Open(sealed, append(slices.Clone(aad), 'x')); err == nil {
			t.Fatal("it opens in another row")
		}
		altered := slices.Clone(sealed)
		altered[rapid.IntRange(0, len(altered)-1).Draw(t, "byte")] ^= 1
		if _, err := b.Open(altered, aad); err == nil {
			t.Fatal("it opens after a bit was changed")
		}
		if _, err := b.Open(sealed[:rapid.IntRange(0, len(sealed)-1).Draw(t, "cut")], aad); err == nil {
			t.Fatal("it opens after it was cut")
		}
		if len(plain) > 8 && bytes.Contains(sealed, plain) {
			t.Fatal("it can be read without a key")
		}
	})
}

func TestTheSameWordsAreNeverSealedTheSame(t *testing.T) {
	b := box(t, t.TempDir())
	if bytes.Equal(b.Seal([]byte("13800000000"), nil), b.Seal([]byte("13800000000"), nil)) {
		t.Error("equal values can be told to be equal")
	}
}

func TestAfterRotationTheNewKeySealsAndTheOldOneOpens(t *testing.T) {
	dir := t.TempDir()
	before := box(t, dir)
	old := before.Seal([]byte("old"), nil)
	after, err := seal.Rotate(dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if after.Newest() == before.Newest() || !after.Has(before.Newest()) {
		t.Error("the box has not grown by a key")
	}
	if got, err := after.Open(old, nil); err != nil || string(got) != "old" {
		t.Errorf("opened as %q, %v", got, err)
	}
	fresh := after.Seal([]byte("new"), nil)
	if id, ok := seal.KeyOf(fresh); !ok || id != after.Newest() {
		t.Errorf("sealed with %v, want the newest", id)
	}
	if _, err := before.Open(fresh, nil); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("without the key it says %v", err)
	}
}

func TestKeysAreReadableByTheirOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	box(t, dir)
	path := filepath.Join(dir, "seal.json")
	for name, want := range map[string]os.FileMode{dir: 0o700, path: 0o600} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, %v; want %v", name, info.Mode(), err, want)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".new-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.OpenBox(dir, time.Now()); geo.KindOf(err) != geo.Conflict {
		t.Errorf("keys that others may read are taken: %v", err)
	}
}

func TestAFileThatHoldsNoKeysIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "no keys": "{}", "no JSON": "x", "short key": `{"keys":[{"id":"01020304","key":"AAAA"}]}`, "bad id": `{"keys":[{"id":"01","key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}]}`,
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "seal.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.OpenBox(dir, time.Now()); geo.KindOf(err) != geo.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestThoseWhoComeAtTheSameMomentGetTheSameKey(t *testing.T) {
	dir := t.TempDir()
	var wait sync.WaitGroup
	ids, secrets := make([]seal.KeyID, 8), make([][]byte, 8)
	for i := range ids {
		wait.Go(func() {
			if b, err := seal.OpenBox(dir, time.Now()); err == nil {
				ids[i] = b.Newest()
			}
			secrets[i], _ = seal.Secret(dir, "codes.key")
		})
	}
	wait.Wait()
	for i := range ids {
		if ids[i] == (seal.KeyID{}) || ids[i] != ids[0] {
			t.Errorf("box %d has key %v, the first has %v", i, ids[i], ids[0])
		}
		if len(secrets[i]) != 32 || !bytes.Equal(secrets[i], secrets[0]) {
			t.Errorf("secret %d is %x", i, secrets[i])
		}
	}
}

func FuzzOpen(f *testing.F) {
	b, err := seal.OpenBox(f.TempDir(), time.Now())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b.Seal([]byte("x"), nil))
	f.Add([]byte{})
	f.Add([]byte{1, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, sealed []byte) {
		if plain, err := b.Open(sealed, []byte("elsewhere")); err == nil {
			t.Errorf("%x opens as %x", sealed, plain)
		}
	})
}
