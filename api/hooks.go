package api

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/notice"
)

// Hooks are the systems and group chats that are told. One whose area is outside of scope is not found.
type Hooks interface {
	Hooks(ctx context.Context, scope identity.Scope) ([]notice.Hook, error)
	Hook(ctx context.Context, scope identity.Scope, id int64) (notice.Hook, error)
	AddHook(ctx context.Context, by identity.Principal, at time.Time, h notice.Hook, seal func(id int64) []byte) (notice.Hook, error)
	ChangeHook(ctx context.Context, by identity.Principal, at time.Time, scope identity.Scope, h notice.Hook) error
	DeleteHook(ctx context.Context, by identity.Principal, at time.Time, scope identity.Scope, id int64) error
	Attempts(ctx context.Context, scope identity.Scope, hook int64, limit int) ([]notice.Attempt, error)
}

// HookRules is what hooks are judged by.
type HookRules struct {
	Box          notice.Box // seals their secrets; nil: they can have none
	AllowPrivate bool       // they may lead into private networks
}

func (s *server) registerHooks() {
	errors := []int{400, 401, 403, 404, 429, 503}
	handle(s, huma.Operation{
		OperationID: "hooks", Method: http.MethodGet, Path: pathHooks, Tags: []string{"Service"},
		Summary: "Systems and group chats that are told", Errors: []int{400, 401, 403, 429, 503},
		Description: "It takes account.manage, as all of these; hooks of the area of that role alone are there. Keys in addresses are not shown.",
	}, s.hooks)
	handle(s, huma.Operation{
		OperationID: "add-hook", Method: http.MethodPost, Path: pathHooks, Tags: []string{"Service"}, DefaultStatus: http.StatusCreated,
		Summary: "Tell another system or group chat", Errors: []int{400, 401, 403, 404, 413, 415, 429, 503},
		Description: "A webhook is given a secret if none is sent; it is told once. docs/guides/notices.md says how messages are signed.",
	}, s.addHook)
	handle(s, huma.Operation{
		OperationID: "change-hook", Method: http.MethodPatch, Path: pathHooks + "/{id}", Tags: []string{"Service"},
		Summary: "Change whom or what a hook tells", Errors: []int{400, 401, 403, 404, 413, 415, 429, 503},
	}, s.changeHook)
	handle(s, huma.Operation{
		OperationID: "delete-hook", Method: http.MethodDelete, Path: pathHooks + "/{id}", Tags: []string{"Service"},
		Summary: "Tell a hook no more, and forget the log of it", Errors: errors,
	}, s.deleteHook)
	handle(s, huma.Operation{
		OperationID: "hook-attempts", Method: http.MethodGet, Path: pathHooks + "/{id}/attempts", Tags: []string{"Service"},
		Summary: "The last attempts to reach a hook", Errors: errors,
	}, s.attempts)
}

// HookOut is a hook as it is shown.
type HookOut struct {
	ID        int64     `json:"id"`
	Kind      string    `json:"kind" enum:"webhook,wecom,dingtalk"`
	Title     string    `json:"title"`
	URL       string    `json:"url" doc:"without the values of its query"`
	HasSecret bool      `json:"has_secret"`
	Events    []string  `json:"events" doc:"empty: all"`
	Area      string    `json:"area" doc:"prefix of cell and area codes; empty: everywhere"`
	CreatedAt time.Time `json:"created_at"`
	Disabled  bool      `json:"disabled"`
	Secret    *string   `json:"secret" doc:"once, to who makes it"`
}

func hookOut(h notice.Hook) HookOut {
	out := HookOut{ID: h.ID, Kind: string(h.Kind), Title: h.Title, URL: withoutKeys(h.URL), HasSecret: h.Secret != nil, Events: []string{}, Area: h.Area, CreatedAt: h.CreatedAt, Disabled: h.Disabled}
	for _, e := range h.Events {
		out.Events = append(out.Events, string(e))
	}
	return out
}

