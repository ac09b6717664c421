package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/identity"
)

// SignIn opens and ends sessions.
type SignIn interface {
	SignIn(ctx context.Context, a identity.Attempt) (secret string, p identity.Principal, err error)
	SignOn(ctx context.Context, v identity.Vouched, agent, address string) (secret string, p identity.Principal, err error)
	Account(ctx context.Context, p identity.Principal) (identity.Account, error)
	Sessions(ctx context.Context, p identity.Principal) ([]identity.Session, error)
	EndSession(ctx context.Context, p identity.Principal, id uuid.UUID) error
}

// Secrets changes what somebody proves with who they are.
type Secrets interface {
	ChangePassword(ctx context.Context, p identity.Principal, old, fresh string) error
	Prove(ctx context.Context, p identity.Principal, password string) error
	BeginTOTP(ctx context.Context, p identity.Principal) (secret, uri string, err error)
	ConfirmTOTP(ctx context.Context, p identity.Principal, code string) error
	RemoveTOTP(ctx context.Context, p identity.Principal, code string) error
}

const (
	pathSession  = "/api/v1/session"
	pathSessions = "/api/v1/sessions"
)

// registerSessions adds what is for signing in, accounts, roles, tokens and the audit.
func (s *server) registerSessions() {
	tags := []string{"Signing in"}
	handle(s, huma.Operation{
		OperationID: "sign-in", Method: http.MethodPost, Path: pathSession, Tags: tags, Summary: "Sign in",
		Description: "Sets a cookie that no script can read. 401 with field password when login or password is wrong, with field totp when the code of the second factor is needed or wrong; " +
			"429 after five wrong attempts in a row, with Retry-After.",
		Errors: []int{400, 401, 403, 429, 503},
	}, s.signIn)
	handle(s, huma.Operation{
		OperationID: "session", Method: http.MethodGet, Path: pathSession, Tags: tags, Summary: "Who is signed in, and what they may do where", Errors: []int{400, 429, 503},
	}, s.session)
	handle(s, huma.Operation{
		OperationID: "sign-out", Method: http.MethodDelete, Path: pathSession, Tags: tags, Summary: "Sign out", DefaultStatus: http.StatusNoContent, Errors: []int{400, 403, 429, 503},
	}, s.signOut)
	handle(s, huma.Operation{
		OperationID: "change-password", Method: http.MethodPut, Path: pathSession + "/password", Tags: tags, Summary: "Change one's password",
		Description: "Signs out everywhere else, and revokes all tokens.", DefaultStatus: http.StatusNoContent, Errors: []int{400, 401, 403, 429, 503},
	}, s.changePassword)
	handle(s, huma.Operation{
		OperationID: "begin-totp", Method: http.MethodPost, Path: pathSession + "/totp", Tags: tags, Summary: "Make a second factor, to be confirmed by its first code",
		Errors: []int{400, 401, 403, 409, 429, 503},
	}, s.beginTOTP)
	handle(s, huma.Operation{
		OperationID: "confirm-totp", Method: http.MethodPut, Path: pathSession + "/totp", Tags: tags, Summary: "Confirm the second factor",
		DefaultStatus: http.StatusNoContent, Errors: []int{400, 401, 403, 409, 429, 503},
	}, s.confirmTOTP)
	handle(s, huma.Operation{
		OperationID: "remove-totp", Method: http.MethodDelete, Path: pathSession + "/totp", Tags: tags, Summary: "Remove the second factor",
		DefaultStatus: http.StatusNoContent, Errors: []int{400, 401, 403, 409, 429, 503},
	}, s.removeTOTP)
	handle(s, huma.Operation{
		OperationID: "sessions", Method: http.MethodGet, Path: pathSessions, Tags: tags, Summary: "Where one is signed in", Errors: []int{400, 401, 403, 429, 503},
	}, s.sessions)
	handle(s, huma.Operation{
		OperationID: "end-session", Method: http.MethodDelete, Path: pathSessions + "/{id}", Tags: tags, Summary: "Sign out of one browser",
		DefaultStatus: http.StatusNoContent, Errors: []int{400, 401, 403, 404, 429, 503},
	}, s.endSession)
	s.registerSignOn()
	s.registerAccounts()
	s.registerTokens()
	s.registerAudit()
	s.registerForgetting()
}

// SignInBody is what one signs in with.
type SignInBody struct {
	Login    string `json:"login" maxLength:"100"`
	Password string `json:"password" maxLength:"800"`
	TOTP     string `json:"totp,omitempty" maxLength:"20" doc:"code of the second factor"`
}

type signInInput struct{ Body SignInBody }

// Session says who is signed in.
type Session struct {
	Account *SignedIn `json:"account" doc:"null: nobody"`
}

