package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/gridcode"
	"github.com/wangge-map/wangge/internal/identity"
)

// Codes keeps what is printed as QR.
type Codes interface {
	FindCode(ctx context.Context, id string) (casework.GridCode, error)
	PlaceOfCode(ctx context.Context, id string) (casework.GridCode, error)
	FindCodes(ctx context.Context, scope identity.Scope, f casework.CodeFilter) ([]casework.GridCode, error)
	AddCodes(ctx context.Context, by identity.Principal, net string, codes []casework.GridCode, at time.Time) error
	WithdrawCode(ctx context.Context, by identity.Principal, scope identity.Scope, id string, at time.Time) error
}

// Joins takes those who join by a grid code.
type Joins interface {
	Join(ctx context.Context, j casework.Joining) error
	Consent(ctx context.Context, purpose string, at time.Time) (casework.Consent, error)
}

// Signer tells the site's own grid codes from others, without a database.
type Signer interface {
	Text(id string) string
	Compact(id string) string
	Read(text string) (id string, err error)
}

const (
	pathCodes = "/api/v1/codes"
	pathCode  = pathCodes + "/{code}"
	pathJoin  = pathCode + "/join"
	// Not part of the API: what a QR opens, and the page to print.
	pathScan  = "/c/{code}"
	pathSheet = "/codes/sheet"
)

func (s *server) registerCodes() {
	public := []int{400, 404, 429, 503}
	staff := []int{400, 401, 403, 404, 429, 503}
	handle(s, huma.Operation{
		OperationID: "code", Method: http.MethodGet, Path: pathCode, Tags: []string{"Members"}, Errors: public,
		Summary: "Where a grid code hangs", Description: "A code that is made up is refused by its check, before anything is looked up. It keeps a place, and so finds its cell in every edition.",
	}, s.code)
	handle(s, huma.Operation{
		OperationID: "join", Method: http.MethodPost, Path: pathJoin, Tags: []string{"Members"}, DefaultStatus: http.StatusCreated, Errors: append([]int{403, 409, 413, 415}, public...),
		Summary: "Join those who serve the cell where a code hangs", Description: "Waits until a grid member has trained and approved you; until then you are counted nowhere.",
	}, s.join)
	handle(s, huma.Operation{
		OperationID: "consent", Method: http.MethodGet, Path: "/api/v1/consents/{purpose}", Tags: []string{"Members"}, Errors: public,
		Summary: "What people agree to who join, or leave a contact",
	}, s.consent)
	handle(s, huma.Operation{
		OperationID: "codes", Method: http.MethodGet, Path: pathCodes, Tags: []string{"Members"}, Errors: staff,
		Summary: "The grid codes of cells", Description: "Takes code.manage.",
	}, s.codes)
	handle(s, huma.Operation{
		OperationID: "add-code", Method: http.MethodPost, Path: pathCodes, Tags: []string{"Members"}, DefaultStatus: http.StatusCreated, Errors: append([]int{409, 413, 415}, staff...),
		Summary: "Make a grid code for a cell or a building", Description: "Takes code.manage; audited.",
	}, s.addCode)
	handle(s, huma.Operation{
		OperationID: "withdraw-code", Method: http.MethodPost, Path: pathCode + "/withdraw", Tags: []string{"Members"}, Errors: staff,
		Summary: "Put a grid code out of use", Description: "For good. Takes code.manage; audited.",
	}, s.withdrawCode)
}

// routeCodes adds what people open and not programs.
func (s *server) routeCodes() {
	s.router.Path(pathScan).Methods(http.MethodGet).HandlerFunc(s.scanned)
	s.router.Path(pathSheet).Methods(http.MethodGet).HandlerFunc(s.sheet)
}

// isWrite reports whether r is one of what the public may have kept: reports, and those who join. One client may send few.
func isWrite(r *http.Request) bool {
	if rest, ok := strings.CutPrefix(r.URL.Path, pathReports+"/"); ok { // with a tracking number: to contest, or to be forgotten
		return r.Method == http.MethodPost && strings.HasSuffix(rest, "/contest") || r.Method == http.MethodDelete && strings.HasSuffix(rest, "/contact")
	}
	if r.Method != http.MethodPost {
		return false
	}
	return r.URL.Path == pathReports || strings.HasPrefix(r.URL.Path, pathCodes+"/") && strings.HasSuffix(r.URL.Path, "/join")
}

// GridCode is what is printed as a QR on a cell or a building.
type GridCode struct {
	Code      string  `json:"code" doc:"as printed"`
	Kind      string  `json:"kind" enum:"cell,building"`
	Label     string  `json:"label"`
	Cell      *string `json:"cell" doc:"code of the cell that it is in now; null when in none"`
	CellName  *string `json:"cell_name"`
	Lon       float64 `json:"lon" doc:"WGS 84"`
	Lat       float64 `json:"lat" doc:"WGS 84"`
	Withdrawn bool    `json:"withdrawn"`
}

