package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/internal/identity"
)

// Accounts administers who may sign in.
type Accounts interface {
	FindAccounts(ctx context.Context, by identity.By, q string) ([]identity.Account, error)
	CreateAccount(ctx context.Context, by identity.By, n identity.NewAccount) (a identity.Account, oneTime string, err error)
	ChangeAccount(ctx context.Context, by identity.By, id int64, c identity.AccountChange) (identity.Account, error)
	Roles(ctx context.Context) ([]identity.Role, error)
	Grants
}

// Grants administers what accounts may do.
type Grants interface {
	SetRoles(ctx context.Context, by identity.By, id int64, grants []identity.RoleGrant) (identity.Account, error)
	Unlock(ctx context.Context, by identity.By, id int64) error
	EndEverything(ctx context.Context, by identity.By, id int64) error
}

const pathAccounts = "/api/v1/accounts"

func (s *server) registerAccounts() {
	tags := []string{"Signing in"}
	handle(s, huma.Operation{
		OperationID: "accounts", Method: http.MethodGet, Path: pathAccounts, Tags: tags, Summary: "Accounts, by login", Description: "500 at most; q finds the others. Takes account.manage or grant.manage.",
		Errors: []int{400, 401, 403, 429, 503},
	}, s.accounts)
	handle(s, huma.Operation{
		OperationID: "create-account", Method: http.MethodPost, Path: pathAccounts, Tags: tags, Summary: "Make an account", DefaultStatus: http.StatusCreated,
		Description: "It has no roles yet. Without a password the answer holds one, this once, that must be changed at the first sign-in.", Errors: []int{400, 401, 403, 409, 429, 503},
	}, s.createAccount)
	handle(s, huma.Operation{
		OperationID: "change-account", Method: http.MethodPatch, Path: pathAccounts + "/{id}", Tags: tags, Summary: "Change an account, or disable it",
		Description: "A disabled account is signed out everywhere at once. Nobody changes their own department.", Errors: []int{400, 401, 403, 404, 409, 429, 503},
	}, s.changeAccount)
	handle(s, huma.Operation{
		OperationID: "set-roles", Method: http.MethodPut, Path: pathAccounts + "/{id}/roles", Tags: tags, Summary: "Give an account its roles, in place of those it had",
		Description: "Nobody changes their own, or gives one for an area beyond their own.", Errors: []int{400, 401, 403, 404, 409, 429, 503},
	}, s.setRoles)
	handle(s, huma.Operation{
		OperationID: "unlock-account", Method: http.MethodPost, Path: pathAccounts + "/{id}/unlock", Tags: tags, Summary: "Let an account that was locked try again",
		DefaultStatus: http.StatusNoContent, Errors: []int{400, 401, 403, 404, 429, 503},
	}, s.unlockAccount)
	handle(s, huma.Operation{
		OperationID: "end-account-sessions", Method: http.MethodDelete, Path: pathAccounts + "/{id}/sessions", Tags: tags, Summary: "Sign an account out everywhere, and revoke its tokens",
		DefaultStatus: http.StatusNoContent, Errors: []int{400, 401, 403, 404, 429, 503},
	}, s.endAccountSessions)
	handle(s, huma.Operation{
		OperationID: "roles", Method: http.MethodGet, Path: "/api/v1/roles", Tags: tags, Summary: "The roles that there are", Description: "Takes account.manage or grant.manage.",
		Errors: []int{400, 401, 403, 429, 503},
	}, s.roles)
}

// AccountRole is a role held for an area.
type AccountRole struct {
	Role string `json:"role" maxLength:"40"`
	Area string `json:"area" maxLength:"64" doc:"prefix of cell and area codes; empty: everywhere"`
}

// Account is somebody who may sign in.
type Account struct {
	ID         int64           `json:"id"`
	Login      string          `json:"login"`
	Name       string          `json:"name"`
	Department *DepartmentName `json:"department"`
	Disabled   bool            `json:"disabled"`
	Locked     bool            `json:"locked" doc:"by wrong attempts, for now"`
	TOTP       bool            `json:"totp"`
	Roles      []AccountRole   `json:"roles"`
	CreatedAt  time.Time       `json:"created_at"`
}

func (s *server) accountOut(a identity.Account) Account {
	out := Account{
		ID: a.ID, Login: a.Login, Name: a.Name, Department: departmentOf(a), Disabled: a.Disabled, Locked: a.LockedUntil.After(s.cfg.Now()), TOTP: a.TOTP,
		Roles: []AccountRole{}, CreatedAt: a.CreatedAt.UTC(),
	}
	for _, g := range a.Grants {
		out.Roles = append(out.Roles, AccountRole(g))
	}
	return out
}

// administrator returns who administers accounts, and where: by the first of permissions that they hold.
func (s *server) administrator(ctx context.Context, permissions ...identity.Permission) (by identity.By, err error) {
	p, scope, err := permitAny(ctx, permissions...)
	if err == nil && s.cfg.Accounts == nil {
		err = errNoAccounts
	}
	return identity.By{Principal: p, Within: scope}, err
}

type accountsInput struct {
	Q string `query:"q" maxLength:"100" doc:"part of the login or the name"`
}

type accountsOutput struct {
	Body struct {
		Accounts []Account `json:"accounts"`
	}
}

