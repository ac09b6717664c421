// Package seal encrypts the few fields of the database that name or reach a person, with a key that is outside of it: a copy
// of the database alone tells nobody's telephone number. AES-256-GCM; every sealed value names its key, so that a key can be
// followed by the next one. It also keeps the other secrets that live beside the database as files.
package seal
