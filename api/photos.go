package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/photo"
)

// Photos takes pictures in and gives them out.
type Photos interface {
	// Receive keeps a picture as it was sent: without an error it is durable. fresh is false when it was known.
	Receive(ctx context.Context, s photo.Sent) (p photo.Photo, fresh bool, err error)
	// See returns a picture that v may see, without its bytes, and whether everybody may see it.
	See(ctx context.Context, id uuid.UUID, v photo.Viewer) (p photo.Photo, public bool, err error)
	// Read returns a picture that somebody may see as JPEG, which never changes.
	Read(ctx context.Context, p photo.Photo, size string) ([]byte, error)
	Clear(ctx context.Context, id uuid.UUID, scope identity.CaseScope, account int64, cleared bool) (photo.Photo, error)
}

const (
	pathPhotos     = "/api/v1/photos/"
	pathReportPut  = pathReports + "/{id}/photos/{photo}"
	pathCasePut    = "/api/v1/cases/{id}/photos/{photo}"
	photoAsYouLike = "The picture may be JPEG, PNG or WebP, up to 12 MB and 50 megapixels; the content decides, whatever it is called. It is kept as it was sent, " +
		"then made presentable: upright, at most 2,048 pixels, without place, time or any other metadata; what was sent is deleted. " +
		"The id is made by the sender: sending again with the same one is harmless (200)."
)

// registerPhotos adds what is for photos.
func (s *server) registerPhotos() {
	handle(s, upload(huma.Operation{
		OperationID: "add-report-photo", Path: pathReportPut, Tags: []string{"Reports"},
		Summary: "Add a photo to a report", Description: photoAsYouLike + " A report takes six, within 24 hours.",
		Errors: []int{400, 403, 404, 409, 413, 429, 503},
	}), s.addReportPhoto)
	handle(s, upload(huma.Operation{
		OperationID: "add-case-photo", Path: pathCasePut, Tags: []string{"Cases"},
		Summary: "Add a photo taken by those at work", Description: photoAsYouLike + " It takes case.handle or case.verify where the case is.",
		Errors: []int{400, 401, 403, 404, 409, 412, 413, 429, 503},
	}), s.addCasePhoto)
	handle(s, huma.Operation{
		OperationID: "photo", Method: http.MethodGet, Path: pathPhotos + "{id}/{size}.jpg", Tags: []string{"Reports"},
		Summary: "A photo as JPEG", Errors: []int{400, 404, 429, 503}, Responses: jpegAnswer(),
		Description: "For those who may see its case, for the sender of its report (with tracking), and for everybody once it is cleared and the matter is not sensitive. " +
			"A photo that is not ready yet is not found.",
	}, s.photo)
	handle(s, huma.Operation{
		OperationID: "clear-photo", Method: http.MethodPost, Path: pathPhotos + "{id}/clear", Tags: []string{"Cases"},
		Summary: "Let the public see a photo, or no longer", Description: "It takes photo.clear where the case is. Look for faces and number plates first.",
		Errors: []int{400, 401, 403, 404, 413, 415, 429, 503},
	}, s.clearPhoto)
}

// upload makes op one that takes a picture.
func upload(op huma.Operation) huma.Operation {
	binary := &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
	// huma takes a body of as many bytes as the limit for one that goes on.
	op.Method, op.DefaultStatus, op.MaxBodyBytes, op.BodyReadTimeout = http.MethodPut, http.StatusCreated, photo.MaxBytes+1, uploadTimeout
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"image/jpeg": binary, "image/png": binary, "image/webp": binary}}
	return op
}

func jpegAnswer() map[string]*huma.Response {
	return map[string]*huma.Response{
		"200": {Description: "OK", Content: map[string]*huma.MediaType{"image/jpeg": {Schema: &huma.Schema{Type: "string", Format: "binary"}}}},
		"304": {Description: "Not Modified"},
	}
}

// PhotoKept is the answer to a photo that is kept.
type PhotoKept struct {
	ID    string `json:"id"`
	State string `json:"state" enum:"waiting,ready,refused" doc:"waiting: kept, not yet presentable"`
}

type photoKeptOutput struct {
	Status int
	Body   PhotoKept
}

type reportPhotoInput struct {
	ID      string `path:"id" maxLength:"64" doc:"tracking number of the report"`
	Photo   string `path:"photo" format:"uuid" doc:"made by the sender, the same for every attempt to send this photo"`
	RawBody []byte `contentType:"image/jpeg"`
}

func (s *server) addReportPhoto(ctx context.Context, in *reportPhotoInput) (*photoKeptOutput, error) {
	return s.receivePhoto(ctx, in.Photo, photo.Sent{Tracking: trackingOf(in.ID), Kind: photo.OfReport, Data: in.RawBody})
}

type casePhotoInput struct {
	Meant
	ID      string `path:"id" format:"uuid"`
	Photo   string `path:"photo" format:"uuid" doc:"made by the sender, the same for every attempt to send this photo"`
	Kind    string `query:"kind" required:"true" enum:"before,after"`
	RawBody []byte `contentType:"image/jpeg"`
}

