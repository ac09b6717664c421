package main

import (
	"context"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/store"
)

// loadNets reads the edition in force of one net for commands that place pins without a running service. When code is empty,
// it is that of the default net, or those of all nets when all is set. It returns a NotFound error with field "--net" when
// there is none.
func loadNets(ctx context.Context, db *store.Store, code string, all bool) (*locate.Nets, error) {
	nets, err := db.Nets(ctx)
	if err != nil {
		return nil, err
	}
	if len(nets) == 0 {
		return nil, geo.Errorf(geo.NotFound, "--net", "there are no cells yet; import some first: wangge import cells")
	}
	if code == "" && !all {
		code = nets[0].Code
	}
	editions, err := db.Editions(ctx)
	if err != nil {
		return nil, err
	}
	var inForce []*locate.Edition
	for _, ed := range editions {
		if code != "" && ed.Net != code || !ed.InForceAt(time.Now()) {
			continue
		}
		loaded, err := loadEdition(ctx, db, ed, netOf(nets, ed.Net))
		if err != nil {
			return nil, err
		}
		inForce = append(inForce, loaded)
	}
	if len(inForce) == 0 {
		return nil, noEdition(nets, code)
	}
	loaded := &locate.Nets{}
	loaded.Replace(inForce)
	return loaded, nil
}

func loadEdition(ctx context.Context, db *store.Store, ed geo.Edition, net geo.Net) (*locate.Edition, error) {
	cells, err := db.Cells(ctx, ed.ID)
	if err != nil {
		return nil, err
	}
	index, err := locate.New(cells)
	if err != nil {
		return nil, err
	}
	return &locate.Edition{Edition: ed, Net: net, Index: index}, nil
}

func noEdition(nets []geo.Net, code string) error {
	var known []string
	for _, net := range nets {
		if net.Code == code || code == "" {
			return geo.Errorf(geo.NotFound, "--net", "net %q has no edition in force now", net.Code)
		}
		known = append(known, net.Code)
	}
	return geo.Errorf(geo.NotFound, "--net", "there is no net %q; there are: %s", code, strings.Join(known, ", "))
}

func netOf(nets []geo.Net, code string) geo.Net {
	for _, n := range nets {
		if n.Code == code {
			return n
		}
	}
	return geo.Net{Code: code}
}
