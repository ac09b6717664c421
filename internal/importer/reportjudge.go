package importer

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
)

// Reason is why a report was left out.
type Reason string

// The reasons, in the order in which a report is judged; the first that applies counts.
const (
	ReasonUnreadable Reason = "unreadable" // not a feature; more columns than the first row; a quote that is not closed
	ReasonID         Reason = "id"         // no id, or one that can't be kept
	ReasonDuplicate  Reason = "duplicate"  // the id stands before in this file
	ReasonCategory   Reason = "category"   // none, or one that has no counterpart
	ReasonTime       Reason = "time"       // none, or one that can't be read
	ReasonPlace      Reason = "place"      // no point, or none on the earth
	ReasonFar        Reason = "far"        // more than locate.FarM from every cell: another datum, or lat for lon
	ReasonChanged    Reason = "changed"    // kept before under this id, with another place or time
	ReasonRefused    Reason = "refused"    // the database can't hold a value
)

// Reasons returns all reasons in order, each with what it means to a person.
func Reasons() []ReasonText {
	return []ReasonText{
		{ReasonUnreadable, "the row or feature can't be read"},
		{ReasonID, "no id"},
		{ReasonDuplicate, "the same id stands before in the file"},
		{ReasonCategory, "no category"},
		{ReasonTime, "no date that can be read"},
		{ReasonPlace, "no point"},
		{ReasonFar, fmt.Sprintf("more than %d km from every cell", locate.FarM/1000)},
		{ReasonChanged, "brought before with another place or time; that one stays"},
		{ReasonRefused, "the database can't hold a value"},
	}
}

// ReasonText is a reason in words.
type ReasonText struct {
	Reason Reason
	Text   string
}

// refusal says why a report is left out.
type refusal struct {
	reason Reason
	detail string
}

func refuse(reason Reason, format string, args ...any) *refusal {
	return &refusal{reason, fmt.Sprintf(format, args...)}
}

// numbered is a report with its place in the file.
type numbered struct {
	number int
	entry  casework.Imported
}

// add judges a report and lets it wait for its batch. The error ends the import.
func (im *reportImport) add(ctx context.Context, raw rawReport) error {
	key := maphash.String(im.seed, raw.id)
	entry, refused := im.judge(raw, key)
	if refused == nil {
		var err error
		if refused, err = im.place(&entry); err != nil {
			return err
		}
	}
	if refused != nil {
		return im.reject(raw.number, raw.id, refused)
	}
	im.seen[key] = uint32(raw.number)
	im.batch = append(im.batch, numbered{raw.number, entry})
	if len(im.batch) < saveEvery {
		return nil
	}
	return im.save(ctx)
}

func (im *reportImport) judge(raw rawReport, key uint64) (casework.Imported, *refusal) {
	if raw.unreadable != "" {
		return casework.Imported{}, refuse(ReasonUnreadable, "%s", raw.unreadable)
	}
	if reason := badID(raw.id); reason != "" {
		return casework.Imported{}, refuse(ReasonID, "the id in the field %q %s", im.options.IDField, reason)
	}
	if first, twice := im.seen[key]; twice {
		return casework.Imported{}, refuse(ReasonDuplicate, "the same id stands at %d", first)
	}
	category, refused := im.category(raw.category)
	if refused != nil {
		return casework.Imported{}, refused
	}
	now := im.options.Now()
	reported, refused := im.reportedAt(raw.time, now)
	if refused != nil {
		return casework.Imported{}, refused
	}
	pin, refused := im.pin(raw)
	if refused != nil {
		return casework.Imported{}, refused
	}
	return im.report(raw, category, pin, reported, now)
}

// badID says why a text can't be an id, or nothing when it can.
func badID(id string) string {
	const longest = 200 // characters, as an Idempotency-Key
	switch {
	case id == "":
		return "is missing"
	case !utf8.ValidString(id):
		return "is not text in UTF-8"
	case utf8.RuneCountInString(id) > longest:
		return fmt.Sprintf("is longer than %d characters", longest)
	case strings.ContainsFunc(id, unicode.IsControl):
		return "has control characters"
	}
	return ""
}

func (im *reportImport) codes() string {
	return strings.Join(slices.Sorted(maps.Keys(im.categories)), ", ")
}

func (im *reportImport) category(value string) (casework.Category, *refusal) {
	code := im.options.Category
	if im.options.CategoryField != "" {
		code = value
		if im.options.CategoryMap != nil {
			code = im.options.CategoryMap.code(value)
		}
	}
	category, known := im.categories[code]
	switch {
	case known:
		return category, nil
	case value == "":
		return category, refuse(ReasonCategory, "there is no category in the field %q", im.options.CategoryField)
	}
	im.unmapped.add(value)
	return category, refuse(ReasonCategory, "%q is no category here", clip(value))
}

