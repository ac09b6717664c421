package gridcode

import (
	_ "embed"
	"html/template"
	"io"
	"slices"

	"github.com/wangge-map/wangge/geo"
)

const (
	// PageSize is how many codes stand on a page: three by eight labels of 70 × 37 mm, which are sold cut for A4.
	PageSize = 24
	// MostOnSheet is how many codes one sheet may hold.
	MostOnSheet = 2400
)

// Label is what one code of a sheet says.
type Label struct {
	Text     string // as printed: XXXX-XXXX-XXXX
	URL      string // what the QR holds
	Title    string // the building, or the cell's name
	CellName string // may be empty
	Cell     string // code; may be empty
}

// Sheet is a printable page of codes.
type Sheet struct {
	SiteZH, SiteEN string
	Labels         []Label
}

//go:embed sheet.html.tmpl
var sheetText string

type drawnLabel struct {
	Label
	Path string
	Size int
}

// Write writes the sheet as one HTML document that needs nothing else: A4, 24 codes a page, in the order of Labels. It
// returns an Invalid error when there are none, or more than MostOnSheet.
func (s Sheet) Write(w io.Writer) error {
	switch n := len(s.Labels); {
	case n == 0:
		return geo.Errorf(geo.Invalid, "cell", "has no grid codes; make some first: wangge codes add")
	case n > MostOnSheet:
		return geo.Errorf(geo.Invalid, "cell", "has %d grid codes; a sheet holds %d at most, print them in parts", n, MostOnSheet)
	}
	page, err := template.New("sheet").Parse(sheetText)
	if err != nil {
		return err
	}
	drawn := make([]drawnLabel, len(s.Labels))
	for i, label := range s.Labels {
		drawn[i].Label = label
		if drawn[i].Path, drawn[i].Size, err = Path(label.URL); err != nil {
			return err
		}
	}
	return page.Execute(w, map[string]any{"SiteZH": s.SiteZH, "SiteEN": s.SiteEN, "Pages": slices.Collect(slices.Chunk(drawn, PageSize)), "Count": len(drawn)})
}