// withoutKeys hides the values of an address's query: that of a group's robot holds its key.
func withoutKeys(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	var names []string
	for name := range u.Query() {
		names = append(names, url.QueryEscape(name)+"=…")
	}
	u.RawQuery = ""
	if len(names) == 0 {
		return u.String()
	}
	return u.String() + "?" + strings.Join(names, "&")
}

type hooksOutput struct {
	Body struct {
		Hooks []HookOut `json:"hooks"`
	}
}

type hookOutput struct{ Body HookOut }

// mayHook returns who asks and where they may see and change hooks: a problem when nowhere.
func (s *server) mayHook(ctx context.Context) (identity.Principal, identity.Scope, error) {
	by, scope, err := permit(ctx, identity.AccountManage)
	if err == nil && s.cfg.Hooks == nil {
		err = noNotices()
	}
	return by, scope, err
}

func (s *server) hooks(ctx context.Context, _ *struct{}) (*hooksOutput, error) {
	_, scope, err := s.mayHook(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.cfg.Hooks.Hooks(ctx, scope)
	if err != nil {
		return nil, err
	}
	out := &hooksOutput{}
	out.Body.Hooks = []HookOut{}
	for _, h := range all {
		out.Body.Hooks = append(out.Body.Hooks, hookOut(h))
	}
	return out, nil
}

type addHookInput struct {
	Body struct {
		Kind   string   `json:"kind" enum:"webhook,wecom,dingtalk"`
		Title  string   `json:"title" minLength:"1" maxLength:"60"`
		URL    string   `json:"url" maxLength:"1000"`
		Secret string   `json:"secret,omitempty" maxLength:"200" doc:"of a DingTalk robot, or your own for a webhook; at least 16 characters"`
		Events []string `json:"events,omitempty" maxItems:"50" doc:"kinds of event; left out: all"`
		Area   string   `json:"area,omitempty" maxLength:"64"`
	}
}

func (s *server) addHook(ctx context.Context, in *addHookInput) (*hookOutput, error) {
	by, scope, err := s.mayHook(ctx)
	if err != nil {
		return nil, err
	}
	b := in.Body
	h := notice.Hook{Kind: notice.HookKind(b.Kind), Title: strings.TrimSpace(b.Title), URL: b.URL, Area: b.Area}
	if h.Events, err = kindsOf(b.Events); err != nil {
		return nil, err
	}
	if err := s.checkHook(h, scope); err != nil {
		return nil, err
	}
	secret := b.Secret
	switch {
	case h.Kind == notice.WeCom && secret != "":
		return nil, geo.Errorf(geo.Invalid, "secret", "a WeCom robot has none: the key in its address is all")
	case secret == "" && h.Kind == notice.Plain:
		var random [32]byte
		_, _ = rand.Read(random[:]) // never fails
		secret = base64.RawURLEncoding.EncodeToString(random[:])
	case secret != "" && len(secret) < 16:
		return nil, geo.Errorf(geo.Invalid, "secret", "must have at least 16 characters")
	}
	var seal func(int64) []byte
	if secret != "" {
		if s.cfg.HookRules.Box == nil {
			return nil, geo.Errorf(geo.Unavailable, "", "there is no key to seal a secret with")
		}
		seal = func(id int64) []byte { return s.cfg.HookRules.Box.Seal([]byte(secret), notice.SecretOf(id)) }
	}
	kept, err := s.cfg.Hooks.AddHook(ctx, by, s.cfg.Now(), h, seal)
	if err != nil {
		return nil, err
	}
	out := &hookOutput{hookOut(kept)}
	if b.Secret == "" && secret != "" {
		out.Body.Secret = &secret
	}
	return out, nil
}

var soundArea = regexp.MustCompile(`^[0-9A-Za-z._-]{0,64}$`)

// checkHook refuses what a hook can't be, and one that tells of more than scope covers.
func (s *server) checkHook(h notice.Hook, scope identity.Scope) error {
	if h.Title == "" {
		return geo.Errorf(geo.Invalid, "title", "is missing")
	}
	if err := checkText("title", h.Title, 60); err != nil {
		return err
	}
	if !soundArea.MatchString(h.Area) {
		return geo.Errorf(geo.Invalid, "area", "must be the beginning of a cell's or an area's code")
	}
	if !scope.Covers(h.Area) {
		return geo.Errorf(geo.NotFound, "area", "there is no such area, or your roles do not cover it")
	}
	return notice.CheckURL(h.URL, s.cfg.HookRules.AllowPrivate)
}

type changeHookInput struct {
	ID   int64 `path:"id" minimum:"1"`
	Body struct {
		Title    *string   `json:"title,omitempty" minLength:"1" maxLength:"60"`
		URL      *string   `json:"url,omitempty" maxLength:"1000"`
		Events   *[]string `json:"events,omitempty" maxItems:"50"`
		Area     *string   `json:"area,omitempty" maxLength:"64"`
		Disabled *bool     `json:"disabled,omitempty"`
	}
}

func (s *server) changeHook(ctx context.Context, in *changeHookInput) (*hookOutput, error) {
	by, scope, err := s.mayHook(ctx)
	if err != nil {
		return nil, err
	}
	h, err := s.cfg.Hooks.Hook(ctx, scope, in.ID)
	if err != nil {
		return nil, err
	}
	set(&h.Title, in.Body.Title)
	set(&h.URL, in.Body.URL)
	set(&h.Area, in.Body.Area)
	set(&h.Disabled, in.Body.Disabled)
	if in.Body.Events != nil {
		if h.Events, err = kindsOf(*in.Body.Events); err != nil {
			return nil, err
		}
	}
	h.Title = strings.TrimSpace(h.Title)
	if err := s.checkHook(h, scope); err != nil {
		return nil, err
	}
	return &hookOutput{hookOut(h)}, s.cfg.Hooks.ChangeHook(ctx, by, s.cfg.Now(), scope, h)
}

// set takes over what was sent.
func set[T any](into *T, sent *T) {
	if sent != nil {
		*into = *sent
	}
}

type hookInput struct {
	ID int64 `path:"id" minimum:"1"`
}

type hookGone struct {
	Body struct {
		ID int64 `json:"id"`
	}
}

func (s *server) deleteHook(ctx context.Context, in *hookInput) (*hookGone, error) {
	by, scope, err := s.mayHook(ctx)
	if err != nil {
		return nil, err
	}
	out := &hookGone{}
	out.Body.ID = in.ID
	return out, s.cfg.Hooks.DeleteHook(ctx, by, s.cfg.Now(), scope, in.ID)
}

// AttemptOut is one try to reach a hook.
type AttemptOut struct {
	ID     int64     `json:"id"`
	Notice int64     `json:"notice" doc:"the same whenever it is tried again"`
	Kind   string    `json:"kind"`
	At     time.Time `json:"at"`
	Status int       `json:"status" doc:"of the HTTP answer; 0: none"`
	Error  string    `json:"error" doc:"empty: it was taken"`
	TookMS int       `json:"took_ms"`
}

type attemptsOutput struct {
	Body struct {
		Attempts []AttemptOut `json:"attempts"`
	}
}

// mostAttempts is how many attempts are listed.
const mostAttempts = 100

func (s *server) attempts(ctx context.Context, in *hookInput) (*attemptsOutput, error) {
	_, scope, err := s.mayHook(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.cfg.Hooks.Attempts(ctx, scope, in.ID, mostAttempts)
	if err != nil {
		return nil, err
	}
	out := &attemptsOutput{}
	out.Body.Attempts = []AttemptOut{}
	for _, a := range all {
		out.Body.Attempts = append(out.Body.Attempts, AttemptOut{a.ID, a.Notice, string(a.Kind), a.At, a.Status, a.Error, a.TookMS})
	}
	return out, nil
}
