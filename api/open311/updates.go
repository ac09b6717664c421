package open311

import (
	"net/http"
	"strconv"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// listUpdates answers mySociety's extension: every change of a case's state in a span of time, in order.
func (c *call) listUpdates() error {
	q := casework.OutlineQuery{}
	if err := c.readDates(&q, mostSpan); err != nil {
		return err
	}
	if q.OpenedFrom.IsZero() {
		return geo.Errorf(geo.Invalid, "updated_after", "%s", c.say("这里用 start_date 和 end_date", "is not for updates; use start_date and end_date"))
	}
	if err := c.readPage(&q); err != nil {
		return err
	}
	steps, err := c.cfg.Cases.OutlineSteps(c.r.Context(), q.OpenedFrom, q.OpenedUntil, q.Limit, q.Offset)
	if err != nil {
		return err
	}
	document := updates{}
	for _, s := range steps {
		document.List = append(document.List, update{
			ID: s.CaseID.String() + "." + strconv.Itoa(s.Number), RequestID: s.CaseID.String(), Status: updateOf(s.State), Code: string(s.State),
			At: c.moment(s.At), Description: c.sayStep(s),
		})
	}
	c.write(http.StatusOK, document)
	return nil
}
