package tiles

// table counts by number. It is an open hash table: a map takes three times as long.
type table struct {
	keys   []uint64 // 1 more than the key; 0 is free
	counts []int
	used   int
}

func (t *table) add(key uint64, n int) {
	if t.used*2 >= len(t.keys) {
		t.grow()
	}
	at := t.place(key)
	if t.keys[at] == 0 {
		t.keys[at] = key + 1
		t.used++
	}
	t.counts[at] += n
}

// place returns where key stands, or would.
func (t *table) place(key uint64) uint64 {
	mask := uint64(len(t.keys) - 1)
	at := key * 0x9e3779b97f4a7c15 >> 32 & mask
	for t.keys[at] != 0 && t.keys[at] != key+1 {
		at = (at + 1) & mask
	}
	return at
}

// of returns the count of a key that is there.
func (t *table) of(key uint64) int { return t.counts[t.place(key)] }

func (t *table) grow() {
	old := *t
	size := max(2*len(old.keys), 1024)
	*t = table{keys: make([]uint64, size), counts: make([]int, size)}
	old.each(t.add)
}

// each calls fn with each number and its count.
func (t *table) each(fn func(key uint64, n int)) {
	for i, key := range t.keys {
		if key != 0 {
			fn(key-1, t.counts[i])
		}
	}
}
