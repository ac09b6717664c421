package audit

import (
	"bytes"
	"fmt"
	"iter"
)

// Fault is how a trail is broken.
type Fault string

// The faults. An attacker who makes every later hash anew leaves none of the first four; a noted head finds that.
const (
	Altered   Fault = "altered"   // a record's hash is not that of its content
	Removed   Fault = "removed"   // a number is missing
	Inserted  Fault = "inserted"  // a number stands twice, or a record does not follow from the one before
	Reordered Fault = "reordered" // a record stands after a later one
	Truncated Fault = "truncated" // the trail ends before the head that was noted
	Replaced  Fault = "replaced"  // the record at the head that was noted has another hash
)

// Break is where a trail ceases to be trustworthy.
type Break struct {
	Seq   int64 // of the first record that does not fit, or of the missing one
	Fault Fault
}

// Error says it in words.
func (b *Break) Error() string {
	return fmt.Sprintf("the trail is broken at entry %d: %s", b.Seq, b.Fault)
}

// Verdict is what Verify found.
type Verdict struct {
	Entries int64  // records that were read and fit
	Head    Head   // the last of them
	Broken  *Break // nil: intact
}

// Verify reads records, which come in the order of their numbers, up to the first that does not fit. noted are heads that
// somebody wrote down before; none is fine. An error of the stream comes back as it is.
func Verify(records iter.Seq2[Record, error], noted ...Head) (Verdict, error) {
	v := Verdict{Head: Start()}
	known := map[int64][]byte{}
	for _, h := range noted {
		known[h.Seq] = h.Hash
	}
	for r, err := range records {
		if err != nil {
			return v, err
		}
		if v.Broken = v.judge(r, known); v.Broken != nil {
			return v, nil
		}
		v.Entries++
		v.Head = Head{r.Seq, r.Hash}
	}
	for _, h := range noted {
		if h.Seq > v.Head.Seq && (v.Broken == nil || v.Head.Seq+1 < v.Broken.Seq) {
			v.Broken = &Break{v.Head.Seq + 1, Truncated}
		}
	}
	return v, nil
}

// judge says how r fails to follow the head, or nil.
func (v *Verdict) judge(r Record, known map[int64][]byte) *Break {
	switch want := v.Head.Seq + 1; {
	case r.Seq > want:
		return &Break{want, Removed}
	case r.Seq == v.Head.Seq:
		return &Break{r.Seq, Inserted}
	case r.Seq < want:
		return &Break{r.Seq, Reordered}
	}
	if sum, err := r.sum(); err != nil || !bytes.Equal(sum, r.Hash) {
		return &Break{r.Seq, Altered}
	}
	if !bytes.Equal(r.Prev, v.Head.Hash) {
		return &Break{r.Seq, Inserted}
	}
	if hash, noted := known[r.Seq]; noted && !bytes.Equal(hash, r.Hash) {
		return &Break{r.Seq, Replaced}
	}
	return nil
}
