package open311

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles"
)

func (c *call) listRequests() error {
	if c.format == asCSV {
		return c.bulk()
	}
	w, err := c.readWanted(mostSpan)
	if err != nil {
		return err
	}
	found, err := c.findWanted(w)
	if err != nil {
		return err
	}
	return c.tell(found)
}

func (c *call) findWanted(w wanted) ([]casework.Outline, error) {
	switch {
	case w.ids != nil && len(w.ids) == 0:
		return nil, nil
	case w.ids != nil:
		return c.cfg.Cases.OutlinesOf(c.r.Context(), w.ids)
	}
	return c.cfg.Cases.Outlines(c.r.Context(), w.q)
}

func (c *call) oneRequest() error {
	found, err := c.findOne(c.id)
	if err != nil {
		return err
	}
	return c.tell([]casework.Outline{found})
}

// findOne returns the case with this id. A sensitive one is not found, as one that does not exist.
func (c *call) findOne(text string) (casework.Outline, error) {
	missing := geo.Errorf(geo.NotFound, "service_request_id", "%s", c.say("没有这个编号的事件", "was not found"))
	id, err := uuid.Parse(text)
	if err != nil || id.String() != text {
		return casework.Outline{}, missing
	}
	found, err := c.cfg.Cases.OutlinesOf(c.r.Context(), []uuid.UUID{id})
	if err != nil {
		return casework.Outline{}, err
	}
	if len(found) == 0 {
		return casework.Outline{}, missing
	}
	return found[0], nil
}

// oneToken answers clients that ask for an id with a token, whatever they were given. Ids are given at once here, so an id is its own token.
func (c *call) oneToken() error {
	found, err := c.findOne(c.id)
	if geo.KindOf(err) == geo.NotFound && err != nil {
		return geo.Errorf(geo.NotFound, "token", "%s", c.say("没有这个令牌", "was not found"))
	}
	if err != nil {
		return err
	}
	c.write(http.StatusOK, tokens{List: []tokenRequest{{found.ID.String(), c.id}}})
	return nil
}

// tell answers with cases.
func (c *call) tell(found []casework.Outline) error {
	names := map[string]casework.Category{}
	for _, category := range c.cfg.Categories() {
		names[category.Code] = category
	}
	document := requests{}
	for i := range found {
		if r, ok := c.asRequest(&found[i], names[found[i].Category.Code]); ok {
			document.List = append(document.List, r)
		}
	}
	if c.query.Get("extensions") == "true" {
		if err := c.extend(&document, found); err != nil {
			return err
		}
	}
	c.write(http.StatusOK, document)
	return nil
}

// asRequest says a case as other systems may know it. ok is false where its category says that nothing may be told: the
// query has left those out, and what decides on the map decides here once more.
func (c *call) asRequest(o *casework.Outline, category casework.Category) (request, bool) {
	lon, lat, ok := tiles.PublicPlace(category, o.At)
	if !ok || category.Code == "" {
		return request{}, false
	}
	updated := o.UpdatedAt
	if o.State.Settled() && !o.ClosedAt.IsZero() {
		updated = o.ClosedAt // as the standard has it
	}
	r := request{
		ID: o.ID.String(), Status: statusOfState(o.State), StatusNotes: text(c.sayState(o.State)), Code: category.Code, Name: text(c.say(category.NameZH, category.NameEN)),
		Agency: text(c.say(o.Department.ZH, o.Department.EN)), Requested: c.moment(o.OpenedAt), Updated: c.moment(updated), Expected: c.moment(o.Due), Lat: lat, Long: lon,
	}
	if o.Photo != uuid.Nil {
		r.MediaURL = text(c.origin() + "/api/v1/photos/" + o.Photo.String() + "/full.jpg")
	}
	return r, true
}

// moment is t in the site's zone.
func (c *call) moment(t time.Time) moment {
	if t.IsZero() {
		return moment{}
	}
	return moment(t.In(c.cfg.Zone()).Truncate(time.Second))
}

// extend adds what is told with extensions=true. Answers in words of the reporter's own are left out, as the description is.
func (c *call) extend(document *requests, found []casework.Outline) error {
	ids := make([]uuid.UUID, len(found))
	byID := map[string]*casework.Outline{}
	for i := range found {
		ids[i] = found[i].ID
		byID[found[i].ID.String()] = &found[i]
	}
	steps, err := c.cfg.Cases.OutlineStepsOf(c.r.Context(), ids)
	if err != nil {
		return err
	}
	given, err := c.cfg.Cases.Answers(c.r.Context(), ids)
	if err != nil {
		return err
	}
	asks, err := c.asks()
	if err != nil {
		return err
	}
	told := map[uuid.UUID][]note{}
	for _, s := range steps {
		told[s.CaseID] = append(told[s.CaseID], note{c.moment(s.At), c.sayStep(s), string(s.State)})
	}
	for i := range document.List {
		r := &document.List[i]
		o := byID[r.ID]
		r.Extended = &extended{string(o.State), o.Severity.String(), text(o.Placement.Cell), text(o.Placement.CellName), c.moment(o.ClosedAt)}
		r.Notes = &notes{told[o.ID]}
		r.Answers = &answers{c.choicesOf(asks[r.Code], given[o.ID])}
	}
	return nil
}

// choicesOf returns those answers that were chosen from a list.
func (c *call) choicesOf(asked []casework.Attribute, given []casework.Answer) []answer {
	var out []answer
	for _, a := range asked {
		if len(a.Choices) == 0 {
			continue
		}
		chosen := answer{Code: a.Code, Label: c.say(a.TitleZH, a.TitleEN)}
		for _, option := range a.Choices {
			if wasGiven(given, a.Code, option.Key) {
				chosen.Values.List = append(chosen.Values.List, choice{option.Key, c.say(option.ZH, option.EN)})
			}
		}
		if len(chosen.Values.List) > 0 {
			out = append(out, chosen)
		}
	}
	return out
}

func wasGiven(given []casework.Answer, code, key string) bool {
	for _, answer := range given {
		for _, value := range answer.Values {
			if answer.Code == code && value == key {
				return true
			}
		}
	}
	return false
}

// sayStep says a change of state: the state, and who has the case then.
func (c *call) sayStep(s casework.OutlineStep) string {
	words := c.sayState(s.State)
	if s.Department.ZH != "" {
		words += " · " + c.say(s.Department.ZH, s.Department.EN)
	}
	return words
}
