package internal_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/wangge-map/wangge/"

// mayImport says which of the module's own packages each package may import (docs/architecture.md). A name that ends in
// /... stands for everything below it too.
func mayImport() map[string][]string {
	pure := []string{"geo", "geo/datum", "geo/wire", "geo/locate", "geo/mosaic", "internal/casework"}
	with := func(more ...string) []string { return append(slices.Clone(pure), more...) }
	return map[string][]string{
		"geo":                  {},
		"geo/datum":            {"geo"},
		"geo/wire":             {"geo"},
		"geo/locate":           {"geo"},
		"geo/mosaic":           {"geo"},
		"internal/casework":    {"geo"},
		"internal/progress":    {},
		"internal/identity":    with("internal/audit", "internal/seal"),
		"internal/audit":       {"geo"},
		"internal/seal":        {"geo"},
		"internal/signon":      {"geo", "internal/identity", "internal/seal"},
		"internal/photo":       with("internal/blob", "internal/identity"),
		"internal/blob":        {"geo"},
		"internal/notice":      with("internal/identity"),
		"internal/gridcode":    with(),
		"internal/certificate": with(),
		"tiles":                with("tiles/mvt", "tiles/mesh"),
		"tiles/mvt":            {"geo"},
		"tiles/mesh":           {"geo", "tiles/mvt"},
		"migrations":           {},
		"web":                  {},
		"internal/intake":      with(),
		"internal/office":      with("internal/identity", "internal/audit"),
		"internal/importer":    with("internal/progress"),
		"internal/export":      with("internal/progress", "tiles", "tiles/mvt"),
		"internal/demo":        with(),
		"internal/store":       with("migrations", "internal/identity", "internal/audit", "internal/gridcode", "internal/seal", "internal/notice", "internal/photo", "internal/office"),
		"internal/feed":        with("tiles", "internal/store", "internal/office"),
		"internal/pgserver":    {"geo"},
		"internal/pgtest":      {"geo", "internal/pgserver", "internal/seal", "migrations"},
		"internal/realdata":    {},
		"internal/doctor":      {"geo", "geo/datum", "migrations"},
		"internal":             {}, // this test
		"api":                  with("tiles", "api/ogc", "api/open311", "internal/identity", "internal/audit", "internal/gridcode", "internal/certificate", "internal/photo", "internal/notice", "internal/office"),
		"api/ogc":              with("tiles", "api/ogc/crs", "api/ogc/cql2"),
		"api/open311":          with("tiles", "internal/identity"),
		"api/ogc/cql2":         {"geo"},
		"api/ogc/crs":          {"geo", "geo/datum"},
		"api/...":              with("tiles", "api"),
		"cmd/...":              {"..."},

		"internal/demo/city": with(),
	}
}

// importers says who alone may import a library.
func importers() map[string][]string {
	return map[string][]string{
		"github.com/twpayne/go-geom": {"geo/wire"},
		"github.com/jackc/pgx":       {"internal/store", "internal/pgserver", "internal/pgtest", "internal/doctor", "migrations"},
		"github.com/gorilla/mux":     {"api", "api/ogc"},
		"github.com/alecthomas/kong": {"cmd/wangge"},
		"github.com/coreos/go-oidc":  {"internal/signon"},
		"golang.org/x/oauth2":        {"internal/signon"},
		// Formats of files, each heavy: what else would need them asks internal/export.
		"github.com/xuri/excelize":      {"internal/export"},
		"github.com/google/flatbuffers": {"internal/export"},
		"github.com/ncruces/go-sqlite3": {"internal/export"},
		// What people send is decoded in one place, and kept through another.
		"github.com/bep/imagemeta":    {"internal/photo"},
		"golang.org/x/image":          {"internal/photo"},
		"github.com/minio/minio-go":   {"internal/blob"},
		"github.com/riverqueue/river": {"internal/store", "migrations"},
		"github.com/wneessen/go-mail": {"internal/notice"},
		// It links bson and another protobuf; tests alone compare with it.
		"github.com/paulmach/orb/encoding/mvt": {},
	}
}

type imports struct {
	name string
	own  []string // of this module, without its prefix
	far  []string // of libraries
}

func TestPackagesImportOnlyWhatTheArchitectureAllows(t *testing.T) {
	rules := mayImport()
	for _, p := range list(t) {
		allowed, known := allowedFor(rules, p.name)
		if !known {
			t.Errorf("package %s has no rule: say in mayImport what it may import, and in docs/architecture.md what it is for", p.name)
		}
		for _, own := range p.own {
			if !matches(allowed, own) {
				t.Errorf("%s imports %s, which the architecture does not allow", p.name, own)
			}
		}
	}
}

func TestLibrariesStayInTheirRoom(t *testing.T) {
	rules := importers()
	for _, p := range list(t) {
		for _, far := range p.far {
			for library, rooms := range rules {
				if strings.HasPrefix(far, library) && !slices.Contains(rooms, p.name) {
					t.Errorf("%s imports %s, which belongs to %v", p.name, far, rooms)
				}
			}
		}
	}
}

func allowedFor(rules map[string][]string, name string) ([]string, bool) {
	if allowed, ok := rules[name]; ok {
		return allowed, true
	}
	for pattern, allowed := range rules {
		if prefix, wide := strings.CutSuffix(pattern, "/..."); wide && strings.HasPrefix(name, prefix+"/") {
			return allowed, true
		}
	}
	return nil, false
}

func matches(allowed []string, name string) bool {
	return slices.Contains(allowed, "...") || slices.Contains(allowed, name)
}

// list asks the go command what every package of the module imports, tests left out.
func list(t *testing.T) []imports {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []imports
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		p := imports{name: strings.TrimPrefix(words[0], module)}
		for _, word := range words[1:] {
			if own, ok := strings.CutPrefix(word, module); ok {
				p.own = append(p.own, own)
			} else {
				p.far = append(p.far, word)
			}
		}
		all = append(all, p)
	}
	if len(all) < 5 {
		t.Fatalf("go list names %d packages; the test would see nothing", len(all))
	}
	return all
}
