// Command http measures POST /api/v1/locate with 1,000 points over loopback: the service's own handler, against bare handlers
// that decode the same request and encode the same answer and do nothing else.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/bytedance/sonic"
	gojson "github.com/goccy/go-json"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/bench/mesh"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles"
)

const (
	points  = 1000
	clients = 2
)

type request struct {
	Net    string        `json:"net,omitempty"`
	Datum  string        `json:"datum"`
	Points []api.PointIn `json:"points"`
}

type answer struct {
	Net     string        `json:"net"`
	Edition int           `json:"edition"`
	Results []api.Located `json:"results"`
}

type subject struct {
	name string
	url  string
	rate []float64 // points a second
}

func main() {
	cells := mesh.Cells(1, 160, 125, 20_000, 8)
	body := makeBody(cells)
	subjects := []*subject{{name: "wangge", url: listen(service(cells))}}
	sample := post(subjects[0].url, body)
	for _, library := range []struct {
		name   string
		decode func([]byte, any) error
		encode func(any) ([]byte, error)
	}{
		{"bare handler, encoding/json", json.Unmarshal, json.Marshal},
		{"bare handler, goccy/go-json", gojson.Unmarshal, gojson.Marshal},
		{"bare handler, bytedance/sonic", sonic.ConfigStd.Unmarshal, sonic.ConfigStd.Marshal},
		{"bare handler, bytedance/sonic, its fastest", sonic.ConfigFastest.Unmarshal, sonic.ConfigFastest.Marshal},
	} {
		subjects = append(subjects, &subject{name: library.name, url: listen(bare(sample, library.decode, library.encode))})
	}
	for round := range measure.Rounds() {
		for _, s := range subjects {
			measure.Progress("http: round %d of %d, %s", round+1, measure.Rounds(), s.name)
			s.rate = append(s.rate, load(s.url, body, measure.Pick(3*time.Second, 200*time.Millisecond)))
		}
	}
	report(subjects, len(body), len(sample))
}

func report(subjects []*subject, sent, answered int) {
	measure.Title("POST /api/v1/locate of %d points", points)
	fmt.Printf("%d kB asked, %d kB answered, %d clients over loopback in the same process, 20,000 cells. The bare handlers decode the request and encode the answer that wangge gave, and locate nothing.\n\n", sent/1000, answered/1000, clients)
	own, fastest := measure.Median(subjects[0].rate), 0.0
	rows := [][]string{{"way", "points/s", "wangge against it"}}
	for _, s := range subjects {
		rate := measure.Median(s.rate)
		if s != subjects[0] {
			fastest = max(fastest, rate)
		}
		rows = append(rows, []string{s.name, fmt.Sprintf("%.0f", rate), fmt.Sprintf("%.2f ×", own/rate)})
	}
	measure.Table(rows)
	measure.Goals([]measure.Goal{{What: "locate over HTTP against the fastest bare handler", Figure: own / fastest, Unit: "×", Least: true, Bound: 0.7}})
}

func makeBody(cells []geo.Cell) []byte {
	r := request{Datum: "wgs84"}
	for _, p := range mesh.Points(5, cells, points) {
		lon, lat := p.Degrees()
		r.Points = append(r.Points, api.PointIn{Lon: lon, Lat: lat})
	}
	body, err := json.Marshal(r)
	measure.Fail(err)
	return body
}

// service is the whole of the service's handler, on cells that are in memory.
func service(cells []geo.Cell) http.Handler {
	index, err := locate.New(cells)
	measure.Fail(err)
	nets := &locate.Nets{}
	net := geo.Net{ID: 1, Code: "bench", Title: "bench", Scheme: geo.Free}
	nets.Replace([]*locate.Edition{{Edition: geo.Edition{ID: 1, Net: net.Code, Number: 1}, Net: net, Index: index}})
	none := nothing{}
	h, err := api.New(api.Config{
		Nets: nets, Intake: none, Reports: none, Layers: tiles.NewLive(nets, time.Now), Picture: none, Version: "bench", Metrics: prometheus.NewRegistry(),
		Log: slog.New(slog.DiscardHandler), Now: time.Now, Limits: api.Limits{ReadsPerSecond: 1e9, WritesPerSecond: 1e9}, Page: fs.FS(nil),
	})
	measure.Fail(err)
	return h
}

// nothing stands for the parts of the service that locating does not need.
type nothing struct{}

func (nothing) Submit(context.Context, casework.Report) (casework.Progress, error) {
	return casework.Progress{}, errors.ErrUnsupported
}
func (nothing) FindProgress(context.Context, string) (casework.Progress, error) {
	return casework.Progress{}, errors.ErrUnsupported
}
func (nothing) Categories() []casework.Category                   { return nil }
func (nothing) Category(string) (c casework.Category, known bool) { return c, false }
func (nothing) Settings() map[string]string                       { return nil }
func (nothing) Subscribe(context.Context, string) (<-chan tiles.Event, error) {
	return nil, errors.ErrUnsupported
}
func (nothing) Behind() (since time.Time, behind bool)             { return time.Time{}, false }
func (nothing) Loading() (read, total int64)                       { return 0, 0 }
func (nothing) Ready() (ready, databaseUp bool, age time.Duration) { return true, true, 0 }

func bare(sample []byte, decode func([]byte, any) error, encode func(any) ([]byte, error)) http.Handler {
	var out answer
	measure.Fail(json.Unmarshal(sample, &out))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var in request
		if err == nil {
			err = decode(body, &in)
		}
		if err != nil || len(in.Points) != len(out.Results) {
			http.Error(w, "not understood", http.StatusBadRequest)
			return
		}
		text, err := encode(&out)
		measure.Fail(err)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(text) // a client that has gone shows in the rate
	})
}

func listen(h http.Handler) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	measure.Fail(err)
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	go func() { measure.Fail(server.Serve(listener)) }()
	return "http://" + listener.Addr().String() + "/api/v1/locate"
}

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true}}

func post(url string, body []byte) []byte {
	res, err := client.Post(url, "application/json", bytes.NewReader(body))
	measure.Fail(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	measure.Fail(err)
	if res.StatusCode != http.StatusOK {
		measure.Fail(fmt.Errorf("%s: %s: %s", url, res.Status, text))
	}
	return text
}

// load asks for as long as it is told and returns the points answered a second.
func load(url string, body []byte, during time.Duration) float64 {
	var all sync.WaitGroup
	var asked [clients]int
	begun := time.Now()
	for c := range clients {
		all.Go(func() {
			for time.Since(begun) < during {
				drain(url, body)
				asked[c]++
			}
		})
	}
	all.Wait()
	total := 0
	for _, n := range asked {
		total += n
	}
	return float64(total*points) / time.Since(begun).Seconds()
}

func drain(url string, body []byte) {
	res, err := client.Post(url, "application/json", bytes.NewReader(body))
	measure.Fail(err)
	_, err = io.Copy(io.Discard, res.Body)
	measure.Fail(err)
	measure.Fail(res.Body.Close())
	if res.StatusCode != http.StatusOK {
		measure.Fail(errors.New(res.Status))
	}
}
