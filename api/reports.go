package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/tiles"
)

// ReporterIn is how to reach the reporter.
type ReporterIn struct {
	Name  string `json:"name,omitempty" doc:"at most 60 characters"`
	Phone string `json:"phone,omitempty" doc:"digits, spaces, + - ( ), 5 to 20 of them"`
	Email string `json:"email,omitempty" doc:"at most 254 bytes; the result is sent there"`
}

// ReportIn is a report as it is sent.
type ReportIn struct {
	Lon         *float64    `json:"lon,omitempty" doc:"longitude in degrees, or easting in metres; lon, lat and datum come together, and may be left out with code alone"`
	Lat         *float64    `json:"lat,omitempty" doc:"latitude in degrees, or northing in metres"`
	Datum       string      `json:"datum,omitempty" doc:"wgs84, gcj02, bd09, cgcs2000 or epsg:N; never guessed"`
	AccuracyM   float64     `json:"accuracy_m,omitempty" minimum:"0" maximum:"5000" doc:"radius that holds the true place, metres"`
	Category    string      `json:"category" doc:"a code of GET /api/v1/categories"`
	Description string      `json:"description,omitempty" doc:"at most 4,000 characters"`
	Reporter    *ReporterIn `json:"reporter,omitempty" doc:"kept apart, seen only by those who must call"`
	Code        string      `json:"code,omitempty" maxLength:"64" doc:"the grid code that was scanned: the report is of its place, or of lon and lat when it was withdrawn"`
	ChosenCell  string      `json:"chosen_cell,omitempty" doc:"the answer to which_side: one of the candidates"`
	SameAs      string      `json:"same_as,omitempty" maxLength:"36" doc:"id of an open case that this is about too: me too"`
	Consent     string      `json:"consent_version,omitempty" maxLength:"40" doc:"of the words that the reporter agreed to"`
	Patrol      bool        `json:"patrol,omitempty" doc:"by a member on patrol; takes case.patrol"`
}

