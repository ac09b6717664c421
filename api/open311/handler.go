package open311

import (
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/wangge-map/wangge/geo"
)

// Prefix is where the handler is to be mounted.
const Prefix = "/open311/v2"

// Handler answers everything below Prefix.
type Handler struct{ cfg Config }

// New returns the handler.
func New(cfg Config) (*Handler, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	return &Handler{cfg}, nil
}

// format is a way to write a document; its name is the ending of an address.
type format string

const (
	asXML  format = "xml"
	asJSON format = "json"
	asCSV  format = "csv"
)

// mediaType names the charset too, as the text of the standard says (docs/decisions/0010).
func (f format) mediaType() string {
	switch f {
	case asJSON:
		return "application/json; charset=utf-8"
	case asCSV:
		return "text/csv; charset=utf-8; header=present"
	}
	return "text/xml; charset=utf-8"
}

// call is a request on its way through the handler.
type call struct {
	*Handler
	w       http.ResponseWriter
	r       *http.Request
	format  format
	id      string // of the resource; empty for a list
	query   url.Values
	chinese bool
}

// say returns what who asks can read.
func (c *call) say(zh, en string) string {
	if c.chinese || en == "" {
		return zh
	}
	return en
}

// resource is what an address names.
type resource struct {
	name   string // "requests", or "requests/{id}"
	id     string
	format format
}

// read takes an address apart: a name, an id for some, and the format behind the last dot. ok is false where there is nothing.
func read(path string) (resource, bool) {
	rest, below := strings.CutPrefix(path, Prefix+"/")
	dot := strings.LastIndexByte(rest, '.')
	if !below || dot < 0 {
		return resource{}, false
	}
	rs := resource{format: format(rest[dot+1:])}
	name, id, one := strings.Cut(rest[:dot], "/")
	rs.name, rs.id = name, id
	if one {
		rs.name += "/{id}"
	}
	known := answersTo(rs.name) != nil
	bulk := rs.name == "requests" && rs.format == asCSV
	return rs, known && (rs.format == asXML || rs.format == asJSON || bulk) && (!one || id != "" && !strings.Contains(id, "/"))
}

// answersTo returns what answers the methods of a resource, or nil.
func answersTo(name string) map[string]func(*call) error {
	switch name {
	case "discovery":
		return map[string]func(*call) error{http.MethodGet: (*call).discover}
	case "services":
		return map[string]func(*call) error{http.MethodGet: (*call).listServices}
	case "services/{id}":
		return map[string]func(*call) error{http.MethodGet: (*call).define}
	case "requests":
		return map[string]func(*call) error{http.MethodGet: (*call).listRequests, http.MethodPost: (*call).post}
	case "requests/{id}":
		return map[string]func(*call) error{http.MethodGet: (*call).oneRequest}
	case "tokens/{id}":
		return map[string]func(*call) error{http.MethodGet: (*call).oneToken}
	case "servicerequestupdates":
		return map[string]func(*call) error{http.MethodGet: (*call).listUpdates}
	}
	return nil
}

// RouteName is the label of a request in metrics: what its address names, never the address.
func (h *Handler) RouteName(r *http.Request) string {
	rs, ok := read(r.URL.Path)
	if !ok {
		return Prefix
	}
	return Prefix + "/" + rs.name + "." + string(rs.format)
}

// ServeHTTP answers r. It reads no cookie: who posts is who the key names.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept-Language")
	w.Header().Set("Cache-Control", "no-cache")
	rs, ok := read(r.URL.Path)
	c := &call{Handler: h, w: w, r: r, format: rs.format, id: rs.id, chinese: h.cfg.Chinese(r)}
	if !ok {
		if c.format != asJSON {
			c.format = asXML
		}
		c.fail(geo.Errorf(geo.NotFound, "", "%s", c.say("这个地址没有内容；"+Prefix+"/discovery.xml 说明有什么", "there is nothing at this address; "+Prefix+"/discovery.xml says what there is")))
		return
	}
	answer := answersTo(rs.name)[r.Method]
	if answer == nil {
		w.Header().Set("Allow", strings.Join(methods(rs.name), ", "))
		c.write(http.StatusMethodNotAllowed, faults{List: []fault{{http.StatusMethodNotAllowed, c.say("这个地址只接受 ", "this address answers only ") + strings.Join(methods(rs.name), ", ")}}})
		return
	}
	if err := c.answer(answer); err != nil {
		c.fail(err)
	}
}

