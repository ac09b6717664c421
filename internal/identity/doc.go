// Package identity says who somebody is and what they may do where: accounts, roles, scopes, sessions and tokens. Roles are
// data: named sets of the permissions listed here, each held for an area. It never tells a password, a token or a second
// factor; what is kept of them can't be turned back.
package identity
