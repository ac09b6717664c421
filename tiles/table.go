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
	mask := uint64(len(t.keys) - 1)
	at := key * 0x9e3779b97f4a7c15 >> 32 & mask
	for t.keys[at] != 0 && t.keys[at] != key+1 {
		at = (at + 1) & mask
	}
	if t.keys[at] == 0 {
		t.keys[at] = key + 1
		t.used++
	}
	t.counts[at] += n
}

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
