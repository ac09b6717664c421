package certificate

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/wangge-map/wangge/internal/casework"
)

// Pair is a sentence in both languages of the page.
type Pair struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Point is a place.
type Point struct {
	Lon       float64  `json:"lon" doc:"WGS 84, 7 decimals"`
	Lat       float64  `json:"lat" doc:"WGS 84, 7 decimals"`
	Datum     string   `json:"datum" doc:"of lon and lat: always wgs84"`
	AccuracyM *float64 `json:"accuracy_m" doc:"radius that holds the true place, metres; null when not known"`
	SentDatum string   `json:"sent_datum" doc:"that the place was sent in, and converted from"`
}

// RunnerUp is the nearest cell that is not the owner.
type RunnerUp struct {
	Cell      string  `json:"cell"`
	CellName  string  `json:"cell_name"`
	DistanceM float64 `json:"distance_m" doc:"from the place to its border, metres"`
}

// Duty is how many members of one role were on duty.
type Duty struct {
	Role  casework.Role `json:"role" enum:"leader,full_time,part_time,instructor,volunteer"`
	Count int           `json:"count"`
}

// Payload is what a certificate says. Its fields stand in the token in this order, all of them.
type Payload struct {
	ID           string    `json:"id" doc:"of this certificate, a UUID"`
	Key          string    `json:"key" doc:"id of the key that signed it"`
	IssuedAt     time.Time `json:"issued_at"`
	At           time.Time `json:"at" doc:"the moment that it speaks of"`
	Site         Pair      `json:"site"`
	Point        *Point    `json:"point" doc:"null where the matter is sensitive"`
	Net          string    `json:"net"`
	Edition      int       `json:"edition" doc:"of the net, in force at that moment"`
	EditionTitle string    `json:"edition_title"`
	Cell         *string   `json:"cell" doc:"code of the owner; null when outside"`
	CellName     *string   `json:"cell_name"`
	Rule         Pair      `json:"rule" doc:"why it is the owner"`
	Status       string    `json:"status" enum:"inside,border,snapped,outside,chosen"`
	BorderM      *float64  `json:"border_m" doc:"metres to the owner's border, or to the nearest cell when outside; null: not told, or none within 100 km"`
	RunnerUp     *RunnerUp `json:"runner_up" doc:"null: not told, or none within 1 km"`
	OnDuty       []Duty    `json:"on_duty" nullable:"true" doc:"by the roster as it was when the certificate was issued; volunteers from 3 up; null: not known"`
	Case         *string   `json:"case" doc:"id"`
	Report       *string   `json:"report" doc:"SHA-256 of the tracking number, hexadecimal; null: it was issued to somebody who does not have it, or is of no report"`
}

// encode returns p in the one form that is signed: JSON without spaces, the fields in their order, no character escaped that
// need not be.
func (p *Payload) encode() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(p); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
