// Package signon lets people in whom a provider elsewhere vouches for: OpenID Connect, authorization code with PKCE, state and nonce.
// What belongs to one sign-on is kept in a sealed cookie, so that any node can finish what another began. Who an account is at the
// provider is decided in package identity, by issuer and subject.
package signon
