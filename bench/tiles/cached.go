package main

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/wangge-map/wangge/bench/measure"
)

// clients ask at a time for what is cached.
const clients = 2

// cached measures a tile that has been drawn, over HTTP, whole and as 304, against a bare handler that writes the same bytes.
func cached(ctx context.Context, s *subject, p *peer, r *report) error {
	all, err := spots(ctx, p.conn, "select ST_X(geom_3857), ST_Y(geom_3857) from bench_case")
	if err != nil {
		return err
	}
	t := draw(all, 13, 1)[0]
	path := tilePath("all", t.tile)
	answer, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.address+path, nil)
	if err != nil {
		return err
	}
	answer.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultClient.Do(answer)
	if err != nil {
		return err
	}
	if err := res.Body.Close(); err != nil {
		return err
	}
	c, err := dial(s.address)
	if err != nil {
		return err
	}
	status, body, err := c.get(path, packed)
	if err != nil || status != http.StatusOK {
		return fmt.Errorf("%s: status %d, %w", path, status, err)
	}
	bare, err := listen(bareHandler(append([]byte(nil), body...), res.Header))
	if err != nil {
		return err
	}
	tag := res.Header.Get("ETag")
	for _, k := range []struct {
		what, headers string
		status        int
	}{
		{fmt.Sprintf("cached tile over HTTP (%d kB)", len(body)/1000), packed, http.StatusOK},
		{"304 over HTTP", packed + "If-None-Match: " + tag + "\r\n", http.StatusNotModified},
	} {
		own, err := rates(k.what, path, k.headers, k.status, s.address, bare)
		if err != nil {
			return err
		}
		r.rows = append(r.rows, []string{
			k.what + fmt.Sprintf(", %d clients", clients), fmt.Sprintf("%.0f/s", own[0]), "bare net/http handler, the same bytes", fmt.Sprintf("%.0f/s", own[1]), fmt.Sprintf("%.2f ×", own[0]/own[1]),
		})
		r.least(k.what+" against a bare handler", own[0]/own[1], 0.8)
	}
	return nil
}

const packed = "Accept-Encoding: gzip\r\n"

// bareHandler writes body with those of the headers that say what it is, and knows its tag.
func bareHandler(body []byte, like http.Header) http.Handler {
	tag, length := like.Get("ETag"), strconv.Itoa(len(body))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for _, name := range []string{"Content-Type", "Cache-Control", "Vary", "Etag"} {
			h[name] = like[name]
		}
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", length)
		_, _ = w.Write(body) // a client that has gone shows in the rate
	})
}

// rates returns the median of answers a second from each of addresses, asked in turn.
func rates(what, path, headers string, status int, addresses ...string) ([]float64, error) {
	all := make([][]float64, len(addresses))
	for round := range measure.Rounds() {
		measure.Progress("tiles: %s, round %d of %d", what, round+1, measure.Rounds())
		for i, address := range addresses {
			rate, err := rate(address, path, headers, status)
			if err != nil {
				return nil, err
			}
			all[i] = append(all[i], rate)
		}
	}
	out := make([]float64, len(addresses))
	for i := range all {
		out[i] = measure.Median(all[i])
	}
	return out, nil
}

func rate(address, path, headers string, status int) (float64, error) {
	during := measure.Pick(2*time.Second, 100*time.Millisecond)
	var group sync.WaitGroup
	var asked [clients]int
	var failed [clients]error
	begun := time.Now()
	for i := range clients {
		group.Go(func() {
			c, err := dial(address)
			for err == nil && time.Since(begun) < during {
				var got int
				if got, _, err = c.get(path, headers); err == nil && got != status {
					err = fmt.Errorf("%s: status %d, want %d", path, got, status)
				}
				asked[i]++
			}
			failed[i] = err
		})
	}
	group.Wait()
	took, total := time.Since(begun).Seconds(), 0
	for i := range clients {
		if failed[i] != nil {
			return 0, failed[i]
		}
		total += asked[i]
	}
	return float64(total) / took, nil
}
