package photo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"path"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/blob"
	"github.com/wangge-map/wangge/internal/identity"
)

// Kind says what a photo shows.
type Kind string

// The kinds.
const (
	OfReport Kind = "report" // what the reporter saw
	Before   Kind = "before" // by those at work
	After    Kind = "after"
)

// State is how far a photo is.
type State string

// The states.
const (
	Waiting State = "waiting" // kept as sent, shown to nobody
	Ready   State = "ready"
	Refused State = "refused" // it could not be decoded after all; nothing of it is kept
)

// Photo is a picture of a case, without its bytes.
type Photo struct {
	ID         uuid.UUID
	District   string
	CaseID     uuid.UUID
	ReportID   uuid.UUID // zero: taken by those at work
	Kind       Kind
	State      State
	Digest     []byte // SHA-256 of what was sent
	Bytes      int    // as sent
	Width      int    // pixels of the larger size; 0 until it is ready
	Height     int
	TakenAt    time.Time // zero: not known
	DistanceM  *float64  // of the place in the photo from the pin, metres; a hint for those at work, nil: not known
	ClearedAt  time.Time // zero: not for the public
	AccountID  int64     // who took it; 0: a reporter
	ReceivedAt time.Time
	Large      bool // of one that is being received: the work on it waits for other large ones, and holds up no small ones
}

// Limits of how many are taken.
const (
	MostOfReport = 6
	MostOfCase   = 40 // by those at work
	reportFor    = 24 * time.Hour
)

// Owner is what a photo is sent to.
type Owner struct {
	District   string
	CaseID     uuid.UUID
	ReportID   uuid.UUID // zero: the case itself
	ReceivedAt time.Time // when the report was
}

// Viewer is who asks for a photo: by their scope, by the number of a report, or as the public.
type Viewer struct {
	Scope    identity.CaseScope
	Tracking string
}

// Records is where photos are noted.
type Records interface {
	// PhotoOwner finds the report with this tracking number, or the case with this id within scope. It is a NotFound error when there
	// is none.
	PhotoOwner(ctx context.Context, tracking string, caseID uuid.UUID, scope identity.CaseScope) (Owner, error)
	// PlaceForPhoto returns what is kept under p's id, and known is true; else it is a Conflict when p's owner has most photos already.
	// Until p is kept, others may take the place.
	PlaceForPhoto(ctx context.Context, p Photo, most int) (kept Photo, known bool, err error)
	// KeepPhoto notes p and orders the work on it, in one transaction, unless its owner has most photos already (a Conflict). When p's
	// id is known it returns what is kept, and fresh is false.
	KeepPhoto(ctx context.Context, p Photo, most int) (kept Photo, fresh bool, err error)
	// FindPhoto returns the photo with this id, or a NotFound error.
	FindPhoto(ctx context.Context, id uuid.UUID) (Photo, error)
	// SeePhoto is FindPhoto for a photo that is ready and that v may see; public says whether everybody may.
	SeePhoto(ctx context.Context, id uuid.UUID, v Viewer) (p Photo, public bool, err error)
	// FinishPhoto notes what has become of a photo that was waiting. at is the place in it, nil when not known.
	FinishPhoto(ctx context.Context, p Photo, at *geo.Point) error
	// ClearPhoto says whether the public may see a photo of a case within scope.
	ClearPhoto(ctx context.Context, id uuid.UUID, scope identity.CaseScope, account int64, at time.Time) (Photo, error)
	// PhotoStates returns the states of those of ids that are known.
	PhotoStates(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]State, error)
}

// Config is what NewAlbum needs.
type Config struct {
	Records Records
	Blobs   blob.Store
	Zone    func() *time.Location // of the site, for cameras' times; nil: UTC
	Now     func() time.Time
	Log     *slog.Logger
}

// Album takes photos in, makes them presentable, and gives them out. It is safe for concurrent use.
type Album struct {
	Config
	maker Maker
}

// NewAlbum returns an album.
func NewAlbum(cfg Config) *Album {
	if cfg.Zone == nil {
		cfg.Zone = func() *time.Location { return time.UTC }
	}
	return &Album{Config: cfg}
}

