package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/wangge-map/wangge/bench/mesh"
	"github.com/wangge-map/wangge/geo"
)

// load sends reports from all clients for as long as it is told, and returns how many were kept a second. pgbench's clients
// are light, so these are too: each writes on its own connection and reads no more of an answer than it must.
func load(address string, cells []geo.Cell, round int, during time.Duration) (float64, error) {
	var all sync.WaitGroup
	var kept [clients]int
	var failed [clients]error
	begun := time.Now()
	for c := range clients {
		all.Go(func() {
			kept[c], failed[c] = send(address, mesh.Points(uint64(round*clients+c), cells, 1000), fmt.Sprintf("bench-%d-%d-", round, c), begun.Add(during))
		})
	}
	all.Wait()
	took := time.Since(begun).Seconds()
	total := 0
	for c := range clients {
		if failed[c] != nil {
			return 0, failed[c]
		}
		total += kept[c]
	}
	return float64(total) / took, nil
}

// send sends one report after another until the time has come.
func send(address string, points []geo.Point, key string, until time.Time) (kept int, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	for ; time.Now().Before(until); kept++ {
		text := body(points[kept%len(points)])
		if _, err := fmt.Fprintf(conn, "POST /api/v1/reports HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nIdempotency-Key: %s%08d\r\nContent-Length: %d\r\n\r\n%s", address, key, kept, len(text), text); err != nil {
			return kept, err
		}
		if err := readAnswer(answers); err != nil {
			return kept, err
		}
	}
	return kept, nil
}

// readAnswer reads an answer and returns an error unless it says 201.
func readAnswer(r *bufio.Reader) error {
	status, err := r.ReadString('\n')
	if err != nil {
		return err
	}
	length := -1
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(value)); err != nil {
				return err
			}
		}
	}
	if length < 0 {
		return fmt.Errorf("an answer has no length: %s", status)
	}
	if !strings.Contains(status, " 201 ") {
		text, _ := io.ReadAll(io.LimitReader(r, int64(length)))
		return fmt.Errorf("a report was not kept: %s%s", status, text)
	}
	_, err = r.Discard(length)
	return err
}
