package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/geo/wire"
)

// reportFeatures are the reports of a GeoJSON.
type reportFeatures struct {
	reportBase
	source  source
	text    io.Reader
	options ReportOptions
}

func openReportFeatures(ctx context.Context, base reportBase, path string, text io.Reader, head []byte, o ReportOptions, result *ReportsResult) (*reportFeatures, error) {
	s := source{path: path, datum: o.Datum, step: func(int, int64, int64) {}}
	read, err := s.geoJSONDatum(head)
	if err != nil {
		return nil, err
	}
	result.Notes = append(result.Notes, read.notes...)
	result.Encoding = "utf-8"
	f := &reportFeatures{reportBase: base, source: s, text: text, options: o}
	return f, f.checkFields(ctx)
}

// errAllSeen ends the look for fields.
var errAllSeen = errors.New("every field has been seen")

// checkFields reads the file until every field that is named has been seen, which mostly is in the first feature: one that is
// nowhere is to be known before anything is kept.
func (f *reportFeatures) checkFields(ctx context.Context) error {
	missing := map[string]string{} // the flag of a name
	for _, n := range append(f.options.fields(), namedField{"--lon-field", f.options.LonField}, namedField{"--lat-field", f.options.LatField}) {
		if n.name != "" {
			missing[n.name] = n.flag
		}
	}
	seen := map[string]bool{}
	features := 0
	_, err := f.source.read(ctx, func(datum.Datum) error { return nil }, func(feature wire.Feature) error {
		features++
		for name := range feature.Properties {
			seen[name] = true
			delete(missing, name)
		}
		if len(missing) == 0 {
			return errAllSeen
		}
		return nil
	})
	switch {
	case err == errAllSeen:
		return nil
	case err != nil:
		return err
	case features == 0:
		return geo.Errorf(geo.Invalid, "", "the file has no features")
	}
	name := slices.Min(slices.Collect(maps.Keys(missing)))
	return geo.Errorf(geo.Invalid, missing[name], "no feature has a field %q; there are: %s", name, strings.Join(slices.Sorted(maps.Keys(seen)), ", "))
}

func (f *reportFeatures) each(ctx context.Context, fn func(rawReport) error) error {
	return f.source.decode(ctx, f.text, f.options.Datum, func(datum.Datum) error { return nil }, func(feature wire.Feature) error {
		return fn(f.raw(feature))
	}, f.part)
}

func (f *reportFeatures) raw(feature wire.Feature) rawReport {
	o := f.options
	text := func(name string) string {
		value, _ := fieldText(feature.Properties[name])
		return value
	}
	r := rawReport{number: feature.Index, id: text(o.IDField), category: text(o.CategoryField), time: text(o.TimeField), status: text(o.StatusField)}
	if feature.Err != nil && feature.Properties == nil {
		r.unreadable = feature.Err.Error()
		return r
	}
	if o.LonField != "" {
		r.place(text(o.LonField), text(o.LatField))
		return r
	}
	switch g := feature.Geometry.(type) {
	case orb.Point:
		r.x, r.y = g[0], g[1]
	case nil:
		r.noPlace = "there is no geometry"
	default:
		r.noPlace = fmt.Sprintf("the geometry is a %s, not a point", g.GeoJSONType())
	}
	if feature.Err != nil {
		r.noPlace = feature.Err.Error()
	}
	return r
}
