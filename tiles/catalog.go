package tiles

import (
	"slices"

	"github.com/wangge-map/wangge/internal/casework"
)

// AllPoints names, in place of a layer, every layer of kind points together.
const AllPoints = "all"

// catalog is the layers and the categories. It never changes. Ordinals stay from one catalogue to the next.
type catalog struct {
	layers     []casework.Layer
	categories []category
	byCode     map[string]uint16
}

// category is a kind of matter. One that is on no public layer, or not in the catalogue any more, is not public.
type category struct {
	casework.Category
	public bool
	json   []byte // its properties in a feature, encoded once
}

// next returns the catalogue that follows c.
func (c *catalog) next(layers []casework.Layer, categories []casework.Category) *catalog {
	n := &catalog{layers: slices.Clone(layers), categories: slices.Clone(c.categories), byCode: map[string]uint16{}}
	for i := range n.categories {
		n.categories[i].public = false
		n.byCode[n.categories[i].Code] = uint16(i)
	}
	for _, k := range categories {
		own := category{Category: k, public: isPublic(k) && n.kindOf(k.Layer) == KindPoints, json: categoryJSON(k)}
		if i, known := n.byCode[k.Code]; known {
			n.categories[i] = own
			continue
		}
		n.byCode[k.Code] = uint16(len(n.categories))
		n.categories = append(n.categories, own)
	}
	return n
}

func categoryJSON(c casework.Category) []byte {
	var e encoder
	e.text("layer", c.Layer)
	e.text("category", c.Code)
	e.text("name_zh", c.NameZH)
	e.text("name_en", c.NameEN)
	return e.buf
}

// kindOf returns the kind of a layer, empty when there is no such layer.
func (c *catalog) kindOf(id string) string {
	if id == AllPoints {
		return KindPoints
	}
	for _, layer := range c.layers {
		if layer.ID == id {
			return layer.Kind
		}
	}
	return ""
}

// public returns the ordinal of the category with this code. ok is false when its cases may not be seen.
func (c *catalog) public(code string) (ordinal uint16, ok bool) {
	ordinal, ok = c.byCode[code]
	return ordinal, ok && c.categories[ordinal].public
}

// points returns the ids of the layers of kind points.
func (c *catalog) points() []string {
	var ids []string
	for _, layer := range c.layers {
		if layer.Kind == KindPoints {
			ids = append(ids, layer.ID)
		}
	}
	return ids
}
