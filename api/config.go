package api

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wangge-map/wangge/api/ogc"
	"github.com/wangge-map/wangge/api/open311"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/office"
	"github.com/wangge-map/wangge/tiles"
)

// Nets knows the editions in force.
type Nets interface {
	At(net string, t time.Time) (*locate.Edition, error)
	List(t time.Time) []*locate.Edition
	Editions() []*locate.Edition // those in force, soon to be, or lately
}

// Intake keeps reports: what Submit returns without an error is durable.
type Intake interface {
	Submit(ctx context.Context, r casework.Report) (casework.Progress, error)
}

// Reports finds what became of a report.
type Reports interface {
	FindProgress(ctx context.Context, idOrTracking string) (casework.Progress, error)
}

// Layers is the live map.
type Layers interface {
	ogc.Layers
	Check(q tiles.Query) error
	GeoJSON(q tiles.Query) ([]byte, error)
	Cell(net, code string) (tiles.CellCard, error)
	ParseFilter(t tiles.FilterText) (tiles.Filter, error)
	Count(q tiles.CountQuery) (tiles.Counts, error)
	Values(layer, figure, net string, f tiles.Filter) (tiles.Values, error)
}

// Picture is this process's copy of the truth: what it holds, what changes in it, and how old it is.
type Picture interface {
	Categories() []casework.Category
	Category(code string) (c casework.Category, known bool)
	Settings() map[string]string
	Subscribe(ctx context.Context, after string) (<-chan tiles.Event, error)
	Ready() (ready, databaseUp bool, age time.Duration)
	Behind() (since time.Time, behind bool) // since when it has stood still, if the database is away
	Loading() (read, total int64)           // cases read, of about how many, while it is being loaded
}

// Desk is where people at work find cases.
type Desk interface {
	Queues(ctx context.Context, p identity.Principal, w office.Wanted) (map[office.Queue]int, error)
	List(ctx context.Context, p identity.Principal, w office.Wanted) (rows []office.Row, total int, next office.Place, err error)
	Find(ctx context.Context, p identity.Principal, id uuid.UUID) (office.View, error)
	Near(ctx context.Context, p identity.Principal, id uuid.UUID) ([]office.Row, error)
	Contacts(ctx context.Context, p identity.Principal, id uuid.UUID, why string) ([]office.Contact, error)
	Assignable(ctx context.Context, p identity.Principal, id uuid.UUID) ([]office.Assignable, error)
	Cells(ctx context.Context, p identity.Principal, text string) ([]office.CellCount, error)
}

// Acts lets people act on cases. The same order under the same key is carried out once.
type Acts interface {
	Route(ctx context.Context, p identity.Principal, id uuid.UUID) (office.Routed, error)
	Act(ctx context.Context, p identity.Principal, id uuid.UUID, key string, order office.Order) (office.View, error)
	EndTask(ctx context.Context, p identity.Principal, key string, order office.Order) (office.View, error)
}

// Stories is what reporters, and those who are about to report, may know of cases.
type Stories interface {
	Story(ctx context.Context, caseID uuid.UUID) (office.Story, error)
	ContestedUntil(ctx context.Context, report uuid.UUID) (time.Time, error)
	NearPublic(ctx context.Context, at geo.Point, category casework.Category) ([]office.Neighbour, error)
	Contest(ctx context.Context, tracking, key, words string) error
}

// WorkFeed tells of every case that changes, and who may hear of it.
type WorkFeed interface {
	SubscribeWork(ctx context.Context) <-chan []office.Mark
}

// Config is what New needs.
type Config struct {
	Nets      Nets
	Intake    Intake
	Reports   Reports
	People    People // nil: nobody can sign in
	SignIn    SignIn // nil, as the next three: there are no accounts
	Secrets   Secrets
	Accounts  Accounts
	Tokens    Tokens
	SignOn    SignOn // nil: with a password only
	Trail     Trail  // nil: there is no audit
	Forgetter Forgetter
	Open311   Open311
	Rules     Rules
	Figures   Figures
	Areas     Areas  // nil: the route answers 503
	Photos    Photos // nil: none are kept
	Desk      Desk   // nil, as the next three: cases can't be worked here
	Acts      Acts
	Stories   Stories
	WorkFeed  WorkFeed
	Notices   Notices // nil, as the next: nobody is told of anything
	Hooks     Hooks
	HookRules HookRules
	Layers    Layers
	Picture   Picture
	Page      fs.FS    // the built web app; nil when it was not built
	BaseMap   *BaseMap // nil: the page draws its own layers only
	Version   string
	Metrics   *prometheus.Registry
	Log       *slog.Logger
	Now       func() time.Time
	Limits    Limits
	Done      <-chan struct{} // closed when the service stops: streams end then
	Serving
}

// Open311 is what other systems are answered from at /open311/v2.
type Open311 struct {
	Cases  open311.Cases  // nil: the address is not there
	Photos open311.Photos // nil: those that come along are kept by Config.Photos
}

// Limits bounds what one client may ask for.
type Limits struct {
	ReadsPerSecond   float64 // requests that only read; 0 means 100
	WritesPerSecond  float64 // reports and other deeds; 0 means 10
	PhotosPerSecond  float64 // photos of up to 2 MB, and larger ones less; 0 means 1
	SignInsPerSecond float64 // attempts to sign in; 0 means 1
	TrustProxy       bool    // take the client's address from X-Forwarded-For, as a reverse proxy sets it
}

func (c *Config) check() error {
	if c.Nets == nil || c.Intake == nil || c.Reports == nil || c.Layers == nil || c.Picture == nil || c.Metrics == nil || c.Log == nil || c.Now == nil {
		return errors.New("api: config is incomplete")
	}
	if c.Limits.ReadsPerSecond == 0 {
		c.Limits.ReadsPerSecond = 100
	}
	if c.Limits.WritesPerSecond == 0 {
		c.Limits.WritesPerSecond = 10
	}
	if c.Limits.PhotosPerSecond == 0 {
		c.Limits.PhotosPerSecond = 1
	}
	if c.Limits.SignInsPerSecond == 0 {
		c.Limits.SignInsPerSecond = 1
	}
	return nil
}