func (s *server) addCasePhoto(ctx context.Context, in *casePhotoInput) (*photoKeptOutput, error) {
	p, scope, err := permitEither(ctx, identity.CaseHandle, identity.CaseVerify)
	if err != nil {
		return nil, err
	}
	caseID, err := readID("id", in.ID)
	if err != nil {
		return nil, err
	}
	return s.receivePhoto(ctx, in.Photo, photo.Sent{CaseID: caseID, Scope: scope, Kind: photo.Kind(in.Kind), AccountID: p.AccountID, Data: in.RawBody})
}

// permitEither is permit for what either of two permissions allows; the scopes add up.
func permitEither(ctx context.Context, one, other identity.Permission) (identity.Principal, identity.CaseScope, error) {
	p, _, err := permit(ctx, one)
	if geo.KindOf(err) == geo.Forbidden {
		p, _, err = permit(ctx, other)
	}
	if err != nil {
		return p, identity.CaseScope{}, err
	}
	a, b := p.CaseScope(one), p.CaseScope(other)
	return p, identity.CaseScope{Areas: append(a.Areas, b.Areas...), Own: append(a.Own, b.Own...), Department: p.Department}, nil
}

func (s *server) receivePhoto(ctx context.Context, id string, sent photo.Sent) (*photoKeptOutput, error) {
	if s.cfg.Photos == nil {
		return nil, noPhotos()
	}
	var err error
	if sent.ID, err = readID("photo", id); err != nil {
		return nil, err
	}
	p, fresh, err := s.cfg.Photos.Receive(ctx, sent)
	if err != nil {
		return nil, err
	}
	status := http.StatusOK
	if fresh {
		status = http.StatusCreated
	}
	return &photoKeptOutput{status, PhotoKept{p.ID.String(), string(p.State)}}, nil
}

func noPhotos() error {
	return geo.Errorf(geo.Unavailable, "", "this service keeps no photos")
}

// readID reads a UUID in its canonical form: another spelling of it would be another key where keys are texts.
func readID(field, text string) (uuid.UUID, error) {
	id, err := uuid.Parse(text)
	if err != nil || id.String() != text {
		return uuid.Nil, geo.Errorf(geo.Invalid, field, "must be a UUID in small letters, such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301")
	}
	return id, nil
}

type photoInput struct {
	ID          string `path:"id" format:"uuid"`
	Size        string `path:"size" enum:"thumb,full" doc:"thumb: at most 320 pixels; full: at most 2,048"`
	Tracking    string `query:"tracking" maxLength:"64" doc:"number of the report that the photo, or its case, belongs to"`
	IfNoneMatch string `header:"If-None-Match"`
}

type photoOutput struct {
	Status       int
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	ETag         string `header:"ETag"`
	Body         []byte
}

// How a photo may be kept on its way: one that everybody may see for a while, since clearing it can be taken back; any other nowhere.
const (
	publicPhoto  = "public, max-age=300"
	privatePhoto = "no-store"
)

func (s *server) photo(ctx context.Context, in *photoInput) (*photoOutput, error) {
	if s.cfg.Photos == nil {
		return nil, noPhotos()
	}
	id, err := readID("id", in.ID)
	if err != nil {
		return nil, err
	}
	p, err := who(ctx)
	if err != nil {
		return nil, err
	}
	seen, public, err := s.cfg.Photos.See(ctx, id, photo.Viewer{Scope: p.CaseScope(identity.CaseRead), Tracking: trackingOf(in.Tracking)})
	if err != nil {
		return nil, err
	}
	out := &photoOutput{Status: http.StatusOK, ContentType: "image/jpeg", CacheControl: privatePhoto, ETag: `"` + in.ID + "-" + in.Size + `"`}
	if public {
		out.CacheControl = publicPhoto
	}
	if sameTag(in.IfNoneMatch, out.ETag) {
		out.Status = http.StatusNotModified
		return out, nil
	}
	out.Body, err = s.cfg.Photos.Read(ctx, seen, in.Size)
	if err != nil {
		return nil, err
	}
	return out, nil
}

type clearPhotoInput struct {
	ID   string `path:"id" format:"uuid"`
	Body struct {
		Cleared bool `json:"cleared" doc:"whether the public may see it"`
	}
}

// PhotoCleared is the answer to clearing.
type PhotoCleared struct {
	ID        string     `json:"id"`
	Cleared   bool       `json:"cleared"`
	ClearedAt *time.Time `json:"cleared_at"`
}

type clearPhotoOutput struct{ Body PhotoCleared }

func (s *server) clearPhoto(ctx context.Context, in *clearPhotoInput) (*clearPhotoOutput, error) {
	p, _, err := permit(ctx, identity.PhotoClear)
	if err != nil {
		return nil, err
	}
	if s.cfg.Photos == nil {
		return nil, noPhotos()
	}
	id, err := readID("id", in.ID)
	if err != nil {
		return nil, err
	}
	kept, err := s.cfg.Photos.Clear(ctx, id, p.CaseScope(identity.PhotoClear), p.AccountID, in.Body.Cleared)
	if err != nil {
		return nil, err
	}
	out := PhotoCleared{ID: in.ID, Cleared: !kept.ClearedAt.IsZero()}
	if out.Cleared {
		out.ClearedAt = &kept.ClearedAt
	}
	return &clearPhotoOutput{out}, nil
}
