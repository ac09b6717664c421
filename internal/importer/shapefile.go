package importer

import (
	"archive/zip"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
)

// maxUnzipped is how much a zipped Shapefile may hold: the format itself ends at 2 GB a part.
const maxUnzipped = 4 << 30

// unzipShapefile takes the one Shapefile out of the archive into dir and returns the path of its .shp. Names within the
// archive are not used, so that they can lead nowhere.
func unzipShapefile(archive, dir string) (string, error) {
	in, err := zip.OpenReader(archive)
	if err != nil {
		return "", geo.Errorf(geo.Invalid, "", "%s is not a zip archive: %w", filepath.Base(archive), err)
	}
	defer in.Close()
	base, err := onlyShapefile(in.File)
	if err != nil {
		return "", err
	}
	left := int64(maxUnzipped)
	for _, f := range in.File {
		ext := strings.ToLower(path.Ext(f.Name))
		if stem(f.Name) != base || !slices.Contains([]string{".shp", ".shx", ".dbf", ".prj", ".cpg"}, ext) {
			continue
		}
		n, err := unzip(f, filepath.Join(dir, "layer"+ext), left)
		if err != nil {
			return "", err
		}
		left -= n
	}
	return filepath.Join(dir, "layer.shp"), nil
}

func stem(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }

func onlyShapefile(files []*zip.File) (base string, err error) {
	for _, f := range files {
		if strings.ToLower(path.Ext(f.Name)) != ".shp" || strings.HasPrefix(path.Base(f.Name), "._") { // macOS's shadow of the file
			continue
		}
		if base != "" {
			return "", geo.Errorf(geo.Invalid, "", "the archive holds more than one Shapefile; import them one by one")
		}
		base = stem(f.Name)
	}
	if base == "" {
		return "", geo.Errorf(geo.Invalid, "", "the archive holds no Shapefile (no .shp)")
	}
	return base, nil
}

func unzip(f *zip.File, to string, limit int64) (int64, error) {
	in, err := f.Open()
	if err != nil {
		return 0, geo.Errorf(geo.Invalid, "", "%s in the archive can't be read: %w", f.Name, err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, geo.Errorf(geo.Unavailable, "", "no room for the archive: %w", err)
	}
	n, err := io.Copy(out, io.LimitReader(in, limit+1))
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return 0, geo.Errorf(geo.Invalid, "", "%s in the archive can't be unpacked: %w", f.Name, err)
	}
	if n > limit {
		return 0, geo.Errorf(geo.Invalid, "", "the archive unpacks to more than %d bytes", int64(maxUnzipped))
	}
	return n, nil
}

// shapeEncoding returns the encoding of a Shapefile's texts where the file itself does not say it, and nothing where it
// does (by a .cpg, or the driver byte of the .dbf). Without a word, Chinese texts are in GB18030 more often than not; but
// what reads as UTF-8 is UTF-8.
func shapeEncoding(shp string) string {
	for _, ext := range []string{".cpg", ".CPG"} {
		if _, err := os.Stat(stem(shp) + ext); err == nil {
			return ""
		}
	}
	for _, ext := range []string{".dbf", ".DBF"} {
		f, err := os.Open(stem(shp) + ext)
		if err != nil {
			continue
		}
		defer f.Close()
		const driverByte, fields = 29, 32 // dBASE: the header's length without the fields
		text := make([]byte, 1<<20)
		n, _ := io.ReadFull(f, text)
		switch text = text[:n]; {
		case n <= fields || text[driverByte] != 0:
			return ""
		case utf8.Valid(wholeRunes(text[fields:])):
			return "UTF-8"
		}
		return "GB18030"
	}
	return ""
}

// closedLineAsPolygon returns the area that a closed line encloses: drawings have borders, not areas.
func closedLineAsPolygon(g orb.Geometry) orb.Geometry {
	line, ok := g.(orb.LineString)
	if !ok || len(line) < 4 || line[0] != line[len(line)-1] {
		return g
	}
	return orb.Polygon{orb.Ring(line)}
}
