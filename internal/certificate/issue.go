package certificate

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
)

// Issuer signs certificates. It is safe for concurrent use.
type Issuer struct {
	ring *Ring
	key  ed25519.PrivateKey
	id   string
	now  func() time.Time
}

// NewIssuer returns an issuer that signs with the key of seed (32 bytes), whose public half must be in ring.
func NewIssuer(seed []byte, ring *Ring, now func() time.Time) (*Issuer, error) {
	public, err := publicOf(seed)
	if err != nil {
		return nil, err
	}
	if ring.byID[keyID(public)] == nil {
		return nil, geo.Errorf(geo.Internal, "", "the key of certificates is not among the public ones")
	}
	return &Issuer{ring: ring, key: ed25519.NewKeyFromSeed(seed), id: keyID(public), now: now}, nil
}

// Ring returns the keys that the issuer's certificates are checked with.
func (i *Issuer) Ring() *Ring { return i.ring }

// Subject is what a certificate is to be about.
type Subject struct {
	At        time.Time // the moment it speaks of; the edition must be in force then
	Place     geo.Point
	AccuracyM float64 // 0: not known
	SentDatum string
	Site      Pair
	OnDuty    []Duty // nil: not known

	// Case is set where it is about a report; Placement then says what was decided when it came.
	Report    string // tracking number; empty where who asks does not have it, who could guess the rest of it by its hash
	Case      uuid.UUID
	Placement *casework.Placement
	Sensitive bool // nothing of the place but its cell is told
}

const runnerUpWithinM = 1000

// Issue signs whose cell the subject's place is in, under ed.
func (i *Issuer) Issue(ed *locate.Edition, s Subject) (string, Payload, error) {
	p := Payload{
		ID: uuid.NewString(), Key: i.id, IssuedAt: whole(i.now()), At: whole(s.At), Site: s.Site,
		Net: ed.Net.Code, Edition: ed.Number, EditionTitle: ed.Title, OnDuty: s.OnDuty,
	}
	owner := p.place(ed, s)
	if !s.Sensitive {
		p.tellPlace(ed, s, owner)
	}
	if s.Case != uuid.Nil {
		id := s.Case.String()
		p.Case = &id
	}
	if s.Report != "" {
		sum := sha256.Sum256([]byte(s.Report))
		hash := hex.EncodeToString(sum[:])
		p.Report = &hash
	}
	token, err := sign(&p, i.key)
	return token, p, err
}

func whole(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

// place fills in whose the place is and returns the owner, -1 when there is none.
func (p *Payload) place(ed *locate.Edition, s Subject) (owner int32) {
	answer := ed.Index.Locate(s.Place)
	owner = answer.Cell
	p.Status, p.BorderM = answer.Status.String(), metres(answer.BorderM)
	if s.Placement != nil {
		decided, known := ed.Index.ByCode(s.Placement.Cell)
		if !known {
			decided = -1
		}
		if decided != owner { // the accuracy circle held both, and the reporter was asked
			p.Status, p.BorderM = chosen, metres(s.Placement.BorderM)
		}
		owner = decided
	}
	if owner >= 0 {
		cell := ed.Index.Cell(owner)
		p.Cell, p.CellName = &cell.Code, &cell.Name
	}
	p.Rule = ruleOf(p.Status)
	if s.Sensitive {
		p.BorderM = nil
	}
	return owner
}

func (p *Payload) tellPlace(ed *locate.Edition, s Subject, owner int32) {
	p.Point = &Point{Datum: "wgs84", SentDatum: s.SentDatum}
	p.Point.Lon, p.Point.Lat = s.Place.Degrees()
	if s.AccuracyM > 0 {
		p.Point.AccuracyM = &s.AccuracyM
	}
	if owner < 0 {
		return // border_m says how far the nearest is
	}
	if next, distance := ed.Index.NearestOther(s.Place, owner, runnerUpWithinM); next >= 0 {
		cell := ed.Index.Cell(next)
		p.RunnerUp = &RunnerUp{cell.Code, cell.Name, *metres(distance)}
	}
}

// metres rounds to centimetres, the step of the lattice; nil for what is not a number.
func metres(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	v = math.Round(v*100) / 100
	return &v
}

// Duties counts members on duty by role, in the order of "1+3+N". Volunteers are told from three up, as everywhere. It is
// never nil: nobody on duty is known, too.
func Duties(members []casework.Enrolled) []Duty {
	counts := map[casework.Role]int{}
	for _, m := range members {
		counts[m.Role]++
	}
	out := []Duty{}
	for _, role := range casework.Roles() {
		if n := counts[role]; n > 0 && (role != casework.Volunteer || n >= fewestVolunteers) {
			out = append(out, Duty{role, n})
		}
	}
	return out
}

const fewestVolunteers = 3 // fewer could be known by name
