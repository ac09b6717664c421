package ogc

// The encodings of a filter.
const (
	langText = "cql2-text"
	langJSON = "cql2-json"
)

func (c *call) readFilter(*itemsQuery, *collection) error { return nil }
