package api

import (
	"net/http"

	"golang.org/x/text/language"
)

// prefersChinese reports whether the reader asks for Chinese rather than English.
func prefersChinese(r *http.Request) bool {
	header := r.Header.Get("Accept-Language")
	if header == "" {
		return false
	}
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return false
	}
	_, i, _ := language.NewMatcher([]language.Tag{language.English, language.Chinese}).Match(wanted...)
	return i == 1
}

// Text is a text in both languages.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}
