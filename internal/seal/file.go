package seal

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/wangge-map/wangge/geo"
)

// boxFile holds every key that anything was sealed with, oldest first.
const boxFile = "seal.json"

type storedKey struct {
	ID     KeyID     `json:"-"`
	Text   string    `json:"id"`
	Key    []byte    `json:"key"` // base64
	MadeAt time.Time `json:"made_at"`
}

type keyring struct {
	Note string      `json:"note"`
	Keys []storedKey `json:"keys"`
}

const boxNote = "Seals contacts in the database. Without this file they are lost. Keep a copy apart from the database's backups, and never delete a key that is in use."

// OpenBox returns the Box of the keys in dir, with a first key made now when there is none. The folder is made too. Files are
// readable by their owner alone; one that others may read is a Conflict error.
func OpenBox(dir string, now time.Time) (*Box, error) {
	raw, err := loadOrMake(dir, boxFile, func() ([]byte, error) { return (&keyring{Note: boxNote}).grown(now) })
	if err != nil {
		return nil, err
	}
	ring, err := parseRing(raw)
	if err == nil {
		var b *Box
		if b, err = newBox(ring.Keys); err == nil {
			return b, nil
		}
	}
	return nil, &geo.Error{Kind: geo.Conflict, Field: "--keys-dir", Msg: filepath.Join(dir, boxFile) + " is not a file of keys; bring it back from the backup", Err: err}
}

// Rotate adds a key to the file in dir; from then on it seals, after every process has been started again. The older ones
// stay, to open with.
func Rotate(dir string, now time.Time) (*Box, error) {
	if _, err := OpenBox(dir, now); err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(filepath.Join(dir, boxFile))
	if err != nil {
		return nil, unreadable(dir, err)
	}
	ring, err := parseRing(raw)
	if err != nil {
		return nil, unreadable(dir, err)
	}
	if raw, err = ring.grown(now); err != nil {
		return nil, err
	}
	if err := replace(dir, boxFile, raw); err != nil {
		return nil, unreadable(dir, err)
	}
	return OpenBox(dir, now)
}

// grown is the file with one more key.
func (r *keyring) grown(now time.Time) ([]byte, error) {
	k := storedKey{Key: make([]byte, keyBytes), MadeAt: now.UTC().Truncate(time.Second)}
	_, _ = rand.Read(k.Key)   // never fails
	_, _ = rand.Read(k.ID[:]) // never fails
	k.Text = k.ID.String()
	r.Keys = append(r.Keys, k)
	out, err := json.MarshalIndent(r, "", "  ")
	return append(out, '\n'), err
}

func parseRing(raw []byte) (*keyring, error) {
	var ring keyring
	if err := json.Unmarshal(raw, &ring); err != nil {
		return nil, err
	}
	for i := range ring.Keys {
		k := &ring.Keys[i]
		var id []byte
		if _, err := fmt.Sscanf(k.Text, "%x", &id); err != nil || len(id) != idBytes || len(k.Key) != keyBytes {
			return nil, fmt.Errorf("key %d is not sound", i+1)
		}
		k.ID = KeyID(id)
	}
	return &ring, nil
}

// Secret returns the random bytes kept in dir under name, made now when there are none: 32 of them, for an HMAC or as the seed of
// a signing key.
func Secret(dir, name string) ([]byte, error) {
	secret, err := loadOrMake(dir, name, func() ([]byte, error) {
		fresh := make([]byte, keyBytes)
		_, err := rand.Read(fresh)
		return fresh, err
	})
	if err == nil && len(secret) != keyBytes {
		return nil, geo.Errorf(geo.Conflict, "--keys-dir", "%s is not a key of %d bytes; bring it back from the backup", filepath.Join(dir, name), keyBytes)
	}
	return secret, err
}

// loadOrMake reads a file that its owner alone may read. Where there is none, one of those who come at the same moment makes it,
// and all read that.
func loadOrMake(dir, name string, fresh func() ([]byte, error)) ([]byte, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unreadable(dir, err)
	}
	path := filepath.Join(dir, name)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		var content []byte
		if content, err = fresh(); err != nil {
			return nil, err
		}
		if err := place(dir, name, content); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, unreadable(dir, err)
		}
		info, err = os.Stat(path)
	}
	if err != nil {
		return nil, unreadable(dir, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, geo.Errorf(geo.Conflict, "--keys-dir", "%s may be read by others; chmod 600 it, and think about who has read it", path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(dir, err)
	}
	return raw, nil
}

// place writes a file whole under a name that must be free: it is linked there when its content is on disk.
func place(dir, name string, content []byte) error {
	temporary, err := written(dir, content)
	if err != nil {
		return err
	}
	return errors.Join(os.Link(temporary, filepath.Join(dir, name)), os.Remove(temporary))
}

// replace writes a file whole in place of the one of its name.
func replace(dir, name string, content []byte) error {
	temporary, err := written(dir, content)
	if err != nil {
		return err
	}
	return os.Rename(temporary, filepath.Join(dir, name))
}

// written puts content on disk in a file of dir, mode 0600, and returns its path.
func written(dir string, content []byte) (string, error) {
	f, err := os.CreateTemp(dir, ".new-*") // made with 0600
	if err != nil {
		return "", err
	}
	_, err = f.Write(content)
	return f.Name(), errors.Join(err, f.Sync(), f.Close())
}

func unreadable(dir string, err error) error {
	return &geo.Error{Kind: geo.Invalid, Field: "--keys-dir", Msg: "the keys in " + dir + " can't be read or made", Err: err}
}
