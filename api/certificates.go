package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/certificate"
)

// Past knows editions that are not in memory any more. An edition that there never was is a NotFound error.
type Past interface {
	EditionAt(ctx context.Context, net string, at time.Time) (*locate.Edition, error)
	EditionNumber(ctx context.Context, net string, number int) (*locate.Edition, error)
}

// registerCertificates adds what is for certificates.
func (s *server) registerCertificates() {
	handle(s, huma.Operation{
		OperationID: "certify", Method: http.MethodPost, Path: "/api/v1/certificates", Tags: []string{"Certificates"}, DefaultStatus: http.StatusCreated, Errors: []int{400, 403, 404, 413, 415, 429, 503},
		Summary:     "The signed answer to whose cell a place is in, now or at a moment in the past",
		Description: "Carries everything it says, and is checked without this service (docs/guides/certificates.md).",
	}, s.certify)
	handle(s, huma.Operation{
		OperationID: "certificate-of-report", Method: http.MethodGet, Path: pathReports + "/{tracking}/certificate", Tags: []string{"Certificates"}, Errors: []int{400, 404, 429, 503},
		Summary: "The signed answer to whose cell a report is in",
		Description: "For whoever holds the tracking number. The report's id is enough for those at work who may see its case; theirs says nothing of the number. " +
			"Of a sensitive matter it names the cell and nothing more of the place.",
	}, s.certificateOfReport)
	handle(s, huma.Operation{
		OperationID: "certificate-keys", Method: http.MethodGet, Path: "/api/v1/certificate-keys", Tags: []string{"Certificates"}, Errors: []int{400, 429, 503},
		Summary: "The public keys that certificates are checked with", Description: "Every one there ever was, oldest first. Answered from memory.",
	}, s.certificateKeys)
	handle(s, huma.Operation{
		OperationID: "verify-certificate", Method: http.MethodPost, Path: "/api/v1/certificates/verify", Tags: []string{"Certificates"}, Errors: []int{400, 403, 413, 415, 429, 503},
		Summary: "Whether a certificate is genuine, and what it says", Description: "Answered from memory, also while the database is away.",
	}, s.verifyCertificate)
}

// Certificate is a certificate with what it says.
type Certificate struct {
	Token   string              `json:"token" doc:"the certificate: WGC1.….…"`
	Payload certificate.Payload `json:"payload"`
	KeyID   string              `json:"key_id"`
}

type certificateOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Certificate
}

type certifyInput struct {
	Body struct {
		Net       string    `json:"net,omitempty" maxLength:"40" doc:"the net asked; the default net when left out"`
		Lon       float64   `json:"lon" doc:"longitude in degrees, or easting in metres"`
		Lat       float64   `json:"lat" doc:"latitude in degrees, or northing in metres"`
		Datum     string    `json:"datum" doc:"wgs84, gcj02, bd09, cgcs2000 or epsg:N; never guessed"`
		AccuracyM float64   `json:"accuracy_m,omitempty" minimum:"0" maximum:"5000" doc:"radius that holds the true place, metres"`
		At        time.Time `json:"at,omitzero" doc:"the moment asked about, not one to come; now when left out"`
	}
}

func (s *server) certify(ctx context.Context, in *certifyInput) (*certificateOutput, error) {
	if s.cfg.Certificates == nil {
		return nil, notHere()
	}
	b := &in.Body
	d, err := datum.Parse(b.Datum)
	if err != nil {
		return nil, err
	}
	place, err := readPlace(&b.Lon, &b.Lat, b.Datum)
	if err != nil {
		return nil, err
	}
	now := s.cfg.Now()
	at := b.At
	if at.IsZero() {
		at = now
	}
	if at.After(now.Add(clockDifference)) {
		return nil, geo.Errorf(geo.Invalid, "at", "is still to come; nobody can certify that")
	}
	ed, err := s.editionAt(ctx, b.Net, at)
	if err != nil {
		return nil, err
	}
	subject := certificate.Subject{At: at, Place: place, AccuracyM: b.AccuracyM, SentDatum: d.String(), Site: s.siteName()}
	if owner, _ := nameOf(ed, ed.Index.Locate(place).Cell); owner != nil {
		subject.OnDuty = s.dutiesOf(ctx, ed.Net.Code, *owner, at)
	}
	return s.issue(ed, subject)
}

