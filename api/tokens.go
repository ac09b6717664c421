package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/identity"
)

// Tokens makes and revokes tokens of programs.
type Tokens interface {
	Tokens(ctx context.Context, p identity.Principal) ([]identity.Token, error)
	CreateToken(ctx context.Context, p identity.Principal, title string, permissions []identity.Permission, endsAt time.Time) (identity.Token, string, error)
	RevokeToken(ctx context.Context, p identity.Principal, id uuid.UUID) error
}

const pathTokens = "/api/v1/tokens"

func (s *server) registerTokens() {
	tags := []string{"Signing in"}
	handle(s, huma.Operation{
		OperationID: "tokens", Method: http.MethodGet, Path: pathTokens, Tags: tags, Summary: "One's tokens for programs", Errors: []int{400, 401, 403, 429, 503},
	}, s.tokens)
	handle(s, huma.Operation{
		OperationID: "create-token", Method: http.MethodPost, Path: pathTokens, Tags: tags, Summary: "Make a token for a program", DefaultStatus: http.StatusCreated,
		Description: "The token is told this once. It holds some of the account's permissions, where the account's roles hold them: it is sent as Authorization: Bearer wgt_…",
		Errors:      []int{400, 401, 403, 429, 503},
	}, s.createToken)
	handle(s, huma.Operation{
		OperationID: "revoke-token", Method: http.MethodDelete, Path: pathTokens + "/{id}", Tags: tags, Summary: "Revoke a token at once", DefaultStatus: http.StatusNoContent,
		Errors: []int{400, 401, 403, 404, 429, 503},
	}, s.revokeToken)
}

// TokenRow is a token, without its text.
type TokenRow struct {
	ID          string     `json:"id"`
	Title       string     `json:"title"`
	Permissions []string   `json:"permissions"`
	CreatedAt   time.Time  `json:"created_at"`
	EndsAt      *time.Time `json:"ends_at"`
	UsedAt      *time.Time `json:"used_at" doc:"last, to the minute"`
}

func tokenRow(t identity.Token) TokenRow {
	return TokenRow{t.ID.String(), t.Title, permissionTexts(t.Permissions), t.CreatedAt.UTC(), timeOut(t.EndsAt), timeOut(t.UsedAt)}
}

// timeOut is null for the zero time.
func timeOut(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

type tokensOutput struct {
	Body struct {
		Tokens []TokenRow `json:"tokens"`
	}
}

func (s *server) tokens(ctx context.Context, _ *nothing) (*tokensOutput, error) {
	p, err := s.settled(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.cfg.Tokens.Tokens(ctx, p)
	if err != nil {
		return nil, err
	}
	out := &tokensOutput{}
	out.Body.Tokens = []TokenRow{}
	for _, t := range list {
		out.Body.Tokens = append(out.Body.Tokens, tokenRow(t))
	}
	return out, nil
}

type createTokenInput struct {
	Body struct {
		Title       string     `json:"title" maxLength:"400" doc:"what it is for"`
		Permissions []string   `json:"permissions" maxItems:"40"`
		EndsAt      *time.Time `json:"ends_at,omitempty" doc:"left out: never"`
		Password    string     `json:"password,omitempty" maxLength:"800" doc:"one's own, once more; left out by who has none"`
	}
}

// CreatedToken is a new token, with its text this once.
type CreatedToken struct {
	TokenRow
	Token string `json:"token" doc:"told this once"`
}

type createTokenOutput struct{ Body CreatedToken }

func (s *server) createToken(ctx context.Context, in *createTokenInput) (*createTokenOutput, error) {
	p, err := s.settled(ctx)
	if err != nil {
		return nil, err
	}
	if err := wrongHere(s.cfg.Secrets.Prove(ctx, p, in.Body.Password)); err != nil {
		return nil, err
	}
	var permissions []identity.Permission
	for _, text := range in.Body.Permissions {
		permissions = append(permissions, identity.Permission(text))
	}
	var ends time.Time
	if in.Body.EndsAt != nil {
		ends = *in.Body.EndsAt
	}
	t, text, err := s.cfg.Tokens.CreateToken(ctx, p, in.Body.Title, permissions, ends)
	if err != nil {
		return nil, err
	}
	return &createTokenOutput{CreatedToken{tokenRow(t), text}}, nil
}

func (s *server) revokeToken(ctx context.Context, in *uuidInput) (*done, error) {
	p, err := s.settled(ctx)
	if err != nil {
		return nil, err
	}
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, geo.Errorf(geo.Invalid, "id", "is not a UUID")
	}
	return &done{}, s.cfg.Tokens.RevokeToken(ctx, p, id)
}
