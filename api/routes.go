package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/geo"
)

// Paths that other parts of the package must know.
const (
	pathReports = "/api/v1/reports"
	pathChanges = "/api/v1/changes"
	pathLocate  = "/api/v1/locate"
	pathMetrics = "/metrics"
)

// Sizes of bodies.
const (
	reportBytes = 64 << 10
	locateBytes = 2 << 20 // 10,000 points with all their digits
)

// register adds every operation of the API. It is the one list of them: the OpenAPI document, the limits and the labels of
// metrics all come from it.
func (s *server) register() {
	handle(s, huma.Operation{
		OperationID: "locate", Method: http.MethodGet, Path: pathLocate, Tags: []string{"Locating"},
		Summary: "Whose cell a place is in",
		Description: "Decides exactly: cells are half-open, so a place on a shared border has one owner, the cell to the north-east. " +
			"The datum is never guessed.",
		Errors: []int{400, 404, 429, 503},
	}, s.locateOne)
	handle(s, huma.Operation{
		OperationID: "locate-many", Method: http.MethodPost, Path: pathLocate, Tags: []string{"Locating"},
		Summary: "Whose cells up to 10,000 places are in", MaxBodyBytes: locateBytes,
		Description: "The results come in the order of the points, each with the 8 likeliest cells at most. Waits while too many are at it, and answers 503 after 25 s.", Errors: []int{400, 404, 413, 415, 429, 503},
	}, s.locateMany)
	handle(s, huma.Operation{
		OperationID: "report", Method: http.MethodPost, Path: pathReports, Tags: []string{"Reports"}, DefaultStatus: http.StatusCreated,
		Summary: "Report a matter", MaxBodyBytes: reportBytes,
		Description: "Answered only after the report is on disk. Sending it again with the same Idempotency-Key answers the same and keeps nothing new.",
		Errors:      []int{400, 401, 403, 409, 412, 413, 415, 429, 503},
	}, s.report)
	handle(s, huma.Operation{
		OperationID: "find-report", Method: http.MethodGet, Path: pathReports + "/{id}", Tags: []string{"Reports"},
		Summary: "What became of a report", Description: "Tells neither words nor contact; the place is rounded.", Errors: []int{400, 404, 429, 503},
	}, s.findReport)
	handle(s, huma.Operation{
		OperationID: "categories", Method: http.MethodGet, Path: "/api/v1/categories", Tags: []string{"Catalogue"},
		Summary: "What a report can be about", Errors: []int{400, 429},
	}, s.categories)
	handle(s, huma.Operation{
		OperationID: "nets", Method: http.MethodGet, Path: "/api/v1/nets", Tags: []string{"Catalogue"},
		Summary: "The nets of cells in force", Errors: []int{400, 429},
	}, s.nets)
	handle(s, huma.Operation{
		OperationID: "site", Method: http.MethodGet, Path: "/api/v1/site", Tags: []string{"Catalogue"},
		Summary: "What this site is", Errors: []int{400, 429},
	}, s.site)
	handle(s, huma.Operation{
		OperationID: "layers", Method: http.MethodGet, Path: "/api/v1/layers", Tags: []string{"Map"},
		Summary: "The layers of the map", Errors: []int{400, 429},
	}, s.layers)
	handle(s, huma.Operation{
		OperationID: "layer", Method: http.MethodGet, Path: "/api/v1/layers/{id}.geojson", Tags: []string{"Map"},
		Summary: "A layer as GeoJSON", Description: "Public columns only: no words, no contacts, rounded pins; volunteers are counts from three up.",
		Errors: []int{400, 404, 429, 503},
	}, s.layer)
	handle(s, huma.Operation{
		OperationID: "values", Method: http.MethodGet, Path: "/api/v1/layers/{id}/values", Tags: []string{"Map"},
		Summary: "A figure of each cell, to be joined with the tiles of cells", Errors: []int{400, 404, 429, 503},
	}, s.values)
	handle(s, huma.Operation{
		OperationID: "case-counts", Method: http.MethodGet, Path: "/api/v1/cases/counts", Tags: []string{"Map"},
		Summary: "How many public cases there are, by cell, category, day, state, severity or layer", Errors: []int{400, 404, 429, 503},
	}, s.counts)
	handle(s, huma.Operation{
		OperationID: "tilejson", Method: http.MethodGet, Path: "/tiles/{id}.json", Tags: []string{"Map"},
		Summary: "Where the tiles of a layer are, and what is in them (TileJSON)", Errors: []int{400, 404, 429, 503},
	}, s.tileJSON)
	handle(s, huma.Operation{
		OperationID: "tile", Method: http.MethodGet, Path: tileRoute, Tags: []string{"Map"},
		Summary: "A vector tile of a layer", Errors: []int{400, 404, 429, 503},
		Description: "Cases one by one where a tile holds few (layer points), gathered where it holds many (layer clusters), never more than 100 kB. Cells with their borders and names.",
	}, s.tile)
	handle(s, huma.Operation{
		OperationID: "cell", Method: http.MethodGet, Path: "/api/v1/cells/{code}", Tags: []string{"Map"},
		Summary: "A cell and its figures", Errors: []int{400, 404, 429, 503},
	}, s.cell)
	handle(s, huma.Operation{
		OperationID: "changes", Method: http.MethodGet, Path: pathChanges, Tags: []string{"Map"},
		Summary: "What changes on the map, as server-sent events",
		Description: "Events: case {layer, id, cell, feature|null, stale: [{layer, tile}]} (tiles of that layer that are stale: this one and all above it), edition {net, edition}, members {}, " +
			"picture {current, at} (whether what is shown follows the database, and when it last did), reset {} (load everything anew). " +
			"Resumes after Last-Event-ID. One client may hold 20 streams.",
		Errors: []int{400, 429, 503}, Responses: eventStream(),
	}, s.changes)
	handle(s, huma.Operation{
		OperationID: "healthz", Method: http.MethodGet, Path: "/healthz", Tags: []string{"Service"},
		Summary: "Whether the process lives", Errors: []int{400},
	}, s.healthz)
	handle(s, huma.Operation{
		OperationID: "readyz", Method: http.MethodGet, Path: "/readyz", Tags: []string{"Service"},
		Summary: "Whether the picture is loaded, and how old it is", Errors: []int{400, 503},
	}, s.readyz)
	s.registerSessions()
	s.registerCases()
	s.registerPhotos()
	s.registerRules()
	s.registerFigures()
	s.registerAreas()
	s.registerMembers()
	s.registerCertificates()
	s.registerNotices()
	sayNulls(s.huma.OpenAPI().Components.Schemas)
}

// handle registers fn and says its errors as problems. Faults of ours are logged with their cause, never told.
func handle[I, O any](s *server, op huma.Operation, fn func(context.Context, *I) (*O, error)) {
	s.operations[op.Method+" "+op.Path] = op
	huma.Register(s.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := fn(ctx, in)
		if err == nil {
			return out, nil
		}
		p := problemOf(err)
		if p.Status >= http.StatusInternalServerError && ctx.Err() != context.Canceled { // canceled: who asked has gone
			s.cfg.Log.LogAttrs(ctx, slog.LevelError, "request failed", slog.String("operation", op.OperationID), slog.Any("error", causeOf(p)), slog.String("request_id", asked(ctx).id))
		}
		own := *p
		own.finish(ctx)
		return nil, &own
	})
}

// causeOf is what the log is told: what lies behind the sentence that the caller gets.
func causeOf(p *Problem) error {
	var known *geo.Error
	if errors.As(p.cause, &known) && known.Err != nil {
		return known.Err
	}
	if p.cause != nil {
		return p.cause
	}
	return p
}
