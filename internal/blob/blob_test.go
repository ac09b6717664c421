package blob_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/blob"
)

func folder(t *testing.T) (blob.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "made", "here")
	f, err := blob.OpenFolder("--blobs", dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f, dir
}

// behave is what every store must do.
func behave(t *testing.T, s blob.Store) {
	t.Helper()
	ctx := t.Context()
	large := make([]byte, 3<<20)
	if _, err := rand.Read(large); err != nil {
		t.Fatal(err)
	}
	kept := map[string][]byte{"original/3f/a-1": large, "full/3f/a.jpg": []byte("full"), "full/40/b.jpg": []byte("other"), "full/40/empty": {}}
	for key, data := range kept {
		if err := s.Put(ctx, key, data); err != nil {
			t.Fatalf("put %s: %v", key, err)
		}
	}
	for key, want := range kept {
		if got, err := s.Read(ctx, key); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, %v; want %d", key, len(got), err, len(want))
		}
	}
	if err := s.Put(ctx, "full/3f/a.jpg", []byte("again")); err != nil {
		t.Error(err)
	}
	if got, err := s.Read(ctx, "full/3f/a.jpg"); string(got) != "again" || err != nil {
		t.Errorf("put again: %q, %v", got, err)
	}
	if keys := list(t, s, "full/"); !slices.Equal(keys, []string{"full/3f/a.jpg", "full/40/b.jpg", "full/40/empty"}) {
		t.Errorf("under full/: %v", keys)
	}
	for range 2 { // the second finds nothing, and that is no error
		if err := s.Delete(ctx, "full/40/b.jpg"); err != nil {
			t.Errorf("delete: %v", err)
		}
	}
	if _, err := s.Read(ctx, "full/40/b.jpg"); geo.KindOf(err) != geo.NotFound {
		t.Errorf("what was deleted: %v", err)
	}
	if keys := list(t, s, ""); !slices.Equal(keys, []string{"full/3f/a.jpg", "full/40/empty", "original/3f/a-1"}) {
		t.Errorf("left: %v", keys)
	}
	if keys := list(t, s, "nothing/"); len(keys) != 0 {
		t.Errorf("under nothing/: %v", keys)
	}
	stop := errors.New("enough")
	if err := s.Each(ctx, "", func(string, time.Time) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("each goes on after an error: %v", err)
	}
	for _, key := range []string{"", "top", "/etc/passwd", "../up/x", "a/../b", "a//b", "a/.", "a/.hidden", "A/b", "a/b ", "a/" + string(make([]byte, 300))} {
		if err := s.Put(ctx, key, nil); err == nil {
			t.Errorf("the key %q is taken", key)
		}
		if _, err := s.Read(ctx, key); err == nil || geo.KindOf(err) == geo.NotFound {
			t.Errorf("the key %q is looked for: %v", key, err)
		}
		if err := s.Delete(ctx, key); err == nil {
			t.Errorf("the key %q is deleted", key)
		}
	}
}

func list(t *testing.T, s blob.Store, prefix string) []string {
	t.Helper()
	var keys []string
	err := s.Each(t.Context(), prefix, func(key string, at time.Time) error {
		if age := time.Since(at); age > time.Hour || age < -time.Hour {
			t.Errorf("%s is said to be of %s", key, at)
		}
		keys = append(keys, key)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(keys)
	return keys
}

func TestAFolderKeepsWhatItIsGiven(t *testing.T) {
	s, _ := folder(t)
	behave(t, s)
}

func TestManyMayWriteToAFolderAtOnce(t *testing.T) {
	s, dir := folder(t)
	var work sync.WaitGroup
	for i := range 200 {
		work.Go(func() {
			key := "full/" + string(rune('a'+i%7)) + "/" + string(rune('a'+i%26)) + string(rune('a'+i/26))
			if err := s.Put(context.Background(), key, []byte(key)); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	keys := list(t, s, "")
	if len(keys) != 200 {
		t.Errorf("%d keys are kept, want 200", len(keys))
	}
	for _, key := range keys {
		if got, err := s.Read(t.Context(), key); string(got) != key || err != nil {
			t.Errorf("%s holds %q, %v", key, got, err)
		}
	}
	left, err := os.ReadDir(filepath.Join(dir, "tmp"))
	if err != nil || len(left) != 0 {
		t.Errorf("%d unfinished files are left, %v", len(left), err)
	}
}

func TestOnlyTheServicesUserMayReadTheFolder(t *testing.T) {
	s, dir := folder(t)
	if err := s.Put(t.Context(), "full/3f/a", []byte("x")); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s may be read by others: %s", name, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestALinkDoesNotLeadOutOfTheFolder(t *testing.T) {
	s, dir := folder(t)
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "full", "link")); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Read(t.Context(), "full/link"); err == nil {
		t.Errorf("a link was followed: %q", got)
	}
}

func TestUnfinishedFilesOfACrashAreSweptAndFreshOnesAreNot(t *testing.T) {
	_, dir := folder(t)
	old, fresh := filepath.Join(dir, "tmp", "old"), filepath.Join(dir, "tmp", "fresh")
	for _, name := range []string{old, fresh} {
		if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	then := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(old, then, then); err != nil {
		t.Fatal(err)
	}
	again, err := blob.OpenFolder("--blobs", dir)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the old one is there: %v", err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("the fresh one, perhaps another process's: %v", err)
	}
	if keys := list(t, again, ""); len(keys) != 0 {
		t.Errorf("unfinished files are listed: %v", keys)
	}
}

func TestAFolderThatCannotBeIsSaidSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{file, filepath.Join(file, "below"), "ftp://host/x", "s3://", "s3://key:secret@bucket", "s3://bucket?endpoint=nonsense"} {
		_, err := blob.Open(t.Context(), "--blobs", where)
		var known *geo.Error
		if !errors.As(err, &known) || known.Kind != geo.Invalid || known.Field != "--blobs" {
			t.Errorf("%s: %v", where, err)
		}
	}
}
