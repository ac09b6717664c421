package casework

// Area is a part of the site that a role can be held for, or figures be asked for: everything whose code begins with Code.
type Area struct {
	Code string
	Name string // empty: nobody has said
	Kind AreaKind
}

// AreaKind is what an area is; statistical codes say it by their length.
type AreaKind string

// The kinds.
const (
	District  AreaKind = "district"  // 6 digits
	Street    AreaKind = "street"    // 9 digits
	Community AreaKind = "community" // 12 digits
	OtherArea AreaKind = "area"      // any other code that begins those of cells
	OneCell   AreaKind = "cell"
)
