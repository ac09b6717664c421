package cql2

import "unicode/utf8"

// pattern is a pattern of LIKE.
type pattern []piece

// piece matches one rune, any one, or any number of them.
type piece struct {
	kind pieceKind
	r    rune
}

type pieceKind uint8

const (
	exactly pieceKind = iota
	anyOne
	anyMany
)

// parsePattern reads % (any number of characters), _ (one) and \ (the next as it is).
func parsePattern(s string) (pattern, error) {
	var p pattern
	escaped := false
	for _, r := range s {
		switch {
		case escaped:
			p, escaped = append(p, piece{exactly, r}), false
		case r == '\\':
			escaped = true
		case r == '%':
			p = append(p, piece{kind: anyMany})
		case r == '_':
			p = append(p, piece{kind: anyOne})
		default:
			p = append(p, piece{exactly, r})
		}
	}
	if escaped {
		return nil, invalid(`the pattern %.40q of LIKE ends with a \ that has nothing after it`, s)
	}
	return p, nil
}

// match reports whether all of s fits. When a piece does not fit, the last anyMany takes one more rune and matching goes on
// from there; earlier ones need not be tried again, so it takes at most len(s)·len(p) steps.
func (p pattern) match(s string) bool {
	at, from := 0, 0    // in p, in s
	many, mark := -1, 0 // the last anyMany in p, and where in s what follows it was tried last
	for from < len(s) {
		r, size := utf8.DecodeRuneInString(s[from:])
		switch {
		case at < len(p) && p[at].kind == anyMany:
			many, mark = at, from
			at++
		case at < len(p) && (p[at].kind == anyOne || p[at].r == r):
			at++
			from += size
		case many >= 0:
			_, size := utf8.DecodeRuneInString(s[mark:])
			mark += size
			from, at = mark, many+1
		default:
			return false
		}
	}
	for at < len(p) && p[at].kind == anyMany {
		at++
	}
	return at == len(p)
}
