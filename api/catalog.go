package api

import (
	"context"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

type nothing struct{}

// Category is a kind of matter.
type Category struct {
	Code      string `json:"code"`
	Standard  string `json:"standard"`
	Kind      string `json:"kind" enum:"matter,component"`
	Name      Text   `json:"name"`
	Layer     string `json:"layer"`
	Severity  string `json:"severity" enum:"routine,priority,urgent,emergency"`
	Sensitive bool   `json:"sensitive" doc:"cases are never on a public layer"`
	MakeSafe  *Limit `json:"make_safe" doc:"until there is no danger any more; null: no limit"`
	Resolve   *Limit `json:"resolve" doc:"until it is done; null: no limit"`
	Retired   bool   `json:"retired" doc:"takes no new reports"`

	Milestones []Milestone `json:"milestones" doc:"steps on the way, each with its limit from the dispatch on"`
}

// Milestone is a step on the way to the end of a matter.
type Milestone struct {
	Title Text  `json:"title"`
	Limit Limit `json:"limit"`
}

type categoriesInput struct {
	Retired bool `query:"retired" doc:"those out of use too"`
}

type categoriesOutput struct {
	Body struct {
		Categories []Category `json:"categories" doc:"most common first"`
	}
}

func (s *server) categories(_ context.Context, in *categoriesInput) (*categoriesOutput, error) {
	out := &categoriesOutput{}
	out.Body.Categories = []Category{}
	for _, c := range s.cfg.Picture.Categories() {
		if in.Retired || c.RetiredAt.IsZero() {
			out.Body.Categories = append(out.Body.Categories, categoryOf(c))
		}
	}
	return out, nil
}

func categoryOf(c casework.Category) Category {
	steps := make([]Milestone, len(c.Milestones))
	for i, m := range c.Milestones {
		steps[i] = Milestone{textOf(m.Title), Limit{m.Limit.Amount, string(m.Limit.Unit)}}
	}
	return Category{
		Code: c.Code, Standard: c.Standard, Kind: c.Kind, Name: Text{c.NameZH, c.NameEN}, Layer: c.Layer, Severity: c.Severity.String(), Sensitive: c.Sensitive,
		MakeSafe: limitOrNull(c.MakeSafe), Resolve: limitOrNull(c.Resolve), Retired: !c.RetiredAt.IsZero(), Milestones: steps,
	}
}

// Net is a net with its edition in force.
type Net struct {
	Code         string     `json:"code"`
	Title        string     `json:"title"`
	Scheme       string     `json:"scheme" enum:"free,gb15"`
	Edition      int        `json:"edition"`
	EditionTitle string     `json:"edition_title"`
	InForceFrom  time.Time  `json:"in_force_from"`
	Cells        int        `json:"cells"`
	BBox         [4]float64 `json:"bbox" doc:"west, south, east, north"`
}

type netsOutput struct {
	Body struct {
		Default string `json:"default" doc:"the net that answers when none is named; empty while there is none"`
		Nets    []Net  `json:"nets"`
	}
}

func (s *server) nets(context.Context, *nothing) (*netsOutput, error) {
	out := &netsOutput{}
	out.Body.Nets = []Net{}
	for _, ed := range s.cfg.Nets.List(s.cfg.Now()) {
		out.Body.Nets = append(out.Body.Nets, Net{
			Code: ed.Net.Code, Title: ed.Net.Title, Scheme: string(ed.Net.Scheme), Edition: ed.Number, EditionTitle: ed.Title,
			InForceFrom: ed.InForceFrom.UTC(), Cells: ed.Index.Len(), BBox: bbox(ed.Index.Bound()),
		})
	}
	if len(out.Body.Nets) > 0 {
		out.Body.Default = out.Body.Nets[0].Code
	}
	return out, nil
}

func bbox(b geo.Bound) [4]float64 {
	west, south := b.Min.Degrees()
	east, north := b.Max.Degrees()
	return [4]float64{west, south, east, north}
}

// bboxOrNull is null for a bound that holds nothing.
func bboxOrNull(b geo.Bound) *[4]float64 {
	if b.IsEmpty() {
		return nil
	}
	box := bbox(b)
	return &box
}

// Site is what this installation is.
type Site struct {
	Version         string      `json:"version"`
	Title           Text        `json:"title"`
	Synthetic       bool        `json:"synthetic" doc:"the data is made up"`
	DefaultNet      string      `json:"default_net"`
	BBox            *[4]float64 `json:"bbox" doc:"west, south, east, north; null while there are no cells"`
	TimeZone        string      `json:"time_zone" doc:"IANA name of the time zone by whose calendar days are counted"`
	MapSource       string      `json:"map_source"`
	MapApprovalNo   string      `json:"map_approval_no" doc:"审图号"`
	SurveyingCertNo string      `json:"surveying_cert_no" doc:"测绘资质证书号"`
	BaseMap         *BaseMap    `json:"base_map" doc:"what the page draws under its own layers; null: nothing"`
	SignOn          *SignOnName `json:"sign_on" doc:"who else vouches for people, at /api/v1/session/oidc; null: nobody, sign in with a password"`
}

// SignOnName is a sign-on elsewhere, as its button is named.
type SignOnName struct {
	Title string `json:"title"`
}

// title is what the site is called.
func (s *server) title() Text {
	if set := s.cfg.Picture.Settings(); set["title_zh"] != "" {
		return Text{set["title_zh"], set["title_en"]}
	}
	return Text{"网格", "Wangge"}
}

type siteOutput struct{ Body Site }

func (s *server) site(context.Context, *nothing) (*siteOutput, error) {
	set := s.cfg.Picture.Settings()
	out := &siteOutput{Body: Site{
		Version: s.cfg.Version, Title: s.title(), Synthetic: set["synthetic"] == "true", TimeZone: s.cfg.Layers.Zone().String(),
		MapSource: set["map_source"], MapApprovalNo: set["map_approval_no"], SurveyingCertNo: set["surveying_cert_no"],
		BaseMap: s.cfg.BaseMap,
	}}
	if s.cfg.SignOn != nil {
		out.Body.SignOn = &SignOnName{s.cfg.SignOn.Title()}
	}
	if list := s.cfg.Nets.List(s.cfg.Now()); len(list) > 0 {
		out.Body.DefaultNet, out.Body.BBox = list[0].Net.Code, bboxOrNull(list[0].Index.Bound())
	}
	return out, nil
}
