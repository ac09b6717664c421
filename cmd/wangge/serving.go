package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/certificate"
	"github.com/wangge-map/wangge/internal/demo"
	"github.com/wangge-map/wangge/internal/gridcode"
	"github.com/wangge-map/wangge/internal/seal"
)

// Files of the keys folder.
const (
	gridCodeKey        = "gridcode.key"          // 32 bytes: printed codes hold as long as it is the same
	certificateKey     = "certificate.key"       // 32 bytes: the seed of what signs certificates
	certificateKeyring = "certificate-keys.json" // the public halves of every such key there was
)

// serving is what members, grid codes and certificates need of this installation.
func (a *app) serving(db *database) (api.Serving, error) {
	signer, err := a.codeSigner()
	if err != nil {
		return api.Serving{}, err
	}
	issuer, err := a.certificateIssuer()
	if err != nil {
		return api.Serving{}, err
	}
	return api.Serving{
		Members: db.Store, Rosters: db.Store, Joins: db.Store, Codes: db.Store, Signer: signer, Certificates: issuer, Past: &past{db: db},
	}, nil
}

func (a *app) codeSigner() (*gridcode.Signer, error) {
	key, err := seal.Secret(a.keysDir(), gridCodeKey)
	if err != nil {
		return nil, err
	}
	return gridcode.NewSigner(key)
}

func (a *app) certificateIssuer() (*certificate.Issuer, error) {
	seed, err := seal.Secret(a.keysDir(), certificateKey)
	if err != nil {
		return nil, err
	}
	ring, err := a.noteCertificateKey(seed)
	if err != nil {
		return nil, err
	}
	return certificate.NewIssuer(seed, ring, time.Now)
}

// noteCertificateKey returns every public key there ever was, after writing that of seed down among them.
func (a *app) noteCertificateKey(seed []byte) (*certificate.Ring, error) {
	old, err := a.certificateRing()
	if err != nil && geo.KindOf(err) != geo.NotFound {
		return nil, err
	}
	ring, err := old.With(seed, time.Now())
	if err != nil || ring == old {
		return ring, err
	}
	raw, err := json.MarshalIndent(ring, "", "  ")
	if err != nil {
		return nil, err
	}
	return ring, a.writeKeyFile(certificateKeyring, append(raw, '\n'))
}

// certificateRing reads the public keys; it is a NotFound error when there are none yet.
func (a *app) certificateRing() (*certificate.Ring, error) {
	path := filepath.Join(a.keysDir(), certificateKeyring)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, geo.Errorf(geo.NotFound, "--keys", "there are no keys of certificates in %s yet; name a file of keys, or start the service once", a.keysDir())
	}
	if err != nil {
		return nil, &geo.Error{Kind: geo.Invalid, Field: "--keys-dir", Msg: path + " can't be read", Err: err}
	}
	return certificate.ReadRing(bytes.NewReader(raw))
}

// writeKeyFile puts a file into the keys folder whole, in place of the one of its name.
func (a *app) writeKeyFile(name string, content []byte) error {
	f, err := os.CreateTemp(a.keysDir(), ".new-*") // readable by its owner alone
	if err != nil {
		return &geo.Error{Kind: geo.Invalid, Field: "--keys-dir", Msg: "no file can be made in " + a.keysDir(), Err: err}
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), filepath.Join(a.keysDir(), name))
}

// past loads editions that are not in memory any more. It keeps the last few: certificates of one day are of one edition.
type past struct {
	db *database

	mu   sync.Mutex // one edition is loaded at a time: a large one takes a second
	kept []*locate.Edition
}

const keptEditions = 3

// EditionAt returns the edition of net, the default one when empty, that was in force at a moment.
func (p *past) EditionAt(ctx context.Context, net string, at time.Time) (*locate.Edition, error) {
	nets, err := p.db.Nets(ctx)
	if err != nil {
		return nil, err
	}
	if net == "" && len(nets) > 0 {
		net = nets[0].Code
	}
	return p.find(ctx, nets, net, func(ed geo.Edition) bool { return ed.InForceAt(at) }, geo.Errorf(geo.NotFound, "at", "no edition of net %s was in force then", net))
}

// EditionNumber returns an edition of net by its number.
func (p *past) EditionNumber(ctx context.Context, net string, number int) (*locate.Edition, error) {
	nets, err := p.db.Nets(ctx)
	if err != nil {
		return nil, err
	}
	return p.find(ctx, nets, net, func(ed geo.Edition) bool { return ed.Number == number }, geo.Errorf(geo.NotFound, "edition", "net %s has no edition %d", net, number))
}

func (p *past) find(ctx context.Context, nets []geo.Net, net string, fits func(geo.Edition) bool, none error) (*locate.Edition, error) {
	editions, err := p.db.Editions(ctx)
	if err != nil {
		return nil, err
	}
	for _, ed := range editions {
		if ed.Net == net && fits(ed) {
			return p.load(ctx, ed, netOf(nets, net))
		}
	}
	return nil, none
}

func (p *past) load(ctx context.Context, ed geo.Edition, net geo.Net) (*locate.Edition, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, loaded := range p.kept {
		if loaded.ID == ed.ID {
			return loaded, nil
		}
	}
	if err := ctx.Err(); err != nil { // it waited for others too long
		return nil, &geo.Error{Kind: geo.Unavailable, Msg: "too many old editions are being asked for at once; try again shortly", Err: err}
	}
	loaded, err := loadEdition(ctx, p.db.Store, ed, net)
	if err != nil {
		return nil, err
	}
	if len(p.kept) == keptEditions {
		p.kept = slices.Delete(p.kept, 0, 1)
	}
	p.kept = append(p.kept, loaded)
	return loaded, nil
}

// settleCodes gives every cell of the synthetic town a grid code, and some buildings, unless there are any yet.
func settleCodes(ctx context.Context, db *database, town *demo.Town, nets *locate.Nets) error {
	ed, err := nets.At(town.Net.Code, time.Now())
	if err != nil {
		return err
	}
	codes, err := cellsWithoutCode(ctx, db, ed)
	if err != nil || len(codes) < ed.Index.Len() {
		return err
	}
	for _, b := range town.Buildings {
		if i := ed.Index.Locate(b.At).Cell; i >= 0 {
			codes = append(codes, casework.GridCode{Kind: "building", Cell: ed.Index.Cell(i).Code, Label: b.Name, At: b.At})
		}
	}
	for i := range codes {
		if codes[i].ID, err = gridcode.NewID(rand.Reader); err != nil {
			return err
		}
	}
	return db.AddCodes(ctx, byCommand("demo"), town.Net.Code, codes, time.Now())
}
