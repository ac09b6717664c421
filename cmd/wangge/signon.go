package main

import (
	"os"
	"strings"
	"time"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/signon"
)

// signOnFlags say who else vouches for people.
type signOnFlags struct {
	OIDCIssuer           string `name:"oidc-issuer" help:"OpenID provider whose people may sign on, when an account is linked with them." placeholder:"URL" env:"WANGGE_OIDC_ISSUER"`
	OIDCClientID         string `name:"oidc-client-id" help:"What this service is called there. Register https://HOST/api/v1/session/oidc/callback with it." placeholder:"ID" env:"WANGGE_OIDC_CLIENT_ID"`
	OIDCClientSecretFile string `name:"oidc-client-secret-file" help:"File that holds the secret of the client." type:"path" placeholder:"FILE" env:"WANGGE_OIDC_CLIENT_SECRET_FILE"`
	OIDCTitle            string `name:"oidc-title" help:"What the button says. Default: the provider's host." placeholder:"TEXT" env:"WANGGE_OIDC_TITLE"`
	OIDCAutoLink         bool   `name:"oidc-auto-link" help:"Link somebody who signs on for the first time with the account whose login is their verified e-mail." env:"WANGGE_OIDC_AUTO_LINK"`
}

// provider is the sign-on that the flags name; nil when they name none.
func (f *signOnFlags) provider(db *database) (api.SignOn, error) {
	if f.OIDCIssuer == "" {
		return nil, nil
	}
	secret := ""
	if f.OIDCClientSecretFile != "" {
		raw, err := os.ReadFile(f.OIDCClientSecretFile)
		if err != nil {
			return nil, geo.Errorf(geo.Invalid, "--oidc-client-secret-file", "can't be read: %w", err)
		}
		secret = strings.TrimSpace(string(raw))
	}
	return signon.New(signon.Config{
		Issuer: f.OIDCIssuer, ClientID: f.OIDCClientID, ClientSecret: secret, Callback: api.PathSignOnCallback, ButtonTitle: f.OIDCTitle, Box: db.box, Now: time.Now,
	})
}