// reportedAt refuses a report without a sound date rather than inventing one: on the map an old matter would be the newest,
// and once kept it would stay so, since a repeated import changes nothing.
func (im *reportImport) reportedAt(text string, now time.Time) (time.Time, *refusal) {
	if im.options.TimeField == "" {
		return now, nil
	}
	if text == "" {
		return now, refuse(ReasonTime, "there is no date in the field %q", im.options.TimeField)
	}
	at, err := im.times.parse(text)
	if err != nil {
		return now, refuse(ReasonTime, "%v", err)
	}
	if at.Year() < 1900 || at.After(now.Add(24*time.Hour)) { // a day: the file's zone may be ahead of the one given
		return now, refuse(ReasonTime, "%s is not a time at which this can have been reported", at.Format(time.RFC3339))
	}
	return at, nil
}

func (im *reportImport) pin(raw rawReport) (casework.Pin, *refusal) {
	if raw.noPlace != "" {
		return casework.Pin{}, refuse(ReasonPlace, "%s", raw.noPlace)
	}
	lon, lat, note, err := im.options.Datum.ToWGS84(raw.x, raw.y)
	if err != nil {
		return casework.Pin{}, refuse(ReasonPlace, "%v", err)
	}
	at, err := geo.PointAt(lon, lat)
	if err != nil {
		return casework.Pin{}, refuse(ReasonPlace, "%v", err)
	}
	if note != "" {
		im.unshifted++
	}
	return casework.Pin{At: at, Datum: im.options.Datum.String(), SourceX: raw.x, SourceY: raw.y}, nil
}

func (im *reportImport) report(raw rawReport, category casework.Category, pin casework.Pin, reported, now time.Time) (casework.Imported, *refusal) {
	id, err := uuid.NewV7()
	caseID, caseErr := uuid.NewV7()
	tracking, trackingErr := casework.NewTracking(im.options.Random)
	if err != nil || caseErr != nil || trackingErr != nil {
		return casework.Imported{}, refuse(ReasonRefused, "no randomness for its numbers")
	}
	r := casework.Report{
		ID: id, CaseID: caseID, Tracking: tracking, Category: category, Pin: pin,
		Source: im.options.Source, SourceID: raw.id, ReportedAt: reported, ReceivedAt: now,
	}
	r.Digest = im.digest(r)
	c := casework.Open(r, reported)
	c.State, c.UpdatedAt = im.state(raw.status), now
	return casework.Imported{Report: r, Case: c}, nil
}

// digest tells whether the same id means the same matter: what happened there and then. The category is not part of it,
// since some sources publish one request in several files, by kind.
func (im *reportImport) digest(r casework.Report) []byte {
	text := make([]byte, 0, 16)
	text = binary.BigEndian.AppendUint32(text, uint32(r.Pin.At.Lon))
	text = binary.BigEndian.AppendUint32(text, uint32(r.Pin.At.Lat))
	if im.options.TimeField != "" {
		text = binary.BigEndian.AppendUint64(text, uint64(r.ReportedAt.UnixMilli()))
	}
	sum := sha256.Sum256(text)
	return sum[:]
}

func (im *reportImport) state(status string) casework.State {
	if im.options.StatusField == "" {
		return casework.Reported
	}
	state, known := im.states[plainStatus(status)]
	if !known {
		im.unknown.add(status)
		return casework.Reported
	}
	return state
}

// place gives entry its cell. A report that lies outside every cell is kept, since somebody must look after it; one that is
// far from all of them is not where its coordinates say.
func (im *reportImport) place(entry *casework.Imported) (*refusal, error) {
	placed, err := im.options.Place(entry.Report.Category, entry.Report.Pin)
	if err != nil {
		return nil, err
	}
	if math.IsNaN(placed.BorderM) {
		lon, lat := entry.Report.Pin.At.Degrees()
		return refuse(ReasonFar, "%.4f, %.4f is more than %d km from every cell; is the datum right, and lon before lat?", lon, lat, locate.FarM/1000), nil
	}
	entry.Report.Placement, entry.Case.Placement = placed, placed
	return nil, nil
}

func (im *reportImport) reject(number int, id string, refused *refusal) error {
	im.result.Rejected++
	im.result.Reasons[refused.reason]++
	return im.rejects.write(number, id, refused)
}