type reportInput struct {
	Meant
	Key  string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"200" doc:"made by the sender, the same for every attempt to send this report"`
	Body ReportIn
}

// Receipt is the answer to a report that is kept.
type Receipt struct {
	ID         string      `json:"id"`
	CaseID     string      `json:"case_id"`
	Tracking   string      `json:"tracking" doc:"the number to ask with"`
	Category   string      `json:"category"`
	State      string      `json:"state"`
	Cell       *string     `json:"cell"`
	CellName   *string     `json:"cell_name"`
	Edition    int         `json:"edition"`
	Status     string      `json:"status" enum:"inside,border,snapped,outside"`
	BorderM    *float64    `json:"border_m"`
	Candidates []Candidate `json:"candidates"`
	WhichSide  bool        `json:"which_side"`
	Lon        float64     `json:"lon" doc:"WGS 84"`
	Lat        float64     `json:"lat" doc:"WGS 84"`
	ReceivedAt time.Time   `json:"received_at"`
}

type reportOutput struct {
	Location string `header:"Location"`
	Body     Receipt
}

func (s *server) report(ctx context.Context, in *reportInput) (*reportOutput, error) {
	r, err := s.readReport(in)
	if err != nil {
		return nil, err
	}
	if in.Body.Patrol {
		if _, _, err := permit(ctx, identity.CasePatrol); err != nil {
			return nil, err
		}
		r.Source = "patrol"
	}
	if r.Pin, err = s.pinOf(ctx, &in.Body); err != nil {
		return nil, err
	}
	kept, err := s.cfg.Intake.Submit(ctx, r)
	if err != nil {
		return nil, err
	}
	return s.receipt(kept), nil
}

// pinOf returns where a report is of: the place of the grid code that was scanned, or what was sent. A withdrawn code leaves the
// pin where it was sent: who scanned it in good faith loses no report.
func (s *server) pinOf(ctx context.Context, b *ReportIn) (casework.Pin, error) {
	var pin casework.Pin
	sent := b.Lon != nil || b.Lat != nil || b.Datum != ""
	if sent || b.Code == "" {
		var err error
		if pin, err = sentPin(b); err != nil {
			return pin, err
		}
	}
	if b.Code == "" {
		return pin, nil
	}
	code, err := s.placeOfCode(ctx, b.Code)
	if geo.KindOf(err) == geo.Conflict && err != nil && sent {
		return pin, nil
	}
	if err != nil {
		return pin, err
	}
	pin.At = code.At
	if !sent {
		pin.Datum, pin.AccuracyM = datum.WGS84().String(), b.AccuracyM
		pin.SourceX, pin.SourceY = code.At.Degrees()
	}
	return pin, nil
}

// sentPin returns the place that b says itself.
func sentPin(b *ReportIn) (casework.Pin, error) {
	const all = "is missing; send lon, lat and datum, or none of them with the code that was scanned"
	switch {
	case b.Lon == nil:
		return casework.Pin{}, geo.Errorf(geo.Invalid, "lon", all)
	case b.Lat == nil:
		return casework.Pin{}, geo.Errorf(geo.Invalid, "lat", all)
	}
	d, err := datum.Parse(b.Datum)
	if err != nil {
		return casework.Pin{}, err
	}
	lon, lat, _, err := d.ToWGS84(*b.Lon, *b.Lat)
	if err != nil {
		return casework.Pin{}, err
	}
	at, err := geo.PointAt(lon, lat)
	return casework.Pin{At: at, Datum: d.String(), SourceX: *b.Lon, SourceY: *b.Lat, AccuracyM: b.AccuracyM}, err
}

var soundKey = regexp.MustCompile(`^[\x21-\x7e]{8,200}$`)

// readReport turns what was sent into a report, without its place.
func (s *server) readReport(in *reportInput) (casework.Report, error) {
	b := &in.Body
	if !soundKey.MatchString(in.Key) {
		return casework.Report{}, geo.Errorf(geo.Invalid, "Idempotency-Key", "must be 8 to 200 visible characters, such as a UUID")
	}
	category, err := s.category(b.Category)
	if err != nil {
		return casework.Report{}, err
	}
	if retired := category.RetiredAt; !retired.IsZero() && !s.cfg.Now().Before(retired) {
		return casework.Report{}, geo.Errorf(geo.Invalid, "category", "takes no new reports any more; GET /api/v1/categories lists those that do")
	}
	if err := checkWords(b); err != nil {
		return casework.Report{}, err
	}
	r := casework.Report{
		Category:    category,
		ChosenCell:  b.ChosenCell,
		Description: strings.TrimSpace(b.Description),
		Source:      "api",
		SourceID:    in.Key,
		Digest:      digest(b),
		ReportedAt:  s.cfg.Now(),
	}
	if b.Reporter != nil {
		r.Contact = casework.Contact{Name: strings.TrimSpace(b.Reporter.Name), Phone: strings.TrimSpace(b.Reporter.Phone), Email: strings.TrimSpace(b.Reporter.Email)}
	}
	r.Consent = b.Consent
	if b.SameAs != "" {
		if r.SameAs, err = uuid.Parse(b.SameAs); err != nil {
			return r, geo.Errorf(geo.Invalid, "same_as", "is not the id of a case")
		}
	}
	return r, nil
}

func (s *server) category(code string) (casework.Category, error) {
	if code == "" {
		return casework.Category{}, geo.Errorf(geo.Invalid, "category", "is missing; GET /api/v1/categories lists the codes")
	}
	if c, known := s.cfg.Picture.Category(code); known {
		return c, nil
	}
	return casework.Category{}, geo.Errorf(geo.Invalid, "category", "is not a known code; GET /api/v1/categories lists them")
}

// soundEmail lets through what a mail server may know; only sending tells more.
var soundEmail = regexp.MustCompile(`^[^\s@<>,;]{1,100}@[^\s@<>,;]+\.[^\s@<>,;]{2,100}$`)

// longestEmail is what an address may be long by RFC 5321, octets.
const longestEmail = 254

// unseen tells what no address has and no page shows: controls, marks of direction, separators of lines.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar
}

var soundPhone = regexp.MustCompile(`^[+0-9() -]{5,20}$`)

func checkWords(b *ReportIn) error {
	if err := checkText("description", b.Description, 4000); err != nil {
		return err
	}
	if err := checkText("chosen_cell", b.ChosenCell, 64); err != nil {
		return err
	}
	if err := checkText("consent_version", b.Consent, 40); err != nil {
		return err
	}
	if b.Reporter == nil {
		return nil
	}
	if err := checkText("reporter.name", b.Reporter.Name, 60); err != nil {
		return err
	}
	if email := strings.TrimSpace(b.Reporter.Email); email != "" && (len(email) > longestEmail || strings.ContainsFunc(email, unseen) || !soundEmail.MatchString(email)) {
		return geo.Errorf(geo.Invalid, "reporter.email", "is not an e-mail address")
	}
	if phone := strings.TrimSpace(b.Reporter.Phone); phone != "" && !soundPhone.MatchString(phone) {
		return geo.Errorf(geo.Invalid, "reporter.phone", "is not a telephone number: 5 to 20 digits, spaces, + - ( )")
	}
	return nil
}

// digest tells a resend from another report under the same key. Spacing and order of the JSON do not count. The contact is not part
// of it: it is kept unsealed, and whoever guesses telephone numbers could tell from it which one is right.
func digest(b *ReportIn) []byte {
	matter := *b
	matter.Reporter = nil
	canonical, _ := json.Marshal(matter) // plain fields always encode
	sum := sha256.Sum256(canonical)
	return sum[:]
}

func (s *server) receipt(kept casework.Progress) *reportOutput {
	r := &kept.Report
	out := &reportOutput{Location: pathReports + "/" + r.ID.String()}
	out.Body = Receipt{
		ID: r.ID.String(), CaseID: r.CaseID.String(), Tracking: r.Tracking, Category: r.Category.Code, State: string(kept.Case.State),
		Edition: r.Placement.Edition, Status: r.Placement.Status, BorderM: metres(r.Placement.BorderM),
		Candidates: []Candidate{}, ReceivedAt: r.ReceivedAt.UTC(),
	}
	out.Body.Cell, out.Body.CellName = ownerOf(r.Placement)
	out.Body.Lon, out.Body.Lat = r.Pin.At.Degrees()
	for _, ed := range s.cfg.Nets.Editions() { // a resend may come when another is in force
		if ed.Net.Code == r.Placement.Net && ed.Number == r.Placement.Edition {
			out.Body.Candidates, out.Body.WhichSide = candidates(ed, r.Pin.At, r.Pin.AccuracyM)
		}
	}
	return out
}

func ownerOf(p casework.Placement) (code, name *string) {
	if p.Cell == "" {
		return nil, nil
	}
	return &p.Cell, &p.CellName
}

type findReportInput struct {
	ID string `path:"id" maxLength:"64" doc:"the report's id or its tracking number"`
}

// Progress is what became of a report.
type Progress struct {
	ID         string    `json:"id"`
	Tracking   string    `json:"tracking" doc:"the number that it was asked for with; empty when it was asked for with its id"`
	Category   string    `json:"category"`
	Name       Text      `json:"name"`
	State      CaseState `json:"state"`
	Cell       *string   `json:"cell"`
	CellName   *string   `json:"cell_name"`
	Edition    int       `json:"edition"`
	Lon        *float64  `json:"lon" doc:"WGS 84, rounded to 4 decimals; null when the category is sensitive"`
	Lat        *float64  `json:"lat" doc:"WGS 84, rounded to 4 decimals; null when the category is sensitive"`
	ReceivedAt time.Time `json:"received_at"`
	UpdatedAt  time.Time `json:"updated_at"`

	Steps        []ProgressStep  `json:"steps" doc:"what became of it, the first thing first"`
	Post         *Text           `json:"post" doc:"the department that has it now; null where none has, and while a contested result is looked at again"`
	ExpectedAt   *time.Time      `json:"expected_at" doc:"null where nobody has said, where it is settled, and while a contested result is looked at again"`
	LookBy       *time.Time      `json:"look_by" doc:"by when somebody should have looked at it: the end of the next working day; null once somebody has"`
	Photos       []ProgressPhoto `json:"photos" doc:"those that the public may see"`
	CanContest   bool            `json:"can_contest"`
	ContestUntil *time.Time      `json:"contest_until"`
	HasContact   bool            `json:"has_contact" doc:"whether it is known how to reach who sent it; false when it was asked for with the id"`
	OtherReports int             `json:"other_reports" doc:"of the same matter"`
	Head         *ProgressHead   `json:"head" doc:"how the case goes on that a duplicate is dealt with as one; null where it is none"`
}

type findReportOutput struct{ Body Progress }

func (s *server) findReport(ctx context.Context, in *findReportInput) (*findReportOutput, error) {
	if err := checkText("id", in.ID, 64); err != nil {
		return nil, err
	}
	found, err := s.named(ctx, in.ID)
	if geo.KindOf(err) == geo.NotFound && err != nil {
		return nil, noReport()
	}
	if err != nil {
		return nil, err
	}
	out := s.progress(&found)
	return out, s.tellStory(ctx, &found, &out.Body)
}

// trackingOf returns a tracking number as it is kept: people type it in small letters.
func trackingOf(text string) string { return strings.ToUpper(strings.TrimSpace(text)) }

// named finds a report by its tracking number, or by its id. Whoever has only the id, which those at work see, is not told the
// number: with it one speaks as the reporter. It is then empty.
func (s *server) named(ctx context.Context, idOrTracking string) (casework.Progress, error) {
	found, err := s.cfg.Reports.FindProgress(ctx, trackingOf(idOrTracking))
	if !strings.EqualFold(idOrTracking, found.Report.Tracking) {
		found.Report.Tracking = ""
	}
	return found, err
}

func noReport() error {
	return geo.Errorf(geo.NotFound, "id", "there is no report with this number; check it against the receipt")
}

func (s *server) progress(found *casework.Progress) *findReportOutput {
	r := &found.Report
	out := &findReportOutput{Body: Progress{
		ID: r.ID.String(), Tracking: r.Tracking, Category: r.Category.Code, State: CaseState(found.Case.State),
		Edition: r.Placement.Edition, ReceivedAt: r.ReceivedAt.UTC(), UpdatedAt: found.Case.UpdatedAt.UTC(),
		HasContact: found.HasContact && r.Tracking != "",
	}}
	out.Body.Cell, out.Body.CellName = ownerOf(r.Placement)
	c, err := s.category(r.Category.Code)
	if err != nil { // not known any more: nor is whether its places may be told
		return out
	}
	out.Body.Name = Text{c.NameZH, c.NameEN}
	if lon, lat, ok := tiles.PublicPlace(c, r.Pin.At); ok {
		out.Body.Lon, out.Body.Lat = &lon, &lat
	}
	return out
}