func (s *server) gridCode(c casework.GridCode) GridCode {
	out := GridCode{Code: s.cfg.Signer.Text(c.ID), Kind: c.Kind, Label: c.Label, Withdrawn: !c.WithdrawnAt.IsZero()}
	out.Lon, out.Lat = c.At.Degrees()
	out.Cell, out.CellName = s.cellNow(c)
	return out
}

// cellNow is the cell that c is in under the edition in force.
func (s *server) cellNow(c casework.GridCode) (code, name *string) {
	ed, err := s.cfg.Nets.At(c.Net, s.cfg.Now())
	if err != nil {
		return nil, nil
	}
	return nameOf(ed, ed.Index.Locate(c.At).Cell)
}

// placeOfCode returns the grid code that text is, whose place a report may take: forged ones are refused before anything is
// looked up, withdrawn ones are a Conflict error. Errors have the field "code".
func (s *server) placeOfCode(ctx context.Context, text string) (casework.GridCode, error) {
	id, err := s.readCode(text)
	if err != nil {
		return casework.GridCode{}, err
	}
	return s.cfg.Codes.PlaceOfCode(ctx, id)
}

func (s *server) readCode(text string) (id string, err error) {
	if s.cfg.Codes == nil || s.cfg.Signer == nil {
		return "", notHere()
	}
	return s.cfg.Signer.Read(text)
}

type gridCodeInput struct {
	Code string `path:"code" maxLength:"64" doc:"as printed, in any case, with or without hyphens"`
}

type gridCodeOutput struct{ Body GridCode }

func (s *server) code(ctx context.Context, in *gridCodeInput) (*gridCodeOutput, error) {
	id, err := s.readCode(in.Code)
	if err != nil {
		return nil, err
	}
	c, err := s.cfg.Codes.FindCode(ctx, id)
	if err != nil {
		return nil, err
	}
	return &gridCodeOutput{s.gridCode(c)}, nil
}

type joinInput struct {
	Code string `path:"code" maxLength:"64"`
	Body struct {
		Name           string `json:"name" doc:"at most 60 characters"`
		Phone          string `json:"phone" doc:"digits, spaces, + - ( ), 5 to 20 of them; kept sealed"`
		ConsentVersion string `json:"consent_version" maxLength:"40" doc:"of the words that were agreed to: GET /api/v1/consents/join"`
		Language       string `json:"language,omitempty" pattern:"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$" maxLength:"35" doc:"of the phone; that of the request when left out"`
		Hours          string `json:"hours,omitempty" enum:"days,evenings,weekends,any" doc:"when it suits: Monday to Friday 9 to 18, every evening 18 to 22, Saturday and Sunday 9 to 18, every day 8 to 22"`
	}
}

type joinOutput struct {
	Body struct {
		State    string  `json:"state" enum:"pending"`
		Cell     *string `json:"cell"`
		CellName *string `json:"cell_name"`
	}
}

func (s *server) join(ctx context.Context, in *joinInput) (*joinOutput, error) {
	if s.cfg.Joins == nil {
		return nil, notHere()
	}
	c, err := s.placeOfCode(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	if strings.TrimSpace(b.Phone) == "" {
		return nil, geo.Errorf(geo.Invalid, "phone", "is missing: the grid member must be able to call")
	}
	j := casework.Joining{
		Member: casework.Member{Name: b.Name, Role: casework.Volunteer, Cell: c.Cell, Shifts: preset(b.Hours)},
		Net:    c.Net, CodeID: c.ID, ConsentVersion: b.ConsentVersion, Language: languageOf(ctx, b.Language), Phone: b.Phone, At: s.cfg.Now(),
	}
	if err := checkJoining(&j); err != nil {
		return nil, err
	}
	words, err := s.cfg.Joins.Consent(ctx, "join", j.At)
	if err != nil {
		return nil, err
	}
	if words.Version != b.ConsentVersion {
		return nil, geo.Errorf(geo.Conflict, "consent_version", "the words have changed; read GET /api/v1/consents/join and agree to version %s", words.Version)
	}
	out := &joinOutput{}
	out.Body.State = string(casework.Pending)
	if out.Body.Cell, out.Body.CellName = s.cellNow(c); out.Body.Cell != nil {
		j.Cell = *out.Body.Cell
	}
	err = s.cfg.Joins.Join(ctx, j)
	var full *casework.JoinsFull
	if errors.As(err, &full) {
		err = tooMany("code", full.Error(), full.Until.Sub(j.At))
	}
	return out, err
}

func languageOf(ctx context.Context, named string) string {
	if named == "" && asked(ctx).chinese || strings.HasPrefix(strings.ToLower(named), "zh") {
		return "zh"
	}
	return "en"
}

// preset is the roster that one of the choices of hours stands for.
func preset(hours string) []casework.Shift {
	days, from, to := []int{}, 9*60, 18*60
	switch hours {
	case "days":
		days = []int{1, 2, 3, 4, 5}
	case "weekends":
		days = []int{6, 7}
	case "evenings":
		days, from, to = []int{1, 2, 3, 4, 5, 6, 7}, 18*60, 22*60
	case "any":
		days, from, to = []int{1, 2, 3, 4, 5, 6, 7}, 8*60, 22*60
	}
	var out []casework.Shift
	for _, day := range days {
		out = append(out, casework.Shift{Weekday: day, From: from, To: to})
	}
	return out
}

type consentInput struct {
	Purpose string `path:"purpose" enum:"join,report"`
}

type consentOutput struct {
	Body struct {
		Version string `json:"version"`
		Text    Text   `json:"text"`
	}
}

func (s *server) consent(ctx context.Context, in *consentInput) (*consentOutput, error) {
	if s.cfg.Joins == nil {
		return nil, notHere()
	}
	c, err := s.cfg.Joins.Consent(ctx, in.Purpose, s.cfg.Now())
	if err != nil {
		return nil, err
	}
	out := &consentOutput{}
	out.Body.Version, out.Body.Text = c.Version, Text{c.ZH, c.EN}
	return out, nil
}

type codesInput struct {
	Cell  string `query:"cell" maxLength:"64" doc:"code of a cell or its first digits; all that are yours when left out"`
	Net   string `query:"net" maxLength:"40" doc:"code of a net; every net when left out"`
	Limit int    `query:"limit" minimum:"1" maximum:"5000" default:"500"`
}

type codesOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Codes []GridCode `json:"codes"`
	}
}

