package audit_test

import (
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
)

func entries() *rapid.Generator[audit.Entry] {
	return rapid.Custom(func(t *rapid.T) audit.Entry {
		return audit.Entry{
			At: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond")), Account: rapid.Int64Range(0, 99).Draw(t, "account"),
			Who: rapid.String().Draw(t, "who"), Action: rapid.SampledFrom([]string{"contact.read", "rule.change"}).Draw(t, "action"), Object: rapid.String().Draw(t, "object"),
			Detail: map[string]any{"text": rapid.String().Draw(t, "text"), "number": rapid.Float64Range(-1e30, 1e30).Draw(t, "number"), "list": []any{true, nil, map[string]any{"<": 1}}},
		}
	})
}

// chain is a trail of at least least records.
func chain(t *rapid.T, least int) []audit.Record {
	head := audit.Start()
	var out []audit.Record
	for _, e := range rapid.SliceOfN(entries(), least, 12).Draw(t, "entries") {
		r, err := audit.Next(head, e)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
		head = audit.Head{Seq: r.Seq, Hash: r.Hash}
	}
	return out
}

func headOf(records []audit.Record) audit.Head {
	last := records[len(records)-1]
	return audit.Head{Seq: last.Seq, Hash: last.Hash}
}

func stream(records []audit.Record) iter.Seq2[audit.Record, error] {
	return func(yield func(audit.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func wantBreak(t *rapid.T, records []audit.Record, seq int64, faults []audit.Fault, noted ...audit.Head) {
	t.Helper()
	v, err := audit.Verify(stream(records), noted...)
	if err != nil {
		t.Fatal(err)
	}
	if v.Broken == nil || v.Broken.Seq != seq || !slices.Contains(faults, v.Broken.Fault) {
		t.Fatalf("found %v, want entry %d %v", v.Broken, seq, faults)
	}
}

func TestAnUntouchedTrailIsIntact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := chain(t, 1)
		v, err := audit.Verify(stream(records), headOf(records), headOf(records[:1]))
		if err != nil || v.Broken != nil || v.Entries != int64(len(records)) || v.Head.Text() != headOf(records).Text() {
			t.Fatalf("got %+v, %v", v, err)
		}
	})
}

func TestAnAlteredEntryIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := chain(t, 1)
		i := rapid.IntRange(0, len(records)-1).Draw(t, "which")
		r := &records[i]
		switch rapid.IntRange(0, 6).Draw(t, "what") {
		case 0:
			r.Who += "x"
		case 1:
			r.Action += "x"
		case 2:
			r.Object += "x"
		case 3:
			r.Account++
		case 4:
			r.At = r.At.Add(time.Microsecond)
		case 5:
			r.Detail = map[string]any{"text": "another"}
		case 6:
			r.Hash = slices.Clone(r.Hash)
			r.Hash[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1
		}
		wantBreak(t, records, r.Seq, []audit.Fault{audit.Altered})
	})
}

func TestARemovedEntryIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := chain(t, 2)
		i := rapid.IntRange(0, len(records)-2).Draw(t, "which")
		wantBreak(t, slices.Delete(slices.Clone(records), i, i+1), int64(i+1), []audit.Fault{audit.Removed})
	})
}

// Whoever numbers the rest anew, without hashing it anew, is found at the first that was moved.
func TestARemovalThatIsNumberedOverIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := chain(t, 3)
		i := rapid.IntRange(0, len(records)-2).Draw(t, "which")
		left := slices.Delete(slices.Clone(records), i, i+1)
		for k := i; k < len(left); k++ {
			left[k].Seq--
		}
		wantBreak(t, left, int64(i+1), []audit.Fault{audit.Altered})
	})
}

func TestAnInsertedEntryIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := chain(t, 1)
		i := rapid.IntRange(0, len(records)-1).Draw(t, "after")
		forged, err := audit.Next(headOf(records[:i+1]), entries().Draw(t, "forged"))
		if err != nil {
			t.Fatal(err)
		}
		more := slices.Insert(slices.Clone(records), i+1, forged)
		if i+1 == len(records) {
			return // appended at the end, it is simply the next one
		}
		if slices.Equal(forged.Hash, records[i+1].Hash) {
			return
		}
		wantBreak(t, more, int64(i+2), []audit.Fault{audit.Inserted})
		for k := i + 2; k < len(more); k++ {
			more[k].Seq++
		}
		wantBreak(t, more, int64(i+3), []audit.Fault{audit.Altered})
	})
}

func TestReorderedEntriesAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := chain(t, 2)
		i := rapid.IntRange(0, len(records)-2).Draw(t, "first")
		k := rapid.IntRange(i+1, len(records)-1).Draw(t, "second")
		swapped := slices.Clone(records)
		swapped[i], swapped[k] = swapped[k], swapped[i]
		wantBreak(t, swapped, int64(i+1), []audit.Fault{audit.Removed})
		swapped[i].Seq, swapped[k].Seq = swapped[k].Seq, swapped[i].Seq // contents swapped under their numbers
		wantBreak(t, swapped, int64(i+1), []audit.Fault{audit.Altered})
	})
}

func TestAnEarlierEntryAfterALaterOneIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := chain(t, 3)
		again := append(slices.Clone(records), records[0])
		wantBreak(t, again, 1, []audit.Fault{audit.Reordered})
	})
}

func TestATrailCutShortIsFoundByTheHeadThatWasNoted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := chain(t, 2)
		left := rapid.IntRange(0, len(records)-1).Draw(t, "left")
		if v, err := audit.Verify(stream(records[:left])); err != nil || v.Broken != nil {
			t.Fatalf("without a noted head a cut can't be seen, but got %+v, %v", v, err)
		}
		wantBreak(t, records[:left], int64(left+1), []audit.Fault{audit.Truncated}, headOf(records))
	})
}

func TestATrailMadeAnewIsFoundByTheHeadThatWasNoted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := chain(t, 1)
		head := audit.Start()
		for i := range records {
			e := records[i].Entry
			e.Who += "x"
			r, err := audit.Next(head, e)
			if err != nil {
				t.Fatal(err)
			}
			wantBreakAt := headOf(records[:i+1])
			records[i], head = r, audit.Head{Seq: r.Seq, Hash: r.Hash}
			wantBreak(t, records[:i+1], r.Seq, []audit.Fault{audit.Replaced}, wantBreakAt)
		}
	})
}

func TestAFaultOfTheStreamIsTold(t *testing.T) {
	broken := errors.New("broken")
	_, err := audit.Verify(func(yield func(audit.Record, error) bool) { yield(audit.Record{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestAHeadIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := headOf(chain(t, 1))
		got, err := audit.ParseHead(want.Text())
		if err != nil || got.Text() != want.Text() {
			t.Fatalf("%s is read as %s, %v", want.Text(), got.Text(), err)
		}
	})
	for _, text := range []string{"", "1", "1:", "0:" + "00", "x:00", "1:zz", ":"} {
		if _, err := audit.ParseHead(text); geo.KindOf(err) != geo.Invalid || err == nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestADetailThatIsNoJSONIsRefused(t *testing.T) {
	if _, err := audit.Next(audit.Start(), audit.Entry{Detail: map[string]any{"f": func() {}}}); geo.KindOf(err) != geo.Invalid {
		t.Errorf("got %v", err)
	}
}
