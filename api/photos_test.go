package api_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/blob"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/photo"
)

// staff are people by their tokens.
type staff map[string]identity.Principal

func (s staff) Authenticate(_ context.Context, token string) (identity.Principal, error) {
	p, ok := s[token]
	if !ok {
		return p, geo.Errorf(geo.Forbidden, "", "no such session")
	}
	return p, nil
}

func person(id int64, area string, permissions ...identity.Permission) identity.Principal {
	return identity.Principal{AccountID: id, Login: "p", Grants: []identity.Grant{{Role: "r", Permissions: permissions, Area: area}}}
}

var crew = staff{
	"a-member":     person(1, "A", identity.CaseRead, identity.CaseVerify, identity.CaseHandle, identity.PhotoClear),
	"b-member":     person(2, "B", identity.CaseRead, identity.CaseVerify, identity.CaseHandle, identity.PhotoClear),
	"reader":       person(3, "", identity.CaseRead),
	"figures":      person(4, "", identity.FiguresRead),
	"system-admin": person(5, "", identity.AccountManage),
}

// countedAlbum counts how often a picture is read.
type countedAlbum struct {
	*photo.Album
	reads atomic.Int32
}

func (a *countedAlbum) Read(ctx context.Context, p photo.Photo, size string) ([]byte, error) {
	a.reads.Add(1)
	return a.Album.Read(ctx, p, size)
}

