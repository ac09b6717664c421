package open311

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// changeset is when the form of the answers last changed. ISO 8601: the community's validator reads nothing else.
const changeset = "2026-11-25T00:00:00Z"

// specification names GeoReport v2 to clients, which compare it as a whole.
const specification = "http://wiki.open311.org/GeoReport_v2"

func (c *call) discover() error {
	zh, en := c.cfg.SiteTitle()
	document := discovery{
		Changeset:  changeset,
		Contact:    text(cmp.Or(c.cfg.Setting("contact"), c.say(zh, en))),
		KeyService: text(c.say("令牌由本站的系统管理员发放，权限为 report.write", "Keys are API tokens with report.write; ask the administrator of this site")),
		Endpoints: endpoints{[]endpoint{{
			Specification: specification, URL: c.base(), Changeset: changeset, Type: "production",
			Formats: formats{[]string{"text/xml", "application/json"}},
		}}},
	}
	if c.cfg.Setting("synthetic") == "true" {
		document.Endpoints.List[0].Type = "test"
	}
	c.write(http.StatusOK, document)
	return nil
}

// offered returns the categories that may be reported here: none that is sensitive, for whoever asks would be told nothing
// of it afterwards, and none that is out of use.
func (c *call) offered() []casework.Category {
	var all []casework.Category
	for _, category := range c.cfg.Categories() {
		if !category.Sensitive && category.Kind == "matter" && category.RetiredAt.IsZero() {
			all = append(all, category)
		}
	}
	return all
}

func (c *call) find(code string) (casework.Category, error) {
	if code == "" {
		return casework.Category{}, geo.Errorf(geo.Invalid, "service_code", "%s", c.say("缺少 service_code", "was not provided"))
	}
	for _, category := range c.offered() {
		if category.Code == code {
			return category, nil
		}
	}
	return casework.Category{}, geo.Errorf(geo.NotFound, "service_code", "%s", c.say("没有这个事项代码；services.xml 列出全部", "was not found; services.xml lists them"))
}

func (c *call) listServices() error {
	asks, err := c.asks()
	if err != nil {
		return err
	}
	document := services{}
	for _, category := range c.offered() {
		zh, en := c.cfg.LayerTitle(category.Layer)
		document.List = append(document.List, service{
			Code: category.Code, Name: c.say(category.NameZH, category.NameEN), Description: text(category.Standard + " " + category.Code),
			Metadata: len(asks[category.Code]) > 0, Type: "realtime", Keywords: text(keywords(category.NameZH, category.NameEN, zh, en)), Group: text(c.say(zh, en)),
		})
	}
	c.write(http.StatusOK, document)
	return nil
}

// keywords are words in both languages, parted by commas.
func keywords(words ...string) string {
	var out []string
	for _, word := range words {
		if word != "" {
			out = append(out, strings.ReplaceAll(word, ",", " "))
		}
	}
	return strings.Join(out, ", ")
}

// asks returns the attributes of every category, in order.
func (c *call) asks() (map[string][]casework.Attribute, error) {
	all, err := c.cfg.Cases.Attributes(c.r.Context())
	if err != nil {
		return nil, err
	}
	asks := map[string][]casework.Attribute{}
	for _, a := range all {
		asks[a.Category] = append(asks[a.Category], a)
	}
	return asks, nil
}

func (c *call) define() error {
	category, err := c.find(c.id)
	if err != nil {
		return err
	}
	asks, err := c.asks()
	if err != nil {
		return err
	}
	document := definition{Code: category.Code}
	for i, a := range asks[category.Code] {
		out := attribute{
			Variable: true, Code: a.Code, Datatype: a.Datatype, Required: a.Required, Hint: text(c.say(a.HintZH, a.HintEN)), Order: i + 1,
			Description: text(c.say(a.TitleZH, a.TitleEN)),
		}
		for _, option := range a.Choices {
			out.Values.List = append(out.Values.List, choice{option.Key, c.say(option.ZH, option.EN)})
		}
		document.Attributes.List = append(document.Attributes.List, out)
	}
	c.write(http.StatusOK, document)
	return nil
}
