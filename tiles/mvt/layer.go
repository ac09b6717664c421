package mvt

// Layer is one layer of the tile being written. A feature begins with its geometry (Point, MultiPoint, Line, Polygon);
// ID, Text, Int, Bool and Number then belong to it until the next one begins. A feature whose geometry came to nothing is
// dropped, with everything said of it.
type Layer struct {
	name     string
	features []byte // the field of every finished feature
	keys     tags
	values   values
	feature  feature
}

// feature is the one being written.
type feature struct {
	kind     GeometryType // Unknown when there is none
	id       uint64
	hasID    bool
	tags     []byte // packed indices
	geometry []byte // packed commands and parameters
	cursor   Pt     // where the next parameter counts from
	ring     []Pt   // scratch
}

func (l *Layer) reset(name string) {
	l.name = name
	l.features = l.features[:0]
	l.keys.reset()
	l.values.reset()
	l.feature.begin(Unknown)
}

func (f *feature) begin(kind GeometryType) {
	f.kind, f.id, f.hasID = kind, 0, false
	f.tags, f.geometry = f.tags[:0], f.geometry[:0]
	f.cursor = Pt{}
}

// ID gives the feature its number, which should be unique in its layer. 0 is a number like any other.
func (l *Layer) ID(id uint64) { l.feature.id, l.feature.hasID = id, true }

// Text gives the feature a text. What is not UTF-8 in it is replaced.
func (l *Layer) Text(key, value string) {
	if l.dropped() {
		return
	}
	l.tag(key, l.values.text(value))
}

// UniqueText is Text for a value that hardly any other feature of the layer has, a code for example: it is written
// without looking whether it stands there already.
func (l *Layer) UniqueText(key, value string) {
	if l.dropped() {
		return
	}
	l.tag(key, l.values.uniqueText(value))
}

// Int gives the feature a whole number.
func (l *Layer) Int(key string, value int64) {
	if l.dropped() {
		return
	}
	l.tag(key, l.values.int(value))
}

// Bool gives the feature a truth value.
func (l *Layer) Bool(key string, value bool) {
	if l.dropped() {
		return
	}
	l.tag(key, l.values.bool(value))
}

// Number gives the feature a number.
func (l *Layer) Number(key string, value float64) {
	if l.dropped() {
		return
	}
	l.tag(key, l.values.number(value))
}

func (l *Layer) dropped() bool { return len(l.feature.geometry) == 0 }

func (l *Layer) tag(key string, value uint32) {
	f := &l.feature
	f.tags = appendVarint(f.tags, uint64(l.keys.index(key)))
	f.tags = appendVarint(f.tags, uint64(value))
}

// begin completes the feature before and begins the next.
func (l *Layer) begin(kind GeometryType) {
	l.finish()
	l.feature.begin(kind)
}

func (l *Layer) finish() {
	f := &l.feature
	if f.kind == Unknown || len(f.geometry) == 0 {
		return
	}
	buf := append(l.features, tag(layerFeatures, wireBytes))
	buf = appendVarint(buf, uint64(f.size()))
	if f.hasID {
		buf = append(buf, tag(featureID, wireVarint))
		buf = appendVarint(buf, f.id)
	}
	if len(f.tags) > 0 {
		buf = appendBytes(buf, featureTags, f.tags)
	}
	buf = append(buf, tag(featureType, wireVarint), byte(f.kind))
	l.features = appendBytes(buf, featureGeometry, f.geometry)
	f.begin(Unknown)
}

func (f *feature) size() int {
	n := 2 + bytesLen(len(f.geometry))
	if f.hasID {
		n += 1 + varintLen(f.id)
	}
	if len(f.tags) > 0 {
		n += bytesLen(len(f.tags))
	}
	return n
}

// size is the length of what appendTo appends; 0 when the layer is left out.
func (l *Layer) size() int {
	if len(l.features) == 0 {
		return 0
	}
	return 2 + bytesLen(len(l.name)) + len(l.features) + len(l.keys.encoded) + len(l.values.encoded) + 1 + varintLen(Extent)
}

func (l *Layer) appendTo(out []byte) []byte {
	out = append(out, tag(layerVersion, wireVarint), 2)
	out = appendBytes(out, layerName, l.name)
	out = append(out, l.features...)
	out = append(out, l.keys.encoded...)
	out = append(out, l.values.encoded...)
	out = append(out, tag(layerExtent, wireVarint))
	return appendVarint(out, Extent)
}