// newPhotoService is the service with an album.
func newPhotoService(t *testing.T) (*service, *countedAlbum) {
	t.Helper()
	blobs, err := blob.OpenFolder("--blobs", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	album := &countedAlbum{}
	s := newService(t, func(cfg *api.Config) {
		album.Album = photo.NewAlbum(photo.Config{Records: cfg.Reports.(photo.Records), Blobs: blobs, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
		cfg.Photos, cfg.People = album, crew
	})
	return s, album
}

func picture(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 640, 480)), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (s *service) put(path string, data []byte, headers ...string) answer {
	s.t.Helper()
	return s.ask(http.MethodPut, path, string(data), append([]string{"Content-Type", "image/jpeg"}, headers...)...)
}

func as(token string) []string { return []string{"Authorization", "Bearer " + token} }

func TestAReportersPhotoIsKeptClearedAndShown(t *testing.T) {
	s, album := newPhotoService(t)
	receipt := s.report("photo-key-1", inA, pothole, "")
	id := uuid.NewString()
	path := "/api/v1/reports/" + receipt.Tracking + "/photos/" + id
	var kept api.PhotoKept
	s.put(path, picture(t)).into(http.StatusCreated, &kept)
	if kept.ID != id || kept.State != "waiting" {
		t.Errorf("kept as %+v", kept)
	}
	s.put(path, picture(t)).into(http.StatusOK, &kept)
	full := "/api/v1/photos/" + id + "/full.jpg"
	s.get(full, as("a-member")...).problem(http.StatusNotFound) // not ready
	if err := album.Work(t.Context(), uuid.MustParse(id)); err != nil {
		t.Fatal(err)
	}
	s.put(path, picture(t)).into(http.StatusOK, &kept)
	if kept.State != "ready" {
		t.Errorf("sent again it is %q", kept.State)
	}

	for _, c := range []struct {
		name   string
		path   string
		who    []string
		status int
	}{
		{"the public", full, nil, 404},
		{"a wrong session", full, as("nobody"), 404},
		{"its reporter", full + "?tracking=" + receipt.Tracking, nil, 200},
		{"another reporter", full + "?tracking=WG-other", nil, 404},
		{"a member of the cell", full, as("a-member"), 200},
		{"a member of another cell", full, as("b-member"), 404},
		{"who may read everywhere", "/api/v1/photos/" + id + "/thumb.jpg", as("reader"), 200},
		{"who may see figures only", full, as("figures"), 404},
		{"the administrator", full, as("system-admin"), 404},
		{"another size", "/api/v1/photos/" + id + "/original.jpg", as("reader"), 400},
		{"no id", "/api/v1/photos/1/full.jpg", as("reader"), 400},
	} {
		a := s.get(c.path, c.who...)
		if a.status != c.status {
			t.Errorf("%s: %d, want %d: %.80s", c.name, a.status, c.status, a.body)
		}
		if a.status == 200 {
			if _, err := jpeg.Decode(bytes.NewReader(a.body)); err != nil || a.header.Get("Content-Type") != "image/jpeg" || a.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: %v, %v", c.name, err, a.header)
			}
		}
	}

	const cleared = `{"cleared":true}`
	clear := "/api/v1/photos/" + id + "/clear"
	s.ask(http.MethodPost, clear, cleared).problem(http.StatusUnauthorized)
	s.ask(http.MethodPost, clear, cleared, as("reader")...).problem(http.StatusForbidden)
	s.ask(http.MethodPost, clear, cleared, as("b-member")...).problem(http.StatusNotFound)
	var out api.PhotoCleared
	s.ask(http.MethodPost, clear, cleared, as("a-member")...).into(http.StatusOK, &out)
	if !out.Cleared || out.ClearedAt == nil {
		t.Errorf("cleared: %+v", out)
	}
	a := s.get(full)
	if a.status != 200 || a.header.Get("Cache-Control") != "public, max-age=300" {
		t.Errorf("the public: %d, %v", a.status, a.header)
	}
	reads := album.reads.Load()
	if again := s.get(full, "If-None-Match", a.header.Get("ETag")); again.status != http.StatusNotModified || len(again.body) > 0 || album.reads.Load() != reads {
		t.Errorf("asked again: %d, %d bytes, read %d times", again.status, len(again.body), album.reads.Load()-reads)
	}
	s.ask(http.MethodPost, clear, `{"cleared":false}`, as("a-member")...).into(http.StatusOK, &out)
	s.get(full).problem(http.StatusNotFound)
}

func TestThoseAtWorkAddPhotosWithinTheirScope(t *testing.T) {
	s, _ := newPhotoService(t)
	receipt := s.report("photo-key-2", inA, pothole, "")
	path := func(caseID string) string {
		return "/api/v1/cases/" + caseID + "/photos/" + uuid.NewString() + "?kind=after"
	}
	s.put(path(receipt.CaseID), picture(t)).problem(http.StatusUnauthorized)
	s.put(path(receipt.CaseID), picture(t), as("reader")...).problem(http.StatusForbidden)
	s.put(path(receipt.CaseID), picture(t), as("b-member")...).problem(http.StatusNotFound)
	s.put(path(uuid.NewString()), picture(t), as("a-member")...).problem(http.StatusNotFound)
	s.put("/api/v1/cases/"+receipt.CaseID+"/photos/"+uuid.NewString(), picture(t), as("a-member")...).problem(http.StatusBadRequest)
	var kept api.PhotoKept
	s.put(path(receipt.CaseID), picture(t), as("a-member")...).into(http.StatusCreated, &kept)
}

func TestWhatIsNoPhotoIsRefusedWithTheReason(t *testing.T) {
	s, _ := newPhotoService(t)
	receipt := s.report("photo-key-3", inA, pothole, "")
	path := func() string { return "/api/v1/reports/" + receipt.Tracking + "/photos/" + uuid.NewString() }
	whole := picture(t)
	for name, c := range map[string]struct {
		data   []byte
		status int
		says   string
	}{
		"nothing":         {nil, 400, "required"},
		"text":            {[]byte("hello"), 400, "not a JPEG"},
		"half a picture":  {whole[:len(whole)/2], 400, "cut off"},
		"more than 12 MB": {append(bytes.Clone(whole), make([]byte, 12<<20)...), 413, "12288 kB"},
	} {
		p := s.put(path(), c.data).problem(c.status)
		if !strings.Contains(p.Detail, c.says) {
			t.Errorf("%s: %q", name, p.Detail)
		}
	}
	// 12 MB go through, while other routes still take 64 kB.
	large := append(bytes.Clone(whole), make([]byte, 12<<20-len(whole))...)
	var kept api.PhotoKept
	s.put(path(), large).into(http.StatusCreated, &kept)
	s.ask(http.MethodPost, "/api/v1/photos/"+kept.ID+"/clear", `{"cleared":true,"x":"`+strings.Repeat("x", 70_000)+`"}`, as("a-member")...).problem(http.StatusRequestEntityTooLarge)
	s.put("/api/v1/reports/"+receipt.Tracking+"/photos/1", whole).problem(http.StatusBadRequest)
	s.put("/api/v1/reports/"+receipt.Tracking+"/photos/"+strings.ToUpper(uuid.NewString()), whole).problem(http.StatusBadRequest)
	s.put("/api/v1/reports/WG-none/photos/"+uuid.NewString(), whole).problem(http.StatusNotFound)
	s.put(path(), whole, "Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site").problem(http.StatusForbidden)
	// Sent in pieces, its length is not known before.
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.url+path(), io.MultiReader(bytes.NewReader(whole), bytes.NewReader(make([]byte, 12<<20))))
	if err != nil {
		t.Fatal(err)
	}
	s.send(r).problem(http.StatusRequestEntityTooLarge)
}

func TestWithoutAnAlbumPhotosAreUnavailable(t *testing.T) {
	s := newService(t)
	receipt := s.report("photo-key-4", inA, pothole, "")
	s.put("/api/v1/reports/"+receipt.Tracking+"/photos/"+uuid.NewString(), picture(t)).problem(http.StatusServiceUnavailable)
	s.get("/api/v1/photos/" + uuid.NewString() + "/full.jpg").problem(http.StatusServiceUnavailable)
}