func (s *server) accounts(ctx context.Context, in *accountsInput) (*accountsOutput, error) {
	by, err := s.administrator(ctx, identity.AccountManage, identity.GrantManage)
	if err != nil {
		return nil, err
	}
	if err := checkText("q", in.Q, 100); err != nil {
		return nil, err
	}
	found, err := s.cfg.Accounts.FindAccounts(ctx, by, in.Q)
	if err != nil {
		return nil, err
	}
	out := &accountsOutput{}
	out.Body.Accounts = []Account{}
	for _, a := range found {
		out.Body.Accounts = append(out.Body.Accounts, s.accountOut(a))
	}
	return out, nil
}

type createAccountInput struct {
	Body struct {
		Login      string `json:"login" maxLength:"100"`
		Name       string `json:"name" maxLength:"240"`
		Department string `json:"department,omitempty" maxLength:"40" doc:"code"`
		Password   string `json:"password,omitempty" maxLength:"800" doc:"must be changed at the first sign-in; one is made when it is left out"`
	}
}

// CreatedAccount is a new account, with its password this once.
type CreatedAccount struct {
	Account
	OneTimePassword string `json:"one_time_password,omitempty" doc:"told this once; must be changed at the first sign-in"`
}

type createAccountOutput struct{ Body CreatedAccount }

func (s *server) createAccount(ctx context.Context, in *createAccountInput) (*createAccountOutput, error) {
	by, err := s.administrator(ctx, identity.AccountManage)
	if err != nil {
		return nil, err
	}
	a, oneTime, err := s.cfg.Accounts.CreateAccount(ctx, by, identity.NewAccount{Login: in.Body.Login, Name: in.Body.Name, Department: in.Body.Department, Password: in.Body.Password})
	if err != nil {
		return nil, err
	}
	return &createAccountOutput{CreatedAccount{s.accountOut(a), oneTime}}, nil
}

type accountInput struct {
	ID int64 `path:"id" minimum:"1"`
}

type changeAccountInput struct {
	ID   int64 `path:"id" minimum:"1"`
	Body struct {
		Name       *string `json:"name,omitempty" maxLength:"240"`
		Department *string `json:"department,omitempty" maxLength:"40" doc:"code; empty: none"`
		Disabled   *bool   `json:"disabled,omitempty"`
	}
}

type accountOutput struct{ Body Account }

func (s *server) changeAccount(ctx context.Context, in *changeAccountInput) (*accountOutput, error) {
	by, err := s.administrator(ctx, identity.AccountManage)
	if err != nil {
		return nil, err
	}
	a, err := s.cfg.Accounts.ChangeAccount(ctx, by, in.ID, identity.AccountChange(in.Body))
	if err != nil {
		return nil, err
	}
	return &accountOutput{s.accountOut(a)}, nil
}

type setRolesInput struct {
	ID   int64 `path:"id" minimum:"1"`
	Body struct {
		Roles []AccountRole `json:"roles" maxItems:"50"`
	}
}

func (s *server) setRoles(ctx context.Context, in *setRolesInput) (*accountOutput, error) {
	by, err := s.administrator(ctx, identity.GrantManage)
	if err != nil {
		return nil, err
	}
	var grants []identity.RoleGrant
	for _, r := range in.Body.Roles {
		grants = append(grants, identity.RoleGrant(r))
	}
	a, err := s.cfg.Accounts.SetRoles(ctx, by, in.ID, grants)
	if err != nil {
		return nil, err
	}
	return &accountOutput{s.accountOut(a)}, nil
}

func (s *server) unlockAccount(ctx context.Context, in *accountInput) (*done, error) {
	by, err := s.administrator(ctx, identity.GrantManage)
	if err == nil {
		err = s.cfg.Accounts.Unlock(ctx, by, in.ID)
	}
	return &done{}, err
}

func (s *server) endAccountSessions(ctx context.Context, in *accountInput) (*done, error) {
	by, err := s.administrator(ctx, identity.GrantManage)
	if err == nil {
		err = s.cfg.Accounts.EndEverything(ctx, by, in.ID)
	}
	return &done{}, err
}

// RoleOut is a named set of permissions.
type RoleOut struct {
	Code        string   `json:"code"`
	Title       Text     `json:"title"`
	Permissions []string `json:"permissions"`
}

type rolesOutput struct {
	Body struct {
		Roles []RoleOut `json:"roles"`
	}
}

func (s *server) roles(ctx context.Context, _ *nothing) (*rolesOutput, error) {
	if _, err := s.administrator(ctx, identity.AccountManage, identity.GrantManage); err != nil {
		return nil, err
	}
	roles, err := s.cfg.Accounts.Roles(ctx)
	if err != nil {
		return nil, err
	}
	out := &rolesOutput{}
	out.Body.Roles = []RoleOut{}
	for _, r := range roles {
		out.Body.Roles = append(out.Body.Roles, RoleOut{r.Code, Text{r.TitleZH, r.TitleEN}, permissionTexts(r.Permissions)})
	}
	return out, nil
}

func permissionTexts(permissions []identity.Permission) []string {
	out := []string{}
	for _, p := range permissions {
		out = append(out, string(p))
	}
	return out
}