// clockDifference is how far a caller's clock may be ahead.
const clockDifference = time.Minute

func (s *server) issue(ed *locate.Edition, subject certificate.Subject) (*certificateOutput, error) {
	token, payload, err := s.cfg.Certificates.Issue(ed, subject)
	if err != nil {
		return nil, err
	}
	return &certificateOutput{CacheControl: "no-store", Body: Certificate{Token: token, Payload: payload, KeyID: payload.Key}}, nil
}

func (s *server) siteName() certificate.Pair { return certificate.Pair(s.title()) }

// dutyPatience bounds the wait for the roster: a certificate without it is better than none while the database is away.
const dutyPatience = 2 * time.Second

// dutiesOf is who serves a cell at a moment, by role; nil when that can't be known.
func (s *server) dutiesOf(ctx context.Context, net, cell string, at time.Time) []certificate.Duty {
	if s.cfg.Rosters == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, dutyPatience)
	defer cancel()
	members, err := s.cfg.Rosters.OnDuty(ctx, net, cell, at)
	if err != nil {
		s.cfg.Log.WarnContext(ctx, "certificate without those on duty", "error", err)
		return nil
	}
	return certificate.Duties(members)
}

// editionAt is the edition of net, the default one when empty, that was in force at a moment.
func (s *server) editionAt(ctx context.Context, net string, at time.Time) (*locate.Edition, error) {
	ed, err := s.cfg.Nets.At(net, at)
	if err == nil || s.cfg.Past == nil || net != "" && geo.KindOf(err) == geo.NotFound {
		return ed, err
	}
	return s.cfg.Past.EditionAt(ctx, net, at)
}

// editionNumber is an edition by its number.
func (s *server) editionNumber(ctx context.Context, net string, number int) (*locate.Edition, error) {
	for _, ed := range s.cfg.Nets.Editions() {
		if ed.Net.Code == net && ed.Number == number {
			return ed, nil
		}
	}
	if s.cfg.Past == nil {
		return nil, geo.Errorf(geo.NotFound, "edition", "this edition is not in memory any more")
	}
	return s.cfg.Past.EditionNumber(ctx, net, number)
}

type certificateOfReportInput struct {
	Tracking string `path:"tracking" maxLength:"64" doc:"the report's tracking number; its id for those who may see its case"`
}

func (s *server) certificateOfReport(ctx context.Context, in *certificateOfReportInput) (*certificateOutput, error) {
	if s.cfg.Certificates == nil {
		return nil, notHere()
	}
	if err := checkText("tracking", in.Tracking, 64); err != nil {
		return nil, err
	}
	none := geo.Errorf(geo.NotFound, "tracking", "there is no report with this number; check it against the receipt")
	found, err := s.named(ctx, in.Tracking)
	if err == nil && found.Report.Tracking == "" { // an id is not a secret that the reporter alone holds
		err = s.mayRead(ctx, found.Report.CaseID)
	}
	if err != nil {
		if geo.KindOf(err) == geo.NotFound {
			return nil, none
		}
		return nil, err
	}
	r := &found.Report
	if r.Placement.Edition == 0 {
		return nil, geo.Errorf(geo.NotFound, "tracking", "there were no cells in force when this report came, so there is nothing to certify")
	}
	ed, err := s.editionNumber(ctx, r.Placement.Net, r.Placement.Edition)
	if err != nil {
		return nil, err
	}
	return s.issue(ed, s.subjectOf(ctx, found))
}

