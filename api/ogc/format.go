package ogc

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/wangge-map/wangge/geo"
)

// format is a way to write a resource.
type format struct {
	name      string // the value of the parameter f
	mediaType string
}

// The formats. Those named json are what JSON is for a kind of resource.
var (
	asJSON    = format{"json", "application/json"}
	asGeoJSON = format{"json", "application/geo+json"}
	asSchema  = format{"json", "application/schema+json"}
	asOpenAPI = format{"json", openAPIType}
	asHTML    = format{"html", "text/html"}
	asMVT     = format{"mvt", "application/vnd.mapbox-vector-tile"}
)

// openAPIType is compared as a whole by clients, blanks and all.
const openAPIType = "application/vnd.oai.openapi+json;version=3.0"

// choose returns the format that r asks for by the parameter f, else by Accept, else the first of offered. An Accept that
// nothing fits gives the first too: an answer serves the caller better than a 406.
func choose(r *http.Request, f string, offered []format) (format, error) {
	if f != "" {
		var names []string
		for _, o := range offered {
			if o.name == f {
				return o, nil
			}
			names = append(names, o.name)
		}
		return format{}, geo.Errorf(geo.Invalid, "f", "is not a format of this resource; there is %s", strings.Join(names, ", "))
	}
	best, bestWeight := offered[0], 0.0
	for accepted := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		mediaRange, params, err := mime.ParseMediaType(accepted)
		if err != nil {
			continue
		}
		weight := 1.0
		if q, err := strconv.ParseFloat(params["q"], 64); err == nil {
			weight = q
		}
		for _, o := range offered {
			if weight > bestWeight && o.fits(mediaRange) {
				best, bestWeight = o, weight
				break // the order of offered decides within a range such as */*
			}
		}
	}
	return best, nil
}

// fits reports whether a reader of mediaRange can read f. Every JSON format is JSON too.
func (f format) fits(mediaRange string) bool {
	own, _, _ := mime.ParseMediaType(f.mediaType) // constants
	if prefix, wide := strings.CutSuffix(mediaRange, "/*"); wide {
		return prefix == "*" || strings.HasPrefix(own, prefix+"/")
	}
	return mediaRange == own || mediaRange == "application/json" && f.name == "json"
}
