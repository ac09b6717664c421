package importer

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/geo/wire"
)

const (
	// ogrTimeout bounds a conversion: a country's grid takes minutes, a file made to keep GDAL busy takes for ever.
	ogrTimeout = 30 * time.Minute
	// ogrWords is how much of what GDAL says is kept for the error.
	ogrWords = 16 << 10
)

// ogr runs GDAL's tools on one file: in a temporary folder of its own, with none but the drivers for this format, and
// without the network.
type ogr struct {
	dir    string   // temporary
	env    []string // of every run
	path   string   // of the file as GDAL is to open it
	suffix string
}

// readOGR reads a file through ogr2ogr. When the caller named a datum, the coordinates are taken as they stand in the
// file; else ogr2ogr brings them to WGS 84 from the reference system that the file declares.
func (s source) readOGR(ctx context.Context, drivers []string, begin datumGiven, fn func(wire.Feature) error) (featuresRead, error) {
	ctx, cancel := context.WithTimeout(ctx, ogrTimeout)
	defer cancel()
	dir, err := os.MkdirTemp("", "wangge-import-")
	if err != nil {
		return featuresRead{}, geo.Errorf(geo.Unavailable, "", "no temporary folder: %w", err)
	}
	defer os.RemoveAll(dir)
	o, err := newOGR(ctx, dir, s.path, drivers)
	if err != nil {
		return featuresRead{}, err
	}
	layer, err := o.chooseLayer(ctx, s.layer)
	if err != nil {
		return featuresRead{}, err
	}
	declared, err := o.declaredCRS(ctx, layer)
	if err != nil {
		return featuresRead{}, err
	}
	read, asIs, err := s.ogrDatum(declared)
	if err != nil {
		return read, err
	}
	return read, o.convert(ctx, layer, asIs, func(out *os.File) error {
		return s.decode(ctx, out, read.datum, begin, func(f wire.Feature) error {
			if o.suffix == ".dxf" {
				f.Geometry = closedLineAsPolygon(f.Geometry)
			}
			return fn(f)
		}, func() (int64, int64) { return 0, 0 })
	})
}

func (s source) ogrDatum(declared string) (read featuresRead, asIs bool, err error) {
	var zero datum.Datum
	if s.datum == zero {
		if declared == "" {
			return read, false, geo.Errorf(geo.Invalid, "--datum", "%s does not say what its coordinates are in; give --datum", filepath.Base(s.path))
		}
		note := "the file declares the reference system " + declared + "; ogr2ogr brought it to WGS 84"
		return featuresRead{datum: datum.WGS84(), notes: []string{note}}, false, nil
	}
	read.datum = s.datum
	if declared != "" {
		read.notes = []string{fmt.Sprintf("the file declares the reference system %s; it was read as %s because --datum says so", declared, s.datum)}
	}
	return read, true, nil
}

func newOGR(ctx context.Context, dir, path string, drivers []string) (*ogr, error) {
	for _, tool := range []string{"ogr2ogr", "ogrinfo"} {
		if _, err := exec.LookPath(tool); err != nil {
			return nil, geo.Errorf(geo.Unavailable, "", "%s files are read with %s, which is not installed; install it with: apt-get install gdal-bin", strings.ToLower(filepath.Ext(path)), tool)
		}
	}
	path, err := filepath.Abs(path) // so that it can't pass for an option
	if err != nil {
		return nil, geo.Errorf(geo.Invalid, "", "%s is not a path: %w", path, err)
	}
	o := &ogr{dir: dir, path: path, suffix: strings.ToLower(filepath.Ext(path))}
	o.env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "CPL_TMPDIR=" + dir, "LC_ALL=C.UTF-8",
		"PROJ_NETWORK=OFF", "SHAPE_RESTORE_SHX=NO"}
	if o.suffix == ".zip" {
		if o.path, err = unzipShapefile(o.path, dir); err != nil {
			return nil, err
		}
	}
	if drivers[0] == "ESRI Shapefile" {
		if encoding := shapeEncoding(o.path); encoding != "" {
			o.env = append(o.env, "SHAPE_ENCODING="+encoding)
		}
	}
	return o, o.allow(ctx, drivers)
}

var formatLine = regexp.MustCompile(`(?m)^  (.+?) -[a-z, ]+- \(`)

// allow switches off every driver but the given ones and the one that writes.
func (o *ogr) allow(ctx context.Context, drivers []string) error {
	formats, err := o.run(ctx, "ogr2ogr", "--formats")
	if err != nil {
		return err
	}
	var skip []string
	for _, m := range formatLine.FindAllSubmatch(formats, -1) {
		if name := string(m[1]); !slices.Contains(drivers, name) && name != "GeoJSONSeq" {
			skip = append(skip, name)
		}
	}
	if len(skip) == 0 {
		return geo.Errorf(geo.Unavailable, "", "ogr2ogr does not say which formats it knows; is gdal-bin installed soundly?")
	}
	o.env = append(o.env, "GDAL_SKIP="+strings.Join(skip, ","))
	return nil
}

