package main

import (
	"context"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/store"
)

// loadNets reads the edition in force of one net, or of the default net when code is empty, for commands that place
// pins without a running service. It returns a NotFound error with field "--net" when there is none.
func loadNets(ctx context.Context, db *store.Store, code string) (*locate.Nets, error) {
	nets, err := db.Nets(ctx)
	if err != nil {
		return nil, err
	}
	if len(nets) == 0 {
		return nil, geo.Errorf(geo.NotFound, "--net", "there are no cells yet; import some first: wangge import cells")
	}
	if code == "" {
		code = nets[0].Code
	}
	editions, err := db.Editions(ctx)
	if err != nil {
		return nil, err
	}
	for _, ed := range editions {
		if ed.Net != code || !ed.InForceAt(time.Now()) {
			continue
		}
		cells, err := db.Cells(ctx, ed.ID)
		if err != nil {
			return nil, err
		}
		index, err := locate.New(cells)
		if err != nil {
			return nil, err
		}
		loaded := &locate.Nets{}
		loaded.Replace([]*locate.Edition{{Edition: ed, Net: netOf(nets, code), Index: index}})
		return loaded, nil
	}
	return nil, geo.Errorf(geo.NotFound, "--net", "there is no net %q with an edition in force", code)
}

func netOf(nets []geo.Net, code string) geo.Net {
	for _, n := range nets {
		if n.Code == code {
			return n
		}
	}
	return geo.Net{Code: code}
}
