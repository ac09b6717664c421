package mvt

import (
	"math"

	"github.com/wangge-map/wangge/geo"
)

// DecodedLayer is a layer that was read.
type DecodedLayer struct {
	Name     string
	Version  int // 1 or 2
	Extent   int
	Features []DecodedFeature
}

// DecodedFeature is a feature that was read. Parts holds all its points in one part, or its lines, or its rings: each
// without its first point repeated, every exterior ring followed by its holes. A feature of Unknown type has no parts.
type DecodedFeature struct {
	ID    uint64
	HasID bool
	Type  GeometryType
	Parts [][]Pt
	Tags  map[string]any // string, float32, float64, int64, uint64 or bool
}

// Decode reads a tile and holds it to the specification. What does not follow it is an Invalid error that names the
// place, even where a viewer would get over it; only unknown fields from 16 on, which the specification sets aside for
// extensions, are passed over, and in layers of version 1 rings may run either way round. Memory stays in proportion to
// len(data), which is neither changed nor kept.
func Decode(data []byte) ([]DecodedLayer, error) {
	var layers []DecodedLayer
	names := map[string]bool{}
	r := reader{data: data}
	for r.next() {
		at := indexed("layers", len(layers))
		switch {
		case r.field == tileLayers:
			l, err := decodeLayer(r.bytes(), at)
			switch {
			case r.failed:
			case err != nil:
				return nil, err
			case names[l.Name]:
				return nil, invalid(at+".name", "there is a layer %q already", l.Name)
			default:
				names[l.Name] = true
				layers = append(layers, l)
			}
		default:
			r.extension()
		}
	}
	if r.failed {
		return nil, invalid(indexed("layers", len(layers)), "the bytes are no tile from byte %d on", r.at)
	}
	return layers, nil
}

func invalid(field, format string, args ...any) error {
	return geo.Errorf(geo.Invalid, field, format, args...)
}

// layerParts are a layer's fields before the features are read, which need keys and values that may stand behind them.
type layerParts struct {
	features [][]byte
	keys     []string
	values   []any
	has      [16]bool
}

func decodeLayer(data []byte, at string) (DecodedLayer, error) {
	l := DecodedLayer{Version: 1, Extent: Extent}
	var parts layerParts
	r := reader{data: data}
	for r.next() {
		if err := l.field(&r, &parts, at); err != nil {
			return l, err
		}
	}
	switch {
	case r.failed:
		return l, invalid(at, "the bytes are no layer from byte %d on", r.at)
	case !parts.has[layerName] || l.Name == "":
		return l, invalid(at+".name", "the layer has no name")
	case !parts.has[layerVersion]:
		return l, invalid(at+".version", "the layer has no version")
	case l.Version != 1 && l.Version != 2:
		return l, invalid(at+".version", "version %d is neither 1 nor 2", l.Version)
	case l.Extent == 0:
		return l, invalid(at+".extent", "the extent is 0")
	}
	for i, raw := range parts.features {
		f, err := decodeFeature(raw, &parts, l.Version, at+"."+indexed("features", i))
		if err != nil {
			return l, err
		}
		l.Features = append(l.Features, f)
	}
	return l, nil
}

func (l *DecodedLayer) field(r *reader, parts *layerParts, at string) error {
	if !r.once(&parts.has, layerName, layerExtent, layerVersion) {
		return nil
	}
	switch r.field {
	case layerName:
		l.Name = r.text()
	case layerFeatures:
		parts.features = append(parts.features, r.bytes())
	case layerKeys:
		parts.keys = append(parts.keys, r.text())
	case layerValues:
		v, ok := decodeValue(r.bytes())
		if !ok && !r.failed {
			return invalid(at+"."+indexed("values", len(parts.values)), "the value is not exactly one of the seven kinds")
		}
		parts.values = append(parts.values, v)
	case layerExtent:
		l.Extent = int(r.uint32())
	case layerVersion:
		l.Version = int(r.uint32())
	default:
		r.extension()
	}
	return nil
}

func decodeValue(data []byte) (v any, ok bool) {
	r := reader{data: data}
	for r.next() {
		if v != nil {
			return nil, false
		}
		switch r.field {
		case valueString:
			v = r.text()
		case valueFloat:
			v = math.Float32frombits(uint32(r.fixed(wireFixed32)))
		case valueDouble:
			v = math.Float64frombits(r.fixed(wireFixed64))
		case valueInt:
			v = int64(r.varint())
		case valueUint:
			v = r.varint()
		case valueSint:
			u := r.varint()
			v = int64(u>>1) ^ -int64(u&1)
		case valueBool:
			v = r.varint() != 0
		default:
			return nil, false
		}
	}
	return v, v != nil && !r.failed
}

func decodeFeature(data []byte, parts *layerParts, version int, at string) (DecodedFeature, error) {
	f := DecodedFeature{Tags: map[string]any{}}
	var has [16]bool
	var tags, geometry []byte
	kind := uint64(0)
	r := reader{data: data}
	for r.next() {
		if !r.once(&has, featureID, featureTags, featureType, featureGeometry) {
			continue
		}
		switch r.field {
		case featureID:
			f.ID, f.HasID = r.varint(), true
		case featureTags:
			tags = r.bytes()
		case featureType:
			kind = r.varint()
		case featureGeometry:
			geometry = r.bytes()
		default:
			r.extension()
		}
	}
	switch {
	case r.failed:
		return f, invalid(at, "the bytes are no feature from byte %d on", r.at)
	case !has[featureType] || kind > uint64(Polygons):
		return f, invalid(at+".type", "the feature has no type from 0 to 3")
	case !has[featureGeometry]:
		return f, invalid(at+".geometry", "the feature has no geometry")
	}
	f.Type = GeometryType(kind)
	if err := f.readTags(tags, parts, at+".tags"); err != nil {
		return f, err
	}
	return f, f.readGeometry(geometry, version, at+".geometry")
}

func (f *DecodedFeature) readTags(packed []byte, parts *layerParts, at string) error {
	r := reader{data: packed}
	for r.more() {
		key, value := r.packed(), r.packed()
		switch {
		case r.failed:
			return invalid(at, "the tags are not pairs of numbers")
		case int(key) >= len(parts.keys):
			return invalid(at, "there is no key %d", key)
		case int(value) >= len(parts.values):
			return invalid(at, "there is no value %d", value)
		}
		name := parts.keys[key]
		if _, twice := f.Tags[name]; twice {
			return invalid(at, "the key %q stands there twice", name)
		}
		f.Tags[name] = parts.values[value]
	}
	return nil
}
