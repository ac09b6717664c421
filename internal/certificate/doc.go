// Package certificate makes and checks the signed answer to whose cell a place is in (权属凭证). A certificate is one line of text that
// carries everything it says; whoever has the site's public keys can check it, without a network and without this program
// (docs/guides/certificates.md). It never reads a database, and never tells words, contacts or names.
package certificate
