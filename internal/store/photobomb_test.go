package store_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"hash/crc32"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/photo"
	"github.com/wangge-map/wangge/internal/store"
)

// bomb is a PNG of 7,000 × 7,100 pixels in some 150 kB whose data are cut short: it passes every look, and is found damaged only when
// nearly all of it has been decoded.
func bomb(t *testing.T) []byte {
	t.Helper()
	const w, h = 7000, 7100
	chunk := func(name string, body []byte) []byte {
		out := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), name...)
		out = append(out, body...)
		return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	row := make([]byte, 1+3*w)
	for range h {
		if _, err := z.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	head := append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h), 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", head)...)
	out = append(out, chunk("IDAT", packed.Bytes()[:packed.Len()-500])...)
	return append(out, chunk("IEND", nil)...)
}

func TestABombCountsAmongThePhotosOfItsReport(t *testing.T) {
	a := newAlbum(t)
	p := a.send(t, a.first.Tracking, bomb(t))
	if err := a.Work(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	if got, err := a.store.FindPhoto(t.Context(), p.ID); err != nil || got.State != photo.Refused {
		t.Fatalf("it became %+v, %v", got, err)
	}
	if names := a.files(t); len(names) != 0 {
		t.Errorf("%v are kept", names)
	}
	for i := range photo.MostOfReport - 1 {
		a.send(t, a.first.Tracking, somePicture(i))
	}
	_, _, err := a.Receive(t.Context(), photo.Sent{ID: uuid.New(), Tracking: a.first.Tracking, Kind: photo.OfReport, Data: bomb(t)})
	if geo.KindOf(err) != geo.Conflict {
		t.Errorf("the seventh: %v", err)
	}
}

func TestBombsHoldUpNoSmallPhotos(t *testing.T) {
	a := newAlbum(t)
	large := map[uuid.UUID]bool{}
	data := bomb(t)
	for range photo.MostOfReport {
		large[a.send(t, a.first.Tracking, data).ID] = true
	}
	small := a.send(t, a.second.Tracking, somePicture(1))
	ctx, cancel := context.WithCancel(t.Context())
	var jobs sync.WaitGroup
	done := make(chan uuid.UUID, 1)
	jobs.Go(func() {
		a.store.RunJobs(ctx, store.JobsConfig{Process: "node", Log: slog.New(slog.DiscardHandler), Work: store.Work{
			Photo: func(work context.Context, id uuid.UUID) error {
				if large[id] { // takes as long as the test
					select {
					case <-ctx.Done():
					case <-work.Done():
					}
					return io.ErrUnexpectedEOF
				}
				done <- id
				return nil
			},
		}})
	})
	select {
	case id := <-done:
		if id != small.ID {
			t.Errorf("%v was done", id)
		}
	case <-time.After(time.Minute): // jobs for which there is no worker never come
		t.Error("waited in vain for the small photo")
	}
	cancel()
	jobs.Wait()
}
