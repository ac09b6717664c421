package tiles

import "slices"

// deadRows marks rows of a segment that are no more: replaced by newer ones, or taken out. It never changes; nil marks none.
type deadRows struct {
	pages [][]uint64 // nil pages mark none
	count int
}

// pageRows is the number of rows that one page marks: 8 kB, which is what marking a row copies.
const pageRows = 1 << 16

func (d *deadRows) has(row int) bool {
	if d == nil {
		return false
	}
	page := d.pages[row/pageRows]
	return page != nil && page[row%pageRows/64]&(1<<(row%64)) != 0
}

func (d *deadRows) len() int {
	if d == nil {
		return 0
	}
	return d.count
}

// with returns d with rows of a segment of n marked too.
func (d *deadRows) with(n int, rows []int) *deadRows {
	if len(rows) == 0 {
		return d
	}
	out := &deadRows{pages: make([][]uint64, (n+pageRows-1)/pageRows)}
	if d != nil {
		copy(out.pages, d.pages)
		out.count = d.count
	}
	own := map[int]bool{} // pages that are ours to write
	for _, row := range rows {
		p := row / pageRows
		if !own[p] {
			own[p] = true
			if out.pages[p] = slices.Clone(out.pages[p]); out.pages[p] == nil {
				out.pages[p] = make([]uint64, pageRows/64)
			}
		}
		word, bit := &out.pages[p][row%pageRows/64], uint64(1)<<(row%64)
		if *word&bit == 0 {
			*word |= bit
			out.count++
		}
	}
	return out
}
