package pgserver

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wangge-map/wangge/geo"
)

// Debian's places for PostgreSQL's programs and extensions.
const (
	debianBinDir = "/usr/lib/postgresql/" + Major + "/bin"
	debianShare  = "/usr/share/postgresql/" + Major + "/extension"
)

// findPrograms returns the folder of PostgreSQL's programs. It returns an Unavailable error that names the packages to
// install when something is missing. extensions is the folder of the system's extensions, which programs elsewhere do not use.
func findPrograms(binDir, extensions string) (string, error) {
	dir := binDir
	if dir == "" {
		dir = debianBinDir
	}
	var packages []string
	need := func(path, pkg string) {
		if _, err := os.Stat(path); err != nil && !slices.Contains(packages, pkg) {
			packages = append(packages, pkg)
		}
	}
	for _, program := range []string{"initdb", "postgres", "pg_ctl"} {
		need(filepath.Join(dir, program), "postgresql-"+Major)
	}
	if binDir == "" { // a build of one's own keeps its extensions elsewhere; create extension tells
		need(filepath.Join(extensions, "pg_trgm.control"), "postgresql-"+Major)
		need(filepath.Join(extensions, "btree_gist.control"), "postgresql-"+Major)
		need(filepath.Join(extensions, "postgis.control"), "postgresql-"+Major+"-postgis-3")
	}
	if len(packages) == 0 {
		return dir, nil
	}
	list := strings.Join(packages, " ")
	return "", geo.Errorf(geo.Unavailable, "",
		"the private database needs packages that are not installed: %s. Install them with: sudo apt-get install -y %s (or use a database elsewhere with --database-url)",
		list, list)
}
