package pgserver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wangge-map/wangge/geo"
)

func TestMissingPackagesAreNamedWithTheCommandThatInstallsThem(t *testing.T) {
	empty, noPostGIS := t.TempDir(), t.TempDir()
	for _, name := range []string{"pg_trgm.control", "btree_gist.control"} {
		if err := os.WriteFile(filepath.Join(noPostGIS, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ name, binDir, extensions, packages string }{
		{"no programs", empty, debianShare, "postgresql-15"},
		{"no PostGIS", "", noPostGIS, "postgresql-15-postgis-3"},
		{"no extensions at all", "", empty, "postgresql-15 postgresql-15-postgis-3"},
	} {
		_, err := findPrograms(c.binDir, c.extensions)
		if geo.KindOf(err) != geo.Unavailable {
			t.Errorf("%s: got %v, want that something is unavailable", c.name, err)
			continue
		}
		for _, words := range []string{"not installed: " + c.packages + ".", "sudo apt-get install -y " + c.packages + " ", "--database-url"} {
			if !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %q does not say %q", c.name, err, words)
			}
		}
	}
	if dir, err := findPrograms("", debianShare); err != nil || dir != debianBinDir {
		t.Errorf("where everything is installed: %q, %v", dir, err)
	}
}
