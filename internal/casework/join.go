package casework

import "github.com/wangge-map/wangge/geo"

// joinM is how far from a case's place another report of the same matter may be made: no further than a hazard is told from.
const joinM = 100

// CheckJoin returns why another report, made at a place, can't be one of the matter of d; nil when it can. Whether the state of
// d allows it is for Apply to say. What is sensitive is joined to nothing: who tries would learn of it.
func CheckJoin(d Dossier, at geo.Point) error {
	if d.Category.Sensitive || DistanceM(d.At, at) > joinM {
		return geo.Errorf(geo.Invalid, "same_as", "is no open case within %d metres of this place; leave it out to report a new matter", joinM)
	}
	return nil
}