// SignedIn is whoever is signed in.
type SignedIn struct {
	ID          int64               `json:"id"`
	Login       string              `json:"login"`
	Name        string              `json:"name"`
	Department  *DepartmentName     `json:"department"`
	MemberID    *int64              `json:"member_id"`
	Permissions []string            `json:"permissions" doc:"what they may do somewhere"`
	Areas       map[string][]string `json:"areas" doc:"by permission: prefixes of cell and area codes where it holds; an empty one is everywhere"`
	Roles       []HeldRole          `json:"roles"`
	MustChange  bool                `json:"must_change" doc:"the password is to be changed before anything else"`
	TOTP        bool                `json:"totp" doc:"a second factor is set up"`
}

// DepartmentName is a department by code and title.
type DepartmentName struct {
	Code  string `json:"code"`
	Title Text   `json:"title"`
}

// HeldRole is a role held for an area.
type HeldRole struct {
	Role  string `json:"role"`
	Title Text   `json:"title"`
	Area  string `json:"area" doc:"prefix of cell and area codes; empty: everywhere"`
}

type sessionOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      Session
}

type done struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
}

var errNoAccounts = geo.Errorf(geo.Unavailable, "", "this service has no accounts")

func (s *server) signIn(ctx context.Context, in *signInInput) (*sessionOutput, error) {
	if s.cfg.SignIn == nil {
		return nil, errNoAccounts
	}
	from := visitorOf(ctx)
	secret, p, err := s.cfg.SignIn.SignIn(ctx, identity.Attempt{Login: in.Body.Login, Password: in.Body.Password, Code: in.Body.TOTP, Agent: from.agent, Address: from.address})
	if err != nil {
		return nil, unproven(err)
	}
	out := &sessionOutput{SetCookie: []http.Cookie{sessionCookie(from.overTLS, secret)}}
	out.Body.Account, err = s.signedIn(ctx, p)
	return out, err
}

// unproven says that somebody did not prove who they are, as HTTP says it.
func unproven(err error) error {
	var locked *identity.Locked
	if errors.As(err, &locked) {
		return tooMany("password", locked.Error(), time.Until(locked.Until))
	}
	var known *geo.Error
	if errors.As(err, &known) && known.Kind == geo.Forbidden {
		return newProblem(http.StatusUnauthorized, known.Field, sentence(known), nil)
	}
	return err
}

func (s *server) session(ctx context.Context, _ *nothing) (*sessionOutput, error) {
	out := &sessionOutput{}
	p, err := who(ctx)
	if err != nil || !p.Known() || s.cfg.SignIn == nil {
		return out, err
	}
	out.Body.Account, err = s.signedIn(ctx, p)
	return out, err
}

// signedIn tells p of itself.
func (s *server) signedIn(ctx context.Context, p identity.Principal) (*SignedIn, error) {
	a, err := s.cfg.SignIn.Account(ctx, p)
	if err != nil {
		return nil, err
	}
	titles := map[string]Text{}
	if s.cfg.Accounts != nil {
		roles, err := s.cfg.Accounts.Roles(ctx)
		if err != nil {
			return nil, err
		}
		for _, r := range roles {
			titles[r.Code] = Text{r.TitleZH, r.TitleEN}
		}
	}
	out := &SignedIn{
		ID: a.ID, Login: a.Login, Name: a.Name, Department: departmentOf(a), Permissions: []string{}, Areas: map[string][]string{}, Roles: []HeldRole{},
		MustChange: p.MustChange, TOTP: a.TOTP,
	}
	if a.MemberID != 0 {
		out.MemberID = &a.MemberID
	}
	for _, permission := range identity.Permissions() {
		if scope := p.Scope(permission); scope != nil {
			out.Permissions = append(out.Permissions, string(permission))
			out.Areas[string(permission)] = scope
		}
	}
	for _, g := range a.Grants {
		out.Roles = append(out.Roles, HeldRole{g.Role, titles[g.Role], g.Area})
	}
	return out, nil
}

func departmentOf(a identity.Account) *DepartmentName {
	if a.Department == "" {
		return nil
	}
	return &DepartmentName{a.Department, Text{a.DepartmentZH, a.DepartmentEN}}
}

func (s *server) signOut(ctx context.Context, _ *nothing) (*done, error) {
	p, err := who(ctx)
	if err != nil {
		return nil, err
	}
	if s.cfg.SignIn != nil && p.Session != uuid.Nil {
		if err := s.cfg.SignIn.EndSession(ctx, p, p.Session); err != nil && geo.KindOf(err) != geo.NotFound {
			return nil, err
		}
	}
	return &done{SetCookie: []http.Cookie{sessionCookie(visitorOf(ctx).overTLS, "")}}, nil
}

type passwordInput struct {
	Body struct {
		Old string `json:"old" maxLength:"800"`
		New string `json:"new" maxLength:"800" doc:"10 to 200 characters"`
	}
}

