package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
)

// acknowledged is a report with a photo that the service has said it keeps.
type acknowledged struct {
	key                   string
	report, photo         uuid.UUID
	digest                [sha256.Size]byte
	again                 int
	reportTook, photoTook time.Duration
}

// load sends n reports, each when its time has come, and returns when all are acknowledged.
func load(ctx context.Context, address string, points []geo.Point, n int) ([]acknowledged, error) {
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 256}}
	sent := make([]acknowledged, n)
	failed := make([]error, n)
	pictures := newPictures()
	var all sync.WaitGroup
	begun := time.Now()
	for i := range n {
		time.Sleep(time.Until(begun.Add(time.Duration(i) * time.Second / perSecond)))
		all.Go(func() {
			sent[i], failed[i] = sendOne(ctx, client, "http://"+address, points[i%len(points)], i, pictures.of(i))
		})
	}
	all.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return sent, nil
}

func sendOne(ctx context.Context, client *http.Client, base string, p geo.Point, i int, picture []byte) (a acknowledged, err error) {
	lon, lat := p.Degrees()
	body := fmt.Sprintf(`{"lon":%.7f,"lat":%.7f,"datum":"wgs84","accuracy_m":12,"category":"06013","description":"路面破损，需要修补"}`, lon, lat)
	from := fmt.Sprintf("10.0.%d.%d", i/256%256, i%256) // a person's own phone: one client has few places
	a = acknowledged{key: fmt.Sprintf("bench-photos-%06d", i), photo: uuid.New(), digest: sha256.Sum256(picture)}
	var receipt struct {
		ID       uuid.UUID
		Tracking string
	}
	begun := time.Now()
	again, err := untilKept(ctx, client, from, http.MethodPost, base+"/api/v1/reports", "application/json", a.key, []byte(body), &receipt)
	if err != nil {
		return a, err
	}
	a.again, a.report, a.reportTook = again, receipt.ID, time.Since(begun)
	begun = time.Now()
	again, err = untilKept(ctx, client, from, http.MethodPut, base+"/api/v1/reports/"+receipt.Tracking+"/photos/"+a.photo.String(), "image/jpeg", "", picture, nil)
	a.again, a.photoTook = a.again+again, time.Since(begun)
	return a, err
}

// mostTries is how often one thing is sent before the run is given up.
const mostTries = 100

// untilKept sends until the answer is 201, or 200 when it was kept before, and returns how often it was sent again.
func untilKept(ctx context.Context, client *http.Client, from, method, url, kind, key string, body []byte, into any) (again int, err error) {
	for ; again < mostTries; again++ {
		r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
		if err != nil {
			return again, err
		}
		r.Header.Set("Content-Type", kind)
		r.Header.Set("X-Forwarded-For", from)
		if key != "" {
			r.Header.Set("Idempotency-Key", key)
		}
		resp, err := client.Do(r)
		if err == nil {
			text, readErr := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			switch {
			case readErr == nil && (resp.StatusCode == http.StatusCreated || resp.StatusCode == http.StatusOK):
				if into != nil {
					return again, json.Unmarshal(text, into)
				}
				return again, nil
			case readErr == nil && resp.StatusCode != http.StatusServiceUnavailable && resp.StatusCode != http.StatusTooManyRequests:
				return again, fmt.Errorf("photos: answered %d: %s", resp.StatusCode, text)
			}
		}
		time.Sleep(time.Second)
	}
	return again, fmt.Errorf("photos: given up after %d tries", mostTries)
}

// pictures are JPEGs as phones make them small; a comment makes each one's bytes its own.
type pictures struct{ base []byte }

func newPictures() pictures {
	r := rand.New(rand.NewPCG(1, 2))
	p := image.NewYCbCr(image.Rect(0, 0, 640, 480), image.YCbCrSubsampleRatio420)
	for y := range 480 {
		for x := range 640 {
			p.Y[p.YOffset(x, y)] = byte((x*y/97+x/3)%200 + r.IntN(24))
		}
	}
	for i := range p.Cb {
		p.Cb[i], p.Cr[i] = byte(100+i%50), byte(140-i%40)
	}
	var out bytes.Buffer
	_ = jpeg.Encode(&out, p, &jpeg.Options{Quality: 75}) // to memory
	return pictures{out.Bytes()}
}

func (p pictures) of(i int) []byte {
	comment := fmt.Sprintf("number %08d", i)
	out := append([]byte{0xff, 0xd8, 0xff, 0xfe, 0, byte(len(comment) + 2)}, comment...)
	return append(out, p.base[2:]...)
}
