package store_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestLettersToOneAddressAreCountedAlthoughManyAreSentAtOnce(t *testing.T) {
	n := newNewsroom(t)
	now := time.Now()
	take := func(address string, notice int64) bool {
		may, err := n.TakeLetter(context.Background(), []byte(address), notice, now, 5)
		if err != nil {
			t.Error(err)
		}
		return may
	}
	var may atomic.Int64
	var work sync.WaitGroup
	for i := range int64(20) {
		work.Go(func() {
			if take("a", i) {
				may.Add(1)
			}
		})
	}
	work.Wait()
	if may.Load() != 5 {
		t.Errorf("%d may be sent", may.Load())
	}
	again := 0
	for i := range int64(20) {
		if take("a", i) {
			again++
		}
	}
	if again != 5 {
		t.Errorf("tried again, %d may be sent", again)
	}
	if !take("b", 1) {
		t.Error("another address may not be written to")
	}
	if err := n.PruneLetters(t.Context(), now.Add(-time.Second)); err != nil {
		t.Fatal(err)
	}
	if take("a", 100) {
		t.Error("what is of today is forgotten")
	}
	if err := n.PruneLetters(t.Context(), now.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	same(t, "left", n.texts("select encode(address, 'escape') from letter"))
}
