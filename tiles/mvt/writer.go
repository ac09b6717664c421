package mvt

// Writer builds one tile after another. Its buffers stay when it is reset, so that a Writer that is kept, in a sync.Pool
// for example, allocates nothing per feature. It is for one goroutine at a time.
type Writer struct {
	layers []*Layer // those beyond used wait for the next tile
	used   int
}

// Reset empties the writer for the next tile. Layers that it gave out are no longer valid.
func (w *Writer) Reset() { w.used = 0 }

// Layer begins the layer called name, or returns it when it was begun before: a tile never holds two layers of one
// name. Layers are written in the order in which they were begun; one without features is left out.
func (w *Writer) Layer(name string) *Layer {
	for _, l := range w.layers[:w.used] {
		if l.name == name {
			return l
		}
	}
	if w.used == len(w.layers) {
		w.layers = append(w.layers, &Layer{})
	}
	l := w.layers[w.used]
	w.used++
	l.reset(name)
	return l
}

// Bytes returns the tile, in memory of its own: empty, but not nil, when no layer has a feature. The last feature of each
// layer is thereby complete.
func (w *Writer) Bytes() []byte {
	size := 0
	for _, l := range w.layers[:w.used] {
		l.finish()
		if n := l.size(); n > 0 {
			size += bytesLen(n)
		}
	}
	out := make([]byte, 0, size)
	for _, l := range w.layers[:w.used] {
		if n := l.size(); n > 0 {
			out = append(out, tag(tileLayers, wireBytes))
			out = appendVarint(out, uint64(n))
			out = l.appendTo(out)
		}
	}
	return out
}
