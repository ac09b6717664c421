package mosaic

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/wangge-map/wangge/geo"
)

// stride is how many cells are looked at between two reports of progress: some tens of milliseconds.
const stride = 8192

// Node returns cells with every vertex of another cell that lies on one of their edges, or within two lattice units
// beside it, put into that edge, and how many were put in. The cells given are not changed; those that gain nothing share
// their shape with the result. The result does not depend on the order of the cells.
//
// A border moves by at most two units, and only where that does not make it touch itself. An edge that two cells share
// from end to end already is left alone, and so is a cell wider than 214 degrees. onProgress is called from the caller's
// goroutine with the number of cells looked at; it may be nil.
func Node(cells []geo.Cell, onProgress func(done, total int)) (noded []geo.Cell, added int) {
	if onProgress == nil {
		onProgress = func(int, int) {}
	}
	found := findAll(cells, onProgress)
	refuse(found)
	noded = slices.Clone(cells)
	var total atomic.Int64
	parallel(len(found), func(i int) {
		in := found[i]
		in.insertions = withoutTouching(in.shape, nearest(in.insertions))
		noded[in.cell].Shape = apply(in.shape, in.insertions)
		total.Add(int64(len(in.insertions)))
	})
	return noded, int(total.Load())
}

// parallel calls fn for 0 to n-1 on all processors.
func parallel(n int, fn func(i int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1) - 1); i < n; i = int(next.Add(1) - 1) {
				fn(i)
			}
		})
	}
	workers.Wait()
}

// apply returns m with what is in order put in. Rings that gain nothing are shared with m.
func apply(m geo.MultiPolygon, in []insertion) geo.MultiPolygon {
	if len(in) == 0 {
		return m
	}
	out := slices.Clone(m)
	for i := range out {
		out[i] = slices.Clone(out[i])
	}
	for len(in) > 0 {
		n := 1
		for n < len(in) && in[n].poly == in[0].poly && in[n].ring == in[0].ring {
			n++
		}
		ring := &out[in[0].poly][in[0].ring]
		*ring = grow(*ring, in[:n])
		in = in[n:]
	}
	return out
}

func grow(r geo.Ring, in []insertion) geo.Ring {
	out := make(geo.Ring, 0, len(r)+len(in))
	for k, p := range r {
		out = append(out, p)
		for len(in) > 0 && in[0].edge == k {
			out = append(out, in[0].at)
			in = in[1:]
		}
	}
	return out
}
