package api

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// pathBaseMap is where a base map in a PMTiles file is read from, range by range.
const pathBaseMap = "/basemap.pmtiles"

// BaseMap is the map that the page draws under its own layers.
type BaseMap struct {
	Kind        string    `json:"kind" enum:"pmtiles,xyz,tianditu"`
	Format      string    `json:"format" enum:"raster,vector" doc:"what a tile is: a picture, or an MVT in the Protomaps schema"`
	URL         string    `json:"url" doc:"where the PMTiles file is, from this site's root; empty for other kinds"`
	Tiles       []string  `json:"tiles" doc:"templates with {z}, {x} and {y} that all give the same tiles; none for PMTiles"`
	Overlay     []string  `json:"overlay" doc:"templates of a second map, its names, drawn over the first; mostly none"`
	MinZoom     int       `json:"min_zoom"`
	MaxZoom     int       `json:"max_zoom" doc:"tiles of this zoom are enlarged beyond it"`
	Bounds      []float64 `json:"bounds" doc:"west, south, east, north; empty where it covers the world" maxItems:"4"`
	Attribution string    `json:"attribution"`

	// File holds the PMTiles that are served at URL; nil for other kinds.
	File *BaseMapFile `json:"-"`
}

// BaseMapFile is an open PMTiles file. Whoever opened it closes it, after the service has ended.
type BaseMapFile struct {
	Content    io.ReaderAt
	Size       int64 // bytes
	ModifiedAt time.Time
}

// origins are the other hosts that the page fetches the base map from, as a Content-Security-Policy names them.
func (b *BaseMap) origins() ([]string, error) {
	if b == nil {
		return nil, nil
	}
	var found []string
	for _, template := range slices.Concat(b.Tiles, b.Overlay) {
		u, err := url.Parse(template)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsAny(u.Host, " ;,'\"*") {
			return nil, fmt.Errorf("api: %q is no address of tiles", template)
		}
		if origin := u.Scheme + "://" + u.Host; !slices.Contains(found, origin) {
			found = append(found, origin)
		}
	}
	return found, nil
}

// serve answers with the file or a range of it. Its tag changes with the file, so that ranges of two files are never mixed.
func (f *BaseMapFile) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/vnd.pmtiles")
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", fmt.Sprintf(`"%x-%x"`, f.Size, f.ModifiedAt.UnixNano()))
	http.ServeContent(w, r, "", f.ModifiedAt, io.NewSectionReader(f.Content, 0, f.Size))
}