func (s *server) codes(ctx context.Context, in *codesInput) (*codesOutput, error) {
	_, scope, err := s.permitCodes(ctx)
	if err != nil {
		return nil, err
	}
	found, err := s.cfg.Codes.FindCodes(ctx, scope, casework.CodeFilter{Cell: in.Cell, Net: in.Net, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &codesOutput{CacheControl: "no-store"}
	out.Body.Codes = make([]GridCode, len(found))
	for i, c := range found {
		out.Body.Codes[i] = s.gridCode(c)
	}
	return out, nil
}

func (s *server) permitCodes(ctx context.Context) (identity.Principal, identity.Scope, error) {
	by, scope, err := permit(ctx, identity.CodeManage)
	if err == nil && (s.cfg.Codes == nil || s.cfg.Signer == nil) {
		err = notHere()
	}
	return by, scope, err
}

type addCodeInput struct {
	Body struct {
		Net   string   `json:"net,omitempty" maxLength:"40" doc:"the default net when left out"`
		Kind  string   `json:"kind" enum:"cell,building"`
		Cell  string   `json:"cell,omitempty" maxLength:"64" doc:"for a cell: its code"`
		Label string   `json:"label,omitempty" doc:"what is printed, at most 60 characters; for a cell its name when left out"`
		Lon   *float64 `json:"lon,omitempty" doc:"for a building: longitude in degrees, or easting in metres"`
		Lat   *float64 `json:"lat,omitempty" doc:"for a building: latitude in degrees, or northing in metres"`
		Datum string   `json:"datum,omitempty" doc:"for a building: wgs84, gcj02, bd09, cgcs2000 or epsg:N; never guessed"`
	}
}

func (s *server) addCode(ctx context.Context, in *addCodeInput) (*gridCodeOutput, error) {
	by, scope, err := s.permitCodes(ctx)
	if err != nil {
		return nil, err
	}
	c, err := s.readNewCode(in, scope)
	if err != nil {
		return nil, err
	}
	if c.ID, err = gridcode.NewID(rand.Reader); err != nil {
		return nil, err
	}
	if err := s.cfg.Codes.AddCodes(ctx, by, c.Net, []casework.GridCode{c}, s.cfg.Now()); err != nil {
		return nil, err
	}
	return &gridCodeOutput{s.gridCode(c)}, nil
}

// readNewCode returns the code that is to be made, for a cell within scope.
func (s *server) readNewCode(in *addCodeInput, scope identity.Scope) (c casework.GridCode, err error) {
	b := &in.Body
	ed, err := s.cfg.Nets.At(b.Net, s.cfg.Now())
	if err != nil {
		return c, err
	}
	c = casework.GridCode{Net: ed.Net.Code, Kind: b.Kind, Cell: b.Cell, Label: strings.TrimSpace(b.Label)}
	if b.Kind == "building" {
		if c.At, err = readPlace(b.Lon, b.Lat, b.Datum); err != nil {
			return c, err
		}
		owner, _ := nameOf(ed, ed.Index.Locate(c.At).Cell)
		if owner == nil {
			return c, geo.Errorf(geo.Invalid, "lon", "the building is in no cell, nor within 50 m of one")
		}
		if b.Cell != "" && b.Cell != *owner {
			return c, geo.Errorf(geo.Invalid, "cell", "the building is in cell %s; leave the cell out, or correct the place", *owner)
		}
		c.Cell = *owner
	}
	i, known := ed.Index.ByCode(c.Cell)
	if !known || !scope.Covers(c.Cell) {
		return c, geo.Errorf(geo.NotFound, "cell", "there is no such cell among yours")
	}
	if b.Kind == "cell" {
		if c.At = ed.Index.Cell(i).Label; c.Label == "" {
			c.Label = ed.Index.Cell(i).Name
		}
	}
	if c.Label == "" {
		return c, geo.Errorf(geo.Invalid, "label", "is missing: what the building is called")
	}
	return c, checkText("label", c.Label, 60)
}

func readPlace(lon, lat *float64, in string) (geo.Point, error) {
	if lon == nil || lat == nil {
		return geo.Point{}, geo.Errorf(geo.Invalid, "lon", "and lat are missing: where the building stands")
	}
	d, err := datum.Parse(in)
	if err != nil {
		return geo.Point{}, err
	}
	x, y, _, err := d.ToWGS84(*lon, *lat)
	if err != nil {
		return geo.Point{}, err
	}
	return geo.PointAt(x, y)
}

func (s *server) withdrawCode(ctx context.Context, in *gridCodeInput) (*gridCodeOutput, error) {
	by, scope, err := s.permitCodes(ctx)
	if err != nil {
		return nil, err
	}
	id, err := s.readCode(in.Code)
	if err != nil {
		return nil, err
	}
	if err := s.cfg.Codes.WithdrawCode(ctx, by, scope, id, s.cfg.Now()); err != nil {
		return nil, err
	}
	c, err := s.cfg.Codes.FindCode(ctx, id)
	if err != nil {
		return nil, err
	}
	return &gridCodeOutput{s.gridCode(c)}, nil
}

// scanned sends whoever scanned a code to the page that says what can be done there. Codes that are made up go there too: the page
// says what is wrong in the phone's language.
func (s *server) scanned(w http.ResponseWriter, r *http.Request) {
	text := clean(strings.TrimPrefix(r.URL.Path, "/c/"))
	if s.cfg.Signer != nil {
		if id, err := s.cfg.Signer.Read(text); err == nil {
			text = s.cfg.Signer.Text(id)
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, "/join?code="+url.QueryEscape(text), http.StatusFound)
}

// sheet answers a page of codes to print: those of a net, of a cell and below, or the ones named; all of the caller's when none is said.
func (s *server) sheet(w http.ResponseWriter, r *http.Request) {
	page, err := s.drawSheet(r)
	if err != nil {
		writeProblem(w, r, problemOf(err))
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(page) // who asked may have gone
}

func (s *server) drawSheet(r *http.Request) ([]byte, error) {
	_, scope, err := s.permitCodes(r.Context())
	if err != nil {
		return nil, err
	}
	query := r.URL.Query()
	f := casework.CodeFilter{Cell: query.Get("cell"), Net: query.Get("net"), InUse: true, Limit: gridcode.MostOnSheet + 1}
	if named := query.Get("codes"); named != "" {
		for _, text := range strings.Split(named, ",") {
			id, err := s.readCode(text)
			if err != nil {
				return nil, err
			}
			f.IDs = append(f.IDs, id)
		}
	}
	found, err := s.cfg.Codes.FindCodes(r.Context(), scope, f)
	if err != nil {
		return nil, err
	}
	if f.IDs != nil {
		slices.SortStableFunc(found, func(a, b casework.GridCode) int {
			return slices.Index(f.IDs, a.ID) - slices.Index(f.IDs, b.ID)
		})
	}
	labels := make([]gridcode.Label, len(found))
	for i, c := range found {
		labels[i] = gridcode.Label{Text: s.cfg.Signer.Text(c.ID), URL: s.baseURL(r) + "/c/" + s.cfg.Signer.Compact(c.ID), Title: c.Label}
		if code, name := s.cellNow(c); code != nil {
			labels[i].Cell, labels[i].CellName = *code, *name
		}
	}
	title := s.title()
	var page bytes.Buffer
	err = gridcode.Sheet{SiteZH: title.ZH, SiteEN: title.EN, Labels: labels}.Write(&page)
	return page.Bytes(), err
}

// baseURL is where people reach the site: as configured, or as whoever asks reached it.
func (s *server) baseURL(r *http.Request) string {
	if set := s.cfg.Picture.Settings()["base_url"]; set != "" {
		return set
	}
	scheme := "http"
	if r.TLS != nil || s.cfg.Limits.TrustProxy && r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
