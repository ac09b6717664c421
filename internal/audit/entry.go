package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
)

// Entry is one thing that somebody did.
type Entry struct {
	At      time.Time      // kept to the microsecond
	Account int64          // 0: the service itself, or a command
	Who     string         // login, or the name of the command; as it was then
	Action  string         // from a closed set, such as "contact.read" or "account.disable"
	Object  string         // what it was done to: "case/…", "account/7"
	Detail  map[string]any // what else there is to know, as JSON; never a contact, a password or a token
}

// Record is an entry in its place.
type Record struct {
	Seq int64 // 1, 2, 3 … without a gap
	Entry
	Prev []byte // hash of the record before; 32 zero bytes for the first
	Hash []byte // SHA-256 of Prev and of the entry in its canonical form
}

// Filter says which records are wanted, newest first.
type Filter struct {
	Before int64     // those older than this one; 0: from the newest
	Action string    // this action, or the actions of this family ("contact" for "contact.read"); empty: any
	Who    string    // who did it: how the login begins, or a part of the name as it is now; empty: anybody
	Object string    // what it was done to: "account/7", its number or how that begins, its kind, or as Who for an account; empty: anything
	Since  time.Time // not before; zero: from the first
	Until  time.Time // before; zero: to the newest
	Limit  int
}

// Head is the newest record: whoever notes it can tell later whether anything up to it was changed or cut off.
type Head struct {
	Seq  int64 // 0: no record yet
	Hash []byte
}

// Text returns h as people note it: "12:9f86d0…".
func (h Head) Text() string { return fmt.Sprintf("%d:%x", h.Seq, h.Hash) }

// ParseHead reads what Text wrote.
func ParseHead(text string) (Head, error) {
	number, hash, found := strings.Cut(strings.TrimSpace(text), ":")
	seq, err := strconv.ParseInt(number, 10, 64)
	var raw []byte
	if err == nil && found {
		raw, err = hex.DecodeString(hash)
	}
	if err != nil || seq < 1 || len(raw) != sha256.Size {
		return Head{}, geo.Errorf(geo.Invalid, "head", "must be a number, a colon and 64 hexadecimal digits, as wangge audit verify prints it")
	}
	return Head{seq, raw}, nil
}

// Start is the head of an empty trail.
func Start() Head { return Head{0, make([]byte, sha256.Size)} }

// Next returns e as the record that follows head. The entry's time and detail come back as they are kept and hashed. It is an
// Invalid error when the detail can't be kept as JSON.
func Next(head Head, e Entry) (Record, error) {
	e.At = e.At.UTC().Truncate(time.Microsecond)
	e.Who, e.Action, e.Object = text(e.Who), text(e.Action), text(e.Object)
	detail, err := plain(e.Detail)
	if err != nil {
		return Record{}, err
	}
	e.Detail = detail
	r := Record{Seq: head.Seq + 1, Entry: e, Prev: head.Hash}
	r.Hash, err = r.sum()
	return r, err
}

// sum is the hash that r must carry.
func (r Record) sum() ([]byte, error) {
	detail, err := plain(r.Detail)
	if err != nil {
		return nil, err
	}
	canonical, err := encode([]any{r.Seq, r.At.UTC().Format(time.RFC3339Nano), r.Account, r.Who, r.Action, r.Object, detail})
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	sum.Write(r.Prev)
	sum.Write(canonical)
	return sum.Sum(nil), nil
}

// plain returns detail in the one form that survives PostgreSQL's jsonb: members sorted (encoding does that), numbers as
// integers or decimals without exponent, no NUL, valid UTF-8.
func plain(detail map[string]any) (map[string]any, error) {
	raw, err := encode(detail)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		return nil, &geo.Error{Kind: geo.Invalid, Field: "detail", Msg: "can't be kept as JSON", Err: err}
	}
	out, _ := settle(v).(map[string]any) // it is one
	if out == nil {
		out = map[string]any{}
	}
	return out, nil
}

func settle(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, value := range v {
			out[withoutNUL(key)] = settle(value)
		}
		return out
	case []any:
		for i := range v {
			v[i] = settle(v[i])
		}
	case string:
		return withoutNUL(v)
	case json.Number:
		return decimal(v)
	}
	return v
}

// text is s as the database can keep it.
func text(s string) string { return withoutNUL(strings.ToValidUTF8(s, "\uFFFD")) }

// withoutNUL leaves out the one character that jsonb refuses.
func withoutNUL(s string) string { return strings.ReplaceAll(s, "\x00", "") }

// decimal writes n without an exponent, as jsonb gives it back.
func decimal(n json.Number) json.Number {
	if i, err := n.Int64(); err == nil {
		return json.Number(strconv.FormatInt(i, 10))
	}
	f, err := n.Float64()
	if err != nil {
		return n
	}
	return json.Number(strconv.FormatFloat(f, 'f', -1, 64))
}

func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, &geo.Error{Kind: geo.Invalid, Field: "detail", Msg: "can't be kept as JSON", Err: err}
	}
	return out.Bytes(), nil
}
