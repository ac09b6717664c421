package ogc

import (
	"net/http"
	"net/url"
	"strings"
)

// prefix is where the API is mounted.
const prefix = "/ogc"

// Relations of OGC's register.
const (
	relQueryables   = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
	relTilesets     = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
	relTilingScheme = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
	relTilingList   = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
	relGeoData      = "http://www.opengis.net/def/rel/ogc/1.0/geodata"
)

// link is a link as OGC API writes it in JSON.
type link struct {
	Href      string `json:"href"`
	Rel       string `json:"rel"`
	Type      string `json:"type,omitempty"`
	Title     string `json:"title,omitempty"`
	Templated bool   `json:"templated,omitempty"`
}

// baseURL is the absolute address of the landing page as who asks r sees it, without a slash at its end.
func (s *service) baseURL(r *http.Request) string {
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if s.cfg.TrustProxy {
		if proto := r.Header.Get("X-Forwarded-Proto"); proto == "http" || proto == "https" {
			scheme = proto
		}
		if forwarded := r.Header.Get("X-Forwarded-Host"); forwarded != "" && !strings.ContainsAny(forwarded, "/<>\"' ,") {
			host = forwarded
		}
	}
	return scheme + "://" + host + prefix
}

// to links to a resource of the API in a format.
func (c *call) to(rel, path string, f format, title string) link {
	return link{Href: c.base + path + "?f=" + f.name, Rel: rel, Type: f.mediaType, Title: title}
}

// selves are the links from a resource to itself and to its other formats, with all its parameters.
func (c *call) selves() []link {
	links := []link{{Href: c.href("f", c.format.name), Rel: "self", Type: c.format.mediaType, Title: c.selfTitle()}}
	for _, f := range c.route.formats {
		if f != c.format {
			links = append(links, link{Href: c.href("f", f.name), Rel: "alternate", Type: f.mediaType, Title: c.alternateTitle(f)})
		}
	}
	return links
}

func (c *call) selfTitle() string { return c.text("本文档", "This document") }

func (c *call) alternateTitle(f format) string {
	return c.text("本文档的", "This document as ") + strings.ToUpper(f.name)
}

// href is the address of the resource that is asked for with changed parameters, names and values in turn.
func (c *call) href(changes ...string) string {
	query := url.Values{}
	for name, values := range c.query {
		query[name] = values
	}
	for i := 0; i+1 < len(changes); i += 2 {
		query.Set(changes[i], changes[i+1])
	}
	return c.base + c.path() + "?" + query.Encode()
}

// path is the path asked for, escaped, below the landing page.
func (c *call) path() string {
	return strings.TrimSuffix(strings.TrimPrefix(c.r.URL.EscapedPath(), prefix), "/")
}

// header writes l for the header Link (RFC 8288). Addresses are escaped, so they hold no angle bracket.
func (l link) header() string {
	return "<" + l.Href + `>; rel="` + l.Rel + `"; type="` + strings.ReplaceAll(l.Type, `"`, "") + `"`
}
