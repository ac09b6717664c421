package open311

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"time"

	"github.com/wangge-map/wangge/internal/casework"
)

// bulkPage is how many rows of a file are read at a time.
const bulkPage = 5000

// bulkColumns are those of GeoReport's proposal for files.
var bulkColumns = [...]string{
	"service_request_id", "requested_datetime", "updated_datetime", "closed_date", "status_description", "status_notes", "source", "service_name", "service_subtype",
	"description", "agency_responsible", "address", "lat", "long",
}

// bulk answers with every request that the filter lets through, as CSV.
func (c *call) bulk() error {
	w, err := c.readWanted(mostBulkSpan)
	if err != nil {
		return err
	}
	w.q.Offset, w.q.Limit = 0, bulkPage
	page, err := c.findWanted(w)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", c.format.mediaType())
	c.w.Header().Set("Content-Disposition", `attachment; filename="service_requests.csv"`)
	out := csv.NewWriter(c.w)
	if err := out.Write(bulkColumns[:]); err != nil {
		return nil // who asked has gone
	}
	names := map[string]casework.Category{}
	for _, category := range c.cfg.Categories() {
		names[category.Code] = category
	}
	for {
		for i := range page {
			if r, ok := c.asRequest(&page[i], names[page[i].Category.Code]); ok {
				_ = out.Write(c.bulkRow(&r, &page[i])) // kept by out, and asked for below
			}
		}
		out.Flush()
		if out.Error() != nil || w.ids != nil || len(page) < bulkPage {
			return nil
		}
		last := page[len(page)-1]
		w.q.After = &casework.OutlinePlace{OpenedAt: last.OpenedAt, ID: last.ID}
		if page, err = c.findWanted(w); err != nil {
			// A file that ends early must not look whole: the connection is broken off.
			c.cfg.Log(c.r, "open311 bulk", err)
			panic(http.ErrAbortHandler)
		}
	}
}

func (c *call) bulkRow(r *request, o *casework.Outline) []string {
	zh, en := c.cfg.LayerTitle(c.layerOf(r.Code))
	return []string{
		r.ID, stamp(r.Requested), stamp(r.Updated), stamp(c.moment(o.ClosedAt)), r.Status, string(r.StatusNotes), "", c.say(zh, en), string(r.Name),
		"", string(r.Agency), "", strconv.FormatFloat(r.Lat, 'f', -1, 64), strconv.FormatFloat(r.Long, 'f', -1, 64),
	}
}

func (c *call) layerOf(code string) string {
	for _, category := range c.cfg.Categories() {
		if category.Code == code {
			return category.Layer
		}
	}
	return ""
}

func stamp(m moment) string {
	if time.Time(m).IsZero() {
		return ""
	}
	return time.Time(m).Format(time.RFC3339)
}
