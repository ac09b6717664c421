package geo

// Defect is something wrong with a feature of an edition being made, or with how its cells fit together.
type Defect struct {
	Kind    string   `json:"kind"`              // "invalid_geometry", "duplicate_code", "bad_code", "missing_field", "overlap", "gap"
	Feature int      `json:"feature,omitempty"` // position in the file, from 1; 0 when it is about the mosaic
	Cells   []string `json:"cells,omitempty"`   // codes of the cells concerned, sorted
	Lon     float64  `json:"lon"`               // where to look, WGS 84 degrees
	Lat     float64  `json:"lat"`
	AreaM2  float64  `json:"area_m2,omitempty"` // of an overlap or gap
	Reason  string   `json:"reason"`
	Fatal   bool     `json:"fatal"` // the feature cannot come in; overlaps and gaps are not fatal
}