// mayRead is a NotFound error where who asks may not see a case: whether there is one is not told to others either.
func (s *server) mayRead(ctx context.Context, caseID uuid.UUID) error {
	p, err := who(ctx)
	if err != nil {
		return err
	}
	if s.cfg.Desk == nil {
		return geo.Errorf(geo.NotFound, "", "no cases are read at this address")
	}
	_, err = s.cfg.Desk.Find(ctx, p, caseID)
	return err
}

func (s *server) subjectOf(ctx context.Context, found casework.Progress) certificate.Subject {
	r := &found.Report
	category, err := s.category(r.Category.Code)
	subject := certificate.Subject{
		At: r.ReceivedAt, Place: r.Pin.At, AccuracyM: r.Pin.AccuracyM, SentDatum: r.Pin.Datum, Site: s.siteName(),
		Report: r.Tracking, Case: r.CaseID, Placement: &r.Placement,
		Sensitive: err != nil || category.Sensitive, // not in use any more: whether its places may be told is not known
	}
	if r.Placement.Cell != "" {
		subject.OnDuty = s.dutiesOf(ctx, r.Placement.Net, r.Placement.Cell, r.ReceivedAt)
	}
	return subject
}

type certificateKeysOutput struct {
	Body struct {
		Keys []certificate.PublicKey `json:"keys"`
	}
}

func (s *server) certificateKeys(context.Context, *nothing) (*certificateKeysOutput, error) {
	if s.cfg.Certificates == nil {
		return nil, notHere()
	}
	out := &certificateKeysOutput{}
	out.Body.Keys = s.cfg.Certificates.Ring().Keys
	return out, nil
}

type verifyInput struct {
	Body struct {
		Token string `json:"token" maxLength:"8192" doc:"the certificate"`
	}
}

// Verdict is whether a certificate is genuine.
type Verdict struct {
	Valid   bool                 `json:"valid"`
	Payload *certificate.Payload `json:"payload" doc:"what it says; null when it is not genuine"`
	KeyID   *string              `json:"key_id" doc:"of the key that signed it; null when it is not genuine"`
	Why     *Text                `json:"why" doc:"why it is not genuine; null when it is"`
	Words   *Sentences           `json:"words" doc:"what it says in sentences; null when it is not genuine"`
	Map     *string              `json:"map" doc:"SVG, 480 × 360: the cell, its neighbours and the place; null when it is not genuine, or its edition can't be loaded"`
}

// Sentences are lines in both languages.
type Sentences struct {
	ZH []string `json:"zh"`
	EN []string `json:"en"`
}

type verifyOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Verdict
}

func (s *server) verifyCertificate(ctx context.Context, in *verifyInput) (*verifyOutput, error) {
	if s.cfg.Certificates == nil {
		return nil, notHere()
	}
	out := &verifyOutput{CacheControl: "no-store"}
	payload, err := s.cfg.Certificates.Ring().Verify(in.Body.Token)
	var refusal *certificate.Refusal
	if errors.As(err, &refusal) {
		why := Text(refusal.Why)
		out.Body.Why = &why
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	words := &Sentences{}
	words.ZH, words.EN = payload.Lines(s.cfg.Layers.Zone())
	out.Body = Verdict{Valid: true, Payload: &payload, KeyID: &payload.Key, Words: words, Map: s.mapOf(ctx, &payload)}
	return out, nil
}

// mapPatience bounds the wait for an old edition: the verdict does not need it.
const mapPatience = 5 * time.Second

func (s *server) mapOf(ctx context.Context, p *certificate.Payload) *string {
	ctx, cancel := context.WithTimeout(ctx, mapPatience)
	defer cancel()
	ed, err := s.editionNumber(ctx, p.Net, p.Edition)
	if err != nil {
		return nil
	}
	drawn := certificate.Map(ed, p)
	if drawn == "" {
		return nil
	}
	return &drawn
}
