package main

// signOnFlags say who else vouches for people.
type signOnFlags struct {
	OIDCAutoLink bool `name:"oidc-auto-link" help:"Link somebody who signs on for the first time with the account whose login is their verified e-mail." env:"WANGGE_OIDC_AUTO_LINK"`
}
