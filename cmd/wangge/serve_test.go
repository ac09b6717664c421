package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
)

// A supervisor can tell a service that loads from one that is dead.
func TestRequestsAreAnsweredWhileThePictureIsLoaded(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	broken := errors.New("broken")
	for name, fault := range map[string]error{"loaded": nil, "not loaded": broken} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		a := &app{log: newLog(io.Discard, false)}
		err = a.listen(ctx, listener, handler, make(chan struct{}), func() error {
			resp, err := http.Get("http://" + listener.Addr().String())
			if err != nil {
				t.Errorf("%s: %v", name, err)
			} else if resp.Body.Close(); resp.StatusCode != http.StatusTeapot {
				t.Errorf("%s: answered %d", name, resp.StatusCode)
			}
			if fault == nil {
				cancel()
			}
			return fault
		})
		cancel()
		if !errors.Is(err, fault) {
			t.Errorf("%s: ended with %v, want %v", name, err, fault)
		}
	}
}