// Sent is a photo as it arrives: of a report by its tracking number, or of a case by those at work.
type Sent struct {
	ID        uuid.UUID // made by the sender: the same for every attempt
	Tracking  string
	CaseID    uuid.UUID
	Scope     identity.CaseScope // of who sends a photo of a case
	Kind      Kind
	AccountID int64
	Data      []byte
}

// Receive keeps a photo as it was sent, and returns when it is on disk and the work on it is ordered. The same photo sent again
// changes nothing; fresh is false then. Another one under the same id is a Conflict.
func (a *Album) Receive(ctx context.Context, s Sent) (p Photo, fresh bool, err error) {
	header, err := Look(s.Data, "body")
	if err != nil {
		return Photo{}, false, err
	}
	owner, err := a.Records.PhotoOwner(ctx, s.Tracking, s.CaseID, s.Scope)
	if err != nil {
		return Photo{}, false, err
	}
	most := MostOfCase
	if owner.ReportID != uuid.Nil {
		most = MostOfReport
		if a.Now().After(owner.ReceivedAt.Add(reportFor)) {
			return Photo{}, false, geo.Errorf(geo.Conflict, "", "photos can be added to a report for 24 hours; send a new report")
		}
	}
	digest := sha256.Sum256(s.Data)
	p = Photo{
		ID: s.ID, District: owner.District, CaseID: owner.CaseID, ReportID: owner.ReportID, Kind: s.Kind, State: Waiting,
		Digest: digest[:], Bytes: len(s.Data), AccountID: s.AccountID, ReceivedAt: a.Now(), Large: header.Large(),
	}
	kept, known, err := a.Records.PlaceForPhoto(ctx, p, most)
	if err != nil {
		return Photo{}, false, err
	}
	if known && !(sameSent(kept, p) && kept.State == Waiting) {
		return again(kept, p)
	}
	return a.keep(ctx, p, most, s.Data)
}

// noteTimeout bounds noting a photo whose bytes are kept.
const noteTimeout = 10 * time.Second

// keep puts the bytes first: a photo that is noted has them. Those of one that isn't are deleted; what a failure leaves without a note
// is swept.
func (a *Album) keep(ctx context.Context, p Photo, most int, data []byte) (Photo, bool, error) {
	if err := a.Blobs.Put(ctx, originalKey(p), data); err != nil {
		return Photo{}, false, err
	}
	// Noted although its sender has gone: whoever breaks off at this point would leave the bytes behind.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTimeout)
	defer cancel()
	kept, fresh, err := a.Records.KeepPhoto(ctx, p, most)
	if err != nil {
		// Other errors don't tell whether it was noted.
		if geo.KindOf(err) == geo.Conflict {
			err = errors.Join(err, a.Blobs.Delete(ctx, originalKey(p)))
		}
		return Photo{}, false, err
	}
	if fresh {
		return kept, true, nil
	}
	if kept.State != Waiting || originalKey(kept) != originalKey(p) {
		if err := a.Blobs.Delete(ctx, originalKey(p)); err != nil {
			return Photo{}, false, err
		}
	}
	return again(kept, p)
}

// sameSent reports whether p is what is kept already, sent to the same owner.
func sameSent(kept, p Photo) bool {
	return kept.CaseID == p.CaseID && kept.ReportID == p.ReportID && bytes.Equal(kept.Digest, p.Digest)
}

// again answers p, whose id is known.
func again(kept, p Photo) (Photo, bool, error) {
	if !sameSent(kept, p) {
		return Photo{}, false, geo.Errorf(geo.Conflict, "photo", "another photo has this id; make a new one for each photo")
	}
	return kept, false, nil
}

// Work makes the photo with this id presentable and deletes what was sent. Done again it changes nothing. An error means that it
// is worth trying again.
func (a *Album) Work(ctx context.Context, id uuid.UUID) error {
	p, err := a.Records.FindPhoto(ctx, id)
	if err != nil {
		return err
	}
	if p.State == Waiting {
		if err := a.present(ctx, &p); err != nil {
			return err
		}
	}
	return a.Blobs.Delete(ctx, originalKey(p))
}

