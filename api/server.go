package api

import (
	"encoding/json"
	"net/http"
	"runtime"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humamux"
	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/wangge-map/wangge/api/ogc"
	"github.com/wangge-map/wangge/api/open311"
)

type server struct {
	cfg        Config
	router     *mux.Router
	huma       huma.API
	metrics    *metrics
	operations map[string]huma.Operation // by method and path
	life       string                    // of this process: what it counts begins anew with each
	places     chan struct{}             // taken by requests of many points
	ogc        *ogc.Handler
	open311    *open311.Handler // nil: not there
}

// New returns the service's handler.
func New(cfg Config) (http.Handler, error) {
	s, err := newServer(cfg)
	if err != nil {
		return nil, err
	}
	return s.wrap()
}

func newServer(cfg Config) (*server, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	replaceErrors()
	s := &server{cfg: cfg, router: mux.NewRouter(), operations: map[string]huma.Operation{}, life: newRequestID(), places: make(chan struct{}, 2*runtime.GOMAXPROCS(0))}
	var err error
	if s.metrics, err = newMetrics(cfg.Metrics); err != nil {
		return nil, err
	}
	s.huma = humamux.New(s.router, openAPIConfig())
	s.register()
	s.router.Use(s.quickly)
	s.routeCodes()
	// Path before method: mux takes back "wrong method", found at an earlier route, as soon as a later route's method fits.
	s.router.Path(pathMetrics).Methods(http.MethodGet).Handler(onlyHere(promhttp.HandlerFor(cfg.Metrics, promhttp.HandlerOpts{})))
	if s.ogc, err = s.newOGC(); err != nil {
		return nil, err
	}
	for _, below := range []*mux.Route{s.router.Path(pathOGC), s.router.PathPrefix(pathOGC + "/")} {
		below.Methods(http.MethodGet).Handler(s.ogc)
	}
	if err := s.mountOpen311(); err != nil {
		return nil, err
	}
	document, err := json.MarshalIndent(s.huma.OpenAPI(), "", "  ")
	if err != nil {
		return nil, err
	}
	s.router.Path("/openapi.json").Methods(http.MethodGet).HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(document) // who asked may have gone
	})
	if b := cfg.BaseMap; b != nil && b.File != nil {
		s.router.Path(pathBaseMap).Methods(http.MethodGet).HandlerFunc(b.File.serve)
	}
	s.router.NotFoundHandler = s.pageOr(http.HandlerFunc(notFound))
	s.router.MethodNotAllowedHandler = http.HandlerFunc(s.methodNotAllowed)
	return s, nil
}

// wrap puts the middleware around the router: mux runs its own only where a route matches.
func (s *server) wrap() (http.Handler, error) {
	throttle, err := newThrottle(s.cfg.Limits)
	if err != nil {
		return nil, err
	}
	h, err := compress(deadline(s.whenReady(s.tellAge(limitBody(s.bodyLimit)(checkQuery(headAsGet(s.withToken(s.router))))))))
	if err != nil {
		return nil, err
	}
	origins, err := s.cfg.BaseMap.origins()
	if err != nil {
		return nil, err
	}
	return introduce(s.record(secure(origins, openToAll(sameSite(throttle.wrap(s.quickTiles(newHeavy(throttle.client).wrap(newStreams(throttle.client).wrap(newUploads(throttle.client).wrap(h)))))))))), nil
}

// OpenAPI returns the API's description (OpenAPI 3.1) as indented JSON. It is the same on every machine.
func OpenAPI() ([]byte, error) {
	replaceErrors()
	s := &server{router: mux.NewRouter(), operations: map[string]huma.Operation{}}
	s.huma = humamux.New(s.router, openAPIConfig())
	s.register()
	return json.MarshalIndent(s.huma.OpenAPI(), "", "  ")
}

// documentVersion is the version of the API, which changes with its fields and not with every build.
const documentVersion = "1.0.0"

func openAPIConfig() huma.Config {
	c := huma.DefaultConfig("Wangge", documentVersion)
	c.Info.Description = "A spatial grid service for community governance: whose cell a place is in, reports, and the live map. " +
		"Every coordinate answered is WGS 84, longitude before latitude. Errors are problems (RFC 9457)."
	c.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	c.Servers = []*huma.Server{{URL: "/"}}
	c.Tags = []*huma.Tag{
		{Name: "Locating", Description: "Whose cell a place is in"},
		{Name: "Reports", Description: "Telling of a matter, and what became of it"},
		{Name: "Signing in", Description: "Sessions, accounts, tokens, and the audit"},
		{Name: "Cases", Description: "Working a matter to its end"},
		{Name: "Rules", Description: "Where cases go, and by when"},
		{Name: "Figures", Description: "How well matters are settled"},
		{Name: "Members", Description: "Who serves a cell, rosters, joining by grid code"},
		{Name: "Certificates", Description: "Signed answers to whose cell a place is in"},
		{Name: "Map", Description: "Live layers, cells and changes"},
		{Name: "Catalogue", Description: "What there is"},
		{Name: "Service", Description: "How the service is"},
	}
	// No $schema links, no documentation from another host: the page serves its own at /docs.
	c.CreateHooks, c.DocsPath, c.OpenAPIPath, c.SchemasPath = nil, "", "", ""
	c.RejectUnknownQueryParameters = true
	c.Formats = map[string]huma.Format{"application/json": {Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: readJSON}, "json": {Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: readJSON}}
	c.DefaultFormat = "application/json"
	return c
}

func (s *server) bodyLimit(r *http.Request) int64 {
	if isOpen311(r) {
		return 0 // it limits its own, and says so in its own words
	}
	op, ok := s.operations[r.Method+" "+r.URL.Path]
	if !ok && r.ContentLength != 0 { // a path with parts that vary; most requests bring nothing, and are not matched twice
		op = s.operations[r.Method+" "+s.routeName(r)]
	}
	if op.MaxBodyBytes > 0 {
		return op.MaxBodyBytes
	}
	return reportBytes
}

// routeName is the label of a request in metrics and log: the route's pattern, never the path asked for.
func (s *server) routeName(r *http.Request) string {
	get := r
	if r.Method == http.MethodHead {
		get = r.Clone(r.Context())
		get.Method = http.MethodGet
	}
	var match mux.RouteMatch
	if s.router.Match(get, &match) && match.Route != nil {
		if pattern, err := match.Route.GetPathTemplate(); err == nil {
			if strings.TrimSuffix(pattern, "/") == pathOGC {
				return s.ogc.RouteName(get)
			}
			if pattern == pathOpen311 {
				return s.open311.RouteName(get)
			}
			return pattern
		}
	}
	return "page"
}

func notFound(w http.ResponseWriter, r *http.Request) {
	writeProblem(w, r, newProblem(http.StatusNotFound, "", "there is nothing at this address; /docs lists what there is", nil))
}

func (s *server) methodNotAllowed(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		try := r.Clone(r.Context())
		try.Method = method
		var match mux.RouteMatch
		if s.router.Match(try, &match) && match.MatchErr == nil {
			allowed = append(allowed, method)
		}
	}
	if slices.Contains(allowed, http.MethodGet) {
		allowed = append(allowed, http.MethodHead)
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	writeProblem(w, r, newProblem(http.StatusMethodNotAllowed, "", "this address answers "+strings.Join(allowed, ", "), nil))
}