func (s *server) changePassword(ctx context.Context, in *passwordInput) (*done, error) {
	p, err := s.browser(ctx)
	if err == nil && s.cfg.Secrets == nil {
		err = errNoAccounts
	}
	if err == nil {
		err = wrongHere(s.cfg.Secrets.ChangePassword(ctx, p, in.Body.Old, in.Body.New))
	}
	return &done{}, err
}

// wrongHere says a wrong secret of somebody who is signed in as what it is: wrong input.
func wrongHere(err error) error {
	var known *geo.Error
	if errors.As(err, &known) && known.Kind == geo.Forbidden {
		return geo.Errorf(geo.Invalid, known.Field, "%s", known.Msg)
	}
	return unproven(err)
}

// TOTP is a second factor to be put into an authenticator app.
type TOTP struct {
	Secret string `json:"secret" doc:"to be typed"`
	URI    string `json:"uri" doc:"to be shown as a QR code"`
}

type totpOutput struct{ Body TOTP }

func (s *server) beginTOTP(ctx context.Context, _ *nothing) (*totpOutput, error) {
	p, err := s.settled(ctx)
	if err != nil {
		return nil, err
	}
	out := &totpOutput{}
	out.Body.Secret, out.Body.URI, err = s.cfg.Secrets.BeginTOTP(ctx, p)
	return out, err
}

type totpCodeInput struct {
	Body struct {
		Code string `json:"code" maxLength:"20"`
	}
}

func (s *server) confirmTOTP(ctx context.Context, in *totpCodeInput) (*done, error) {
	p, err := s.settled(ctx)
	if err == nil {
		err = s.cfg.Secrets.ConfirmTOTP(ctx, p, in.Body.Code)
	}
	return &done{}, err
}

func (s *server) removeTOTP(ctx context.Context, in *totpCodeInput) (*done, error) {
	p, err := s.settled(ctx)
	if err == nil {
		err = unproven(s.cfg.Secrets.RemoveTOTP(ctx, p, in.Body.Code))
	}
	return &done{}, err
}

// SessionRow is a browser that is signed in.
type SessionRow struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at"`
	Agent     string    `json:"agent" doc:"what the browser calls itself"`
	Address   string    `json:"address"`
	Current   bool      `json:"current" doc:"the one that asks"`
}

type sessionsOutput struct {
	Body struct {
		Sessions []SessionRow `json:"sessions" doc:"last seen first"`
	}
}

func (s *server) sessions(ctx context.Context, _ *nothing) (*sessionsOutput, error) {
	p, err := s.settled(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.cfg.SignIn.Sessions(ctx, p)
	if err != nil {
		return nil, err
	}
	out := &sessionsOutput{}
	out.Body.Sessions = []SessionRow{}
	for _, one := range list {
		out.Body.Sessions = append(out.Body.Sessions, SessionRow{one.ID.String(), one.CreatedAt.UTC(), one.SeenAt.UTC(), one.Agent, one.Address, one.ID == p.Session})
	}
	return out, nil
}

type uuidInput struct {
	ID string `path:"id" format:"uuid"`
}

func (s *server) endSession(ctx context.Context, in *uuidInput) (*done, error) {
	p, err := s.settled(ctx)
	if err != nil {
		return nil, err
	}
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, geo.Errorf(geo.Invalid, "id", "is not a UUID")
	}
	return &done{}, s.cfg.SignIn.EndSession(ctx, p, id)
}

// browser returns who is signed in with a browser, even if they may only change their password.
func (s *server) browser(ctx context.Context) (identity.Principal, error) {
	p, err := who(ctx)
	if err != nil {
		return p, err
	}
	if !p.Known() {
		return p, newProblem(http.StatusUnauthorized, "", "sign in first", nil)
	}
	if p.Session == uuid.Nil {
		return p, geo.Errorf(geo.Forbidden, "", "a token can't do this: sign in")
	}
	return p, nil
}

// settled is browser for those who are done with signing in.
func (s *server) settled(ctx context.Context) (identity.Principal, error) {
	p, err := s.browser(ctx)
	if err == nil && p.MustChange {
		err = errMustChange
	}
	if err == nil && (s.cfg.SignIn == nil || s.cfg.Secrets == nil || s.cfg.Tokens == nil) {
		err = errNoAccounts
	}
	return p, err
}

var errMustChange = geo.Errorf(geo.Forbidden, "", "change your password first: PUT /api/v1/session/password")

// sessionCookie carries a session's secret; an empty one takes the cookie away. It ends with the browser or when the server says so.
// Strict: the pages are plain files that ask with a request of their own, so that a link from elsewhere finds the person signed in.
func sessionCookie(overTLS bool, secret string) http.Cookie {
	c := http.Cookie{Name: plainCookie, Value: secret, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if overTLS {
		c.Name, c.Secure = secureCookie, true
	}
	if secret == "" {
		c.MaxAge = -1
	}
	return c
}
