package ogc

import (
	"fmt"
	"hash/fnv"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"github.com/wangge-map/wangge/geo"
)

// Handler answers everything below /ogc.
type Handler struct {
	router *mux.Router
	http.Handler
}

// RouteName is the label of a request in metrics: the pattern of its route, never the path asked for.
func (h *Handler) RouteName(r *http.Request) string {
	var match mux.RouteMatch
	if h.router.Match(r, &match) && match.Route != nil {
		if pattern, err := match.Route.GetPathTemplate(); err == nil {
			return pattern
		}
	}
	return prefix
}

type service struct {
	cfg    Config
	routes []route
	pages  map[bool]map[string]*template.Template // by whether in Chinese, and name
}

// New returns the handler. It is to be mounted at /ogc, and answers GET only.
func New(cfg Config) (*Handler, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	s := &service{cfg: cfg}
	s.routes = s.table()
	var err error
	if s.pages, err = parsePages(cfg.Layers.Zone); err != nil {
		return nil, err
	}
	router := mux.NewRouter().UseEncodedPath() // a cell's code may hold a slash
	for i := range s.routes {
		router.Path(prefix + s.routes[i].path).Methods(http.MethodGet).Handler(s.serve(&s.routes[i]))
	}
	router.Path(prefix + "/").Methods(http.MethodGet).Handler(s.serve(&s.routes[0])) // as clients join base and path
	router.Path(prefix + "/style.css").Methods(http.MethodGet).HandlerFunc(serveStyle)
	router.NotFoundHandler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cfg.Fail(w, r, geo.Errorf(geo.NotFound, "", "there is nothing at this address; "+prefix+" says what there is"))
	})
	return &Handler{router, router}, nil
}

// call is a request on its way through a route.
type call struct {
	s       *service
	r       *http.Request
	route   *route
	format  format
	chinese bool
	base    string // see baseURL
	vars    map[string]string
	query   url.Values // each parameter once, all known to the route
	known   []collection
}

// text returns what who asks can read.
func (c *call) text(zh, en string) string {
	if c.chinese {
		return zh
	}
	return en
}

// answer is what a route answers: the same resource as JSON or bytes, and as a page.
type answer struct {
	json  any    // marshalled, unless raw is set
	raw   []byte // in the format asked for
	gzip  []byte // raw, compressed already; may be nil
	page  page   // for HTML
	links []link // told in the header Link too

	// read does what takes long, once it is known that who asks has not got the answer already; nil when nothing does. Whatever
	// can be wrong with the question is refused before.
	read func(*answer) error

	contentCRS string
	tag        string // names the content where that is known better than by the state of all; else empty
	status     int    // 0 means 200
}

func (s *service) serve(rt *route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.respond(w, r, rt); err != nil {
			s.cfg.Fail(w, r, err)
		}
	})
}

func (s *service) respond(w http.ResponseWriter, r *http.Request, rt *route) error {
	c := &call{s: s, r: r, route: rt, vars: mux.Vars(r), chinese: s.cfg.Chinese(r), base: s.baseURL(r)}
	var err error
	for name, value := range c.vars {
		if c.vars[name], err = url.PathUnescape(value); err != nil {
			return geo.Errorf(geo.Invalid, name, "is not encoded soundly: write %% as %%25")
		}
	}
	if c.query, err = readQuery(r.URL.RawQuery); err != nil {
		return err
	}
	if c.format, err = choose(r, c.query.Get("f"), rt.formats); err != nil {
		return err
	}
	if err = c.checkParameters(); err != nil {
		return err
	}
	// Made before the layer is read: if a change comes in between, the next question gets the new state.
	tag := c.tag()
	a, err := rt.answer(c)
	if err != nil {
		return err
	}
	if a.tag != "" {
		tag = a.tag
	}
	if s.cfg.SameTag(r.Header.Get("If-None-Match"), tag) {
		c.describe(w.Header(), a, tag)
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if a.read != nil {
		if err := a.read(a); err != nil {
			return err
		}
	}
	c.describe(w.Header(), a, tag)
	return c.write(w, a)
}

// describe sets the headers of a.
func (c *call) describe(h http.Header, a *answer, tag string) {
	h.Add("Vary", "Accept, Accept-Language")
	h.Set("Cache-Control", "no-cache") // asked again each time, answered with 304 while nothing has changed
	h.Set("ETag", tag)
	h.Set("Content-Language", c.text("zh", "en"))
	if a.contentCRS != "" {
		h.Set("Content-Crs", "<"+a.contentCRS+">")
	}
	for _, l := range a.links {
		if l.Rel == "self" || l.Rel == "alternate" || l.Rel == "next" {
			h.Add("Link", l.header())
		}
	}
}

func (c *call) write(w http.ResponseWriter, a *answer) error {
	body := a.raw
	mediaType := c.format.mediaType
	switch {
	case c.format == asHTML:
		var err error
		if body, err = c.render(a); err != nil {
			return err
		}
		mediaType += "; charset=utf-8"
	case body == nil && a.json != nil:
		var err error
		if body, err = marshal(a.json); err != nil {
			return err
		}
	}
	if a.gzip != nil {
		w.Header().Add("Vary", "Accept-Encoding")
		if takesGzip(c.r) {
			w.Header().Set("Content-Encoding", "gzip")
			body = a.gzip
		}
	}
	w.Header().Set("Content-Type", mediaType)
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	_, _ = w.Write(body) // who asked may have gone
	return nil
}

// takesGzip reports whether who asks can unpack gzip.
func takesGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(coding, " ", ""), ";")
		if name == "gzip" {
			return weight == "" || strings.Trim(strings.TrimPrefix(weight, "q="), "0.") != ""
		}
	}
	return false
}

// tag names the state of the resource: it is the same as long as nothing that the answer is made from has changed.
func (c *call) tag() string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%q %q %q %q %q %v", c.s.cfg.Version, c.base, c.path(), c.query.Encode(), c.format, c.chinese)
	zh, en := c.s.cfg.Title()
	fmt.Fprintf(h, " %q %q", zh, en)
	for _, ed := range c.s.cfg.Nets.List(c.s.cfg.Now()) { // one may come into force by the clock alone
		fmt.Fprintf(h, " %d", ed.ID)
	}
	return fmt.Sprintf(`W/"%x-%x"`, c.s.cfg.Layers.Generation(), h.Sum64())
}

// readQuery refuses a query of which a part would be passed over in silence.
func readQuery(raw string) (url.Values, error) {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return nil, geo.Errorf(geo.Invalid, "", "the query is not encoded soundly: write %% as %%25 and ; as %%3B")
	}
	for name, values := range query {
		if len(values) > 1 {
			return nil, geo.Errorf(geo.Invalid, shorten(name), "stands twice; leave one out")
		}
	}
	return query, nil
}

// checkParameters refuses parameters that the OpenAPI document does not name for the resource.
func (c *call) checkParameters() error {
	for name := range c.query {
		known := slices.ContainsFunc(c.route.params, func(p parameter) bool { return p.in == "query" && p.name == name })
		if !known && !c.isQueryable(name) {
			return geo.Errorf(geo.Invalid, shorten(name), "is not a parameter of this resource; "+prefix+"/api lists them")
		}
	}
	return nil
}

// shorten keeps what a stranger wrote from filling an answer.
func shorten(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