func (a *Album) present(ctx context.Context, p *Photo) error {
	data, err := a.Blobs.Read(ctx, originalKey(*p))
	if err != nil {
		return err
	}
	m, err := a.maker.Make(data, a.Zone(), a.Now())
	if geo.KindOf(err) == geo.Invalid {
		a.Log.WarnContext(ctx, "a photo can't be decoded", "photo", p.ID, "error", err)
		p.State = Refused
		return a.Records.FinishPhoto(ctx, *p, nil)
	}
	if err != nil {
		return err
	}
	for size, made := range map[string][]byte{"full": m.Full, "thumb": m.Thumb} {
		if err := a.Blobs.Put(ctx, sizeKey(p.ID, size), made); err != nil {
			return err
		}
	}
	p.State, p.Width, p.Height, p.TakenAt = Ready, m.Width, m.Height, m.Meta.TakenAt
	return a.Records.FinishPhoto(ctx, *p, m.Meta.At)
}

// See returns a photo that v may see; public says whether everybody may. What v may not see is a NotFound error, as what isn't there.
func (a *Album) See(ctx context.Context, id uuid.UUID, v Viewer) (p Photo, public bool, err error) {
	return a.Records.SeePhoto(ctx, id, v)
}

// Read returns a photo that somebody may See in a size, "thumb" or "full", as JPEG. It never changes.
func (a *Album) Read(ctx context.Context, p Photo, size string) ([]byte, error) {
	return a.Blobs.Read(ctx, sizeKey(p.ID, size))
}

// Clear says whether the public may see the photo, on behalf of an account.
func (a *Album) Clear(ctx context.Context, id uuid.UUID, scope identity.CaseScope, account int64, cleared bool) (Photo, error) {
	var at time.Time
	if cleared {
		at = a.Now()
	}
	return a.Records.ClearPhoto(ctx, id, scope, account, at)
}

// orphanAge is how old a blob without a note must be before it is swept: what is being sent has none yet, and a database that
// was brought back from yesterday's copy knows again what it does not know now, once it has been looked at.
const orphanAge = 24 * time.Hour

// sweepPage is how many blobs are looked up at once.
const sweepPage = 500

// Sweep deletes blobs that nothing leads to: of uploads that were not noted, and originals of photos that are ready. It returns
// how many it deleted.
func (a *Album) Sweep(ctx context.Context) (swept int, err error) {
	for _, prefix := range []string{"original/", "full/", "thumb/"} {
		page := map[string]uuid.UUID{}
		err := a.Blobs.Each(ctx, prefix, func(key string, at time.Time) error {
			id, ok := idOf(key)
			if !ok || a.Now().Sub(at) < orphanAge {
				return nil // not ours, or too fresh
			}
			if page[key] = id; len(page) < sweepPage {
				return nil
			}
			n, err := a.sweepPage(ctx, prefix, page)
			swept += n
			clear(page)
			return err
		})
		if err != nil {
			return swept, err
		}
		n, err := a.sweepPage(ctx, prefix, page)
		swept += n
		if err != nil {
			return swept, err
		}
	}
	return swept, nil
}

func (a *Album) sweepPage(ctx context.Context, prefix string, page map[string]uuid.UUID) (swept int, err error) {
	ids := make([]uuid.UUID, 0, len(page))
	for _, id := range page {
		ids = append(ids, id)
	}
	states, err := a.Records.PhotoStates(ctx, ids)
	if err != nil {
		return 0, err
	}
	for key, id := range page {
		state, known := states[id]
		if needed := known && (state == Waiting || state == Ready && prefix != "original/"); needed {
			continue
		}
		if err := a.Blobs.Delete(ctx, key); err != nil {
			return swept, err
		}
		swept++
	}
	return swept, nil
}

// originalKey names the content, so that two uploads under one id never write over each other.
func originalKey(p Photo) string {
	id := p.ID.String()
	return "original/" + id[:2] + "/" + id + "-" + hex.EncodeToString(p.Digest[:8])
}

func sizeKey(id uuid.UUID, size string) string {
	text := id.String()
	return size + "/" + text[:2] + "/" + text + ".jpg"
}

// idOf returns the id of the photo that the blob under key is of.
func idOf(key string) (uuid.UUID, bool) {
	const idLength = 36
	name := path.Base(key)
	id, err := uuid.Parse(name[:min(len(name), idLength)])
	return id, err == nil
}
