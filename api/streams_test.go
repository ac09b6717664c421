package api

import (
	"fmt"
	"net/http"
	"testing"
)

func TestStreamsAreBoundedForOneClientAndForAll(t *testing.T) {
	s := newStreams(nil)
	enter := func(client string, want int) {
		t.Helper()
		if p := s.enter(client); (p == nil) != (want == 0) || p != nil && p.Status != want {
			t.Fatalf("%s gets %+v, want %d, with %d there", client, p, want, s.all)
		}
	}
	for i := range mostStreams {
		enter(fmt.Sprint(i/mostStreamsOfOne), 0)
	}
	enter("0", http.StatusTooManyRequests)
	enter("another", http.StatusServiceUnavailable)
	s.leave("0")
	enter("another", 0)
	enter("0", http.StatusServiceUnavailable)
	for i := range mostStreams {
		if client := fmt.Sprint(i / mostStreamsOfOne); s.byID[client] > 0 {
			s.leave(client)
		}
	}
	s.leave("another")
	if s.all != 0 || len(s.byID) != 0 {
		t.Errorf("%d are there when all have left: %v", s.all, s.byID)
	}
}
