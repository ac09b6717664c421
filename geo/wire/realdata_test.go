package wire_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wangge-map/wangge/geo/wire"
	"github.com/wangge-map/wangge/internal/realdata"
)

// The collection's own judgement is in the folders' names. Where ours is another, it stands here with the reason.
func TestTheCollectionOfInvalidFilesIsJudgedRightly(t *testing.T) {
	folder, ok := realdata.Path(t, "conformance", "geojson-invalid-geometry", "examples")
	if !ok {
		return
	}
	refused := map[string]bool{"invalid_geometries": true, "invalid_structure": true, "problematic_geometries": false, "problematic_structure": false, "valid": false}
	reasons := map[string]string{ // by file name
		// Valid, but neither a place nor a cell.
		"valid_featurecollection_with_geometrycollection.geojson":    "a GeometryCollection is refused",
		"valid_geometry_geometrycollection.geojson":                  "a GeometryCollection is refused",
		"valid_geometry_geometrycollection_empty_geometries.geojson": "a GeometryCollection is refused",
		"problematic_geometrycollection_single.geojson":              "a GeometryCollection is refused",
		"problematic_nested_geometrycollection.geojson":              "a GeometryCollection is refused",
		"invalid_exterior_not_ccw.geojson":                           "rings are turned on import",
		"invalid_interior_not_cw.geojson":                            "rings are turned on import",
		"invalid_feature_id_type.geojson":                            "ids are not read",
		"invalid_feature_no_properties.geojson":                      "a place needs no properties",
		"invalid_geometry_bbox_not4or6.geojson":                      "boxes are not read",
		"invalid_geometry_bbox_not_list.geojson":                     "boxes are not read",
		"invalid_geometry_bbox_not_numbers.geojson":                  "boxes are not read",
	}
	files, err := filepath.Glob(filepath.Join(folder, "*", "*.geojson"))
	if err != nil || len(files) != 74 {
		t.Fatalf("%d files (%v), want 74", len(files), err)
	}
	var ours []string
	for _, path := range files {
		name := filepath.Base(path)
		if got := refuses(t, path); got != refused[filepath.Base(filepath.Dir(path))] {
			ours = append(ours, name)
		}
	}
	want := slices.Sorted(maps.Keys(reasons))
	slices.Sort(ours)
	if diff := cmp.Diff(want, ours); diff != "" {
		t.Errorf("judged otherwise than the collection (-want +got):\n%s", diff)
	}
}

// refuses reports whether anything in the file is refused.
func refuses(t *testing.T, path string) bool {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	bad := false
	err = wire.DecodeFeatures(file, func(f wire.Feature) error {
		bad = bad || f.Err != nil
		return nil
	})
	return bad || err != nil
}
