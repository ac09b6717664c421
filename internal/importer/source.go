package importer

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/geo/wire"
)

// source is a file of features.
type source struct {
	path  string
	layer string      // of a file that has several; empty when it has one
	datum datum.Datum // what the caller says the coordinates are; zero when the file is to say it
	// step is told how far reading has come, after every feature; total is 0 when the end is not known.
	step func(features int, done, total int64)
}

// featuresRead is what is known of a source when it has been read.
type featuresRead struct {
	datum datum.Datum // that the coordinates given out were in
	notes []string    // what the person who has the file should know
}

// datumGiven is told the datum before the first feature.
type datumGiven func(datum.Datum) error

// read calls fn for every feature of the file, in order. GeoJSON is read here, as it stands or newline-delimited; other
// formats go through ogr2ogr. It returns a NotFound error when there is no file, an Invalid one when it can't be read, and
// an Unavailable one when ogr2ogr is needed and missing.
func (s source) read(ctx context.Context, begin datumGiven, fn func(wire.Feature) error) (featuresRead, error) {
	file, err := openFile(s.path)
	if err != nil {
		return featuresRead{}, err
	}
	defer file.Close()
	suffix := strings.ToLower(filepath.Ext(s.path))
	if format, foreign := ogrFormats()[suffix]; foreign {
		return s.readOGR(ctx, format, begin, fn)
	}
	counted := &countingReader{r: file}
	text := bufio.NewReaderSize(counted, sniffed)
	head, err := text.Peek(sniffed)
	if err != nil && err != io.EOF {
		return featuresRead{}, unreadable(s.path, err)
	}
	if !looksLikeJSON(head) {
		return featuresRead{}, geo.Errorf(geo.Invalid, "", "%s is not GeoJSON, and its name ends in none of %s", filepath.Base(s.path), strings.Join(ogrSuffixes(), " "))
	}
	read, err := s.geoJSONDatum(head)
	if err != nil {
		return read, err
	}
	size := int64(0)
	if info, err := file.Stat(); err == nil {
		size = info.Size()
	}
	return read, s.decode(ctx, text, read.datum, begin, fn, func() (int64, int64) { return counted.read(), size })
}

// decode passes the features of text on until ctx ends.
func (s source) decode(ctx context.Context, text io.Reader, d datum.Datum, begin datumGiven, fn func(wire.Feature) error, part func() (done, total int64)) error {
	if err := begin(d); err != nil {
		return err
	}
	return wire.DecodeFeatures(text, func(f wire.Feature) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		done, total := part()
		s.step(f.Index, done, total)
		return fn(f)
	})
}

func openFile(path string) (*os.File, error) {
	if strings.HasPrefix(path, "/vsi") { // GDAL would fetch it from wherever it says
		return nil, geo.Errorf(geo.Invalid, "", "%s is not the path of a file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	info, err := file.Stat()
	if err != nil || info.IsDir() {
		file.Close()
		return nil, geo.Errorf(geo.Invalid, "", "%s is not a file", path)
	}
	return file, nil
}

func unreadable(path string, err error) error {
	if os.IsNotExist(err) {
		return geo.Errorf(geo.NotFound, "", "there is no file %s", path)
	}
	return geo.Errorf(geo.Invalid, "", "%s can't be read: %w", path, err)
}

func looksLikeJSON(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte(bom)), " \t\r\n\x1e")
	return len(head) > 0 && head[0] == '{'
}

// declaredCRS finds the reference system that GeoJSON before RFC 7946 could declare near its beginning.
func declaredCRS(head []byte) string {
	found := regexp.MustCompile(`"crs"\s*:\s*\{[^{}]*\{[^{}]*"name"\s*:\s*"([^"]+)"`).FindSubmatch(head)
	if found == nil {
		return ""
	}
	return string(found[1])
}

var epsgCode = regexp.MustCompile(`(?i)epsg:+(?:[0-9.]*:)?([0-9]+)$`)

// geoJSONDatum decides how the coordinates are to be read: as the caller says; else as the file declares; else as WGS 84,
// which is what GeoJSON is in.
func (s source) geoJSONDatum(head []byte) (featuresRead, error) {
	declared := declaredCRS(head)
	known := datum.WGS84()
	var err error
	if declared != "" && !strings.HasSuffix(declared, "CRS84") {
		code := epsgCode.FindStringSubmatch(declared)
		if code == nil {
			code = []string{"", declared}
		}
		known, err = datum.Parse("epsg:" + code[1])
	}
	var zero datum.Datum
	switch {
	case s.datum == zero && err != nil:
		return featuresRead{}, geo.Errorf(geo.Invalid, "--datum", "the file declares the reference system %s, which is not known; give --datum, or reproject it to WGS 84", declared)
	case s.datum == zero:
		return featuresRead{datum: known}, nil
	case declared != "" && (err != nil || known != s.datum):
		note := fmt.Sprintf("the file declares the reference system %s; it was read as %s because --datum says so", declared, s.datum)
		return featuresRead{datum: s.datum, notes: []string{note}}, nil
	}
	return featuresRead{datum: s.datum}, nil
}

// ogrFormats are the names by which GDAL knows what is in a file, by suffix. Only these drivers are let near it.
func ogrFormats() map[string][]string {
	return map[string][]string{
		".shp":  {"ESRI Shapefile"},
		".zip":  {"ESRI Shapefile"},
		".gpkg": {"GPKG"},
		".fgb":  {"FlatGeobuf"},
		".kml":  {"LIBKML", "KML"},
		".dxf":  {"DXF"},
	}
}

func ogrSuffixes() []string {
	var out []string
	for suffix := range ogrFormats() {
		out = append(out, suffix)
	}
	slices.Sort(out)
	return out
}