func methods(name string) []string {
	if answersTo(name)[http.MethodPost] != nil {
		return []string{http.MethodGet, http.MethodHead, http.MethodPost}
	}
	return []string{http.MethodGet, http.MethodHead}
}

func (c *call) answer(fn func(*call) error) error {
	var err error
	if c.query, err = url.ParseQuery(c.r.URL.RawQuery); err != nil {
		return geo.Errorf(geo.Invalid, "", "%s", c.say("查询参数的编码有误", "the query is not encoded soundly: write % as %25 and ; as %3B"))
	}
	if err := c.checkJurisdiction(c.query.Get("jurisdiction_id")); err != nil {
		return err
	}
	return fn(c)
}

// checkJurisdiction refuses the name of another one. There is one here, so none need be named.
func (c *call) checkJurisdiction(id string) error {
	if own := c.cfg.Setting("jurisdiction_id"); id != "" && own != "" && id != own {
		return geo.Errorf(geo.NotFound, "jurisdiction_id", "%s", c.say("没有这个辖区；这里是 ", "was not found; this is ")+own)
	}
	return nil
}

// write answers with document in the format asked for.
func (c *call) write(status int, document any) {
	var body []byte
	var err error
	if c.format == asJSON {
		body, err = plain(document)
	} else {
		c.format = asXML // an error of a CSV too
		body, err = xml.Marshal(document)
		body = append([]byte(`<?xml version="1.0" encoding="utf-8"?>`+"\n"), body...)
	}
	if err != nil {
		c.cfg.Log(c.r, "open311", err)
		status, body = http.StatusInternalServerError, nil
	}
	c.w.Header().Set("Content-Type", c.format.mediaType())
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body) // who asked may have gone
}

// several is more than one thing that is wrong with a request.
type several []error

// Error returns the first.
func (s several) Error() string { return s[0].Error() }

// fail answers with err as the standard has it: 404 for what is not there, 403 for a key, else 400. What is the service's own
// fault is told as that (503, 500): a client that is told 400 would give a report up.
func (c *call) fail(err error) {
	all := []error{err}
	if many := (several)(nil); errors.As(err, &many) {
		all = many
	}
	status := statusOf(all[0])
	document := faults{}
	for _, e := range all {
		document.List = append(document.List, fault{statusOf(e), c.sentence(e)})
	}
	if status >= http.StatusInternalServerError {
		c.cfg.Log(c.r, "open311", err)
	}
	if status == http.StatusServiceUnavailable {
		c.w.Header().Set("Retry-After", "2")
	}
	c.w.Header().Set("Cache-Control", "no-store")
	c.write(status, document)
}

func statusOf(err error) int {
	switch geo.KindOf(err) {
	case geo.NotFound:
		return http.StatusNotFound
	case geo.Forbidden:
		return http.StatusForbidden
	case geo.Unavailable:
		return http.StatusServiceUnavailable
	case geo.Internal:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

// sentence says err to whoever has to mend it. Faults of ours are not told.
func (c *call) sentence(err error) string {
	var known *geo.Error
	if geo.KindOf(err) == geo.Internal || !errors.As(err, &known) {
		return c.say("服务出错，请稍后再试", "something went wrong on our side; try again later")
	}
	if known.Field == "" {
		return known.Msg
	}
	return known.Field + ": " + known.Msg
}

// base is the absolute address of the endpoint as who asks sees it.
func (c *call) base() string { return c.origin() + Prefix }

func (c *call) origin() string {
	scheme, host := "http", c.r.Host
	if c.r.TLS != nil {
		scheme = "https"
	}
	if c.cfg.TrustProxy {
		if proto := c.r.Header.Get("X-Forwarded-Proto"); proto == "http" || proto == "https" {
			scheme = proto
		}
		if forwarded := c.r.Header.Get("X-Forwarded-Host"); forwarded != "" && !strings.ContainsAny(forwarded, "/<>\"' ,") {
			host = forwarded
		}
	}
	return scheme + "://" + host
}