var layerLine = regexp.MustCompile(`(?m)^[0-9]+: (.*?)(?: \([^()]*(?:\([^()]*\))?[^()]*\))?$`)

// chooseLayer returns the layer that is wanted, or the only one.
func (o *ogr) chooseLayer(ctx context.Context, wanted string) (string, error) {
	listed, err := o.run(ctx, "ogrinfo", "-ro", "-so", o.path)
	if err != nil {
		return "", err
	}
	var layers []string
	for _, m := range layerLine.FindAllSubmatch(listed, -1) {
		layers = append(layers, string(m[1]))
	}
	switch {
	case wanted == "" && len(layers) == 1:
		return layers[0], nil
	case len(layers) == 0:
		return "", geo.Errorf(geo.Invalid, "", "the file has no layer")
	case wanted != "" && slices.Contains(layers, wanted):
		return wanted, nil
	}
	return "", geo.Errorf(geo.Invalid, "--layer", "the file has the layers %s; name one of them", strings.Join(layers, ", "))
}

var crsName = regexp.MustCompile(`(?s)Layer SRS WKT:\s+[A-Z]+\["([^"]+)"`)

// declaredCRS returns the name of the reference system that the layer declares, or nothing.
func (o *ogr) declaredCRS(ctx context.Context, layer string) (string, error) {
	described, err := o.run(ctx, "ogrinfo", "-ro", "-so", o.path, layer)
	if err != nil {
		return "", err
	}
	if m := crsName.FindSubmatch(described); m != nil {
		return string(m[1]), nil
	}
	return "", nil
}

// convert runs ogr2ogr and hands its output, newline-delimited GeoJSON, to read.
func (o *ogr) convert(ctx context.Context, layer string, asIs bool, read func(*os.File) error) error {
	args := []string{"-f", "GeoJSONSeq", "-lco", "RS=NO", "-lco", "COORDINATE_PRECISION=9", "-dim", "XY"}
	if asIs { // assigned, so that it is not reprojected
		args = append(args, "-a_srs", "EPSG:4326")
	} else {
		args = append(args, "-t_srs", "EPSG:4326")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd, said := o.command(ctx, "ogr2ogr", append(args, "/vsistdout/", o.path, layer)...)
	out, in, err := os.Pipe()
	if err != nil {
		return geo.Errorf(geo.Unavailable, "", "no pipe: %w", err)
	}
	defer out.Close()
	cmd.Stdout = in
	if err := cmd.Start(); err != nil {
		in.Close()
		return geo.Errorf(geo.Unavailable, "", "ogr2ogr can't be started: %w", err)
	}
	in.Close()
	readErr := read(out)
	if readErr != nil {
		cancel()
	}
	if err := cmd.Wait(); err != nil && readErr == nil {
		return o.failed(ctx, "ogr2ogr", said, err)
	}
	return readErr
}

// run returns what a tool writes.
func (o *ogr) run(ctx context.Context, tool string, args ...string) ([]byte, error) {
	cmd, said := o.command(ctx, tool, args...)
	out, err := cmd.Output()
	if err != nil {
		return nil, o.failed(ctx, tool, said, err)
	}
	return out, nil
}

func (o *ogr) command(ctx context.Context, tool string, args ...string) (*exec.Cmd, *head) {
	cmd := exec.CommandContext(ctx, tool, args...)
	cmd.Dir, cmd.Env = o.dir, o.env
	cmd.WaitDelay = 5 * time.Second
	said := &head{}
	cmd.Stderr = said
	return cmd, said
}

// failed says why a tool failed, in its own words, without those that are only warnings.
func (o *ogr) failed(ctx context.Context, tool string, said *head, err error) error {
	if ctx.Err() == context.DeadlineExceeded {
		return geo.Errorf(geo.Invalid, "", "%s did not come to an end within %v", tool, ogrTimeout)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	words := "it does not say why"
	for line := range bytes.Lines(said.text) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && !bytes.HasPrefix(line, []byte("Warning")) {
			words = strings.ReplaceAll(string(line), o.dir, "")
			break
		}
	}
	return geo.Errorf(geo.Invalid, "", "%s can't read the file: %s: %w", tool, words, err)
}

// head keeps the beginning of what is written to it.
type head struct{ text []byte }

func (h *head) Write(p []byte) (int, error) {
	h.text = append(h.text, p[:min(len(p), ogrWords-len(h.text))]...)
	return len(p), nil
}
